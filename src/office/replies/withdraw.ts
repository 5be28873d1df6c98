// Taking an answer back: the last one that was given, or a 请假.
import { askBack } from '../../bot/command.ts';
import { dayMs } from '../../lib/dates.ts';
import { type DateSpec, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, later, me } from '../act.ts';
import { around } from '../calendar/days.ts';
import { aroundOf, loadMatter } from './matters/index.ts';
import { subjectOf } from './matters/preparation.ts';
import type { Matter, Reply } from './model.ts';
import { myName, passOn, recordReply, takeBackUnsent } from './pass.ts';
import { isOn, mayWithdraw } from './rules.ts';
import { forgetReply, repliesBy } from './store.ts';
import * as told from './told.ts';
import * as wording from './wording.ts';

/** How far back answers are looked up: a term and more. */
const termMs = 200 * dayMs;

/** An answer with what it is about; null when that is no more. */
export interface Given {
  reply: Reply;
  matter: Matter | null;
}

/** The last that the speaker has answered and can still take back; in a group only what was said there. */
async function lastGiven(act: Act): Promise<Given | null> {
  const all = await repliesBy(act.tx, me(act).id, act.now - termMs);
  const here = act.message?.chat.kind === 'group' ? all.filter(({ groupId }) => groupId === act.group?.id) : all;
  const read = await aroundOf(act);
  for (const reply of here) {
    const matter = await loadMatter(act, reply.ref, read);
    if (mayWithdraw(reply, matter, act.now)) return { reply, matter };
  }
  return null;
}

/** Takes back the last answer of the speaker. Answers what it was, and who had been told of it and now knows. @throws Refusal */
export async function takeBack(act: Act): Promise<Given & { told: string }> {
  if (act.group?.outsiders) refuse('outsiders', wording.notBeforeOutsiders);
  await serialise(act.tx, 'replies');
  const last = await lastGiven(act);
  const inGroup = act.message?.chat.kind === 'group';
  if (!last) return refuse('nothing-to-take', inGroup ? wording.nothingToTakeHere : wording.nothingToTake);
  return { ...last, told: await remove(act, last) };
}

/** Forgets it, records that, and tells those who had been told. Answers whom, in words. */
async function remove(act: Act, { reply, matter }: Given): Promise<string> {
  await forgetReply(act, reply);
  await recordReply(act, 'withdrawn', reply, matter, 'old');
  // Takes its file out of the file store, if it has one.
  if (reply.kind === 'offer') await later(act, 'reply-file', { reply: reply.id });
  // What nobody has heard of yet simply does not go out.
  if ((await takeBackUnsent(act, reply, told.whyUnsent.withdrawn)) || !matter) return '';
  const who = await myName(act);
  const number = reply.number ?? '';
  switch (reply.kind) {
    case 'leave':
      return passOn(act, matter, told.back(matter, who));
    case 'absent':
      return matter.parts.has(me(act).id) ? passOn(act, matter, told.back(matter, who)) : '';
    case 'offer':
      return passOn(act, matter, told.offerBack(matter, who));
    case 'ask':
      return passOn(act, matter, told.questionBack(who, number));
    case 'handover':
      return passOn(act, matter, told.proposalBack(matter, who, number));
    default:
      return '';
  }
}

/** What a 请假 that is taken back was said to be about. */
export interface LeaveWish {
  subject?: string | undefined;
  when?: DateSpec | undefined;
  /** The id of the answer, as a choice carries it. */
  leave?: string | undefined;
}

/** Takes a 请假 back: the one that is named, of several the speaker chooses. @throws Refusal when there is none; AskBack about `leave` */
export async function takeLeaveBack(act: Act, { subject, when, leave }: LeaveWish): Promise<Matter> {
  if (act.group?.outsiders) refuse('outsiders', wording.notBeforeOutsiders);
  await serialise(act.tx, 'replies');
  const all = await repliesBy(act.tx, me(act).id, act.now - termMs);
  const readings = when && resolveDate(when, around(await calendarOf(act), act.today)).readings;
  const read = await aroundOf(act);
  const found: { reply: Reply; matter: Matter }[] = [];
  for (const reply of all.filter(({ kind }) => kind === 'leave')) {
    const matter = await loadMatter(act, reply.ref, read);
    if (!matter || !mayWithdraw(reply, matter, act.now)) continue;
    const named = subject === undefined || subjectOf(matter.ref.id) === subject;
    const on = !readings || readings.some((days) => isOn(matter, days));
    if (leave === undefined ? named && on : reply.id === leave) found.push({ reply, matter });
  }
  found.sort((a, b) => (a.matter.beginsAt ?? 0) - (b.matter.beginsAt ?? 0));
  const here = found.filter(({ matter }) => act.group?.subjects.includes(subjectOf(matter.ref.id)));
  const [first, other] = here.length > 0 ? here : found;
  if (!first) return refuse('no-leave', wording.noLeave);
  if (other) {
    const options = (here.length > 0 ? here : found).map(({ reply, matter }) => ({
      label: wording.label(matter),
      value: reply.id,
    }));
    askBack('leave', wording.askWhichLeave, options);
  }
  await remove(act, first);
  return first.matter;
}
