// Kinds of work that wear out the same few people when they lie in the same weeks: the planner is warned of them (domain.md §3, end). Pure.
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import { isSchoolDay, weekSpan } from '../days.ts';
import type { Calendar } from '../model.ts';
import { type Engagement, isExam } from './engagements.ts';
import type { Clash } from './model.ts';

/** The kinds, in the order in which pairs are named; an item belongs to the first that fits. */
const families: readonly (readonly [name: string, fits: (e: Engagement) => boolean])[] = [
  ['visit', ({ item }) => item?.reminderKind === 'visitWindow' || item?.kind === 'visit'],
  ['setting', ({ item, title }) => item?.reminderKind === 'paperSetting' || title.includes('命题')],
  ['contest', ({ item, title }) => item?.kind === 'contest' || /打磨|比赛|大赛|赛课|竞赛/.test(title)],
  ['test', ({ item }) => item !== null && isExam(item)],
  ['prep', ({ item }) => item?.reminderKind === 'jointPrep'],
];

/** The school days of one item, or of all meetings of a series. */
interface Member {
  title: string;
  id: string;
  days: Set<LocalDate>;
}

/** One clash for every two kinds that share school days, with the items that do. What is known only to the month does not count. */
export function loads(calendar: Calendar, all: readonly Engagement[]): Clash[] {
  const members = families.map(() => new Map<string, Member>());
  for (const e of all) {
    const family = families.findIndex(([, fits]) => fits(e));
    if (family < 0 || e.itemId === null || e.precision.startsWith('month')) continue;
    const member = members[family]?.get(e.itemId) ?? { title: e.title, id: e.itemId, days: new Set() };
    members[family]?.set(e.itemId, member);
    const last = lastDay(calendar, e, families[family]?.[0]);
    for (let day = e.start; day <= last; day = addDays(day, 1)) if (isSchoolDay(calendar, day)) member.days.add(day);
  }
  return members.flatMap((some, i) =>
    members.slice(i + 1).flatMap((others) => shared([...some.values()], [...others.values()])),
  );
}

/** 命题 is printed with the week in which it begins (第十二周开始); it goes on as long as lessons do. */
const lastDay = ({ term }: Calendar, { start, end }: Engagement, family: string | undefined): LocalDate => {
  const last = weekSpan(term, term.seriesLastWeek).end;
  return family === 'setting' && last > end && start <= last ? last : end;
};

function shared(some: readonly Member[], others: readonly Member[]): Clash[] {
  const days = new Set<LocalDate>();
  const [left, right] = [new Set<Member>(), new Set<Member>()];
  for (const a of some) {
    for (const b of others) {
      for (const day of a.days) {
        if (!b.days.has(day)) continue;
        days.add(day);
        left.add(a);
        right.add(b);
      }
    }
  }
  if (days.size === 0) return [];
  const titles = (members: Set<Member>): string[] => [...new Set([...members].map(({ title }) => title))];
  return [
    {
      kind: 'load',
      want: 'everybody',
      a: titles(left),
      b: titles(right),
      ids: [...left, ...right].map(({ id }) => id),
      subjects: [],
      days: [...days].sort(),
      postponable: false,
    },
  ];
}
