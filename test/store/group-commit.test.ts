// Group commit: pieces that come in the same turn share one commit, each stands alone, and a failed commit is not the end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
