// What the web server logs: faults of ours with their stack, senders that break off once a minute and without one.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { startServer, type WebServer } from '../../src/web/server.ts';

let server: WebServer;
let lines: Record<string, unknown>[];
let begun: number;
let ended: number;
beforeEach(async () => {
  [lines, begun, ended] = [[], 0, 0];
  server = await startServer({
    log: createLog('debug', { write: (line) => void lines.push(JSON.parse(line)) }),
    host: '127.0.0.1',
    port: 0,
    ready: async () => ({ store: true, parts: {} }),
    metrics: async () => '',
    mount(router) {
      router.post('/u/read', async (ctx) => {
        begun++;
        try {
          for await (const _ of ctx.req) begun += 0;
        } finally {
          ended++;
        }
        ctx.body = 'read';
      });
      router.get('/fault', () => {
        throw new Error('fault of ours');
      });
      router.get('/store', () => {
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      });
    },
  });
});
afterEach(() => server.close());

const levels = { info: 30, error: 50 };

/** Sends half of an upload and breaks off. */
async function breakOff(how: 'end' | 'destroy' | 'resetAndDestroy', chunked: boolean): Promise<void> {
  const before = ended;
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  const length = chunked ? 'Transfer-Encoding: chunked\r\n\r\n3e8\r\n' : 'Content-Length: 1000\r\n\r\n';
  socket.write(`POST /u/read HTTP/1.1\r\nHost: x\r\n${length}half`);
  await expect.poll(() => begun).toBe(before + 1);
  socket[how]();
  await expect.poll(() => ended).toBe(before + 1);
  await sleep(20);
  socket.destroy();
}

it('tells of senders that break off once, without a stack', async () => {
  for (const chunked of [false, true]) {
    for (const how of ['end', 'destroy', 'resetAndDestroy'] as const) await breakOff(how, chunked);
  }
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ level: levels.info, msg: 'request broken off by its sender' });
  expect(JSON.stringify(lines)).not.toMatch(/stack|Parse Error|half/);
});

it.each(['fault', 'store'])('tells of every fault of ours while somebody waits for the answer: %s', async (path) => {
  for (let i = 0; i < 2; i++) expect((await fetch(`${server.url}/${path}`)).status).toBe(500);
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    [levels.error, 'request failed'],
    [levels.error, 'request failed'],
  ]);
  expect(lines[0]?.err).toMatchObject({ stack: expect.any(String) });
});
