// One private Redis on one folder. Whoever holds the folder's lock runs the server; all others on that folder share it.
// Each keeps a line open to the socket. When it breaks, they try for the lock again, so a server that
// crashed or went away with its owner is soon back.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnAttached } from './attached.mjs';
import { type Lock, tryLock } from './lock.ts';
import { lifeAt, type RedisPlace } from './redis-place.ts';
import type { RedisProgram } from './redis-program.ts';

const START_LIMIT = 60_000; // a long append-only file takes a while to read
const ORPHAN_LIMIT = 2_000; // how long the server of a dead owner may take to end by itself
const STOP_LIMIT = 10_000;

export class PrivateRedis {
  readonly #place: RedisPlace;
  readonly #program: () => Promise<RedisProgram>;
  readonly #log: (line: string) => void;
  #lock: Lock | undefined;
  #server: ChildProcess | undefined;
  #line: Socket | undefined;
  #recovery: Promise<void> | undefined;
  #stopped = false;

  constructor(place: RedisPlace, program: () => Promise<RedisProgram>, log: (line: string) => void) {
    this.#place = place;
    this.#program = program;
    this.#log = log;
  }

  async start(): Promise<void> {
    const deadline = Date.now() + START_LIMIT;
    while (!(await this.#runs()) && (await lifeAt(this.#place.socket)) !== 'ready') {
      if (this.#stopped) return;
      if (Date.now() > deadline)
        throw new Error(`另一个进程占着 ${this.#place.folder}，但它的 Redis 没有应答，请先结束那个进程`);
      await sleep(10);
    }
    this.#watch();
  }

  /** Stops what was started here. A server that is only shared is left alone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#line?.destroy();
    await this.#recovery;
    await this.#end();
    this.#free();
  }

  /** Sees to it that the server runs here, if the lock can be had. */
  async #runs(): Promise<boolean> {
    this.#lock ??= tryLock(this.#place.lock);
    if (!this.#lock) return false;
    if (this.#server && (await lifeAt(this.#place.socket)) === 'ready') return true; // only our line was cut
    try {
      await this.#end();
      await vacated(this.#place.socket);
      await this.#run(await this.#program());
      return true;
    } catch (error) {
      await this.#end();
      this.#free();
      throw error;
    }
  }

  async #run({ file, env }: RedisProgram): Promise<void> {
    const server = spawnAttached(file, serverArguments(this.#place), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#server = server;
    const said = lastWords(server);
    let failure: Error | undefined;
    server.once('error', (error) => (failure = error));
    const deadline = Date.now() + START_LIMIT;
    while ((await lifeAt(this.#place.socket)) !== 'ready') {
      if (failure || hasEnded(server))
        throw new Error(`Redis 在 ${this.#place.folder} 启动失败：${failure?.message ?? said()}`);
      if (Date.now() > deadline) throw new Error(`Redis 在 ${this.#place.folder} 没有按时就绪：${said()}`);
      await sleep(10);
    }
    server.unref(); // it must not keep us alive; the kernel ends it with us
  }

  #watch(): void {
    const line = connect(this.#place.socket);
    this.#line = line;
    line.unref();
    line.on('error', () => {});
    line.once('close', () => {
      if (!this.#stopped) this.#recovery = this.#recover();
    });
  }

  async #recover(): Promise<void> {
    this.#log('Redis 断开，正在恢复…');
    for (let wait = 50; !this.#stopped; wait = Math.min(wait * 2, 5_000)) {
      try {
        return await this.start();
      } catch (error) {
        this.#log((error as Error).message);
        await sleep(wait, undefined, { ref: false });
      }
    }
  }

  async #end(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server?.pid || hasEnded(server)) return;
    server.ref();
    server.kill('SIGTERM'); // Redis writes its log out first
    const late = setTimeout(() => server.kill('SIGKILL'), STOP_LIMIT);
    await once(server, 'exit');
    clearTimeout(late);
  }

  #free(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }
}

function serverArguments({ folder, socket }: RedisPlace): string[] {
  const settings = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'always', // 15–25 % slower than everysec, and nothing is lost when the power goes
    save: '',
    'maxmemory-policy': 'noeviction', // BullMQ loses jobs otherwise
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

/** We hold the lock, so a server still living here has lost its owner and is about to end. Two on one folder would both write. */
async function vacated(socket: string): Promise<void> {
  const patience = Date.now() + ORPHAN_LIMIT;
  for (let asked = false; (await lifeAt(socket)) !== 'none'; await sleep(10)) {
    if (Date.now() < patience) continue;
    if (asked) throw new Error(`一个没有主人的 Redis 占着 ${socket} 不退出，请结束它`);
    await askToStop(socket);
    asked = true;
  }
}

async function askToStop(socket: string): Promise<void> {
  const line = connect(socket, () => line.write('SHUTDOWN\r\n'));
  line.setTimeout(STOP_LIMIT, () => line.destroy());
  line.resume();
  await once(line, 'close').catch(() => {}); // it may go before it hears us
}

const hasEnded = (server: ChildProcess) => server.exitCode !== null || server.signalCode !== null;

/** Keeps the last line the server wrote: it names the reason when a start fails. */
function lastWords(server: ChildProcess): () => string {
  let last = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      last = chunk.toString().trim().split('\n').at(-1) || last;
    });
    (stream as Socket | null)?.unref();
  }
  return () => last.replace(/^\d+:\w+ .*? [*#.-] /, '');
}
