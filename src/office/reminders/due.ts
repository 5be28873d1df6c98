// Every message that falls due in a span of time, from all subjects; and when the next one does.
import { dayMs } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { dueNudges } from '../calendar/nudges.ts';
import { dueItems } from '../calendar/reminders.ts';
import { dueThemes } from '../calendar/themes.ts';
import { dueContests } from '../contests/reminders.ts';
import { dueDigests } from '../digest/reminders.ts';
import { dueExams } from '../exams/reminders.ts';
import { duePapers } from '../papers/reminders.ts';
import { duePreparations } from '../preparation/reminders.ts';
import { dueStages } from '../preparation/stage-reminders.ts';
import { dueRectifications } from '../rectification/reminders.ts';
import { dueSchedules } from '../schedules/due.ts';
import { dueVisits } from '../visits/reminders.ts';
import { inSpan } from './leads.ts';

/**
 * One subject's messages whose due instant lies in (from, to], epoch ms. Reads only; derived from stored data, so the same
 * span gives the same keys and nothing has to be taken back when plans change.
 */
export type Source = (db: Reader, calendar: Calendar, from: number, to: number) => Promise<Wanted[]>;

/** Sources that need a term. One line for each subject. */
const ofTerm: readonly Source[] = [
  dueItems,
  dueNudges,
  dueThemes,
  duePreparations,
  dueStages,
  dueVisits,
  dueRectifications,
  dueContests,
  dueExams,
  duePapers,
  dueDigests,
];

/** Everything due in (from, to], epoch ms; without a term only what needs none. */
export async function allDue(db: Reader, calendar: Calendar | null, from: number, to: number): Promise<Wanted[]> {
  const found = await dueSchedules(db, calendar, from, to);
  const hanging = calendar ? await dueOfTerm(db, calendar, from, to) : [];
  return [...found.filter(({ due }) => inSpan(due, from, to)), ...hanging];
}

/** The same of what hangs on the term alone. */
export async function dueOfTerm(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found: Wanted[] = [];
  for (const source of ofTerm) found.push(...(await source(db, calendar, from, to)));
  return found.filter(({ due }) => inSpan(due, from, to));
}

/** How far ahead is looked, in days: first near, then further, as most reminders are close together. */
const looks = [1, 4, 14, 60, 200];

/**
 * The next instant (epoch ms) after `after` at which something is due: a reminder, or a message that already waits in the
 * ledger for its time. Null when nothing is for 200 days. Moving a clock from one such instant to the next misses nothing.
 */
export async function upcoming(db: Reader, calendar: Calendar | null, after: number): Promise<number | null> {
  const { waiting } = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.min('due_at').as('waiting'))
    .where('state', '=', 'queued')
    .where('due_at', '>', after)
    .executeTakeFirstOrThrow();
  const first = await nextReminder(db, calendar, after);
  const instants = [waiting, first].filter((instant) => instant !== null).map(Number);
  return instants.length > 0 ? Math.min(...instants) : null;
}

async function nextReminder(db: Reader, calendar: Calendar | null, after: number): Promise<number | null> {
  let from = after;
  for (const days of looks) {
    const to = after + days * dayMs;
    const found = await allDue(db, calendar, from, to);
    if (found.length > 0) return Math.min(...found.map(({ due }) => due));
    from = to;
  }
  return null;
}
