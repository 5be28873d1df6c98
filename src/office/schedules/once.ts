// A timed message sent once, now, beside its times: shown exactly as it will be, then owed like any other.
import { digestOf } from '../../lib/digest.ts';
import { refuse } from '../../lib/refuse.ts';
import { want } from '../../queue/ledger.ts';
import { type Act, me, record } from '../act.ts';
import { type Calendar, loadCalendar } from '../calendar/model.ts';
import { nameOf } from './changes.ts';
import { wantedOf } from './due.ts';
import type { Schedule } from './model.ts';
import type { Once } from './once-wording.ts';
import * as wording from './once-wording.ts';
import { heldBy } from './previews.ts';
import { textsNow } from './recipients.ts';
import { occurrenceAt } from './rules.ts';
import { nobody } from './wording.ts';

/** How leads of such messages begin in the ledger; the message that asked for it follows, so that its repeat says nothing twice. */
const lead = 'once/';

/** What would go out. @throws Refusal when nobody hears it, or nothing goes out for months */
export async function onceNow(act: Act, schedule: Schedule): Promise<Once> {
  const calendar = await loadCalendar(act.tx);
  const occurrence = openingFor(schedule, calendar, act.now);
  const texts = await textsNow(act.tx, schedule, occurrence.due, calendar);
  if (texts.length === 0) refuse('nobody', nobody);
  const last = await act.tx
    .selectFrom('deliveries')
    .select(['lead', 'created_at', 'author_id'])
    .where('source_kind', '=', 'schedule')
    .where('source_id', '=', schedule.id)
    .where('lead', 'like', `${lead}%`)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const shown = [
    schedule.id,
    schedule.version,
    occurrence.due === act.now ? null : occurrence.due,
    last?.lead ?? null,
    texts.map(({ text, hearers }) => [text, hearers.map(({ kind, id }) => `${kind}:${id}`)]),
  ];
  return {
    schedule,
    occurrence,
    texts,
    held: await heldBy(act, schedule, texts),
    before: last ? { at: last.created_at, by: await nameOf(act, last.author_id) } : null,
    seen: digestOf(shown),
  };
}

/** Now or the next opening: the day is the admin's decision only where 照发 is set, hours are kept all the same. */
function openingFor(schedule: Schedule, calendar: Calendar | null, now: number): Once['occurrence'] {
  const onHoliday = schedule.onHoliday === 'send' ? 'send' : 'postpone';
  const occurrence = occurrenceAt({ cron: schedule.cron, onHoliday, onQuiet: 'postpone' }, calendar, now);
  const { due } = occurrence;
  return due === null ? refuse('closed', wording.closed(schedule)) : { ...occurrence, due: due < now ? now : due };
}

/** Owes it, under the message that asked for it. Answers how many messages that made. */
export async function sendOnce(act: Act, { schedule, occurrence, texts }: Once): Promise<number> {
  const owed = wantedOf(schedule, occurrence, texts).map(({ occurrence: _, ...wanted }) => ({
    ...wanted,
    lead: `${lead}${act.origin}`,
    author: me(act).id,
  }));
  const count = await want(act.tx, act.now, owed);
  await record(act, 'schedule.sent', { kind: 'schedule', id: schedule.id }, { new: { name: schedule.name, count } });
  return count;
}
