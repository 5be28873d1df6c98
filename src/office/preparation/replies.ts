// What teachers say about the 集体备课 of their subject, the next one unless they name a day: 请假 and 资料. Passed on in private, never told to a group.
import { askBack } from '../../bot/command.ts';
import type { Said } from '../../bot/message.ts';
import { type DateSpec, resolveDate } from '../../lib/datespec.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { chosenSeries, type Own, ownAt, ownMeeting } from './meant.ts';
import { type Occasion, preparationSource } from './model.ts';
import { allSeries, isAhead, politeTime } from './rules.ts';
import * as wording from './wording.ts';

/** What was passed on, and to whom. */
export interface Passed {
  meeting: wording.MeetingWords;
  /** 主备人李强; empty when there is nobody to tell. */
  to: string;
  /** The days that were named but have no such meeting: 3月7日（周二，第4周）; null when the meeting is the one that was meant. */
  insteadOf: string | null;
}

/**
 * Notes that the speaker cannot come, and tells the lead preparer why: to the meeting on the days the reason begins with (明天 看病,
 * 第6周 外出), else to the next one, today's included. Said again it changes the reason; the same reason is not told twice. The record
 * keeps that, not why. @throws Refusal when that meeting falls away or is over; AskBack
 */
export async function askLeave(act: Act, wish: { subject?: string | undefined; reason: string }): Promise<Passed> {
  const own = await ownMeeting(act, wish.subject, { field: 'reason', words: wish.reason });
  const earlier = await replyOf(act, own, 'leave');
  if (earlier && (own.words === '' || earlier.text === own.words)) return passed(own);
  await saveReply(act, own, { kind: 'leave', text: own.words, earlier: earlier?.id });
  if (!earlier) await recordReply(act, 'preparation.leave', own, 'new');
  return passOn(act, own, wording.toListenerLeave(own.meeting, own.who, own.words, earlier !== undefined));
}

/** Takes a leave back: the one that was asked for, of several the speaker chooses. @throws Refusal when there is none; AskBack */
export async function cancelLeave(
  act: Act,
  wish: { subject?: string | undefined; when?: DateSpec | undefined },
): Promise<Passed> {
  await serialise(act.tx, 'preparations');
  const calendar = await calendarOf(act);
  if (wish.subject !== undefined) chosenSeries(act, allSeries(calendar), wish.subject);
  const leaves = await leavesAhead(act, calendar, wish);
  const [leave, other] = leaves;
  if (!leave) refuse('no-leave', wording.noLeave);
  if (other) askWhichLeave(act, calendar, leaves);
  const own = await ownAt(act, calendar, leave);
  await act.tx.deleteFrom('preparation_replies').where('id', '=', leave.id).execute();
  await recordReply(act, 'preparation.leaveCancelled', own, 'old');
  return passOn(act, own, wording.toListenerBack(own.meeting, own.who));
}

type Leave = Occasion & { id: string };

/** The speaker's leaves from meetings that have not begun, as far as they fit what was said; in a group those of its subjects, if there are any. */
async function leavesAhead(
  act: Act,
  calendar: Calendar,
  { subject, when }: { subject?: string | undefined; when?: DateSpec | undefined },
): Promise<Leave[]> {
  const rows = await act.tx
    .selectFrom('preparation_replies')
    .select(['id', 'subject', 'day'])
    .where('person_id', '=', me(act).id)
    .where('kind', '=', 'leave')
    .where('day', '>=', act.today)
    .orderBy('day')
    .execute();
  const readings = when && resolveDate(when, around(calendar, act.today)).readings;
  const fitting = rows.filter(
    (row) =>
      isAhead(calendar, row.day, act.now) &&
      (subject === undefined || row.subject === subject) &&
      (!readings || readings.some(({ start, end }) => start <= row.day && row.day <= end)),
  );
  const here = fitting.filter((row) => act.group?.subjects.includes(row.subject));
  return here.length > 0 ? here : fitting;
}

/** By day; by subject where two are on one day. @throws AskBack always */
function askWhichLeave(act: Act, calendar: Calendar, leaves: readonly Leave[]): never {
  const oneDay = new Set(leaves.map(({ day }) => day)).size === 1;
  const options = leaves.map((leave) => ({
    label: wording.occasionText(wording.meetingOf(calendar, leave, act.today)),
    value: oneDay ? leave.subject : leave.day,
  }));
  return askBack(oneDay ? 'subject' : 'when', wording.askWhichLeave, options);
}

/**
 * Asks for the material of a meeting, or offers some (`content`): of the days the content begins with, else of the next one. The same
 * thing is not told twice. @throws Refusal, AskBack
 */
export async function passMaterial(
  act: Act,
  wish: { subject?: string | undefined; content?: string | undefined },
): Promise<Passed & { offered: boolean }> {
  const own = await ownMeeting(act, wish.subject, { field: 'content', words: wish.content ?? '' });
  if (own.listeners.people.length === 0) refuse('nobody-to-tell', wording.nobody);
  const offered = own.words !== '';
  const kind = offered ? 'offer' : 'material';
  const earlier = await replyOf(act, own, kind);
  if (earlier && earlier.text === own.words) return { ...passed(own), offered };
  await saveReply(act, own, { kind, text: own.words, earlier: earlier?.id });
  await recordReply(act, `preparation.${kind}`, own, 'new');
  const said = offered
    ? wording.toListenerOffer(own.meeting, own.who, own.words)
    : wording.toListenerAsk(own.meeting, own.who);
  return { ...(await passOn(act, own, said)), offered };
}

const passed = ({ meeting, listeners: { people, as }, insteadOf }: Own): Passed => {
  const names = people.map(({ name }) => name);
  return { meeting, to: wording.listenerWords(names, as), insteadOf };
};

/** Tells those who have to know, in private. */
async function passOn(act: Act, own: Own, said: Said): Promise<Passed> {
  const shared = {
    source: preparationSource(own.calendar, own.subject),
    occurrence: own.day,
    // Each thing said is a message of its own; the transaction of the message keeps it from being owed twice.
    lead: `said:${newId()}`,
    class: 'notice' as const,
    said,
    due: politeTime(own.calendar, own.day, act.now),
  };
  for (const { id } of own.listeners.people) await tell(act, { ...shared, audience: { kind: 'person', id } });
  return passed(own);
}

type Kind = 'leave' | 'material' | 'offer';

const replyOf = (act: Act, { subject, day }: Occasion, kind: Kind) =>
  act.tx
    .selectFrom('preparation_replies')
    .select(['id', 'text'])
    .where('subject', '=', subject)
    .where('day', '=', day)
    .where('person_id', '=', me(act).id)
    .where('kind', '=', kind)
    .executeTakeFirst();

async function saveReply(
  act: Act,
  { subject, day }: Occasion,
  { kind, text, earlier }: { kind: Kind; text: string; earlier: string | undefined },
): Promise<void> {
  const { tx, now } = act;
  if (earlier !== undefined) {
    await tx.updateTable('preparation_replies').set({ text, at: now }).where('id', '=', earlier).execute();
    return;
  }
  const row = { id: newId(), subject, day, person_id: me(act).id, kind, text, at: now };
  await tx.insertInto('preparation_replies').values(row).execute();
}

const recordReply = (act: Act, action: string, { subject, day }: Occasion, side: 'old' | 'new'): Promise<void> =>
  record(act, action, { kind: 'preparation', id: `${subject} ${day}` }, { [side]: { subject, day } });
