// 问 and 回: a question goes to those who organise it, the answer back to whoever asked; neither is ever told to a group.
import { dayMs } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, me } from '../act.ts';
import { aroundOf, loadMatter } from './matters/index.ts';
import { matterMeant, type Wish } from './meant.ts';
import { type Matter, type Reply, readReplyNumber, replyNumber } from './model.ts';
import { myName, passOn, recordReply, takeBackUnsent, tellPrivately, wasTold } from './pass.ts';
import { listenersOf, mayLook } from './rules.ts';
import { keepReply, repliesSince, replyNumbered, settleReply } from './store.ts';
import * as told from './told.ts';
import * as wording from './view-wording.ts';
import { listenerWords, nobody, type Passed } from './wording.ts';

/** How long a question can be answered, ms. */
const answerable = 60 * dayMs;

/** Passes a question on. @throws Refusal, AskBack */
export async function askOrganiser(act: Act, wish: Omit<Wish, 'kind'>): Promise<Passed> {
  const { matter, words, insteadOf } = await matterMeant(act, { ...wish, kind: 'ask' });
  const listeners = listenersOf(matter, me(act).id);
  if (listeners.people.length === 0) refuse('nobody-to-tell', nobody);
  const text = words === '' ? (wish.words ?? '') : words;
  const reply = await keepReply(act, matter, { kind: 'ask', text });
  await recordReply(act, 'ask', reply, matter);
  await passOn(act, matter, told.question(matter, await myName(act), reply.number ?? '', text), reply);
  return { matter, to: listenerWords(listeners), insteadOf };
}

/** A question and what it is about; null when that is no more. */
export interface OpenQuestion {
  reply: Reply;
  matter: Matter | null;
}

/** Whether it is for the speaker to answer: whoever organises it, not whoever asked; of what is no more, whoever was told of it. */
async function isMine(act: Act, { reply, matter }: OpenQuestion): Promise<boolean> {
  const { id } = me(act);
  if (reply.personId === id) return false;
  return matter ? mayLook(matter, id) : wasTold(act, reply, id);
}

/** The question that is meant: by its number, by the quoted message, else the only open one. @throws Refusal */
export async function questionMeant(act: Act, number: string | undefined): Promise<OpenQuestion> {
  const quoted = /问\d{4,}/.exec(act.message?.quote?.text ?? '')?.[0];
  const named = number ?? quoted;
  if (named !== undefined) {
    const reply = await replyNumbered(act.tx, readReplyNumber('问', named) ?? replyNumber('问', 0));
    const found = reply && { reply, matter: await loadMatter(act, reply.ref) };
    if (!found || reply.state === 'withdrawn' || !(await isMine(act, found)))
      return refuse('no-question', wording.noQuestion(named));
    return found;
  }
  const open = (await repliesSince(act.tx, act.now - answerable)).filter(
    ({ kind, state }) => kind === 'ask' && state === 'open',
  );
  const around = await aroundOf(act);
  const mine: OpenQuestion[] = [];
  for (const reply of open) {
    const one = { reply, matter: await loadMatter(act, reply.ref, around) };
    // What is about nothing any more can only be named by its number: nobody knows for whom it was.
    if (one.matter && (await isMine(act, one))) mine.push(one);
  }
  const [only, ...others] = mine;
  if (!only) return refuse('no-question', wording.noQuestions);
  return others.length === 0
    ? only
    : refuse('which-question', wording.whichQuestion(mine.map(({ reply }) => reply.number ?? '').sort()));
}

/** Sends an answer to whoever asked; a second one is another message. @throws Refusal */
export async function answerQuestion(act: Act, number: string | undefined, text: string): Promise<Reply> {
  await serialise(act.tx, 'replies');
  const { reply, matter } = await questionMeant(act, number);
  await settleReply(act, reply, 'done', text);
  const unheard = await takeBackUnsent(act, reply, told.whyUnsent.answered);
  await recordReply(act, 'answered', reply, matter);
  const by = me(act).name;
  const about = matter ?? asItWas(reply);
  // Whoever asked waits for it: at any hour.
  await tellPrivately(act, about, [{ id: reply.personId }], told.answer(matter, by, reply.text, text), {
    due: act.now,
  });
  if (matter && reply.state === 'open' && !unheard) {
    const others = listenersOf(matter, reply.personId).people.filter(({ id }) => id !== me(act).id);
    await tellPrivately(act, matter, others, told.answeredBy(reply.number ?? '', by));
  }
  return reply;
}

/** A thing that is no more, as far as a message about it needs it. */
const asItWas = ({ ref }: Reply): Matter => ({
  ...{ ref, what: '', when: '', day: '', span: null, beginsAt: null, overAt: null },
  ...{ takes: [], organisers: [], deciders: [], only: [], parts: new Map(), next: null },
});
