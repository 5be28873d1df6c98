// npm test: everything. Installs what is missing, then format and lint, types, generated files, and every test.
// Words after `--` go to vitest. The last line is `N passed, N failed`; a check of one piece counts as one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, ensurePackages, groundEnv, script, show } from './ground.mjs';

const checks = [
  { name: 'format and lint', file: 'biome', args: ['ci', '--colors=off', '.'] },
  { name: 'types', file: 'tsc', args: [] },
  { name: 'types of browser scripts', file: 'tsc', args: ['-p', 'src/web'] },
  { name: 'generated files', file: 'node', args: ['scripts/generate.ts', '--check'] },
];

const sum = { passed: 0, failed: 0 };
process.on('exit', (code) => {
  if (code && !sum.failed) sum.failed = 1; // not even the packages were to be had
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
});
await script(async () => {
  await everything();
  return sum.failed ? 1 : 0;
});

async function everything() {
  await ensurePackages();
  const env = groundEnv();
  for (const { name, file, args } of checks) {
    const { code, output } = await collect(file, args, env);
    if (code) process.stdout.write(output);
    console.log(`${code ? 'failed' : 'passed'}: ${name}`);
    sum[code ? 'failed' : 'passed']++;
  }
  const { passed, failed, notRun } = await vitest(env);
  for (const line of notRun) console.log(`not run: ${line}`);
  sum.passed += passed;
  sum.failed += failed;
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<import('../test/support/plain-reporter.ts').Counts>} */
async function vitest(env) {
  const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-counts-'));
  const file = join(folder, 'counts.json');
  const args = ['run', '--reporter=default', '--reporter=./test/support/plain-reporter.ts', ...process.argv.slice(2)];
  try {
    const code = await show('vitest', args, { ...env, JIAOYAN_TEST_COUNTS: file });
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    if (code && !counts.failed) counts.failed = 1; // it failed in a way that no test shows
    return counts;
  } catch {
    return { passed: 0, failed: 1, notRun: [] }; // it ended before it could count
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
