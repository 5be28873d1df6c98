// The Stream client: one connection after the other, for ever, each with a ticket of its own (docs/decisions/0004-dingtalk-stream.md).
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { type Connection, connect } from './connection.ts';
import type { Peer } from './frames.ts';
import { openGateway, reasonOf, type StreamSettings } from './gateway.ts';
import type { StreamTiming } from './settings.ts';

/** What the client needs to know. */
export interface StreamOptions {
  settings: StreamSettings;
  timing: StreamTiming;
  peer: Peer;
  log: Log;
}

/** The client once started. */
export interface Stream {
  /** `ok` while connected, otherwise a Chinese sentence. */
  state(): string;
  /** Stops trying, finishes what is under way and closes every connection. */
  stop(): Promise<void>;
}

/** The pause before attempt `failures` in a row, milliseconds: doubled each time within its bounds, with a quarter of jitter. */
export function pauseBefore(failures: number, { pauseFrom, pauseTo }: StreamTiming, random: number): number {
  const full = Math.min(pauseTo, pauseFrom * 2 ** Math.min(failures, 16));
  return Math.max(pauseFrom, full * (0.75 + random / 4));
}

/** Starts the client; it goes on until `stop`. */
export function startStream(options: StreamOptions): Stream {
  const { settings, timing, peer, log } = options;
  const stopping = new AbortController();
  const open = new Set<Connection>();
  let state = '正在连接钉钉（Stream）';

  function retire(connection: Connection): Promise<void> {
    return connection.leave().finally(() => open.delete(connection));
  }

  /** One connection until it is over. `lived`: how long it was open, 0 when it never was. */
  async function attempt(): Promise<{ lived: number; asked: boolean }> {
    let connection: Connection | undefined;
    try {
      const url = await openGateway(settings, timing.openWithin, stopping.signal);
      stopping.signal.throwIfAborted();
      connection = connect(url, peer, timing);
      open.add(connection);
      await connection.opened;
    } catch (error) {
      state = reasonOf(error);
      if (!stopping.signal.aborted) log.warn({ reason: state }, 'dingtalk stream: no connection');
      if (connection) void retire(connection);
      return { lived: 0, asked: false };
    }
    state = 'ok';
    log.info('dingtalk stream: connected');
    const began = performance.now();
    const end = await connection.over;
    state = '与钉钉的连接（Stream）断开，正在重连';
    log.info({ end }, 'dingtalk stream: connection over');
    void retire(connection);
    return { lived: performance.now() - began, asked: end === 'asked' };
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const { lived, asked } = await attempt();
      const good = lived > timing.stableAfter;
      // Asked to move on: the next one at once, unless the gateway asks again and again.
      if (asked && (good || failures === 0)) {
        failures = good ? 0 : 1;
        continue;
      }
      const pause = pauseBefore(good ? 0 : failures, timing, Math.random());
      failures = good ? 0 : failures + 1;
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    state: () => state,
    async stop() {
      stopping.abort();
      await Promise.all([...open].map(retire));
      await running;
      await Promise.all([...open].map(retire));
    },
  };
}
