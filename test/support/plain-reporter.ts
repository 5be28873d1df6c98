// Counts a run for `npm test`: into the file named by JIAOYAN_TEST_COUNTS, or on one plain line when vitest is run by hand.
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Counts {
  passed: number;
  failed: number;
  /** What was skipped, in sentences: how many tests of which file, and why. */
  notRun: string[];
}

export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = count(modules);
    counts.failed += unhandled.length;
    const file = process.env.JIAOYAN_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(counts));
    else process.stdout.write(lines(counts));
  }
}

function count(modules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, notRun: [] };
  for (const module of modules) {
    const skipped = new Map<string, number>();
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') counts.passed++;
      else if (result.state !== 'skipped')
        counts.failed++; // a test still pending was cut off
      else skipped.set(result.note ?? 'skipped', (skipped.get(result.note ?? 'skipped') ?? 0) + 1);
    }
    counts.failed += failuresOutsideTests(module);
    for (const [why, n] of skipped) counts.notRun.push(`${n} in ${module.relativeModuleId} (${why})`);
  }
  return counts;
}

/** A file that cannot be read, or a beforeAll that throws: no test of it fails, and yet it is not well. */
function failuresOutsideTests(module: TestModule): number {
  const suites = [...module.children.allSuites()];
  return module.errors().length + suites.reduce((sum, suite) => sum + suite.errors().length, 0);
}

function lines({ passed, failed, notRun }: Counts): string {
  return [...notRun.map((line) => `not run: ${line}`), `${passed} passed, ${failed} failed`, ''].join('\n');
}
