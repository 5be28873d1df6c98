// The robot on its long connection: callbacks in, answers and pushes out (protocols/wecom.md §4).
import { randomUUID } from 'node:crypto';
import type { Heard, Said } from '../../bot/message.ts';
import type { Address, PlatformParts, SendContext, Sent } from '../platform.ts';
import { Connection } from './connection.ts';
import { WecomRefused } from './crypto.ts';
import { decodeBot } from './decode.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { sendOver, stateWords } from './long-send.ts';
import { type Presses, pressesOver } from './presses.ts';
import type { Timings } from './timings.ts';

const channel = 'wecom-ws';
const heldAtMost = 1000;
const busy = '系统忙，请稍后再发一次';

/** The long connection of one robot. */
export interface Long {
  connect(parts: PlatformParts): void;
  disconnect(): Promise<void>;
  health(): { ok: boolean; detail: string };
  send(to: Address, said: Said, text: string, context: SendContext): Promise<Sent>;
}

/** What the robot needs to connect. */
export interface LongSettings {
  wsUrl: string;
  botId: string;
  botSecret: string;
  botName: string | undefined;
}

interface Running {
  parts: PlatformParts;
  connection: Connection;
  presses: Presses;
  inbox: Inbox;
}

/** Not connected yet; `connect` starts it. */
export function longConnection(settings: LongSettings, timings: Timings): Long {
  let running: Running | undefined;
  return {
    connect(parts) {
      if (running) running.connection.open();
      else running = start(settings, timings, parts);
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
    async send(to, said, text, context) {
      if (!running) return { outcome: 'retry', after: 5000, reason: '长连接不在本进程' };
      const { connection, presses, parts } = running;
      return sendOver(connection, presses, { to, said, text, context, now: parts.clock.real() });
    },
  };
}

function start(settings: LongSettings, timings: Timings, parts: PlatformParts): Running {
  const { clock, log } = parts;
  const { wsUrl: url, botId, botSecret: secret, botName } = settings;
  const connection = new Connection({ url, botId, secret, timings, clock, log, onCallback });
  const presses = pressesOver(connection, clock, log);
  const inbox = openInbox({
    async hear(heard) {
      const answer = await parts.hear(heard);
      void presses.answered(heard, answer);
      return answer;
    },
    clock,
    holdFor: timings.holdFor,
    capacity: heldAtMost,
    giveUp: (heard) => void tellBusy(heard),
  });

  function onCallback(requestId: string, body: unknown): void {
    try {
      const decoded = decodeBot(body, { channel, botId, botName, answerBy: 'delivery' });
      if (decoded.kind === 'evicted') connection.evict();
      if (decoded.kind !== 'heard') return;
      const { heard } = decoded;
      // A pressed button is an event, and events take no message under their req_id (846605, §4.2).
      if (heard.pressed) presses.pressed(heard, requestId);
      else heard.route = { reqId: requestId, heardAt: clock.real() };
      inbox.take(heard);
    } catch (error) {
      // One bad frame must not cost the connection.
      parts.rejected(channel, error instanceof WecomRefused ? error.stage : 'fault');
    }
  }

  async function tellBusy(heard: Heard): Promise<void> {
    log.error({ channel, messageId: heard.messageId }, 'message given up: the store took nothing in time');
    if (heard.sender.kind === 'robot') return;
    const { robot, chat, route } = heard;
    const to: Address = { lane: channel, robot, chat, ...(route ? { route } : {}) };
    const context = { deliveryId: randomUUID(), part: 0, signal: AbortSignal.timeout(timings.answer) };
    await sendOver(connection, presses, { to, said: { text: busy }, text: busy, context, now: clock.real() });
  }

  connection.open();
  return { parts, connection, presses, inbox };
}
