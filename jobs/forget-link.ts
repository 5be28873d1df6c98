// Cuts personal links (uploads, calendars) out of stored answers once no repeat of the message can ask for them: the store then
// opens no page.
import { z } from 'zod';
import type { Said } from '../src/bot/message.ts';
import { isSealed } from '../src/bot/sealed.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import { done, job, snooze } from '../src/queue/job.ts';
import { notKept } from '../src/queue/secret.ts';
import type { Tx } from '../src/store/db.ts';

const payload = z.object({
  /** Hash of the token; the source id of a link that was sent in private. */
  link: z.string(),
  /** The message that asked for it. */
  channel: z.string(),
  robot: z.string(),
  message: z.string(),
});

const tryAgainAfter = 3_600_000;

/** What the ledger calls messages that carry a link; their source id is the hash of its token. */
const linkSources = ['upload-link', 'calendar-link'];

/** Put into the outbox for an hour later by whatever gives a link. A message still on its way keeps its link until it has gone. */
export const forgetLink = job<OfficeParts>()({
  name: 'forget-link',
  payload,
  attempts: 8,
  deadline: 30_000,
  run: (asked, parts) => parts.store.write((tx) => forget(tx, asked)),
});

async function forget(tx: Tx, { link, channel, robot, message }: z.output<typeof payload>) {
  const row = await tx
    .selectFrom('inbox')
    .select(['answer_id', 'answer'])
    .where((eb) => eb.and({ channel, robot, message_id: message }))
    .executeTakeFirst();
  if (row?.answer) {
    await tx
      .updateTable('inbox')
      .set({ answer: isSealed(row.answer) ? null : withoutLinks(row.answer) })
      .where((eb) => eb.and({ channel, robot, message_id: message }))
      .execute();
  }
  const messages = await tx
    .selectFrom('deliveries')
    .select(['id', 'said', 'settled_at'])
    .where((eb) =>
      eb.or([
        eb.and([eb('source_kind', 'in', linkSources), eb('source_id', '=', link)]),
        eb.and({ source_kind: 'answer', source_id: row?.answer_id ?? '' }),
      ]),
    )
    .execute();
  for (const { id, said } of messages) {
    await tx
      .updateTable('deliveries')
      .set({ said: isSealed(said) ? notKept : withoutLinks(said) })
      .where('id', '=', id)
      .where('settled_at', 'is not', null)
      .execute();
  }
  return messages.some(({ settled_at }) => settled_at === null) ? snooze(tryAgainAfter) : done;
}

function withoutLinks(stored: string): string {
  const { links: _, ...rest }: Said = JSON.parse(stored);
  return JSON.stringify(rest);
}
