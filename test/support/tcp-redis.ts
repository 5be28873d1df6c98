// A Redis as compose.yaml runs it (over TCP, append-only, nothing evicted), and a wire to it that can be cut.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { cacheFolder } from '../../src/ground/cache-folder.mjs';
import { findRedisProgram } from '../../src/ground/redis-program.ts';

/** A Redis under a supervisor of the test's own. */
export interface TcpRedis {
  url: string;
  port: number;
  pid(): number;
  start(): Promise<void>;
  /** Ends it; the data stay for the next start. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** A command on a connection of its own. */
  ask(...command: string[]): Promise<unknown>;
  /** Ends it and throws its data away. */
  remove(): Promise<void>;
}

/** Starts one; `policy` is its `maxmemory-policy`. */
export async function startTcpRedis(policy = 'noeviction'): Promise<TcpRedis> {
  const dir = mkdtempSync(join(tmpdir(), 'jiaoyan-redis-'));
  const port = await freePort();
  const { file, env } = await findRedisProgram({ cacheDir: cacheFolder(dir), log: () => {} });
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes'];
  const args = [...settings, '--appendfsync', 'always', '--maxmemory-policy', policy];
  let child: ChildProcess | null = null;
  const ask = async (...[name = '', ...rest]: string[]): Promise<unknown> => {
    const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    try {
      return await client.call(name, ...rest);
    } finally {
      client.disconnect();
    }
  };
  const start = async () => {
    child = spawn(file, args, { env, stdio: 'ignore' });
    while (
      !(await ask('PING').then(
        () => true,
        () => false,
      ))
    )
      await sleep(20);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: () => child?.pid ?? 0,
    start,
    end,
    ask,
    async remove() {
      await end('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A wire of loopback to a port. */
export interface Wire {
  url: string;
  /**
   * `refused`: connections break and new ones are turned away. `silent`: they stay open and nothing comes through any more, as
   * behind a cable that was pulled; those of before stay dead for ever, also after `mend`.
   */
  cut(how: 'refused' | 'silent'): void;
  mend(): void;
  close(): Promise<void>;
}

/** Lays a wire to `port`. */
export async function wireTo(port: number): Promise<Wire> {
  let state: 'whole' | 'refused' | 'silent' = 'whole';
  const live = new Set<{ near: Socket; far: Socket }>();
  const all = new Set<Socket>();
  const server = createServer((near) => {
    all.add(near);
    near.on('error', () => near.destroy());
    near.on('close', () => all.delete(near));
    if (state === 'refused') return void near.resetAndDestroy();
    if (state === 'silent') return void near.resume();
    const far = connect(port, '127.0.0.1');
    const pair = { near, far };
    live.add(pair);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        if (live.delete(pair)) other.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as { port: number };
  return {
    url: `redis://127.0.0.1:${address.port}`,
    cut(how) {
      state = how;
      for (const pair of [...live]) {
        if (how === 'refused') pair.near.resetAndDestroy();
        else {
          live.delete(pair);
          pair.near.unpipe();
          pair.far.unpipe();
          pair.far.destroy();
          // Read and forgotten.
          pair.near.resume();
        }
      }
    },
    mend() {
      state = 'whole';
    },
    async close() {
      for (const socket of all) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}
