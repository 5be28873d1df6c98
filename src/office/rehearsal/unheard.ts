// What would be said if there were somebody to hear it, and timed messages that their own rules leave out.
import { timesBetween } from '../../lib/cron.ts';
import type { ClassName } from '../../queue/classes.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { itemReminders } from '../calendar/reminders.ts';
import { preparationSource } from '../preparation/model.ts';
import { preparationsOf } from '../preparation/queries.ts';
import { meetingReminders } from '../preparation/reminders.ts';
import { sourceOf } from '../schedules/due.ts';
import { allSchedules } from '../schedules/model.ts';
import { type Occurrence, occurrenceAt } from '../schedules/rules.ts';
import { visitSource } from '../visits/model.ts';
import { plannedVisits } from '../visits/queries.ts';
import { visitReminders } from '../visits/reminders.ts';
import type { From } from './model.ts';

/** A message without a hearer. */
export interface Unheard {
  /** Epoch ms. */
  at: number;
  class: ClassName;
  source: From;
  why: string;
}

type Lookout = (db: Reader, calendar: Calendar, from: number, to: number) => Promise<Unheard[]>;

/** What each subject has to say in a span before it looks who hears it. A subject that is not here only says what is heard. */
const lookouts: readonly Lookout[] = [
  async (_, calendar, from, to) =>
    itemReminders(calendar, from, to).map(({ item, rule, lead, due }) => ({
      at: due,
      class: rule.class,
      source: { kind: 'item', id: item.id, occurrence: item.start, lead: lead.name },
      why: '没有登记对应身份的群',
    })),
  async (db, calendar, from, to) =>
    meetingReminders(calendar, await preparationsOf(db, calendar), from, to).map(
      ({ series, day, kind, lead, due }) => ({
        at: due,
        class: kind === 'changed' ? 'correction' : 'event',
        source: { ...preparationSource(calendar, series.subject), occurrence: day, lead },
        why: `没有登记${series.subject}的群`,
      }),
    ),
  async (db, calendar, from, to) =>
    visitReminders(calendar, await plannedVisits(db, calendar), from, to).map(({ visit, lead, due }) => ({
      at: due,
      class: 'event',
      source: { ...visitSource(visit), occurrence: visit.day, lead },
      why: '学校没有登记联系人和校长，组员也不在名册',
    })),
];

const placeOf = ({ kind, id, occurrence = '', lead = '' }: From): string => [kind, id, occurrence, lead].join('|');

/** What falls due in (from, to], epoch ms, and is not among the `wanted`, because there is no group or person for it. */
export async function unheardIn(
  db: Reader,
  calendar: Calendar | null,
  { from, to, wanted }: { from: number; to: number; wanted: Iterable<Wanted> },
): Promise<Unheard[]> {
  const heard = new Set<string>();
  for (const { source, occurrence = '', lead = '' } of wanted) heard.add(placeOf({ ...source, occurrence, lead }));
  const found: Unheard[] = [];
  for (const lookout of calendar ? lookouts : []) if (calendar) found.push(...(await lookout(db, calendar, from, to)));
  return [...found.filter(({ source }) => !heard.has(placeOf(source))), ...(await leftOut(db, calendar, from, to))];
}

/** Times of timed messages that their own rules for holidays and hours leave out. */
async function leftOut(db: Reader, calendar: Calendar | null, from: number, to: number): Promise<Unheard[]> {
  const schedules = (await allSchedules(db)).filter(({ state }) => state === 'on');
  return schedules.flatMap((schedule) =>
    [...timesBetween(schedule.cron, Math.max(from, schedule.since), to)]
      .map((at) => occurrenceAt(schedule, calendar, at))
      .filter(({ due }) => due === null)
      .map((occurrence) => ({
        at: occurrence.at,
        class: 'schedule',
        source: sourceOf(schedule),
        why: whyLeftOut(occurrence, schedule.onHoliday === 'skip'),
      })),
  );
}

const whyLeftOut = ({ holiday, quiet }: Occurrence, skips: boolean): string => {
  if (holiday && skips) return `逢${holiday}，按设置不发`;
  return quiet ? '不在发送时段，按设置不发' : '顺延太久，不发了';
};
