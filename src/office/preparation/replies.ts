// What teachers say about the next 集体备课 of their subject: 请假 and 资料. Passed on in private, never told to a group.
import { askBack } from '../../bot/command.ts';
import type { Said } from '../../bot/message.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import type { Calendar } from '../calendar/model.ts';
import { type Occasion, preparationSource, type Series } from './model.ts';
import { callNames, type Listeners, listeners, preparationFor } from './queries.ts';
import { allSeries, nextMeeting, politeTime, subjectMeant } from './rules.ts';
import * as wording from './wording.ts';

/** What was passed on, and to whom. */
export interface Passed {
  meeting: wording.MeetingWords;
  /** 主备人李强; empty when there is nobody to tell. */
  to: string;
}

/**
 * Notes that the speaker cannot come to the next meeting, today's included, and tells the lead preparer why. Said again it
 * changes the reason; the same reason is not told twice. The record keeps that, not why. @throws Refusal, AskBack
 */
export async function askLeave(act: Act, wish: { subject?: string | undefined; reason: string }): Promise<Passed> {
  const own = await ownMeeting(act, wish.subject);
  const earlier = await replyOf(act, own, 'leave');
  if (earlier?.text === wish.reason) return passed(own);
  await saveReply(act, own, { kind: 'leave', text: wish.reason, earlier: earlier?.id });
  if (!earlier) await recordReply(act, 'preparation.leave', own, 'new');
  return passOn(act, own, wording.toListenerLeave(own.meeting, own.who, wish.reason, earlier !== undefined));
}

/** Takes the leave back. @throws Refusal when there is none; AskBack */
export async function cancelLeave(act: Act, wish: { subject?: string | undefined }): Promise<Passed> {
  const own = await ownMeeting(act, wish.subject);
  const earlier = await replyOf(act, own, 'leave');
  if (!earlier) refuse('no-leave', wording.noLeave(own.meeting));
  await act.tx.deleteFrom('preparation_replies').where('id', '=', earlier.id).execute();
  await recordReply(act, 'preparation.leaveCancelled', own, 'old');
  return passOn(act, own, wording.toListenerBack(own.meeting, own.who));
}

/** Asks for the material of the next meeting, or offers some (`content`). The same thing is not told twice. @throws Refusal, AskBack */
export async function passMaterial(
  act: Act,
  wish: { subject?: string | undefined; content?: string | undefined },
): Promise<Passed> {
  const { content } = wish;
  const own = await ownMeeting(act, wish.subject);
  if (own.listeners.people.length === 0) refuse('nobody-to-tell', wording.nobody);
  const kind = content === undefined ? 'material' : 'offer';
  const earlier = await replyOf(act, own, kind);
  if (earlier && earlier.text === (content ?? '')) return passed(own);
  await saveReply(act, own, { kind, text: content ?? '', earlier: earlier?.id });
  await recordReply(act, `preparation.${kind}`, own, 'new');
  const asked = wording.toListenerAsk(own.meeting, own.who);
  return passOn(act, own, content === undefined ? asked : wording.toListenerOffer(own.meeting, own.who, content));
}

/** The meeting somebody speaks of. */
interface Own extends Occasion {
  calendar: Calendar;
  meeting: wording.MeetingWords;
  /** What the speaker is called in messages. */
  who: string;
  listeners: Listeners;
}

async function ownMeeting(act: Act, stated: string | undefined): Promise<Own> {
  await serialise(act.tx, 'preparations');
  const calendar = await calendarOf(act);
  const speaker = me(act);
  const series = chosenSeries(act, allSeries(calendar), stated);
  const day = nextMeeting(calendar, series, act.today) ?? refuse('series-over', wording.seriesOver(series.subject));
  const occasion = { subject: series.subject, day };
  const preparation = await preparationFor(act.tx, calendar, occasion);
  return {
    ...occasion,
    calendar,
    meeting: wording.meetingOf(calendar, occasion, act.today),
    who: (await callNames(act.tx)).get(speaker.id) ?? speaker.name,
    listeners: await listeners(act.tx, preparation, series.subject, speaker),
  };
}

function chosenSeries(act: Act, all: Series[], stated: string | undefined): Series {
  const { subjects } = me(act);
  const meant = subjectMeant(stated, subjects, act.group?.subjects ?? [], all);
  if ('several' in meant) {
    const options = meant.several.map((subject) => ({ label: subject, value: subject }));
    askBack('subject', wording.askSubject, options);
  }
  if ('series' in meant) return meant.series;
  const { none } = meant;
  return refuse(
    'no-subject',
    none === 'notTaught' ? wording.notTaught(stated, subjects) : wording.noneOfYours(subjects, all),
  );
}

const passed = ({ meeting, listeners: { people, as } }: Own): Passed => {
  const names = people.map(({ name }) => name);
  return { meeting, to: wording.listenerWords(names, as) };
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
