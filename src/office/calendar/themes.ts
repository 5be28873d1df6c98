// A month's theme (三月新课改学习月) is told once, on the first school day of its month, to the groups inside the office and schools.
import { type Said, say } from '../../bot/message.ts';
import { monthLabel } from '../../lib/datelabel.ts';
import { addDays, dateOf, instantOf, type LocalDate } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { allGroups, type Group } from '../people/model.ts';
import { inSpan, leadAt } from '../reminders/leads.ts';
import { type Hearing, hearings } from '../reminders/rules.ts';
import { around, schoolDayFrom } from './days.ts';
import type { Calendar, Item } from './model.ts';

/** The themes that begin on a day. */
export interface ThemeDay {
  day: LocalDate;
  themes: Item[];
}

/**
 * The days on which themes are told: of each the first school day of its month, of a theme for two months that of the first. What was
 * over when it came in, and months without school, have none. Pure.
 */
export function themeDays(calendar: Calendar): ThemeDay[] {
  const dated = calendar.items.flatMap((item): { day: LocalDate; item: Item }[] => {
    if (!item.theme || item.past || !item.start) return [];
    const day = schoolDayFrom(calendar, item.start);
    return day !== null && day <= (item.end ?? item.start) ? [{ day, item }] : [];
  });
  return [...Map.groupBy(dated, ({ day }) => day)].map(([day, found]) => ({
    day,
    themes: found.map(({ item }) => item),
  }));
}

/** One telling of themes by one rule, before it is known who hears it; `due` in epoch ms. */
interface Telling extends ThemeDay {
  hearing: Hearing;
  lead: string;
  due: number;
}

/** What falls due in (from, to], epoch ms. An instant that was over when the plan came in does not come again. Pure. */
export const themeTellings = (calendar: Calendar, from: number, to: number): Telling[] =>
  themeDays(calendar).flatMap((found) =>
    hearings(calendar, 'theme').flatMap((hearing) =>
      hearing.rule.leads.flatMap((lead) => {
        const due = leadAt(calendar, found.day, lead);
        return due !== null && inSpan(due, from, to) ? [{ ...found, hearing, lead: lead.name, due }] : [];
      }),
    ),
  );

/** Where the rule names roles, the groups of those; else every group. Never one with outsiders, or of single schools. */
const hears = ({ hearing }: Telling, { id, roles, schools, outsiders }: Group): boolean => {
  const wanted = hearing.rule.roles;
  if (outsiders || schools.length > 0 || !hearing.holdsFor(id)) return false;
  return wanted.length === 0 || roles.some((role) => wanted.includes(role));
};

/** What is owed to groups for (from, to], epoch ms: one message for all themes that begin on a day. */
export async function dueThemes(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found = themeTellings(calendar, from, to);
  if (found.length === 0) return [];
  const groups = await allGroups(db);
  return found.flatMap((telling) =>
    groups.filter((group) => hears(telling, group)).map((group) => wanted(calendar, telling, group)),
  );
}

const wanted = (calendar: Calendar, { day, themes, hearing, lead, due }: Telling, { id }: Group): Wanted => ({
  source: { kind: 'theme', id: calendar.term.id },
  occurrence: day,
  lead,
  audience: { kind: 'group', id },
  class: hearing.rule.class,
  said: themeSaid(calendar, { day, themes }, hearing.rule.closing ?? ''),
  // It names no day: the same words do on any day of the week.
  saidAt: () => themeSaid(calendar, { day, themes }, hearing.rule.closing ?? ''),
  due,
  // Old news by tomorrow.
  expires: instantOf(addDays(dateOf(due), 1)) - hearing.rule.late,
});

/** 3月主题：新课改学习月、教学视导月. */
export function themeSaid(calendar: Calendar, { day, themes }: ThemeDay, closing: string): Said {
  const near = around(calendar, day);
  const lines = themes.map(({ start, end, title }) => {
    const first = start ?? day;
    return `${monthLabel(first, end ?? first, near)}主题：${title}`;
  });
  return say([...lines, ...(closing === '' ? [] : [closing])].join('\n'));
}
