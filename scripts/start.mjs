// npm start: installs what is missing, then serves on the pinned Node. Signals are passed on once, the exit code comes back.
import { fileURLToPath } from 'node:url';
import { spawnAttached } from '../src/ground/attached.mjs';
import { ended, ensurePackages, groundEnv, nodeProgram, script } from './ground.mjs';

// In package.json it is `exec node …`: npm passes SIGTERM on to the shell between us, which would die and leave us here.

await script(async () => {
  await ensurePackages();
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const server = spawnAttached(nodeProgram(), [main, 'serve', ...process.argv.slice(2)], {
    env: groundEnv(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let passedAt = 0;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (Date.now() - passedAt < 500) return; // one Ctrl-C arrives twice, from the terminal and from npm
      passedAt = Date.now();
      server.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal); // a closed terminal is a stop like any other
    });
  }
  if (process.env.npm_lifecycle_event) stopWithoutParent(process.ppid, () => server.kill('SIGTERM'));
  return ended(server);
});

/** When npm is killed with -9, nobody is left to stop us. @param {number} parent @param {() => void} stop */
function stopWithoutParent(parent, stop) {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 1_000);
  timer.unref();
}
