// One message, one transaction: repeat? who speaks? what is meant? do it, answer it, owe it. Knows nothing of schools.
import { compareKey } from '../lib/chinese.ts';
import type { Clock } from '../lib/clock.ts';
import { faultNumber, newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { Refusal } from '../lib/refuse.ts';
import { attempt, type Store, type Tx } from '../store/db.ts';
import { AskBack, type Command, type Question, type Speaker, type Step, yesNo } from './command.ts';
import { interpret, questionLasts } from './interpret.ts';
import { type Answer, type Hear, type Heard, originOf, type Said } from './message.ts';
import { answersQuestion, closeQuestion, idOf, isOutdated, openQuestion, questionOf } from './questions.ts';
import { holdsRobotAddress, holdsSecret, keyAdvice, withoutKeys } from './secrets.ts';

/** Who speaks and the world their commands act in. */
export interface Entered<W> {
  world: W;
  speaker: Speaker;
  /** Roster id; null for strangers. */
  personId: string | null;
}

/** What the engine is given by app.ts. */
export interface DispatchParts<W> {
  store: Store;
  clock: Clock;
  log: Log;
  commands: readonly Command<W>[];
  /** How roles are called in Chinese. */
  roleNames: Record<string, string>;
  /** Finds out who speaks; its writes are part of the message's transaction. */
  enter(tx: Tx, message: Heard, now: number): Promise<Entered<W>>;
  /** The same world for the answer to a question: what is done then comes from the message that asked for it (`originOf`). */
  cameFrom(world: W, origin: string): W;
  /** Owes the answer through the ledger, for channels whose answers are not returned at once. */
  owe(tx: Tx, message: Heard, answerId: string, said: Said, now: number): Promise<void>;
  /**
   * What stands against an answer that is about to be said in a group: the sentence that is said instead; null lets it pass. Asked
   * for every answer there, before the commit; what was done to get at such an answer is undone.
   */
  vet(tx: Tx, message: Heard, said: Said): Promise<string | null>;
  /** Whether the channel's response can carry this answer whole; what it cannot is owed instead of returned. */
  returnable(message: Heard, said: Said): boolean;
  /** Called after a commit: there may be something to hand over. */
  committed(): void;
}

/** What handling a message came to. */
interface Outcome {
  outcome: 'done' | 'asked' | 'refused' | 'fault' | 'silent';
  said: Said | null;
  /** The question that is open afterwards; undefined leaves it as it was. */
  question?: Question | null;
  fault?: string;
  /** The words are not kept. */
  secret?: boolean;
}

/** The engine as adapters see it. Resolves after the commit; rejects when the store is down, so that nothing is acknowledged. */
export function createHear<W>(parts: DispatchParts<W>): Hear {
  const secretNames = parts.commands.filter((c) => c.secret).map((c) => compareKey(c.name));
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
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('inbox')
    .values({
      ...keyOf(message),
      answer_id: id,
      platform: message.platform,
      sender_id: message.sender.id,
      person_id: null,
      chat_kind: message.chat.kind,
      chat_id: message.chat.id,
      text: null,
      answer: null,
      outcome: 'silent',
      fault: null,
      at: now,
    })
    .onConflict((c) => c.columns(['channel', 'robot', 'message_id']).doNothing())
    .executeTakeFirst();
  if (Number(numInsertedOrUpdatedRows) === 0) return storedAnswer(tx, parts, message);

  const { world, speaker, personId } = await parts.enter(tx, message, now);
  const who = personId ?? `${message.platform}:${message.sender.id}`;
  const question = await questionOf(tx, who, message.chat.id, now);
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
  const result = outdated && step.kind !== 'silent' ? overAlready() : await carryOut(tx, parts, world, step, message);
  keepSecret(secretNames, message, question, result);
  if (result.question) await ask(tx, who, message, id, result, result.question);
  else if (question && result.question === null) await closeQuestion(tx, who, message.chat.id);
  await remember(tx, message, personId, result);
  const returned = returnedAnswer(parts, message, result.said);
  if (result.said && !(returned && message.answerBy === 'return')) await parts.owe(tx, message, id, result.said, now);
  const press = message.pressed && (outdated ? 'outdated' : pressOf(message.pressed, step, result));
  return { id, said: returned, repeat: false, ...(press ? { press } : {}) };
}

/** Opens the question of an outcome under the id of its answer, or keeps it open under its own, and names it to the choices. */
async function ask(tx: Tx, who: string, message: Heard, answerId: string, result: Outcome, question: Question) {
  const id = idOf(question, answerId);
  await openQuestion(tx, who, message.chat.id, { origin: originOf(message), ...question, id });
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

const keyOf = ({ channel, robot, messageId }: Heard) => ({ channel, robot, message_id: messageId });

/** The answer as the adapter gets it: null when it is too long for the response and has been owed instead. */
const returnedAnswer = <W>(parts: DispatchParts<W>, message: Heard, said: Said | null): Said | null =>
  said && message.answerBy === 'return' && !parts.returnable(message, said) ? null : said;

async function storedAnswer<W>(tx: Tx, parts: DispatchParts<W>, message: Heard): Promise<Answer> {
  const row = await tx
    .selectFrom('inbox')
    .select(['answer_id', 'answer'])
    .where('channel', '=', message.channel)
    .where('robot', '=', message.robot)
    .where('message_id', '=', message.messageId)
    .executeTakeFirstOrThrow();
  const said: Said | null = row.answer ? JSON.parse(row.answer) : null;
  return { id: row.answer_id, said: returnedAnswer(parts, message, said), repeat: true };
}

async function remember(tx: Tx, message: Heard, personId: string | null, result: Outcome): Promise<void> {
  // Nothing of a stranger is kept but the receipt that stops repeats.
  if (result.outcome === 'silent' && personId === null) return;
  await tx
    .updateTable('inbox')
    .set({
      person_id: personId,
      text: result.secret || personId === null ? null : message.text.slice(0, 4000),
      answer: result.said ? JSON.stringify(result.said) : null,
      outcome: result.outcome,
      fault: result.fault ?? null,
    })
    .where('channel', '=', message.channel)
    .where('robot', '=', message.robot)
    .where('message_id', '=', message.messageId)
    .execute();
}

async function carryOut<W>(tx: Tx, parts: DispatchParts<W>, world: W, step: Step<W>, message: Heard): Promise<Outcome> {
  const { text, chat } = message;
  const key = step.kind !== 'silent' && holdsRobotAddress(text);
  switch (step.kind) {
    case 'silent':
      return { outcome: 'silent', said: null };
    case 'say': {
      const said = key ? { ...step.said, text: `${step.said.text}\n${keyAdvice(chat.kind)}` } : step.said;
      return vetted(tx, parts, message, { outcome: 'done', said, ...(step.closes ? { question: null } : {}) });
    }
    case 'ask': {
      const { command: name } = step.question;
      if (key && !isSecret(parts, name)) return misplaced(keyAdvice(chat.kind, name));
      return vetted(tx, parts, message, { outcome: 'asked', said: step.said, question: step.question });
    }
    case 'run':
      if (key && !step.command.secret) return misplaced(keyAdvice(chat.kind, step.command.name));
      return runCommand(tx, parts, step.origin ? parts.cameFrom(world, step.origin) : world, step, message);
  }
}

const isSecret = <W>({ commands }: DispatchParts<W>, name: string): boolean =>
  commands.some((command) => command.name === name && command.secret === true);

/** A key said to a command that takes none would be stored with what the command keeps. */
const misplaced = (text: string): Outcome => ({ outcome: 'refused', said: { text }, secret: true });

/** The outcome, or in a group the sentence that is said instead of its answer. */
async function vetted<W>(tx: Tx, parts: DispatchParts<W>, message: Heard, outcome: Outcome): Promise<Outcome> {
  if (!outcome.said || message.chat.kind !== 'group') return outcome;
  const text = await parts.vet(tx, message, outcome.said);
  return text === null ? outcome : { ...outcome, outcome: 'refused', said: { text }, question: null };
}

/** Undoes the work whose answer may not be said. */
class Unsaid extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('the answer may not be said here');
    this.outcome = outcome;
  }
}

