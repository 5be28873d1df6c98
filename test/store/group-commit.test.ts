// Group commit: pieces that come in the same turn share one commit, each stands alone, and a failed commit is not the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attempt } from '../../src/store/db.ts';
import { groupCommit } from '../../src/store/group-commit.ts';
import { sqliteDialect } from '../../src/store/sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';
import type { Tx } from '../../src/store/tx.ts';

describe('group commit', () => {
  let folder: string;
  let db: Kysely<Tables>;
  let commits: number;
  let write: ReturnType<typeof groupCommit>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jiaoyan-group-'));
    db = new Kysely<Tables>({
      dialect: sqliteDialect(join(folder, 'group.db')),
      log: ({ query }) => {
        if (query.sql === 'commit') commits++;
      },
    });
    await sql`create table counters (name text primary key, value text)`.execute(db);
    commits = 0;
    write = groupCommit(db);
  });
  afterEach(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  const put =
    (name: string, text = '') =>
    (tx: Tx) =>
      sql`insert into counters values (${name}, ${text})`.execute(tx);
  const names = async () =>
    (await db.selectFrom('counters').select('name').orderBy('name').execute()).map(({ name }) => name);

  it('serves what arrives at the same time with one commit', async () => {
    // Each in an event of its own, as requests on fifty connections come.
    await Promise.all(
      Array.from(
        { length: 40 },
        (_, i) =>
          new Promise<void>((resolve, reject) => setTimeout(() => write(put(`n${i}`)).then(() => resolve(), reject))),
      ),
    );
    expect(await names()).toHaveLength(40);
    expect(commits).toBeLessThanOrEqual(4);
  });

  it('lets nothing of a piece stand on its own when the disk is full', async () => {
    await sql`pragma max_page_count = 12`.execute(db);
    const swallowed = write(async (tx) => {
      // A part that fails is undone alone, as a command's fault is; its owner goes on, though SQLite has given up all of it.
      await attempt(tx, put('large', 'x'.repeat(100_000))).catch(() => undefined);
      await put('small')(tx);
    });
    await expect(swallowed).rejects.toThrow('disk is full');
    expect(await names()).toEqual([]);
    await sql`pragma max_page_count = 4000`.execute(db);
    await write(put('after'));
    expect(await names()).toEqual(['after']);
  });

  it('tells nobody before the commit', async () => {
    let committedAt = Number.NaN;
    await write(put('a')).then(() => {
      committedAt = commits;
    });
    expect(committedAt).toBe(1);
  });

  it('fails as a whole when it cannot be committed, and goes on afterwards', async () => {
    await sql`pragma max_page_count = 30`.execute(db);
    const results = await Promise.allSettled([write(put('small')), write(put('big', 'x'.repeat(500_000)))]);
    expect(results.map(({ status }) => status)).toContain('rejected');
    await sql`pragma max_page_count = 100000`.execute(db);
    await write(put('later'));
    const kept = results[0]?.status === 'fulfilled' ? ['later', 'small'] : ['later'];
    expect(await names()).toEqual(kept);
  });
});
