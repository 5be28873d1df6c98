// One message, one transaction: repeat? who speaks? what is meant? do it, answer it, owe it. Knows nothing of schools.
import { compareKey } from '../lib/chinese.ts';
import { newId } from '../lib/ids.ts';
import type { Vault } from '../lib/vault.ts';
import type { Tx } from '../store/db.ts';
import { carryOut, type Outcome } from './carry-out.ts';
import type { Question, Step } from './command.ts';
import { receive, remember, storedAnswer } from './inbox.ts';
import { interpret } from './interpret.ts';
import { type Answer, type Hear, type Heard, originOf, type Said } from './message.ts';
import type { DispatchParts } from './parts.ts';
import { answersQuestion, closeQuestion, idOf, isOutdated, openQuestion, questionOf } from './questions.ts';
import { holdsSecret, withoutKeys } from './secrets.ts';

/** The engine as adapters see it. Resolves after the commit; rejects when the store is down, so that nothing is acknowledged. */
export function createHear<W>(parts: DispatchParts<W>): Hear {
  const secrets = parts.commands.filter((c) => c.secret);
  const secretNames = secrets.flatMap((c) => [c.name, ...(c.secretWords ?? [])]).map(compareKey);
  return async (message) => {
    if (message.sender.kind === 'robot') return { id: newId(), said: null, repeat: false };
    const answer = await parts.store.write((tx) => handle(tx, parts, message, secretNames));
    parts.committed();
    return answer;
  };
}

async function handle<W>(
  tx: Tx,
  parts: DispatchParts<W>,
  message: Heard,
  secretNames: readonly string[],
): Promise<Answer> {
  const now = parts.clock.now();
  const id = newId();
  if (!(await receive(tx, message, id, now))) return repeated(tx, parts, message);

  const { world, speaker, personId } = await parts.enter(tx, message, now);
  const who = personId ?? `${message.platform}:${message.sender.id}`;
  const question = await questionOf(tx, who, message.chat.id, now, parts.vault);
  const step = interpret({
    commands: parts.commands,
    speaker,
    where: message.chat.kind,
    text: message.text,
    media: message.media,
    question,
    now,
    roleNames: parts.roleNames,
  });
  const outdated = isOutdated(message, question);
  const away = step.kind === 'silent' || !speaker.known ? null : ((await parts.turnAway?.(tx, message, now)) ?? null);
  const result =
    away !== null
      ? turnedAway(away)
      : outdated && step.kind !== 'silent'
        ? overAlready()
        : await carryOut(tx, parts, world, step, message);
  keepSecret(secretNames, message, question, result);
  if (result.question)
    await ask(tx, who, message, id, result, result.question, result.secret ? parts.vault : undefined);
  else if (question && result.question === null) await closeQuestion(tx, who, message.chat.id);
  await remember(tx, message, personId, result, parts.vault);
  const returned = returnedAnswer(parts, message, result.said);
  if (result.said && !(returned && message.answerBy === 'return'))
    await parts.owe(tx, message, id, result.said, now, result.secret === true);
  const press = message.pressed && (outdated ? 'outdated' : pressOf(message.pressed, step, result));
  return { id, said: returned, repeat: false, ...(press ? { press } : {}) };
}

/** Opens the question of an outcome under the id of its answer, or keeps it open under its own, and names it to the choices. */
async function ask(
  tx: Tx,
  who: string,
  message: Heard,
  answerId: string,
  result: Outcome,
  question: Question,
  vault: Vault | undefined,
) {
  const id = idOf(question, answerId);
  await openQuestion(tx, who, message.chat.id, { origin: originOf(message), ...question, id }, vault);
  if (result.said?.choices) result.said = { ...result.said, asks: id };
}

/** A question is over with its answer, whatever came of it; a command of its own only if it was carried out. */
function pressOf<W>(pressed: NonNullable<Heard['pressed']>, step: Step<W>, { outcome }: Outcome): Answer['press'] {
  const done = step.kind === 'run' && (outcome === 'done' || outcome === 'asked');
  return answersQuestion(pressed) || done ? 'taken' : 'refused';
}

/** What is secret in a message is neither kept nor said again. */
function keepSecret(names: readonly string[], { text }: Heard, question: Question | null, result: Outcome): void {
  const bySight = holdsSecret(text);
  if (bySight || mentionsSecret(names, text, question)) result.secret = true;
  if (bySight && result.said) result.said = withoutKeys(result.said);
}

/** Codes and keys are not kept, however the command that takes them was misspelt, refused or asked about. */
function mentionsSecret(names: readonly string[], text: string, question: Question | null): boolean {
  const words = compareKey(text);
  const waiting = question && compareKey(question.command);
  return names.some((name) => name === waiting || words.includes(name));
}

/** The answer as the adapter gets it: null when it is too long for the response and has been owed instead. */
const returnedAnswer = <W>(parts: DispatchParts<W>, message: Heard, said: Said | null): Said | null =>
  said && message.answerBy === 'return' && !parts.returnable(message, said) ? null : said;

/** What a message gets that was handled before: the answer of then, and nothing is done. */
async function repeated<W>(tx: Tx, parts: DispatchParts<W>, message: Heard): Promise<Answer> {
  const { id, said } = await storedAnswer(tx, message, parts.vault);
  return { id, said: returnedAnswer(parts, message, said), repeat: true };
}

/** Nothing of it is kept: what it brought does not belong here. */
const turnedAway = (text: string): Outcome => ({ outcome: 'refused', said: { text }, secret: true });

const overAlready = (): Outcome => ({
  outcome: 'done',
  said: { text: '这几个选项已经过时了，或者问的不是您，什么也没有做。要办的话，请重新说一遍。' },
});
