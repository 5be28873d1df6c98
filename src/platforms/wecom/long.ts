// The robot on its long connection: callbacks in, answers and pushes out (protocols/wecom.md §4).
import { randomUUID } from 'node:crypto';
import type { Heard } from '../../bot/message.ts';
import type { Address, PlatformParts, SendContext, Sent } from '../platform.ts';
import { Connection } from './connection.ts';
import { WecomRefused } from './crypto.ts';
import { decodeBot } from './decode.ts';
import { routeEnded, verdictOf } from './errcodes.ts';
import type { Asked } from './frames.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { rejections } from './rejections.ts';
import type { Timings } from './timings.ts';

const channel = 'wecom-ws';
/** How long a callback's req_id takes an answer (§4), with an hour kept in reserve. */
const routeLasts = 23 * 3_600_000;
const heldAtMost = 1000;
const busy = '系统忙，请稍后再发一次';

/** The long connection of one robot. */
export interface Long {
  connect(parts: PlatformParts): void;
  disconnect(): Promise<void>;
  health(): { ok: boolean; detail: string };
  send(to: Address, text: string, context: SendContext): Promise<Sent>;
}

/** Not connected yet; `connect` starts it. */
export function longConnection(
  settings: { wsUrl: string; botId: string; botSecret: string; botName: string | undefined },
  timings: Timings,
): Long {
  let running: { parts: PlatformParts; connection: Connection; inbox: Inbox } | undefined;

  function start(parts: PlatformParts) {
    const { clock, log } = parts;
    const reject = rejections(channel, parts);
    const connection = new Connection({
      url: settings.wsUrl,
      botId: settings.botId,
      secret: settings.botSecret,
      timings,
      clock,
      log,
      onCallback,
    });
    const inbox = openInbox({
      hear: parts.hear,
      clock,
      holdFor: timings.holdFor,
      capacity: heldAtMost,
      giveUp: (heard) => void tellBusy(heard),
    });

    function onCallback(requestId: string, body: unknown): void {
      try {
        const decoded = decodeBot(body, { channel, botName: settings.botName, answerBy: 'delivery' });
        if (decoded.kind === 'evicted') connection.evict();
        if (decoded.kind === 'opened') {
          const { robot, userId } = decoded;
          parts.opened?.({ platform: 'wecom', channel, robot, userId });
        }
        if (decoded.kind !== 'heard') return;
        const { heard } = decoded;
        // A pressed button is an event, and events take no answer under their req_id (846605, §4.2).
        if (!heard.pressed) heard.route = { reqId: requestId, heardAt: clock.real() };
        inbox.take(heard);
      } catch (error) {
        // One bad frame must not cost the connection.
        reject(error instanceof WecomRefused ? error.stage : 'fault');
      }
    }

    async function tellBusy(heard: Heard): Promise<void> {
      log.error({ channel, messageId: heard.messageId }, 'message given up: the store took nothing in time');
      if (heard.sender.kind === 'robot') return;
      const { robot, chat, route } = heard;
      const to: Address = { lane: channel, robot, chat, ...(route ? { route } : {}) };
      const context = { deliveryId: randomUUID(), part: 0, signal: AbortSignal.timeout(timings.answer) };
      await sendOver(connection, clock.real(), to, busy, context);
    }

    connection.open();
    return { parts, connection, inbox };
  }

  return {
    connect(parts) {
      if (running) running.connection.open();
      else running = start(parts);
    },
    async disconnect() {
      const ending = running;
      running = undefined;
      // First the inbox: who is still waiting is told to send again while the socket is there.
      await ending?.inbox.close();
      ending?.connection.close();
    },
    health() {
      const state = running?.connection.state ?? 'closed';
      return { ok: state === 'ready', detail: stateWords[state] };
    },
    async send(to, text, context) {
      if (!running) return { outcome: 'retry', after: 5000, reason: '长连接不在本进程' };
      return sendOver(running.connection, running.parts.clock.real(), to, text, context);
    },
  };
}

const stateWords: Record<Connection['state'], string> = {
  closed: '长连接没有打开',
  connecting: '长连接正在建立',
  ready: '长连接正常',
  waiting: '长连接中断，正在重试',
  refused: '机器人 ID 或密钥不正确，长连接已停止',
  evicted: '长连接被另一个实例接管，已停止；请只运行一个实例，然后重启',
};

const stream = (id: string, content: string) => ({ msgtype: 'stream', stream: { id, finish: true, content } });

async function sendOver(
  connection: Connection,
  now: number,
  to: Address,
  text: string,
  context: SendContext,
): Promise<Sent> {
  const { reqId, heardAt } = to.route ?? {};
  // Only the first part answers under the callback's req_id: all frames there belong to one stream (§4.2).
  const answers =
    typeof reqId === 'string' && typeof heardAt === 'number' && now - heardAt < routeLasts && context.part === 0;
  let asked: Asked | undefined;
  if (answers)
    asked = await connection.ask('aibot_respond_msg', reqId, stream(context.deliveryId, text), context.signal);
  if (!asked || (asked.was === 'answered' && routeEnded(asked.errcode))) {
    const body = {
      chatid: to.chat.id,
      chat_type: to.chat.kind === 'group' ? 2 : 1,
      msgtype: 'markdown',
      markdown: { content: text },
    };
    asked = await connection.ask('aibot_send_msg', `push-${randomUUID()}`, body, context.signal);
  }
  return outcomeOf(asked, connection);
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
