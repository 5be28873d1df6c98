// A real deployment for tests over the wire: `node src/main.ts serve` in a child process, on a prepared data folder, its clock moved
// through the control socket. Nothing of the product runs inside the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { instantOf } from '../../src/lib/dates.ts';
import { systemAct } from '../../src/office/act.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { seedContest } from '../../src/office/sample/contest.ts';
import { seedDistrict } from '../../src/office/sample/district.ts';
import { openStore, type Store } from '../../src/store/db.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const term = join(import.meta.dirname, '../../config/terms/2023-spring.yaml');

/** What a deployment is made of. */
export interface Plan {
  /** Settings beside DATA_DIR, PORT, CLOCK_*. */
  env: Record<string, string>;
  /** Platform of the sample people and groups. */
  platform: string;
  /** The robot of the groups; a push hook instead where the platform's robot cannot speak by itself. */
  group: { robot: string } | { lane: string; key: string };
  /** The services of each process; default one process with all of them. */
  processes?: readonly string[];
}

/** A deployment that can be started, killed and started again on the same data. */
export class Deployment {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'jiaoyan-wire-'));
  readonly #plan: Plan;
  #processes: ChildProcess[] = [];
  #output = '';
  #port = 0;
  url = '';

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Writes the sample district, the spring-2023 term and the contest, as an office would have them. */
  async prepare(): Promise<void> {
    const { platform, group } = this.#plan;
    await this.withStore((store) =>
      store.write(async (tx) => {
        const settings = { publicUrl: 'http://127.0.0.1:1', sandbox: false };
        const act = systemAct(tx, instantOf('2023-03-06', '07:00'), 'test', settings);
        await seedDistrict(act, { platform });
        await importTerm(act, term);
        await seedContest(act);
        const ways =
          'robot' in group
            ? { robot: group.robot }
            : { robot: null, chat_id: null, hook_lane: group.lane, hook_key: group.key };
        await tx.updateTable('groups').set(ways).execute();
        await tx.updateTable('identities').set({ opened_at: null, opened_robot: null }).execute();
      }),
    );
  }

  /** Opens the deployment's store beside the running process. */
  async withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore({ dataDir: this.dataDir, databaseUrl: this.#plan.env.DATABASE_URL });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  /** Starts every process and waits until the web service is ready. */
  async start(): Promise<void> {
    this.#port ||= await freePort();
    this.url = `http://127.0.0.1:${this.#port}`;
    this.#processes = this.#names.map((services) => this.#spawn(services));
    await this.#ready();
  }

  get #names(): readonly string[] {
    return this.#plan.processes ?? ['web,worker,clock'];
  }

  /** The control socket of a process's clock. */
  #clockOf(services: string): string {
    return join(this.dataDir, `${services.replaceAll(',', '-')}.sock`);
  }

  #spawn(services: string): ChildProcess {
    const child = spawn(process.execPath, [main, 'serve', '--services', services], {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '/tmp',
        NODE_ENV: 'test',
        LOG_LEVEL: 'warn',
        HOST: '127.0.0.1',
        PORT: String(this.#port),
        // Not loopback by name, so that links are given out; nobody follows them but the tests.
        PUBLIC_URL: `http://jiaoyan.test:${this.#port}`,
        DATA_DIR: this.dataDir,
        CLOCK_START: '2023-03-06T08:00:00+08:00',
        CLOCK_SOCKET: this.#clockOf(services),
        ...this.#plan.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        this.#output = (this.#output + chunk).slice(-20_000);
      });
    }
    return child;
  }

  async #ready(): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (this.#processes.some((p) => p.exitCode !== null)) throw new Error(`a service ended:\n${this.#output}`);
      const ok = await fetch(`${this.url}/readyz`).then(
        (r) => r.ok,
        () => false,
      );
      if (ok) return;
      await sleep(50);
    }
    throw new Error(`the service does not get ready:\n${this.#output}`);
  }

  /** Process ids in the order of the plan, for signals of a test's own. */
  get pids(): number[] {
    return this.#processes.flatMap(({ pid }) => pid ?? []);
  }

  /** What the process printed last. */
  get output(): string {
    return this.#output;
  }

  /** Moves the clock of every process; what was due on the way happens at once. */
  async clockTo(date: string, time: string): Promise<void> {
    for (const services of this.#names) await moveClock(this.#clockOf(services), { now: instantOf(date, time) });
  }

  /** Moves the clock of every process by `ms` milliseconds, back when negative. */
  async clockBy(ms: number): Promise<void> {
    for (const services of this.#names) await moveClock(this.#clockOf(services), { advance: ms });
  }

  /** Office time of the first process, epoch milliseconds. */
  async now(): Promise<number> {
    return moveClock(this.#clockOf(this.#names[0] ?? ''), {});
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to stop. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const running = this.#processes.filter((child) => child.exitCode === null && child.signalCode === null);
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill(signal);
    await Promise.all(ended);
  }

  /** Stops and throws the data away. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

async function moveClock(path: string, how: { now?: number; advance?: number }): Promise<number> {
  const socket = connect(path);
  await once(socket, 'connect');
  socket.write(`${JSON.stringify(how)}\n`);
  const [line] = (await once(createInterface({ input: socket }), 'line')) as [string];
  socket.destroy();
  const answer = JSON.parse(line) as { now: number } | { error: string };
  if ('error' in answer) throw new Error(line);
  return answer.now;
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
