// npm start and npm test before anything is installed, and how signals travel: in a small clone with a stand-in for the product.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

let clone: string;

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'jiaoyan-clone-'));
  await cp('scripts', join(clone, 'scripts'), { recursive: true });
  await cp('src/ground', join(clone, 'src/ground'), { recursive: true });
  await writeFile(join(clone, 'package.json'), '{}');
  await writeFile(join(clone, 'src/main.ts'), standIn);
});
afterEach(() => rm(clone, { recursive: true, force: true }));

const standIn = `
const begun: number = Date.now();
setInterval(() => {}, 1_000);
process.on('SIGTERM', () => { console.log('asked to stop'); setTimeout(stop, 700); });
function stop() { console.log('stopped'); process.exit(7); }
console.log('serving', process.pid, process.argv.slice(2).join(' '));
`;

/** As after an installation that asks for no packages but Node. */
async function installed(): Promise<void> {
  await mkdir(join(clone, 'node_modules/node/bin'), { recursive: true });
  await symlink(process.execPath, join(clone, 'node_modules/node/bin/node'));
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json'])
    await writeFile(join(clone, file), '{"packages":{}}');
}

/** As before any, where no registry can be reached. */
async function bare(): Promise<void> {
  const packages = {
    '': {},
    'node_modules/zod': { version: '4.6.7', resolved: 'http://127.0.0.1:9/zod.tgz', integrity: 'sha512-AA==' },
  };
  await writeFile(join(clone, 'package.json'), '{"dependencies":{"zod":"4.6.7"}}');
  const lock = { lockfileVersion: 3, packages: { ...packages, '': { dependencies: { zod: '4.6.7' } } } };
  await writeFile(join(clone, 'package-lock.json'), JSON.stringify(lock));
}

function run(script: string): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [join(clone, 'scripts', script)], {
    env: { ...process.env, npm_config_fetch_retries: '0', npm_lifecycle_event: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, output: () => output };
}

async function said(output: () => string, words: RegExp): Promise<RegExpExecArray> {
  for (let tries = 0; tries < 1_000; tries++) {
    const found = words.exec(output());
    if (found) return found;
    await sleep(10);
  }
  throw new Error(`never said ${words}: ${output()}`);
}

test('start serves, passes a stop on once however often it comes, waits for the end and keeps its code', async () => {
  await installed();
  const { child, output } = run('start.mjs');
  expect((await said(output, /serving \d+ (.*)/))[1]).toBe('serve');
  child.kill('SIGTERM');
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([7, null]);
  expect(output().match(/asked to stop/g)).toHaveLength(1);
});

test('when start is killed with -9, the product is asked to stop', async () => {
  await installed();
  const { child, output } = run('start.mjs');
  await said(output, /serving/);
  child.kill('SIGKILL');
  await said(output, /stopped/);
});

test.each(['start.mjs', 'test.mjs'])('%s says what to do when the packages cannot be had', async (script) => {
  await bare();
  const { child, output } = run(script);
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(output()).toMatch(/^依赖包没有装好（.*ECONNREFUSED.*）/m);
  expect(output()).not.toContain('file://'); // no stack of ours
  if (script === 'test.mjs') expect(output().trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
});
