// The rehearsal against the real thing: `serve` with Redis and BullMQ opens the sandbox, the command line rehearses its term beside it,
// then the sandbox's clock goes to the end of the term, and what arrived is what had been rehearsed.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import { plainText } from '../../src/office/rehearsal/wording.ts';
import type { Line } from '../../src/web/sandbox/feed.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-rehearsal-'));
const { PATH = '', HOME = '/tmp' } = process.env;
const env = { PATH, HOME, NODE_ENV: 'test', DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' };
const term = { from: '2023-03-06', to: '2023-07-20' };

let service: ChildProcess;
let url = '';

beforeAll(async () => {
  service = spawn(process.execPath, [main, 'serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  url = await new Promise<string>((resolve, reject) => {
    service.once('exit', () => reject(new Error(printed)));
    for (const stream of [service.stdout, service.stderr])
      stream?.on('data', (chunk) => {
        printed += chunk;
        const found = /(http:\/\/127\.0\.0\.1:\d+)\/sandbox/.exec(printed)?.[1];
        if (found) resolve(found);
      });
  });
}, 60_000);

afterAll(async () => {
  const ended = once(service, 'exit');
  service.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

interface Document {
  from: string;
  to: string;
  messages: { at: string; to: { kind: string; id: string; name: string }; text: string; reason: string }[];
}

async function rehearsed(): Promise<Document> {
  const args = [main, 'rehearse', '--from', term.from, '--to', term.to, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
  return JSON.parse(stdout) as Document;
}

interface Feed {
  lines: Line[];
  clock: { moving: unknown; failed: boolean; ended: number };
}

const feed = async () => (await (await fetch(`${url}/sandbox/api/feed?since=0`)).json()) as Feed;

/** Moves the clock and gives all that stands in the feed when it has got there. */
async function runTo(to: number): Promise<Line[]> {
  const body = JSON.stringify({ to });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/sandbox/api/clock`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  await expect.poll(async () => (await feed()).clock.ended, { timeout: 100_000, interval: 200 }).toBe(1);
  const { lines, clock } = await feed();
  expect(clock.failed).toBe(false);
  return lines;
}

it('what the command line rehearses is what the running sandbox sends', { timeout: 150_000 }, async () => {
  const { messages } = await rehearsed();
  const lines = await runTo(instantOf(term.to, '23:59'));
  const sent = lines.flatMap(({ chat, at, said }) =>
    said ? [`${stamp(at)} ${chat.kind === 'group' ? 'group' : 'person'}:${chat.id} ${plainText(said)}`] : [],
  );
  expect(messages.length).toBeGreaterThan(50);
  expect(messages.map(({ at, to, text }) => `${stamp(Date.parse(at))} ${to.kind}:${to.id} ${text}`).sort()).toEqual(
    sent.sort(),
  );
});
