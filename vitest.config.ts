// How the tests run. Two projects: `product`, which needs nothing outside the clone, and `shared`, which reads ../shared.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// A test must never meet the settings of a real office: its Redis, its database, its robots.
for (const name of Object.keys(process.env)) {
  if (
    /^(PORT|HOST|PUBLIC_URL|DATA_DIR|DATABASE_URL|REDIS_URL|SECRET_KEY|CLOCK_START|LOG_LEVEL|(WECOM|DINGTALK)_.*)$/.test(
      name,
    )
  )
    delete process.env[name];
}

const vectors = ['test/shared/**/*.test.ts'];
const absent = 'test/support/shared-absent.test.ts';
const present = existsSync(new URL('../shared/contract.md', import.meta.url));

export default defineConfig({
  test: {
    pool: 'forks', // child processes that die with their parent watch its main thread
    // Half of what tests do is waiting for processes: two at a time even on two processors.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'product', include: ['test/**/*.test.ts'], exclude: [...vectors, absent] } },
      { extends: true, test: { name: 'shared', include: present ? vectors : [absent] } },
    ],
  },
});
