// Who speaks: from the platform's ids to a person and a group of the roster. The only door from a message into the office.

import { type Heard, originOf } from '../bot/message.ts';
import type { Entered } from '../bot/parts.ts';
import { dateOf } from '../lib/dates.ts';
import type { Tx } from '../store/db.ts';
import { prepared } from '../store/prepared.ts';
import type { Act, OfficeSettings } from './act.ts';
import { type Person, personOf } from './people/model.ts';
import { groupByChat } from './people/queries.ts';
import { opensChat } from './people/reach.ts';

/** Finds the speaker and the group, and notes when a private chat with the robot was first used: from then on it may write there. */
export async function enter(tx: Tx, message: Heard, now: number, settings: OfficeSettings): Promise<Entered<Act>> {
  const speaker = await speakerOf(tx, message, now);
  const group = message.chat.kind === 'group' ? await groupByChat(tx, message.platform, message.chat.id) : null;
  return {
    world: {
      tx,
      now,
      today: dateOf(now),
      speaker,
      message,
      group,
      origin: originOf(message),
      settings,
    },
    speaker: { known: speaker !== null, roles: speaker?.roles ?? ['stranger'] },
    personId: speaker?.id ?? null,
  };
}

const senderRow = prepared((db, v: { platform: string; user: string }) =>
  db
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.person_id')
    .selectAll('people')
    .select(['identities.opened_at', 'identities.opened_robot'])
    .where('identities.platform', '=', v.platform)
    .where('identities.user_id', '=', v.user)
    .where('people.active', '=', 1),
);

async function speakerOf(tx: Tx, message: Heard, now: number): Promise<Person | null> {
  const { rows } = await senderRow(tx, { platform: message.platform, user: message.sender.id });
  const [row] = rows;
  if (!row) return null;
  const pushes = opensChat(message.channel);
  if (message.chat.kind === 'private' && (row.opened_at === null || (pushes && row.opened_robot !== message.robot))) {
    await tx
      .updateTable('identities')
      .set({ opened_at: now, ...(pushes ? { opened_robot: message.robot } : {}) })
      .where('platform', '=', message.platform)
      .where('user_id', '=', message.sender.id)
      .execute();
  }
  return personOf(row);
}
