// Starts a program that ends when this process ends, however that happens, kill -9 included.
// It runs in a session of its own, so Ctrl-C in a terminal reaches us alone and we decide in which order things stop.
// Plain JavaScript, because scripts/start.mjs uses it on whatever Node is at hand.
import { spawn, spawnSync } from 'node:child_process';
import { isMainThread } from 'node:worker_threads';

// The kernel sends TERM when our thread dies. $0 is our pid: had we died before the wish was made, nobody would send it.
const byKernel = ['setpriv', '--pdeathsig', 'TERM', 'sh', '-c', '[ "$PPID" = "$0" ] && exec "$@"'];

// Without setpriv (macOS, Alpine) a shell loop looks once a second. $$ stays the pid of the program after exec.
const byWatching = [
  'sh',
  '-c',
  `(while kill -0 "$0" && kill -0 $$; do sleep 1; done; kill -TERM $$) </dev/null >/dev/null 2>&1 & exec "$@"`,
];

/** @type {boolean | undefined} */
let kernelCan;

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnAttached(file, args, options) {
  if (process.platform === 'win32') return spawn(file, args, options);
  kernelCan ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  // The kernel watches the thread that spawned, and a worker thread may end long before the process.
  const [shell = '', ...words] = kernelCan && isMainThread ? byKernel : byWatching;
  return spawn(shell, [...words, String(process.pid), file, ...args], { ...options, detached: true });
}
