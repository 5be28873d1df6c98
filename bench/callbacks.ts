// Callbacks: a signed WeCom bot message to its committed, encrypted answer, over 50 connections, beside a bare Koa handler that
// stores nothing. Both servers are processes of their own; every request is a new message, signed beforehand.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { Deployment } from '../test/support/deployment.ts';
import { drive, post } from './client.ts';
import { commitRate } from './commits.ts';
import type { Line, Piece } from './table.ts';

const connections = 50;
const perRound = 2_000;
const bot = { id: 'AIBOT-BENCH', token: 'benchToken01', aesKey: 'Zq3vT8mLr1XcN5hYw7DkJ0bGsE4uPfA9oRiV2tKyQxM' };
const path = '/hooks/wecom/bot';

/** What is asked: the engine alone, a query of the store, a change that is recorded. */
const asked = ['/帮助', '/行事历 本周', '/视导 我的'];

let count = 0;
function request(text: string): Buffer {
  const message = {
    msgid: `bench-${process.pid}-${++count}`,
    aibotid: bot.id,
    chattype: 'single',
    from: { userid: 'p-liqiang' },
    msgtype: 'text',
    text: { content: text },
  };
  const sealed = encrypt(bot.aesKey, JSON.stringify(message), '');
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const nonce = String(count);
  const signature = getSignature(bot.token, timestamp, nonce, sealed);
  return post(
    `${path}?msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
    JSON.stringify({ encrypt: sealed }),
  );
}

const requests = (text: string): Buffer[] => Array.from({ length: perRound }, () => request(text));

/** The words with which the product answers, so that the bare handler encrypts as many. */
async function answerTo(base: string, text: string): Promise<string> {
  const [head = '', body] = request(text).toString().split('\r\n\r\n');
  const target = head.split(' ')[1] ?? '';
  const response = await fetch(base + target, { method: 'POST', body: body ?? '' });
  const { encrypt: sealed } = (await response.json()) as { encrypt: string };
  const { stream } = JSON.parse(decrypt(bot.aesKey, sealed).message) as { stream: { content: string } };
  return stream.content;
}

async function bareServer(answer: string): Promise<{ port: number; child: ChildProcess }> {
  const args = [join(import.meta.dirname, 'bare.ts'), bot.token, bot.aesKey, answer];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { port: Number(port.toString()), child };
}

async function measure(ours: Deployment, text: string, rounds: number): Promise<Line[]> {
  const answer = await answerTo(ours.url, text);
  const bare = await bareServer(answer);
  const figures = { ours: [] as number[], bare: [] as number[], commits: [] as number[], p99: [] as number[] };
  const ourPort = Number(new URL(ours.url).port);
  // The first round warms both up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const commit = commitRate();
    const [toBare, toOurs] = [requests(text), requests(text)];
    const there = await drive(bare.port, toBare, connections);
    const here = await drive(ourPort, toOurs, connections);
    if (here.bad + there.bad > 0) throw new Error(`${here.bad} and ${there.bad} answers were not as they should be`);
    if (round === 0) continue;
    figures.ours.push(here.perSecond);
    figures.bare.push(there.perSecond);
    figures.commits.push(commit);
    figures.p99.push(here.p99);
  }
  bare.child.kill();
  const to = (base: number[]) => figures.ours.map((rate, i) => rate / (base[i] ?? Number.NaN));
  const what = `callbacks: ${text} (${[...answer].length} characters back)`;
  return [
    {
      what,
      unit: '/s',
      rounds: figures.ours,
      ratio: { to: 'bare Koa + crypto', rounds: to(figures.bare), aim: '≥ 0.5, or the next' },
      bound: 'CPU of one thread (commits are shared by the messages that wait)',
    },
    {
      what: '  the same',
      unit: '/s',
      rounds: figures.ours,
      ratio: { to: 'commits', rounds: to(figures.commits), aim: '≥ 0.7' },
    },
    { what: '  slowest hundredth', unit: 'ms', rounds: figures.p99 },
    { what: '  bare Koa + crypto', unit: '/s', rounds: figures.bare },
  ];
}

export const callbacks: Piece = {
  name: 'callbacks',
  title: `callbacks over ${connections} connections`,
  async run(rounds) {
    const env = { WECOM_BOT_TOKEN: bot.token, WECOM_BOT_AES_KEY: bot.aesKey, WECOM_API_BASE: 'http://127.0.0.1:1' };
    const ours = new Deployment({ env, platform: 'wecom', group: { robot: bot.id } });
    try {
      await ours.prepare();
      await ours.start();
      const lines: Line[] = [];
      for (const text of asked) lines.push(...(await measure(ours, text, rounds)));
      return lines;
    } finally {
      await ours.remove();
    }
  },
};
