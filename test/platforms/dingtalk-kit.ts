// What the DingTalk tests share: the platform against a fake, an engine that only notes, a web server for the hooks.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import Router from 'koa-router';
import type { Answer, Heard, Said } from '../../src/bot/message.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { type DingtalkSettings, dingtalk } from '../../src/platforms/dingtalk/index.ts';
import type { StreamTiming } from '../../src/platforms/dingtalk/settings.ts';
import type { Address, Platform, PlatformParts, SendContext, Sent } from '../../src/platforms/platform.ts';
import { type FakeDingtalk, type FakeOptions, startFakeDingtalk } from '../support/fake-dingtalk.ts';

/** The waiting times of service, a hundred times shorter. */
export const quick: Partial<StreamTiming> = {
  openWithin: 300,
  pauseFrom: 10,
  pauseTo: 300,
  stableAfter: 100,
  pingEvery: 100,
  silentFor: 400,
  settleWithin: 200,
};

/** Everything a log would have written, as one text. */
export function notedLog() {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  return { log, text: () => lines.join('') };
}

/** Resolves when the condition holds; throws after `within` milliseconds. */
export async function until(holds: () => boolean, within = 3_000): Promise<void> {
  const end = performance.now() + within;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`did not happen: ${holds}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** A running platform with its fake. */
export interface Kit {
  fake: FakeDingtalk;
  platform: Platform;
  heard: Heard[];
  rejected: string[];
  usage: string[];
  logged(): string;
  /** What the engine does with the next messages; by default it commits at once. */
  engine: { hear(message: Heard): Promise<Answer> };
  /** Base of the web server with the hooks. */
  web: string;
  address(chat: { conversationId: string } | { staffId: string }, heard?: Heard): Address;
  send(to: Address, said: Said, context?: Partial<SendContext>): Promise<Sent>;
  stop(): Promise<void>;
}

const committed = async (message: Heard): Promise<Answer> => ({ id: message.messageId, said: null, repeat: false });

export async function startKit(
  set: Partial<DingtalkSettings> = {},
  fakeOptions: Partial<FakeOptions> = {},
): Promise<Kit> {
  const fake = await startFakeDingtalk(fakeOptions);
  const heard: Heard[] = [];
  const rejected: string[] = [];
  const usage: string[] = [];
  const engine = { hear: committed };
  const { log, text } = notedLog();
  const platform = dingtalk({
    apiBase: fake.apiBase,
    oapiBase: fake.oapiBase,
    clientId: fake.options.clientId,
    clientSecret: fake.options.clientSecret,
    mode: 'stream',
    botName: fake.options.botName,
    maxSkewMs: 3_600_000,
    webhookHosts: ['oapi.dingtalk.com', fake.host],
    usage: (kind) => void usage.push(kind),
    timing: quick,
    ...set,
  });
  const parts: PlatformParts = {
    hear(message) {
      heard.push(message);
      return engine.hear(message);
    },
    clock: systemClock,
    log,
    rejected: (channel, why) => void rejected.push(`${channel}: ${why}`),
  };
  const router = new Router();
  platform.routes?.(router, parts);
  const server = createServer(new Koa().use(router.routes()).callback());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (set.mode === 'http') fake.setHook(`${web}/hooks/dingtalk/robot`);
  await platform.connect?.(parts);

  return {
    fake,
    platform,
    heard,
    rejected,
    usage,
    logged: text,
    engine,
    web,
    address: (chat, from) => ({
      lane: 'dingtalk-app',
      robot: fake.options.clientId,
      chat: 'staffId' in chat ? { kind: 'private', id: chat.staffId } : { kind: 'group', id: chat.conversationId },
      ...(from?.route && { route: from.route }),
    }),
    send: (to, said, context = {}) =>
      platform.send(to, said, platform.render(to.lane, said)[0] ?? '', {
        deliveryId: crypto.randomUUID(),
        part: 0,
        signal: new AbortController().signal,
        ...context,
      }),
    async stop() {
      await platform.disconnect?.();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await fake.stop();
    },
  };
}
