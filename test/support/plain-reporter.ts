// Counts a run for `npm test`: into the file named by JIAOYAN_TEST_COUNTS, or on one plain line when vitest is run by hand.
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Counts {
  passed: number;
  failed: number;
  /** What was skipped, which test, or how many of which file, and why. */
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
    const skipped = new Map<string, string[]>();
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') counts.passed++;
      else if (result.state !== 'skipped')
        counts.failed++; // a test still pending was cut off
      else skipped.set(result.note ?? 'skipped', [...(skipped.get(result.note ?? 'skipped') ?? []), test.fullName]);
    }
    counts.failed += failuresOutsideTests(module);
    for (const [why, names] of skipped) {
      const what = names.length === 1 ? names[0] : `${names.length} tests of ${module.relativeModuleId}`;
      counts.notRun.push(`${what} (${why})`);
    }
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
