// npm start: installs what is missing, then serves on the pinned Node. Signals are passed on once, the exit code comes back.
import { fileURLToPath } from 'node:url';
import { spawnAttached } from '../src/ground/attached.mjs';
import { ended, ensurePackages, groundEnv, nodeProgram, script } from './ground.mjs';

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
  return ended(server);
});
