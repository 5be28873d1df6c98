// What teachers say about the 集体备课 of their subject, the next one unless they name a day: 请假 and 资料. Passed on in private, never told to a group.
import { askBack } from '../../bot/command.ts';
import type { Said } from '../../bot/message.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { type DateSpec, type Reading, resolveDate } from '../../lib/datespec.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { type Occasion, preparationSource, type Series } from './model.ts';
import { callNames, type Listeners, listeners, preparationFor } from './queries.ts';
import { allSeries, meetingMeant, nextMeeting, type Opening, openingDate, politeTime, subjectMeant } from './rules.ts';
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

/** The speaker's leaves that are not over, as far as they fit what was said; in a group those of its subjects, if there are any. */
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

/** The meeting somebody speaks of. */
interface Own extends Occasion {
  calendar: Calendar;
  meeting: wording.MeetingWords;
  /** What the speaker is called in messages. */
  who: string;
  listeners: Listeners;
  insteadOf: string | null;
}

/** What was said to a command, and in which of its fields. */
interface SaidIn {
  field: 'reason' | 'content';
  words: string;
}

/** The meeting meant by subject and words, and what is left of the words without the date they begin with. @throws Refusal, AskBack */
async function ownMeeting(act: Act, stated: string | undefined, said: SaidIn): Promise<Own & { words: string }> {
  await serialise(act.tx, 'preparations');
  const calendar = await calendarOf(act);
  const series = chosenSeries(act, allSeries(calendar), stated);
  const opening = openingDate(said.words);
  const reading = opening && readingOf(act, calendar, opening, said);
  if (!opening || !reading) return { ...(await nextOwn(act, calendar, series)), words: said.words };
  const meant = meetingMeant(calendar, series, reading, act.today);
  const called = (day: LocalDate) => wording.meetingOf(calendar, { subject: series.subject, day }, act.today);
  switch (meant.kind) {
    case 'lost':
      return refuse('meeting-lost', wording.nothingToMiss(called(meant.day), meant.lostTo));
    case 'over':
      return refuse('meeting-over', wording.over(called(meant.day)));
    case 'none':
      return refuse('series-over', wording.seriesOver(series.subject));
    case 'meant':
      return { ...(await ownAt(act, calendar, { ...series, day: meant.day })), words: opening.rest };
    case 'instead': {
      // A date within a sentence may be about something else than the day somebody is away.
      const own = opening.apart
        ? await ownAt(act, calendar, { ...series, day: meant.day })
        : await nextOwn(act, calendar, series);
      return { ...own, words: said.words, insteadOf: reading.label };
    }
  }
}

/** What the date means today; null when it names no days but months. @throws Refusal when there is no such day; AskBack when there are two */
function readingOf(act: Act, calendar: Calendar, { spec, rest }: Opening, { field }: SaidIn): Reading | null {
  const { readings, problem } = resolveDate(spec, around(calendar, act.today));
  if (problem) refuse('no-date', problem.text);
  const ahead = readings.filter(({ end }) => end >= act.today);
  const [first, other] = ahead.length > 0 ? ahead : readings;
  if (!first || first.precision.startsWith('month')) return null;
  if (!other || ahead.length < 2) return first;
  const options = ahead.map(({ label, start }) => ({ label, value: `${start} ${rest}`.trim() }));
  return askBack(field, wording.askMeetingDay, options);
}

function nextOwn(act: Act, calendar: Calendar, series: Series): Promise<Own> {
  const day = nextMeeting(calendar, series, act.today) ?? refuse('series-over', wording.seriesOver(series.subject));
  return ownAt(act, calendar, { subject: series.subject, day });
}

async function ownAt(act: Act, calendar: Calendar, { subject, day }: Occasion): Promise<Own> {
  const speaker = me(act);
  const occasion = { subject, day };
  const preparation = await preparationFor(act.tx, calendar, occasion);
  return {
    ...occasion,
    calendar,
    meeting: wording.meetingOf(calendar, occasion, act.today),
    who: (await callNames(act.tx)).get(speaker.id) ?? speaker.name,
    listeners: await listeners(act.tx, preparation, subject, speaker),
    insteadOf: null,
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
