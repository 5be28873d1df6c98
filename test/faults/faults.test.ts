// Every row of the fault table at short scale: three kills, small numbers. The full table: npm run faults.
import { describe, expect, it } from 'vitest';
import { postgresMissing } from '../support/postgres.ts';
import { rows } from './rows.ts';

/** Each row once, the engines in turn, so that both are met and the suite stays short. */
const engines = postgresMissing() ? (['sqlite'] as const) : (['sqlite', 'postgres'] as const);

describe('faults', () => {
  it.each(rows)('row $number: $title', { timeout: 300_000 }, async (row) => {
    const engine = engines[row.number % engines.length] ?? 'sqlite';
    const found = await row.run({ scale: 'short', seed: 1, engine, progress: () => undefined });
    const broken = found.flatMap(({ variant, findings }) =>
      findings.filter(({ ok }) => !ok).map(({ what, value, bound }) => `${variant}: ${what} ${value}, not ${bound}`),
    );
    expect(broken).toEqual([]);
    expect(found.flatMap(({ findings }) => findings).length).toBeGreaterThan(0);
  });
});
