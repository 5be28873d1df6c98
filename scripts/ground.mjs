// What start.mjs and test.mjs stand on: the packages of package-lock.json, the Node pinned among them, and a way to run programs.
// It must work on any Node from 20 on, with no node_modules at all.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../src/ground/cache-folder.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pinned = join(root, 'node_modules/node/bin/node');
const dataDir = resolve(root, process.env.DATA_DIR || 'data');

/** A fault that is told as one sentence, without a stack. */
export class Advice extends Error {}

/** Installs what package-lock.json asks for, unless it is there. */
export async function ensurePackages() {
  if (packagesFit()) return;
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--include=dev'];
  const [file, first] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const done = sayProgress('正在安装依赖包，首次约需一分钟 / installing packages, about a minute the first time');
  const { code, output } = await collect(file, [...first, 'ci', ...quiet], npmEnv());
  done();
  if (code === 0) return;
  const reason = /^npm (?:error|ERR!) (?!code |syscall |errno |path )(\S.*)$/m.exec(output)?.[1] ?? output.trim();
  throw new Advice(
    `依赖包没有装好（${reason}），请检查网络和 npm 源后再运行一次 / npm ci failed: check the network and the npm registry, then run this again`,
  );
}

/** npm's own receipt in node_modules, held against the lock: whoever ran the installation, it counts. */
function packagesFit() {
  const receipt = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(receipt)) return false;
  const [wanted, found] = [join(root, 'package-lock.json'), receipt].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  );
  return Object.keys(wanted).every(
    (path) => path === '' || (found[path] ? found[path].version === wanted[path].version : wanted[path].optional),
  );
}

/** The settings that programs of this project run with: the pinned Node first on PATH, compiled code kept for the next start. */
export function groundEnv() {
  return {
    ...process.env,
    PATH: [dirname(nodeProgram()), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(cacheFolder(dataDir), 'compiled'),
  };
}

/** The pinned Node; the one we run on, where installation scripts were off and it is new enough. */
export function nodeProgram() {
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 15)) return process.execPath;
  throw new Advice(
    '缺少 Node 24：请运行 npm rebuild node，或安装 Node 24.15 以上 / Node 24 is missing: run npm rebuild node, or install Node 24.15 or later',
  );
}

/**
 * Runs a program to its end and answers its exit code and all it wrote.
 * @param {string} file @param {string[]} args @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, output: string }>}
 */
export function collect(file, args, env) {
  const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return ended(child).then((code) => ({ code, output }));
}

/**
 * Runs a program to its end with our own output as its output, and answers its exit code.
 * @param {string} file @param {string[]} args @param {NodeJS.ProcessEnv} env
 */
export function show(file, args, env) {
  return ended(spawn(file, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] }));
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} its exit code; 1 when it could not run or was killed
 */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Tells the person what takes so long, and every ten seconds that it still goes on. @param {string} what */
function sayProgress(what) {
  const begun = Date.now();
  process.stderr.write(`${what} …\n`);
  const timer = setInterval(() => process.stderr.write(`… ${Math.round((Date.now() - begun) / 1000)} s\n`), 10_000);
  return () => clearInterval(timer);
}

/** npm keeps a cache in the home folder; where there is none to write to, it goes with ours. */
function npmEnv() {
  const cache = cacheFolder(dataDir);
  return cache.startsWith(dataDir) ? { ...process.env, npm_config_cache: join(cache, 'npm') } : process.env;
}

/** Runs a script's main part, and turns an Advice into its sentence. @param {() => Promise<number>} main */
export async function script(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Advice)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
