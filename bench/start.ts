// From the command to a green /readyz, on a new data folder and on one that has been used, and the memory of everything at rest.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Piece } from './table.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const restMs = 4_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** Starts all services in one process; milliseconds until they are ready. */
async function start(dataDir: string): Promise<{ child: ChildProcess; ms: number }> {
  const port = await freePort();
  const { PATH = '', HOME = '/tmp' } = process.env;
  const env = { PATH, HOME, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' };
  const begun = performance.now();
  const child = spawn(process.execPath, [main, 'serve'], { env, cwd: dataDir, stdio: 'ignore' });
  for (;;) {
    if (child.exitCode !== null) throw new Error('the service ended while starting');
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return { child, ms: performance.now() - begun };
    await sleep(5);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Resident memory of a process and all below it, MB (Linux). */
function residentOf(pid: number): number {
  const status = (id: string) => readFileSync(`/proc/${id}/status`, 'utf8');
  const field = (text: string, name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const below = all.filter((id) => {
    try {
      return field(status(id), 'PPid') === pid;
    } catch {
      // It has ended since it was listed.
      return false;
    }
  });
  const own = field(status(String(pid)), 'VmRSS') / 1_024;
  return below.reduce((sum, id) => sum + residentOf(Number(id)), own);
}

export const starting: Piece = {
  name: 'start',
  title: 'start and rest',
  async run(rounds) {
    const figures = { first: [] as number[], again: [] as number[], memory: [] as number[] };
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      const dataDir = mkdtempSync(join(tmpdir(), 'jiaoyan-bench-'));
      const first = await start(dataDir);
      figures.first.push(first.ms);
      await stop(first.child);
      const again = await start(dataDir);
      figures.again.push(again.ms);
      await sleep(restMs);
      figures.memory.push(residentOf(again.child.pid ?? 0));
      await stop(again.child);
      rmSync(dataDir, { recursive: true, force: true });
    }
    const share = (list: number[], of: number) => list.map((figure) => figure / of);
    return [
      {
        what: 'start: new data folder, sample district',
        unit: 'ms',
        rounds: figures.first,
        ratio: { to: '2 s', rounds: share(figures.first, 2_000), aim: '≤ 1' },
        bound: 'loading the modules; TypeScript is stripped at every start',
      },
      {
        what: 'start: used data folder',
        unit: 'ms',
        rounds: figures.again,
        ratio: { to: '2 s', rounds: share(figures.again, 2_000), aim: '≤ 1' },
      },
      {
        what: 'rest: all services and Redis',
        unit: 'MB',
        rounds: figures.memory,
        ratio: { to: '200 MB', rounds: share(figures.memory, 200), aim: '≤ 1' },
        bound: 'Node itself is about a third',
      },
    ];
  },
};
