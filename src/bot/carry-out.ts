// Doing what a message asks for, in a savepoint of its own: what is refused, asked back, faulty or not to be said here is undone.
import { faultNumber } from '../lib/ids.ts';
import { Refusal } from '../lib/refuse.ts';
import { attempt, isDeadlock, type Tx } from '../store/db.ts';
import { AskBack, type Question, type Step, yesNo } from './command.ts';
import { questionLasts } from './interpret.ts';
import type { Heard, Said } from './message.ts';
import type { DispatchParts } from './parts.ts';
import { holdsRobotAddress, keyAdvice } from './secrets.ts';

/** What handling a message came to. */
export interface Outcome {
  outcome: 'done' | 'asked' | 'refused' | 'fault' | 'silent';
  said: Said | null;
  /** The question that is open afterwards; undefined leaves it as it was. */
  question?: Question | null;
  fault?: string;
  /** The words are not kept. */
  secret?: boolean;
}

/** Does the step; whatever comes of it, the caller's transaction stays usable. */
export async function carryOut<W>(
  tx: Tx,
  parts: DispatchParts<W>,
  world: W,
  step: Step<W>,
  message: Heard,
): Promise<Outcome> {
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
    if (isDeadlock(error)) throw error;
    const fault = faultNumber();
    // By its message it would be known who has to do with what is secret.
    const which = secret ? {} : { command: command.name, message: message.messageId };
    parts.log.error({ err: error, fault, channel: message.channel, ...which }, 'fault');
    const text = `出了点问题，这件事没有办成（编号 ${fault}）。请过一会儿再试；还不行，请把编号告诉管理员。`;
    return { outcome: 'fault', said: { text }, question: null, fault, secret };
  }
}

const withChoices = (said: Said, options: Question['options']): Said =>
  options.length === 0 ? said : { ...said, choices: options.map(({ label }) => ({ label, says: label })) };
