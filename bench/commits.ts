// How many single rows a second this disk takes, one durable commit each: the measure for everything that stores.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Piece } from './table.ts';

const lastsMs = 600;
const text = '字'.repeat(100);

/** Commits a second with node:sqlite alone, WAL, synchronous FULL. */
export function commitRate(): number {
  const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-bench-'));
  const db = new DatabaseSync(join(folder, 'commits.db'));
  try {
    db.exec(
      'pragma journal_mode=wal; pragma synchronous=full; create table t (id text primary key, at bigint, said text)',
    );
    const insert = db.prepare('insert into t values (?, ?, ?)');
    const begun = performance.now();
    let count = 0;
    for (; performance.now() - begun < lastsMs; count++) insert.run(crypto.randomUUID(), begun, text);
    return (count * 1_000) / (performance.now() - begun);
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const commits: Piece = {
  name: 'commits',
  title: 'single-row durable commits',
  async run(rounds) {
    const figures = Array.from({ length: rounds }, commitRate);
    return [{ what: 'commits: node:sqlite, one row each', unit: '/s', rounds: figures, bound: 'one fsync each' }];
  },
};
