// The WeCom adapter against its fake: a small server with the hooks, an engine of two lines, short times.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import Router from 'koa-router';
import type { Answer, Heard, Said } from '../../src/bot/message.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import type { Address, Platform, PlatformParts, SendContext } from '../../src/platforms/platform.ts';
import { type WecomSettings, wecom } from '../../src/platforms/wecom/index.ts';
import type { Timings } from '../../src/platforms/wecom/timings.ts';
import { type FakeOptions, type FakeWecom, startFakeWecom } from '../support/fake-wecom.ts';
import { listening, silent } from './contract.ts';

/** Times short enough for tests. */
export const quick: Timings = {
  ping: 100,
  silence: 600,
  answer: 400,
  backoffFirst: 20,
  backoffLast: 200,
  holdFor: 400,
  call: 500,
  check: 500,
};

/** What runs in a test. */
export interface Kit {
  fake: FakeWecom;
  platform: Platform;
  parts: PlatformParts;
  heard: Heard[];
  /** How the engine answers from now on. */
  engine: { answer: (heard: Heard) => Promise<Answer> };
  rejected: string[];
  /** Log lines written so far. */
  logged: string[];
  /** Base address of the server with the hooks. */
  base: string;
  stop(): Promise<void>;
}

/** Starts fake, adapter and hooks; `connect` opens the long connection and waits until it is ready. */
export async function wecomKit(
  given: {
    fake?: Partial<FakeOptions>;
    settings?: Partial<WecomSettings>;
    timings?: Partial<Timings>;
    connect?: boolean;
  } = {},
): Promise<Kit> {
  const fake = await startFakeWecom({ patience: 1000, subscribes: 1000, ...given.fake });
  const platform = wecom({ ...fake.settings, ...given.settings }, { timings: { ...quick, ...given.timings } });
  const engine: Kit['engine'] = { answer: silent };
  const { heard, hear } = listening((message) => engine.answer(message));
  const rejected: string[] = [];
  const logged: string[] = [];
  const log = createLog('debug', { write: (line) => void logged.push(line) });
  const parts: PlatformParts = {
    hear,
    clock: systemClock,
    log,
    rejected: (channel, why) => void rejected.push(`${channel} ${why}`),
  };
  const router = new Router();
  platform.routes?.(router, parts);
  const koa = new Koa().use(router.routes());
  koa.silent = true;
  const server = createServer(koa.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.hooks.bot = `${base}/hooks/wecom/bot`;
  fake.hooks.app = `${base}/hooks/wecom/app`;
  if (given.connect) {
    await platform.connect?.(parts);
    await until(async () => (await platform.health()).ok);
  }
  return {
    fake,
    platform,
    parts,
    heard,
    engine,
    rejected,
    logged,
    base,
    async stop() {
      await platform.disconnect?.();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fake.stop();
    },
  };
}

/** Waits until it holds. @throws Error after `ms` */
export async function until(holds: () => boolean | Promise<boolean>, ms = 4000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come to that in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The engine says this to everything. */
export const answering =
  (said: Said | null, repeat = false) =>
  async (heard: Heard): Promise<Answer> => ({ id: `answer-${heard.messageId}`, said, repeat });

let deliveries = 0;
/** A sending of its own delivery. */
export const sending = (part = 0, signal = new AbortController().signal): SendContext => ({
  deliveryId: `delivery-${++deliveries}`,
  part,
  signal,
});

/** A private chat on a lane. */
export const person = (lane: string, id: string): Address => ({
  lane,
  robot: 'AIBOT-FAKE',
  chat: { kind: 'private', id },
});
/** A group on a lane. */
export const group = (lane: string, id: string): Address => ({
  lane,
  robot: 'AIBOT-FAKE',
  chat: { kind: 'group', id },
});
