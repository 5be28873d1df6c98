// 资料: asked for, or offered in words, as a link or as a file. Handed on in private.
import { shownName } from '../../files/kinds.ts';
import { refuse } from '../../lib/refuse.ts';
import { type Act, me } from '../act.ts';
import { takeFile } from './files.ts';
import { type Meant, matterMeant, type Wish } from './meant.ts';
import type { Handed, Reply } from './model.ts';
import { myName, passOn, recordReply } from './pass.ts';
import { listenersOf, replacedBy } from './rules.ts';
import { keepReply, repliesOn } from './store.ts';
import * as told from './told.ts';
import { unnamedFile } from './view-wording.ts';
import { listenerWords, nobody, type Passed } from './wording.ts';

/** Whether material is asked for or offered, and of what; refuses when there is nobody to pass it to. */
async function passable(act: Act, wish: Omit<Wish, 'kind'>, kind: 'want' | 'offer'): Promise<Meant & Passed> {
  const meant = await matterMeant(act, { ...wish, kind });
  const listeners = listenersOf(meant.matter, me(act).id);
  if (listeners.people.length === 0) refuse('nobody-to-tell', nobody);
  return { ...meant, to: listenerWords(listeners) };
}

/**
 * Asks for the material of something, or offers some: words, which may begin with the date of what they are for, or a file. The same
 * thing is not told twice. @throws Refusal, AskBack
 */
export async function passMaterial(
  act: Act,
  wish: Omit<Wish, 'kind'>,
  handed: Handed | null,
): Promise<Passed & { offered: boolean }> {
  const found = await passable(act, wish, handed !== null ? 'offer' : 'want');
  const { matter, words } = found;
  const offered = handed !== null || words !== '';
  const kind = offered ? 'offer' : 'want';
  const own = (await repliesOn(act.tx, matter.ref)).filter(({ personId }) => personId === me(act).id);
  const said = own.find((reply) => reply.kind === kind && reply.text === words);
  if (said && handed === null) return { ...found, offered };
  const reply = await keepReply(act, matter, { kind, text: words }, replacedBy(own, kind));
  await recordReply(act, kind, reply, matter);
  if (handed) await takeFile(act, reply, handed);
  else await passOn(act, matter, await saidOf(act, found, reply), reply);
  return { ...found, offered };
}

const saidOf = async (act: Act, { matter }: Passed, { kind, text }: Reply) =>
  kind === 'offer' ? told.offer(matter, await myName(act), text) : told.want(matter, await myName(act));

/** What is asked before a file without a word is taken. @throws Refusal, AskBack */
export const fileMeant = (act: Act, wish: Omit<Wish, 'kind'>): Promise<Passed> => passable(act, wish, 'offer');

/** The name of a file as it is shown. */
export const nameOf = (name: string | undefined): string => (name ? shownName(name) : unnamedFile);