type Run<W> = Extract<Step<W>, { kind: 'run' }>;

/** The work stands in a savepoint of its own: a refusal, a question or a fault undoes it and keeps receipt and answer. */
async function runCommand<W>(
  tx: Tx,
  parts: DispatchParts<W>,
  world: W,
  step: Run<W>,
  message: Heard,
): Promise<Outcome> {
  const { command } = step;
  const secret = command.secret === true;
  const expiresAt = parts.clock.now() + questionLasts;
  const asks = (field: string | null, options: Question['options'], how: Partial<Question> = {}): Question => ({
    ...{ command: command.name, raw: step.raw, field, options, expiresAt },
    ...(step.origin && { origin: step.origin }),
    ...how,
  });
  const work = async (): Promise<Outcome> => {
    const preview = step.confirmed ? null : await command.confirm?.(world, step.args as never);
    if (preview)
      return { outcome: 'asked', said: withChoices(preview, yesNo()), question: asks(null, yesNo()), secret };
    const said = await command.run(world, step.args as never);
    const offered = said?.choices?.map(({ label, says }) => ({ label, value: says }));
    return { outcome: 'done', said, question: offered ? asks(null, offered, { menu: true }) : null, secret };
  };
  try {
    return await attempt(tx, async () => {
      const outcome = await work();
      const fit = await vetted(tx, parts, message, outcome);
      if (fit !== outcome) throw new Unsaid(fit);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Unsaid) return error.outcome;
    if (error instanceof Refusal)
      return vetted(tx, parts, message, { outcome: 'refused', said: { text: error.message }, question: null, secret });
    if (error instanceof AskBack) {
      const said = withChoices({ text: error.question }, error.options);
      const how = error.confirms ? { confirms: true } : {};
      const question = asks(error.field, error.options, how);
      return vetted(tx, parts, message, { outcome: 'asked', said, question, secret });
    }
    const fault = faultNumber();
    parts.log.error(
      { err: error, fault, command: command.name, channel: message.channel, message: message.messageId },
      'fault',
    );
    const text = `出了点问题，这件事没有办成（编号 ${fault}）。请过一会儿再试；还不行，请把编号告诉管理员。`;
    return { outcome: 'fault', said: { text }, question: null, fault, secret };
  }
}

const overAlready = (): Outcome => ({
  outcome: 'done',
  said: { text: '这几个选项已经过时了，或者问的不是您，什么也没有做。要办的话，请重新说一遍。' },
});

const withChoices = (said: Said, options: Question['options']): Said =>
  options.length === 0 ? said : { ...said, choices: options.map(({ label }) => ({ label, says: label })) };
