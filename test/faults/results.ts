// What `npm run faults` keeps of each finished row, and the tables made from it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, RowParts } from './row.ts';

/** A finished row on one engine. */
export interface Kept {
  row: number;
  title: string;
  engine: RowParts['engine'];
  seed: number;
  /** Date and time of the run, UTC. */
  at: string;
  seconds: number;
  found: { variant: string; findings: Finding[] }[];
}

const folder = join(import.meta.dirname, '../../.faults');
const fileOf = (row: number, engine: string): string => join(folder, `${row}-${engine}.json`);

/** Keeps it until the next run of the same row on the same engine. */
export function keep(kept: Kept): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(kept.row, kept.engine), `${JSON.stringify(kept, null, 2)}\n`);
}

/** What is kept of a row; null when it has not been run. */
export function keptOf(row: number, engine: string): Kept | null {
  try {
    return JSON.parse(readFileSync(fileOf(row, engine), 'utf8')) as Kept;
  } catch {
    return null;
  }
}

/** Whether every bound of it held. */
export const held = ({ found }: Kept): boolean => found.every(({ findings }) => findings.every(({ ok }) => ok));

const head = ['row', 'engine', 'variant', 'finding', 'value', 'bound', 'ok'];

/** Lines for a terminal: row × variant × finding × bound × ok, then seed and duration of each row. */
export function table(all: readonly Kept[]): string {
  const lines = all.flatMap(({ row, engine, found }) =>
    found.flatMap(({ variant, findings }) =>
      findings.map(({ what, value, bound, ok }) => [
        ...[String(row), engine, variant, what],
        ...[String(value), bound, ok ? 'ok' : 'BROKEN'],
      ]),
    ),
  );
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]?.length ?? 0)));
  const print = (line: readonly string[]) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const runs = all.map(
    ({ row, title, engine, seed, seconds }) => `row ${row} (${title}), ${engine}: seed ${seed}, ${seconds} s`,
  );
  return [print(head), ...lines.map(print), '', ...runs].join('\n');
}

/** Names of engines as they are written for readers. */
const engineNames = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

/** The same as a table in Markdown, for docs/reliability.md: one line for each variant. */
export function markdown(all: readonly Kept[]): string {
  const lines = all.flatMap(({ row, engine, seed, seconds, found }) =>
    found.map(({ variant, findings }) => {
      const facts = findings.map(({ what, value, bound, ok }) => `${what} ${value} (${bound})${ok ? '' : ' **✗**'}`);
      const ok = findings.every((finding) => finding.ok) ? '✓' : '**✗**';
      return `| ${row} | ${engineNames[engine]} | ${variant} | ${facts.join('; ')} | ${ok} | ${seed} | ${seconds} s |`;
    }),
  );
  return ['| 行 | 数据库 | 情形 | 测得（界限） | 合格 | 种子 | 用时 |', '|---|---|---|---|---|---|---|', ...lines].join(
    '\n',
  );
}
