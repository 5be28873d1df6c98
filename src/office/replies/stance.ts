// Whether somebody comes: 参加, 不参加, 请假, 报名. The later answer takes the place of the earlier one.
import { type Act, me } from '../act.ts';
import { matterMeant, type Wish } from './meant.ts';
import type { Matter, Reply, ReplyKind } from './model.ts';
import { myName, passOn, recordReply, takeBackUnsent } from './pass.ts';
import { countsOf, listenersOf, replacedBy } from './rules.ts';
import { keepReply, repliesOn } from './store.ts';
import * as told from './told.ts';
import { listenerWords, type Noted } from './wording.ts';

/**
 * Keeps whether the speaker comes. Those who organise it hear of a 请假 with its reason, of somebody who comes after all, and of
 * somebody who has a part in it and does not come; of everything else they see the state when they look. The record keeps that, not why.
 * @throws Refusal, AskBack
 */
export async function takeStance(act: Act, wish: Wish): Promise<Noted> {
  const { matter, words, insteadOf } = await matterMeant(act, wish);
  const speaker = me(act);
  const replies = await repliesOn(act.tx, matter.ref);
  const earlier = replacedBy(
    replies.filter(({ personId }) => personId === speaker.id),
    wish.kind,
  );
  const same = earlier?.kind === wish.kind && (words === '' || words === earlier.text);
  const kept = same ? earlier : await keepReply(act, matter, { kind: wish.kind, text: words }, earlier);
  if (earlier?.kind !== wish.kind) await recordReply(act, wish.kind, kept, matter);
  const others = replies.filter(({ id }) => id !== kept.id);
  return {
    matter,
    kind: wish.kind,
    instead: earlier?.kind ?? null,
    to: await tellOf(act, { matter, kept, earlier, same }),
    insteadOf,
    counts: countsOf([...others, kept]),
    part: matter.parts.get(speaker.id)?.called ?? null,
  };
}

interface Change {
  matter: Matter;
  kept: Reply;
  earlier: Reply | undefined;
  /** Nothing was said that had not been said before. */
  same: boolean;
}

const comes = (kind: ReplyKind): boolean => kind === 'attend' || kind === 'signup';

/** Tells those who have to know; nobody is told the same twice. Answers whom, in words. */
async function tellOf(act: Act, { matter, kept, earlier, same }: Change): Promise<string> {
  const { kind, text } = kept;
  const away = kind === 'leave';
  if (same) return away ? listenerWords(listenersOf(matter, me(act).id)) : '';
  const part = matter.parts.get(me(act).id)?.called;
  const wasAway = earlier?.kind === 'leave' || (earlier?.kind === 'absent' && part !== undefined);
  const unheard = wasAway && (await takeBackUnsent(act, kept, told.whyUnsent.changed));
  const again = earlier?.kind === 'leave' && !unheard;
  if (away) return passOn(act, matter, told.leave(matter, await myName(act), text, again), kept);
  if (comes(kind) && wasAway) return unheard ? '' : passOn(act, matter, told.back(matter, await myName(act)), kept);
  const fails = kind === 'absent' && part !== undefined && (!wasAway || unheard);
  return fails ? passOn(act, matter, told.absent(matter, await myName(act), part), kept) : '';
}
