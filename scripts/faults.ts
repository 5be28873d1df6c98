// `npm run faults [-- 1 3 --seed N --engine sqlite --again --write-docs]`: does the harm of each row at full scale and prints what held.
// A finished row is kept in .faults/ and not run again unless `--again` is given, so that a run can be broken off and gone on with.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { held, type Kept, keep, keptOf, markdown, table } from '../test/faults/results.ts';
import type { Row, RowParts } from '../test/faults/row.ts';
import { rows } from '../test/faults/rows.ts';
import { postgresMissing } from '../test/support/postgres.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    engine: { type: 'string' },
    again: { type: 'boolean', default: false },
    'write-docs': { type: 'boolean', default: false },
  },
});

const missing = postgresMissing();
const possible: RowParts['engine'][] = missing ? ['sqlite'] : ['sqlite', 'postgres'];
const engines = possible.filter((engine) => !values.engine || engine === values.engine);
const unknown = positionals.filter((word) => !rows.some(({ number }) => String(number) === word));
if (unknown.length > 0 || engines.length === 0 || !/^\d+$/.test(values.seed)) {
  const numbers = rows.map(({ number }) => number).join(', ');
  console.error(`usage: npm run faults [-- ROW… --seed N --engine ${possible.join('|')} --again --write-docs]`);
  console.error(`rows: ${numbers}`);
  process.exit(2);
}
if (missing) console.log(`not run: PostgreSQL (${missing})`);

// Leaving by a signal is leaving: processes under test end with this one (service.ts).
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const chosen = rows.filter(({ number }) => positionals.length === 0 || positionals.includes(String(number)));
const results: Kept[] = [];
for (const row of chosen) {
  if (row.together) results.push(...(await Promise.all(engines.map((engine) => resultOf(row, engine)))).flat());
  else for (const engine of engines) results.push(...(await resultOf(row, engine)));
}
console.log(table(results.filter(({ found }) => found.length > 0)));
if (values['write-docs']) writeDocs(results);
process.exit(results.every(held) ? 0 : 1);

/** What is kept of it, or what it is now; with --write-docs only what is kept. */
async function resultOf(row: Row, engine: RowParts['engine']): Promise<Kept[]> {
  const before = values.again && !values['write-docs'] ? null : keptOf(row.number, engine);
  if (before) return [before];
  return values['write-docs'] ? [] : [await run(row, engine, Number(values.seed))];
}

async function run(row: Row, engine: RowParts['engine'], seed: number): Promise<Kept> {
  const begun = performance.now();
  console.error(`… row ${row.number} (${row.title}), ${engine}`);
  const progress = (words: string) =>
    console.error(`  ${engine}, ${Math.round((performance.now() - begun) / 1_000)} s: ${words}`);
  const found = await row.run({ scale: 'full', seed, engine, progress });
  const kept: Kept = {
    row: row.number,
    title: row.title,
    engine,
    seed,
    at: new Date().toISOString(),
    seconds: Math.round((performance.now() - begun) / 1_000),
    found,
  };
  keep(kept);
  return kept;
}

/** Puts the table between the two marks of docs/reliability.md. */
function writeDocs(all: readonly Kept[]): void {
  const file = join(import.meta.dirname, '../docs/reliability.md');
  const marks = ['<!-- faults -->', '<!-- /faults -->'];
  const [before, rest = ''] = readFileSync(file, 'utf8').split(marks[0] ?? '');
  const after = rest.split(marks[1] ?? '')[1] ?? '';
  const shown = all.filter(({ found }) => found.length > 0);
  writeFileSync(file, `${before}${marks[0]}\n${markdown(shown)}\n${marks[1]}${after}`);
}
