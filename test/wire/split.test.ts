// The stories with web, worker and clock in processes of their own, on PostgreSQL and a Redis over TCP: the commands of compose.yaml.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'vitest';
import { cacheFolder } from '../../src/ground/cache-folder.mjs';
import { findRedisProgram } from '../../src/ground/redis-program.ts';
import { Deployment } from '../support/deployment.ts';
import { type FakeDingtalk, startFakeDingtalk } from '../support/fake-dingtalk.ts';
import { startPostgres } from '../support/postgres.ts';
import { dingtalkWire } from './dingtalk-wire.ts';
import { playStories } from './stories.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('three processes on PostgreSQL', () => {
  it('tell the same stories', { timeout: 120_000 }, async () => {
    const postgres = await startPostgres();
    closing.push(() => postgres.stop());
    const fake: FakeDingtalk = await startFakeDingtalk();
    closing.push(() => fake.stop());
    const { clientId, clientSecret, botName } = fake.options;
    const deployment = new Deployment({
      env: {
        DATABASE_URL: postgres.url,
        REDIS_URL: await redisOverTcp(),
        DINGTALK_API_BASE: fake.apiBase,
        DINGTALK_OAPI_BASE: fake.oapiBase,
        DINGTALK_CLIENT_ID: clientId,
        DINGTALK_CLIENT_SECRET: clientSecret,
        DINGTALK_BOT_NAME: botName,
      },
      platform: 'dingtalk',
      group: { robot: clientId },
      processes: ['web', 'worker', 'clock'],
    });
    closing.push(() => deployment.remove());
    await deployment.prepare();
    await deployment.start();
    await playStories(dingtalkWire(fake, deployment));
  });
});

/** A Redis as compose.yaml runs it: over TCP, append-only, nothing evicted. */
async function redisOverTcp(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'jiaoyan-redis-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  const { file, env } = await findRedisProgram({ cacheDir: cacheFolder(dir), log: () => {} });
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'yes'];
  const child = spawn(file, [...args, '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'], {
    env,
    stdio: 'ignore',
  });
  closing.push(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  });
  return `redis://127.0.0.1:${port}`;
}
