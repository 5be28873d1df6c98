// One beat of the clock: owes everything that fell due since the last one. A missed beat loses nothing, two clocks do it once.
import { forgetExpired } from '../src/bot/questions.ts';
import { dateOf, dayMs, stamp } from '../src/lib/dates.ts';
import { type Act, later, systemAct, tell } from '../src/office/act.ts';
import { beatPosition, lastBeat, moveBeat } from '../src/office/beat.ts';
import { moveEarlier, owedBy } from '../src/office/burden/owed.ts';
import { loadCalendar } from '../src/office/calendar/model.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import { peopleWith } from '../src/office/people/queries.ts';
import { spanToDo } from '../src/office/reminders/late.ts';
import { want } from '../src/queue/ledger.ts';
import { serialise } from '../src/store/db.ts';

/**
 * Writes what is due since the stored position into the ledger and moves the position to now, in one transaction. The first
 * beat only sets the position: nothing before it speaks. A clock that was turned back does nothing until it is past the
 * position again; but one that was far ahead must not silence the office until then (`tooFarAhead`). Returns how many messages
 * are new.
 */
export const tick = ({ store, clock, settings, log }: OfficeParts): Promise<number> =>
  store.write(async (tx) => {
    await serialise(tx, beatPosition);
    const now = clock.now();
    const last = await lastBeat(tx);
    if (last !== null && last - now > tooFarAhead) {
      log.error({ position: stamp(last), now: stamp(now) }, 'the clock had been far ahead; going on from now');
      await moveBeat(tx, now);
      await tellClockWasAhead(systemAct(tx, now, 'clock', settings), last);
      return 0;
    }
    const span = spanToDo(last, now);
    if (last === null || span) await moveBeat(tx, now);
    if (!span) return 0;
    if (last !== null && dateOf(last) !== dateOf(now)) await startDaily(systemAct(tx, now, 'clock', settings));
    const calendar = await loadCalendar(tx);
    const beat = await owedBy(tx, calendar, span.from, span.to);
    await moveEarlier(tx, beat);
    return want(tx, now, beat.owed);
  });

/** A position this much later than now comes from a wrong clock, not from a small step back; milliseconds. */
const tooFarAhead = 3 * dayMs;

/** What was owed meanwhile stays in the ledger and is not owed again; the admins should look at the machine's clock. */
async function tellClockWasAhead(act: Act, until: number): Promise<void> {
  const text = `服务器的时钟曾经跑到 ${stamp(until)}，现在是 ${stamp(act.now)}。提醒从现在接着发；请检查服务器对时。`;
  for (const { id } of await peopleWith(act.tx, ['admin'])) {
    await tell(act, {
      source: { kind: 'clock', id: String(until) },
      audience: { kind: 'person', id },
      class: 'alert',
      said: { text },
    });
  }
}

/** Jobs that run once on every new day. */
const daily = ['tidy-uploads', 'reconcile'];

async function startDaily(act: Act): Promise<void> {
  await forgetExpired(act.tx, act.now);
  for (const name of daily) await later(act, name, {});
}
