// Which stretch of time a rehearsal is about, and up to where the clock has run already.

import { addDays, instantOf, type LocalDate } from '../../lib/dates.ts';
import type { Reader } from '../../store/db.ts';
import { lastBeat } from '../beat.ts';
import { longestSpan } from '../reminders/late.ts';

/** All in epoch ms. */
export interface Span {
  /** First and last instant of the days asked for. */
  start: number;
  end: number;
  /** Up to here everything is owed and stands in the ledger, or never will be. */
  owedUpTo: number;
  /** From here on messages are worked out: a little earlier than `start`, for what is put off into the span. */
  begins: number;
}

/** The days from `from` to `to`, both included, seen by a clock that goes on from its stored position, or begins with the first day. */
export async function spanOf(db: Reader, from: LocalDate, to: LocalDate): Promise<Span> {
  const [start, end] = [instantOf(from), instantOf(addDays(to, 1)) - 1];
  const owedUpTo = (await lastBeat(db)) ?? start - 1;
  return { start, end, owedUpTo, begins: Math.min(Math.max(owedUpTo, start - longestSpan), end) };
}
