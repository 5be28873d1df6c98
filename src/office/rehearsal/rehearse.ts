// Rehearses the calendar: every message between two days, worked out by the very functions the clock uses, and every clash.
import type { LocalDate } from '../../lib/dates.ts';
import { keyOf } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { speakingKind } from '../calendar/audience.ts';
import { type Calendar, loadCalendar } from '../calendar/model.ts';
import { wantingDay } from '../calendar/nudges.ts';
import { calendarWarnings } from '../calendar/warnings.ts';
import type { ChannelFacts } from '../people/reach.ts';
import type { Alert } from './alerts.ts';
import { imagine } from './beats.ts';
import { clashesBetween } from './clashes.ts';
import { hearersOf } from './hearers.ts';
import { joined, merged } from './merging.ts';
import type { Rehearsal, Unsaid } from './model.ts';
import {
  type Beaten,
  type Entry,
  isSaid,
  isUnsaid,
  type Known,
  type Outcome,
  outcomeOf,
  outcomeOfWritten,
  said,
} from './outcome.ts';
import { reasonOf, titlesOf } from './reasons.ts';
import { type Span, spanOf } from './span.ts';
import { unheardIn } from './unheard.ts';
import { notes } from './wording.ts';
import { keysWritten, type Written, writtenIn } from './written.ts';

/** What is to be rehearsed. */
export interface RehearsalWish {
  from: LocalDate;
  /** Included. */
  to: LocalDate;
  /** Ways out that are set up; without them everybody counts as reached. */
  channels?: ChannelFacts | undefined;
  /** Called now and then with the day that has been reached. */
  onProgress?: (day: LocalDate) => void;
}

/**
 * What the office would say from `from` to `to`, as things stand: a clock that beats at each due instant, nobody saying anything
 * meanwhile. What the ledger holds already is taken from there. Reads only.
 */
export async function rehearse(db: Reader, wish: RehearsalWish): Promise<Rehearsal> {
  const { from, to, channels } = wish;
  const calendar = await loadCalendar(db);
  const span = await spanOf(db, from, to);
  const hearers = await hearersOf(db, calendar, channels);
  const known: Known = { span, hearers, titles: await titlesOf(db, calendar) };
  const { wanted, earlier } = await imagine(db, calendar, span, wish.onProgress);
  const owed = await keysWritten(db, [...wanted.keys()]);
  const single = [
    ...writtenOutcomes(known, await writtenIn(db, span), earlier),
    // Of secret tasks nothing is listed or counted (domain rules, section 8).
    ...[...wanted]
      .filter(([key, wish]) => wish.class !== 'secret' && !owed.has(key))
      .map(([, one]) => outcomeOf(known, one)),
  ];
  const outcomes = merged(single, known.hearers);
  const entries = [
    ...outcomes.map(({ entry }) => entry),
    ...(await alertsOf(db, known, outcomes)),
    ...(await unheard(db, calendar, known, wanted)),
  ].filter(({ at }) => span.start <= at && at <= span.end);
  const sorted = entries.sort((a, b) => a.at - b.at);
  return {
    from,
    to,
    term: calendar?.term.title ?? null,
    messages: sorted.filter(isSaid),
    silent: sorted.filter(isUnsaid),
    clashes: calendar ? await clashesBetween(db, calendar, from, to) : [],
    notes: calendar ? notesOn(calendar, from, span) : [],
  };
}

/** What stands in the ledger: what was merged is said by the message it went into. */
function writtenOutcomes(known: Known, rows: readonly Written[], earlier: ReadonlyMap<string, number>): Outcome[] {
  const members = Map.groupBy(
    rows.filter(({ bundle }) => bundle !== null),
    ({ bundle }) => bundle,
  );
  return rows
    .filter(({ bundle }) => bundle === null)
    .map((row) => {
      const outcome = outcomeOfWritten(known, { ...row, at: earlier.get(row.key) ?? row.at });
      const reasons = members.get(row.id)?.map(({ source, class: name }) => reasonOf(source, name, known.titles));
      return reasons ? { ...outcome, entry: { ...outcome.entry, reason: joined(reasons) } } : outcome;
    });
}

/** The same alert is said once, for instance to the author of a message that reaches none of its hearers. */
async function alertsOf(db: Reader, known: Known, outcomes: readonly Outcome[]): Promise<Entry[]> {
  const alerts = new Map<string, Alert>();
  for (const alert of outcomes.flatMap((one) => one.alerts)) {
    const key = keyOf(alert);
    if (!alerts.has(key) && known.hearers.reaches(alert.audience)) alerts.set(key, alert);
  }
  const told = await keysWritten(db, [...alerts.keys()]);
  return [...alerts].filter(([key]) => !told.has(key)).map(([, alert]) => said(known, alert, 'planned'));
}

async function unheard(
  db: Reader,
  calendar: Calendar | null,
  { span, titles }: Known,
  wanted: ReadonlyMap<string, Beaten>,
): Promise<Unsaid[]> {
  const from = Math.max(span.owedUpTo, span.start - 1);
  const found = await unheardIn(db, calendar, { from, to: span.end, wanted: wanted.values() });
  return found.map(({ at, class: name, source, why }) => ({
    ...{ at, to: null, class: name, source, why },
    reason: reasonOf(source, name, titles),
  }));
}

function notesOn(calendar: Calendar, from: LocalDate, { start, owedUpTo }: Span): string[] {
  const pending = wantingDay(calendar, from).length;
  const past = calendar.items.filter((item) => item.past && (item.recurrence || speakingKind(item))).length;
  return [
    ...calendarWarnings(calendar, from),
    ...(owedUpTo >= start ? [notes.owed(owedUpTo)] : []),
    ...(pending > 0 ? [notes.pending(pending)] : []),
    ...(past > 0 ? [notes.past(past)] : []),
  ];
}
