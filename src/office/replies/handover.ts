// 改由: somebody proposes that another takes over; whoever organises it decides, and both are told.
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, me } from '../act.ts';
import { type Person, peopleById } from '../people/model.ts';
import { findPerson } from '../people/queries.ts';
import { type Exchange, exchanges } from './exchanges.ts';
import { loadMatter } from './matters/index.ts';
import { matterMeant } from './meant.ts';
import { type Matter, type Reply, readReplyNumber, replyNumber } from './model.ts';
import { callName, myName, recordReply, takeBackUnsent, tellPrivately } from './pass.ts';
import { replacedBy, timing } from './rules.ts';
import { forgetReply, keepReply, repliesOn, replyNumbered, settleReply } from './store.ts';
import * as told from './told.ts';
import * as wording from './view-wording.ts';
import { alreadyIn, alreadyYou, gone } from './wording.ts';

/** What became of a proposal. */
export interface Proposed {
  matter: Matter;
  part: string;
  /** Who is to take over: 方圆（二码头小学）. */
  to: string;
  /** Who decides, in words; null when the speaker could and did. */
  deciders: string | null;
  /** Who had been proposed before. */
  before: string | null;
}

/** Proposes somebody; done at once where the speaker may decide. @throws Refusal, AskBack */
export async function propose(act: Act, wish: { matter?: string | undefined; name: string }): Promise<Proposed> {
  const { matter } = await matterMeant(act, { kind: 'handover', matter: wish.matter });
  const speaker = me(act);
  const kind = exchanges[matter.ref.kind] ?? refuse('not-this', gone);
  const subject = kind.subject(matter);
  const to = await findPerson(act, wish.name, subject === undefined ? {} : { subject }, 'name');
  const part = matter.parts.get(speaker.id)?.called ?? '';
  if (to.id === speaker.id) refuse('already-you', alreadyYou);
  if (matter.parts.has(to.id)) refuse('already-in', alreadyIn(to.name, part));
  const exchange = { matter, part, fromId: speaker.id, to };
  await kind.check(act, exchange);
  const name = await callName(act, to.id);
  if (matter.deciders.includes(speaker.id)) {
    await kind.carryOut(act, exchange);
    return { matter, part, to: name, deciders: null, before: null };
  }
  const own = (await repliesOn(act.tx, matter.ref)).filter(({ personId }) => personId === speaker.id);
  const earlier = replacedBy(own, 'handover');
  const deciders = decidersOf(matter, speaker.id);
  if (deciders.length === 0) refuse('nobody-to-tell', wording.nobodyDecides);
  const proposed = { matter, part, to: name, deciders: deciders.map((one) => one.name).join('、') };
  if (earlier?.otherId === to.id) return { ...proposed, before: null };
  // Another number: a yes to the former proposal must not meet this one.
  const unheard = earlier !== undefined && (await takeBackUnsent(act, earlier, told.whyUnsent.replaced));
  if (earlier) await forgetReply(act, earlier);
  const reply = await keepReply(act, matter, { kind: 'handover', text: '', otherId: to.id });
  await recordReply(act, 'handover', reply, matter);
  const said = told.proposal(
    matter,
    await myName(act),
    part,
    name,
    reply.number ?? '',
    unheard ? null : (earlier?.number ?? null),
  );
  await tellPrivately(act, matter, deciders, said, { of: reply });
  return { ...proposed, before: earlier?.otherId ? await callName(act, earlier.otherId) : null };
}

/** Those a proposal of somebody goes to: the nearest of the organisers who may decide, so never the lead preparer, who is going. */
const decidersOf = ({ organisers, deciders }: Matter, proposerId: string): readonly Person[] =>
  organisers
    .map(({ people }) => people.filter(({ id }) => deciders.includes(id) && id !== proposerId))
    .find((people) => people.length > 0) ?? [];

interface Pending extends Exchange {
  reply: Reply;
}

/** The open proposal of a number, for whoever may decide. @throws Refusal */
async function pending(act: Act, text: string): Promise<Pending> {
  const number = readReplyNumber('改', text) ?? replyNumber('改', 0);
  const reply = await replyNumbered(act.tx, number);
  const matter = reply && (await loadMatter(act, reply.ref));
  if (!reply || (matter && !matter.deciders.includes(me(act).id)) || reply.state === 'withdrawn')
    return refuse('no-proposal', wording.noProposal(text));
  if (reply.state !== 'open') return refuse('decided', wording.decidedAlready(number));
  if (!matter) return refuse('matter-gone', gone);
  if (timing(matter, 'handover', act.now) !== 'good') return refuse('too-late', wording.decidedTooLate(matter));
  const [to] = await peopleById(act.tx, [reply.otherId ?? '']);
  if (!to) return refuse('left', wording.noLongerThere);
  return { reply, matter, to, fromId: reply.personId, part: matter.parts.get(reply.personId)?.called ?? '' };
}

/** Agrees to a proposal or not, and tells those concerned. Answers what to say. @throws Refusal */
export async function decide(act: Act, number: string, yes: boolean, why: string): Promise<string> {
  await serialise(act.tx, 'replies');
  const { reply, ...exchange } = await pending(act, number);
  const { matter, part, to } = exchange;
  if (yes) await exchanges[matter.ref.kind]?.carryOut(act, exchange);
  await settleReply(act, reply, yes ? 'done' : 'refused');
  await recordReply(act, yes ? 'agreed' : 'disagreed', reply, matter);
  const [by, name, from] = [me(act).name, await callName(act, to.id), await callName(act, reply.personId)];
  if (!yes) {
    const said = told.disagreed(matter, by, part, name, why);
    await tellPrivately(act, matter, [{ id: reply.personId }], said);
  }
  // Who has not heard of the proposal need not hear of its end.
  if (!(await takeBackUnsent(act, reply, told.whyUnsent.decided))) {
    const others = decidersOf(matter, reply.personId).filter(({ id }) => id !== me(act).id);
    await tellPrivately(act, matter, others, told.decidedBy(reply.number ?? '', by, yes));
  }
  return yes ? wording.agreed(matter, part, name, from) : wording.disagreed(matter, part, from);
}
