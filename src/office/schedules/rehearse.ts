// What timed messages will say next, without saying it.
import type { Act } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { allSchedules, type Schedule } from './model.ts';
import { findSchedule, sendingsOf } from './queries.ts';
import { textsNow } from './recipients.ts';
import type { SameText } from './template.ts';

/** One sending of a rehearsal; `at` epoch ms. */
export interface Rehearsed {
  at: number;
  name: string;
  texts: SameText[];
}

/** How many sendings a rehearsal shows. */
const shown = 5;

/** The next sendings of these timed messages (one that is off as if it were on), in order; sends nothing. */
export async function rehearse(act: Act, schedules: readonly Schedule[]): Promise<Rehearsed[]> {
  const calendar = await loadCalendar(act.tx);
  const times = schedules
    .flatMap((schedule) =>
      sendingsOf({ ...schedule, state: 'on' }, calendar, act.now, shown).map((at) => ({ at, schedule })),
    )
    .sort((a, b) => a.at - b.at)
    .slice(0, shown);
  const sendings: Rehearsed[] = [];
  for (const { at, schedule } of times)
    sendings.push({ at, name: schedule.name, texts: await textsNow(act.tx, schedule, at, calendar) });
  return sendings;
}

/** What a rehearsal is about: the one that is meant, or all that are on. @throws Refusal */
export async function toRehearse(act: Act, words: string | undefined): Promise<Schedule[]> {
  if (words !== undefined) return [await findSchedule(act, words)];
  return (await allSchedules(act.tx)).filter(({ state }) => state === 'on');
}
