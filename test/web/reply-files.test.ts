// A handed-on file behind its personal link, over HTTP: given as a download, to whoever it is for, while it is there.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import Router from 'koa-router';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileStore } from '../../src/files/storage.ts';
import { movableClock } from '../../src/lib/clock.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { tokenHash } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import { replyFileRoutes } from '../../src/web/reply-files.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

const now = instantOf('2023-03-07', '16:20');
const token = 'a'.repeat(32);
let office: TestOffice;
let dir: string;
let close: () => void;
let url: string;
const clock = movableClock(now, true);

beforeEach(async () => {
  clock.moveTo(now);
  office = await openOffice(now);
  dir = mkdtempSync(join(tmpdir(), 'jiaoyan-reply-'));
  const files = fileStore(dir);
  await mkdir(join(dir, 'files', 'replies'), { recursive: true });
  await writeFile(files.path('replies/r1.pdf'), '%PDF-1.7 示例');
  await office.store.write(async (tx) => {
    const matter = { matter_kind: 'preparation', matter_id: 't/数学', occurrence: '2023-03-08' };
    const empty = { other_person_id: null, answer: null, settled_by: null, group_id: null, settled_at: null };
    const reply = {
      id: 'r1',
      number: '资0001',
      kind: 'offer',
      text: '',
      state: 'done' as const,
      at: now,
      updated_at: now,
    };
    await tx
      .insertInto('replies')
      .values({ ...matter, ...empty, ...reply, person_id: 'p-liqiang' })
      .execute();
    const file = { name: '教案 "一".pdf', source: null, state: 'stored' as const, bytes: 15, sha256: 'x', at: now };
    await tx
      .insertInto('reply_files')
      .values({ ...file, reply_id: 'r1', path: 'replies/r1.pdf' })
      .execute();
    const link = { reply_id: 'r1', person_id: 'p-majun', expires_at: now + 1000, created_at: now };
    await tx
      .insertInto('file_links')
      .values({ ...link, token_hash: tokenHash(token) })
      .execute();
  });
  const router = new Router();
  replyFileRoutes(router, {
    ...{ store: office.store, clock, files, log: createLog('silent') },
    settings: { publicUrl: null, sandbox: true },
    fetchMedia: () => Promise.reject(new Error('no media here')),
  });
  const server = new Koa().use(router.routes()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/`;
  close = () => server.close();
});
afterEach(async () => {
  close();
  await office.close();
  rmSync(dir, { recursive: true, force: true });
});

const look = async (path: string) => {
  const answer = await fetch(url + path);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

it('gives the file as a download that nobody keeps, as often as it is fetched', async () => {
  for (let n = 0; n < 2; n++) {
    const { status, text, headers } = await look(token);
    expect([status, text]).toEqual([200, '%PDF-1.7 示例']);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="material.pdf"; filename\*=UTF-8''/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

it('gives nothing for another token, after its time, when it was taken back, or when its holder has left', async () => {
  const nothing = async (path = token) => expect((await look(path)).status).toBe(404);
  await nothing('b'.repeat(32));
  await nothing('%2e%2e%2freplies%2fr1.pdf');
  await office.store.write((tx) => tx.updateTable('replies').set({ state: 'withdrawn' }).execute());
  await nothing();
  await office.store.write((tx) => tx.updateTable('replies').set({ state: 'done' }).execute());
  await office.store.write((tx) => tx.updateTable('people').set({ active: 0 }).where('id', '=', 'p-majun').execute());
  await nothing();
  await office.store.write((tx) => tx.updateTable('people').set({ active: 1 }).where('id', '=', 'p-majun').execute());
  expect((await look(token)).status).toBe(200);
  clock.moveTo(now + 1000);
  await nothing();
});
