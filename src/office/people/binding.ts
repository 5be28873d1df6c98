// Linking a chat identity to a person by a one-time code that an admin gives out by word of mouth; never by name.
import type { Heard } from '../../bot/message.ts';
import { newCode, tokenHash } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import { type Act, record } from '../act.ts';
import { type Person, personOf } from './model.ts';

const minute = 60_000;

/** How codes are guarded (office rule: 10 minutes, five tries). Milliseconds. */
export const bindingRules = { codeLasts: 10 * minute, tries: 5, pause: 60 * minute };

/**
 * A new code of eight digits for `person`; codes given before end. The code table keeps its hash; the stored answer of the message
 * that asked for it holds the code itself, dead after ten minutes or one use.
 * The speaker is recorded as the one who gave it out.
 */
export async function issueCode(act: Act, person: Person): Promise<string> {
  const code = newCode();
  await act.tx
    .deleteFrom('binding_codes')
    .where((eb) => eb.or([eb('person_id', '=', person.id), eb('expires_at', '<=', act.now)]))
    .execute();
  await act.tx
    .insertInto('binding_codes')
    .values({
      code_hash: tokenHash(code),
      person_id: person.id,
      issued_by: act.speaker?.id ?? act.origin,
      expires_at: act.now + bindingRules.codeLasts,
      used_at: null,
    })
    .execute();
  await record(act, 'binding.issued', { kind: 'person', id: person.id });
  return code;
}

/** What came of a try. A wrong code is an answer, not a refusal: a refusal would undo the counting of the try. */
export type BindingOutcome =
  | { kind: 'bound'; person: Person; replaced: boolean }
  | { kind: 'already'; person: Person }
  | { kind: 'wrong'; left: number }
  | { kind: 'paused'; minutes: number };

/** Links whoever says the code to its person. Private chats only. @throws Refusal without a message */
export async function bind(act: Act, code: string): Promise<BindingOutcome> {
  if (act.speaker) return { kind: 'already', person: act.speaker };
  const message = act.message ?? refuse('no-message', '绑定要由本人私聊发送。');
  await serialise(act.tx, 'binding');
  const tries = await triesOf(act, message);
  if (tries.tries >= bindingRules.tries) {
    return { kind: 'paused', minutes: Math.ceil((tries.since + bindingRules.pause - act.now) / minute) };
  }
  const person = await ownerOf(act, code);
  if (!person) return countTry(act, message, tries.tries + 1);
  const replaced = await link(act, message, person);
  await act.tx
    .deleteFrom('binding_tries')
    .where('platform', '=', message.platform)
    .where('user_id', '=', message.sender.id)
    .execute();
  return { kind: 'bound', person, replaced };
}

/** Failed tries that still count; those of an hour ago are forgotten. */
async function triesOf(act: Act, { platform, sender }: Heard): Promise<{ tries: number; since: number }> {
  const row = await act.tx
    .selectFrom('binding_tries')
    .select(['tries', 'since'])
    .where('platform', '=', platform)
    .where('user_id', '=', sender.id)
    .executeTakeFirst();
  return row && row.since + bindingRules.pause > act.now ? row : { tries: 0, since: act.now };
}

/** The pause is counted from the last try. */
async function countTry(act: Act, { platform, sender }: Heard, tries: number): Promise<BindingOutcome> {
  const values = { tries, since: act.now };
  await act.tx
    .insertInto('binding_tries')
    .values({ platform, user_id: sender.id, ...values })
    .onConflict((c) => c.columns(['platform', 'user_id']).doUpdateSet(values))
    .execute();
  return { kind: 'wrong', left: bindingRules.tries - tries };
}

/** Uses the code up and answers whose it is; null when it is unknown, used, or its time is over. */
async function ownerOf(act: Act, code: string): Promise<Person | null> {
  const used = await act.tx
    .updateTable('binding_codes')
    .set({ used_at: act.now })
    .where('code_hash', '=', tokenHash(code))
    .where('used_at', 'is', null)
    .where('expires_at', '>', act.now)
    .returning('person_id')
    .executeTakeFirst();
  if (!used) return null;
  const row: Row<'people'> | undefined = await act.tx
    .selectFrom('people')
    .selectAll()
    .where('id', '=', used.person_id)
    .where('active', '=', 1)
    .executeTakeFirst();
  return row ? personOf(row) : null;
}

/** One account a platform: an earlier one of the same person ends. Answers whether there was one. */
async function link(act: Act, { platform, sender, robot }: Heard, person: Person): Promise<boolean> {
  const earlier = await act.tx
    .deleteFrom('identities')
    .where('platform', '=', platform)
    .where((eb) => eb.or([eb('person_id', '=', person.id), eb('user_id', '=', sender.id)]))
    .returning(['user_id', 'person_id'])
    .execute();
  await act.tx
    .insertInto('identities')
    .values({
      platform,
      user_id: sender.id,
      person_id: person.id,
      linked_by: 'code',
      linked_at: act.now,
      opened_at: act.now,
      opened_robot: robot,
    })
    .execute();
  const old = earlier.find((row) => row.person_id === person.id);
  await record(
    { ...act, speaker: person },
    'identity.linked',
    { kind: 'person', id: person.id },
    { ...(old ? { old: { platform, account: old.user_id } } : {}), new: { platform, account: sender.id } },
  );
  return old !== undefined;
}
