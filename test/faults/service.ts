// One process of ours under test: `node src/main.ts serve --services …`, to be killed, stopped, and told the time.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const main = join(import.meta.dirname, '../../src/main.ts');
const preload = join(import.meta.dirname, 'preload.ts');

/** A running (or ended) process. */
export interface Service {
  pid: number;
  /** Whether it still runs. */
  alive(): boolean;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with its exit code and how long it took, milliseconds. A process that does not end is killed after a minute. */
  stop(): Promise<{ code: number | null; ms: number }>;
  /** Any other signal (SIGSTOP, SIGCONT). */
  signal(name: NodeJS.Signals): void;
  /** Puts its clock to `now` (epoch ms); resolves when the beat of that instant has begun. */
  clockTo(now: number): Promise<void>;
  /** What it printed last. */
  output(): string;
}

/** Starts a process with exactly these settings and waits until its clock answers. @throws with its output when it ends instead */
export async function startService(services: string, clock: string, env: Record<string, string>): Promise<Service> {
  const child = spawn(process.execPath, ['--import', preload, main, 'serve', '--services', services], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '/tmp',
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      CLOCK_SOCKET: clock,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const service = handle(child, clock);
  for (let tries = 0; tries < 4_800; tries++) {
    if (!service.alive()) throw new Error(`${services} ended:\n${service.output()}`);
    const answers = await ask(clock, {}).then(
      () => true,
      () => false,
    );
    if (answers) return service;
    await sleep(25);
  }
  await service.kill();
  throw new Error(`${services} does not get ready:\n${service.output()}`);
}

function handle(child: ChildProcess, clock: string): Service {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
    });
  }
  // A run that breaks off must not leave its processes behind.
  const last = () => child.kill('SIGKILL');
  process.once('exit', last);
  child.once('exit', () => process.off('exit', last));
  const alive = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals) => {
    if (!alive()) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    alive,
    kill: () => end('SIGKILL'),
    async stop() {
      const begun = performance.now();
      const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
      await end('SIGTERM');
      clearTimeout(late);
      return { code: child.exitCode, ms: Math.round(performance.now() - begun) };
    },
    signal: (name) => void child.kill(name),
    clockTo: (now) => ask(clock, { now }),
    output: () => output,
  };
}

async function ask(path: string, question: { now?: number }): Promise<void> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    socket.write(`${JSON.stringify(question)}\n`);
    const lines = createInterface({ input: socket });
    // A process that dies in between closes the line instead of answering.
    const answer = await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => null)]);
    if (!answer) throw new Error('the process is gone');
    if ('error' in JSON.parse(String(answer[0]))) throw new Error(String(answer[0]));
  } finally {
    socket.destroy();
  }
}
