// The job behind a handed-on file: kept while its answer stands, and nothing of it on disk once that was taken back.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replyFile } from '../../jobs/reply-file.ts';
import { fileStore } from '../../src/files/storage.ts';
import { movableClock } from '../../src/lib/clock.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { createLog } from '../../src/lib/log.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import type { OfficeParts } from '../../src/office/parts.ts';
import { passMaterial } from '../../src/office/replies/material.ts';
import { takeBack } from '../../src/office/replies/withdraw.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023File } from '../support/term.ts';

const now = instantOf('2023-03-06', '09:12');
let office: TestOffice;
let dir: string;
let parts: OfficeParts;

beforeEach(async () => {
  office = await openOffice(now);
  await office.act(null, (act) => importTerm(act, spring2023File));
  dir = mkdtempSync(join(tmpdir(), 'jiaoyan-reply-file-'));
  parts = {
    store: office.store,
    clock: movableClock(now, true),
    log: createLog('silent'),
    files: fileStore(dir),
    settings: { publicUrl: 'https://jy.example.cn', sandbox: false },
    fetchMedia: async () => ({ name: '教案.pdf', bytes: Buffer.from('%PDF-1.7\n示例\n%%EOF\n') }),
  };
});

afterEach(async () => {
  await office.close();
  rmSync(dir, { recursive: true });
});

const source = JSON.stringify({ platform: 'sandbox', media: { kind: 'file', name: '教案.pdf', ref: { id: 'm' } } });
const offer = () =>
  office.act('李强', (act) => passMaterial(act, { subject: '数学', words: '' }, { source, name: '教案.pdf' }));
const withdraw = () => office.act('李强', takeBack);

async function work(): Promise<void> {
  const { id } = await office.store.read.selectFrom('replies').select('id').executeTakeFirstOrThrow();
  await replyFile.run({ reply: id }, parts);
}

const onDisk = (): string[] =>
  ['incoming', 'replies']
    .map((folder) => join(dir, 'files', folder))
    .flatMap((at) => (existsSync(at) ? readdirSync(at) : []));
const kept = () => office.store.read.selectFrom('reply_files').select(['state', 'path', 'source']).execute();
const nothing = [{ state: 'refused', path: null, source: null }];

it('keeps the file of an answer that stands', async () => {
  await offer();
  await work();
  expect(onDisk()).toHaveLength(1);
  expect(await kept()).toMatchObject([{ state: 'stored', source: null }]);
});

it('removes it when the answer is taken back', async () => {
  await offer();
  await work();
  await withdraw();
  await work();
  expect([onDisk(), await kept()]).toEqual([[], nothing]);
});

it('does not fetch what was taken back before', async () => {
  await offer();
  await withdraw();
  parts.fetchMedia = () => expect.fail('fetched');
  await work();
  expect([onDisk(), await kept()]).toEqual([[], nothing]);
});

it('leaves nothing of what was taken back while it was fetched, whichever run ends first', async () => {
  const { fetchMedia } = parts;
  await offer();
  parts.fetchMedia = async (...asked) => {
    await withdraw();
    // The run of the one who took it back; it finds no file yet.
    await work();
    return fetchMedia(...asked);
  };
  await work();
  expect([onDisk(), await kept()]).toEqual([[], nothing]);
});
