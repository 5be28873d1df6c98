// What has no day yet triggers nothing; whoever is responsible is asked for it privately, once a month, until it has one.
import { addDays, dateOf, daysFrom, instantOf, type LocalDate } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { allPeople, type Person } from '../people/model.ts';
import { inSpan, spokenOn } from '../reminders/leads.ts';
import { ruleOf } from '../reminders/rules.ts';
import { whenText } from './change-wording.ts';
import { isSchoolDay } from './days.ts';
import type { Calendar, Item } from './model.ts';
import { pendingItems } from './rules.ts';

/** The first school day of a month; null in a month without any. */
function firstSchoolDay(calendar: Calendar, month: string): LocalDate | null {
  const first = `${month}-01`;
  return daysFrom(first, addDays(first, 30)).find((day) => day.startsWith(month) && isSchoolDay(calendar, day)) ?? null;
}

/** The instants in (from, to], epoch ms, at which people are asked: the first school day of each month. Pure. */
export function nudgeDays(calendar: Calendar, from: number, to: number): { day: LocalDate; due: number }[] {
  const { on, leads } = ruleOf(calendar, 'undated');
  const months = new Set<string>();
  for (let day = dateOf(from); day <= dateOf(to); day = addDays(day, 1)) months.add(day.slice(0, 7));
  return (on ? [...months] : []).flatMap((month) => {
    const day = firstSchoolDay(calendar, month);
    if (day === null) return [];
    return leads.flatMap((lead) => {
      const due = spokenOn(day, lead);
      return inSpan(due, from, to) ? [{ day, due }] : [];
    });
  });
}

/** What still wants a day on `day`: undated, or known only to a month that is not over. Series have their rhythm. Pure. */
export const wantingDay = (calendar: Calendar, day: LocalDate): Item[] =>
  pendingItems(calendar).filter(({ end, recurrence, past }) => !recurrence && !past && (end === null || end >= day));

/** Who is responsible for an item: the 教研员 of its subjects, else the 主任, else the 管理员. Pure. */
export function responsible(item: Item, people: readonly Person[]): Person[] {
  const researchers = people.filter(
    ({ roles, subjects }) => roles.includes('researcher') && subjects.some((one) => item.subjects.includes(one)),
  );
  const having = (role: Person['roles'][number]) => people.filter(({ roles }) => roles.includes(role));
  return [researchers, having('head'), having('admin')].find((some) => some.length > 0) ?? [];
}

/** What is owed for (from, to], epoch ms: one private message a month for each person responsible for something without a day. */
export async function dueNudges(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const days = nudgeDays(calendar, from, to);
  if (days.length === 0) return [];
  const people = await allPeople(db);
  return days.flatMap(({ day, due }) => {
    const own = new Map<Person, Item[]>();
    for (const item of wantingDay(calendar, day)) {
      for (const person of responsible(item, people)) own.set(person, [...(own.get(person) ?? []), item]);
    }
    return [...own].map(
      ([person, items]): Wanted => ({
        source: { kind: 'undated', id: calendar.term.id },
        occurrence: day,
        audience: { kind: 'person', id: person.id },
        class: 'digest',
        said: { text: nudgeText(calendar, items, day) },
        due,
        expires: instantOf(addDays(day, 1)),
      }),
    );
  });
}

const shown = 12;

function nudgeText(calendar: Calendar, items: readonly Item[], today: LocalDate): string {
  const lines = items.slice(0, shown).map((item) => `${whenText(calendar, item, today)}　${item.title}`);
  const example = items[0]?.title.slice(0, 12) ?? '';
  return [
    `行事历上有 ${items.length} 项还没有定到日子，定了才会提醒：`,
    ...lines,
    ...(items.length > shown ? [`还有 ${items.length - shown} 项，发“/行事历 待定”看。`] : []),
    `定日子：/行事历 改期 ${example} 6月27日。没定就不用管，下个月再问您。`,
  ].join('\n');
}
