// One sending over the long connection: under the request id of the message it answers, or as a push; a card or text
// (protocols/wecom.md §4, §4.2).
import { randomUUID } from 'node:crypto';
import type { Said } from '../../bot/message.ts';
import type { Address, SendContext, Sent } from '../platform.ts';
import { cardOf } from './card.ts';
import type { Connection } from './connection.ts';
import { routeEnded, verdictOf } from './errcodes.ts';
import type { Asked } from './frames.ts';
import type { Presses } from './presses.ts';

/** How long a callback's req_id takes an answer (§4), with an hour kept in reserve. */
const routeLasts = 23 * 3_600_000;

/** What the states of the connection are called, for health and for reasons. */
export const stateWords: Record<Connection['state'], string> = {
  closed: '长连接没有打开',
  connecting: '长连接正在建立',
  ready: '长连接正常',
  waiting: '长连接中断，正在重试',
  refused: '机器人 ID 或密钥不正确，长连接已停止',
  evicted: '长连接被另一个实例接管，已停止；请只运行一个实例，然后重启',
};

/** What one sending is made of; `text` as `render` gave it, `now` by the real clock. */
export interface Sending {
  to: Address;
  said: Said;
  text: string;
  context: SendContext;
  now: number;
}

type Body = Record<string, unknown>;

/**
 * Sends one part: choices that fit a card as a card, everything else as text. A card the platform refuses is certainly not shown, so
 * the text with numbers takes its place in the same sending. Never throws.
 */
export async function sendOver(connection: Connection, presses: Presses, sending: Sending): Promise<Sent> {
  const { said, text, context } = sending;
  const ask = askerFor(connection, sending);
  const card = context.part === 0 ? cardOf(said, context.deliveryId) : null;
  if (card) {
    const body = { msgtype: 'template_card', template_card: card };
    // Cards are pushed to single chats only; as answers they may go anywhere (§4.2).
    const asked = await ask(body, sending.to.chat.kind === 'private' ? body : null);
    if (asked?.was === 'answered' && asked.errcode === 0) presses.sent(card);
    if (asked && !isRefused(asked)) return outcomeOf(asked, connection);
  }
  const stream = { msgtype: 'stream', stream: { id: context.deliveryId, finish: true, content: text } };
  return outcomeOf(await ask(stream, { msgtype: 'markdown', markdown: { content: text } }), connection);
}

/** This very request will never be taken, while the chat and the credentials are in order. */
function isRefused(asked: Asked): boolean {
  const verdict = asked.was === 'answered' ? verdictOf(asked.errcode) : null;
  return verdict?.outcome === 'failed' && !verdict.gone;
}

/** Asks with `reply` under the message's request id as long as that takes answers, then with `push`; null where there is no push. */
function askerFor(connection: Connection, { to, context, now }: Sending) {
  const { reqId, heardAt } = to.route ?? {};
  const lasts = typeof heardAt === 'number' && now - heardAt < routeLasts;
  // Only the first part answers under the callback's req_id: all frames there belong to one stream (§4.2).
  let route = typeof reqId === 'string' && lasts && context.part === 0 ? reqId : undefined;
  const place = { chatid: to.chat.id, chat_type: to.chat.kind === 'group' ? 2 : 1 };
  async function ask(reply: Body, push: Body): Promise<Asked>;
  async function ask(reply: Body, push: Body | null): Promise<Asked | null>;
  async function ask(reply: Body, push: Body | null): Promise<Asked | null> {
    if (route !== undefined) {
      const asked = await connection.ask('aibot_respond_msg', route, reply, context.signal);
      if (asked.was !== 'answered' || !routeEnded(asked.errcode)) return asked;
      route = undefined;
    }
    return push && connection.ask('aibot_send_msg', `push-${randomUUID()}`, { ...place, ...push }, context.signal);
  }
  return ask;
}

function outcomeOf(asked: Asked, connection: Connection): Sent {
  if (asked.was === 'unanswered') return { outcome: 'unknown', reason: '已发出，但长连接没有回音' };
  if (asked.was === 'not written') {
    const reason = connection.state === 'ready' ? '没有写到长连接上' : stateWords[connection.state];
    const stopped = connection.state === 'refused' || connection.state === 'evicted';
    return stopped ? { outcome: 'alarm', reason } : { outcome: 'retry', after: 2000, reason };
  }
  if (asked.errcode === 846_609) connection.restart();
  return verdictOf(asked.errcode);
}
