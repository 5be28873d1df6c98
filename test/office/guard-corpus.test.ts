// The outgoing guard measured: composed violations none of which may pass, ordinary notices, and what the robot itself says in a term.
import { afterAll, describe, expect, it, test } from 'vitest';
import { readDocx } from '../../src/files/document/docx.ts';
import { readDocument } from '../../src/files/document/read.ts';
import { readXlsxSheets } from '../../src/files/document/sheets.ts';
import { writeDocx } from '../../src/files/docx.ts';
import type { TableDocument } from '../../src/files/table.ts';
import { writeTableXlsx } from '../../src/files/table-xlsx.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { guardDocument } from '../../src/office/guard/document.ts';
import { type GuardFacts, guardText, planLines, wordsOf } from '../../src/office/guard.ts';
import { rehearse } from '../../src/office/rehearsal/rehearse.ts';
import { castOf, type Half, type Kind, violationsOf } from '../guard-corpus/compose.ts';
import { heldOut } from '../guard-corpus/held-out.ts';
import { heldOutNotices } from '../guard-corpus/notices-held-out.ts';
import { tuningNotices } from '../guard-corpus/notices-tuning.ts';
import { tuning } from '../guard-corpus/tuning.ts';
import { openRun } from '../support/run.ts';
import { stopStores, stores } from '../support/stores.ts';

afterAll(stopStores);

/** Strict only where the violation is one: a rule for outsiders must not be what holds somebody's marks. */
const factsOf = (kind: Kind): GuardFacts => ({
  groupHasOutsiders: kind === 'outsiders',
  papersBeingSet: kind === 'window',
});

const halves: [name: string, half: Half, seed: number][] = [
  ['the tuning half', tuning, 1],
  ['the held-out half', heldOut, 2],
];

describe.each(halves)('violations of %s', (_, half, seed) => {
  const composed = violationsOf(half, seed, 2);

  it('are at least 500 different ones', () =>
    expect(new Set(composed.map(({ text }) => text)).size).toBeGreaterThanOrEqual(500));

  it('do not pass', () => {
    const passed = composed.filter(({ kind, text }) => guardText(text, factsOf(kind)).ok);
    // Of the held-out half only the number is told, so that rules are not made for its phrasings.
    expect(half === heldOut ? passed.length : passed.map(({ of }) => of)).toEqual(half === heldOut ? 0 : []);
  });

  it('need the group or the days they are violations in', () => {
    const facts = { groupHasOutsiders: false, papersBeingSet: false };
    const bound = composed.filter(({ kind }) => kind === 'window' || kind === 'outsiders');
    const held = bound.filter(({ text }) => !guardText(text, facts).ok);
    expect(bound.length).toBeGreaterThan(50);
    expect(held.length).toBeLessThan(bound.length / 10);
  });
});

/** The table as an office program writes it; its first row is the head. */
const documentOf = ([head = [], ...rows]: string[][]): TableDocument => ({
  title: '附表',
  lines: [],
  columns: head.map((title) => ({ title, width: 1 })),
  rows: rows.map((cells) => ({ cells })),
});
const writers = {
  xlsx: (rows: string[][]) => writeTableXlsx('附表', documentOf(rows)),
  docx: (rows: string[][]) => writeDocx(documentOf(rows)),
};

/** The readers without their thread, whose start takes longer than the reading. */
const readers = { xlsx: readXlsxSheets, docx: readDocx };

describe.each(halves)('documents with tables of %s', (_, half, seed) => {
  const cases = half.tables.flatMap((table, at) =>
    (['xlsx', 'docx'] as const).flatMap((kind) =>
      half.disguises.slice(0, 3).map((disguise) => ({
        name: `${table.name} / ${kind} / ${disguise.name}`,
        kind,
        write: () => writers[kind](table.rows(castOf(half.stock, seed + at)).map((row) => row.map(disguise.hide))),
      })),
    ),
  );

  it('do not pass', { timeout: 120_000 }, async () => {
    const passed: string[] = [];
    for (const { name, kind, write } of cases) {
      const blocks = await readers[kind](await write());
      if (guardDocument({ name: null, blocks }, { groupHasOutsiders: false }).ok) passed.push(name);
    }
    expect(cases.length).toBeGreaterThan(40);
    expect(half === heldOut ? passed.length : passed).toEqual(half === heldOut ? 0 : []);
  });
});

describe('documents', () => {
  const inside = { groupHasOutsiders: false };
  test('with a timetable pass', async () => {
    const rows = [
      ['周次', '日期', '学科', '主备人', '电话'],
      ['第6周', '3月22日', '数学', '李强', '10000000001'],
      ['第7周', '3月29日', '数学', '王敏', '10000000002'],
    ];
    for (const write of Object.values(writers)) {
      expect(guardDocument(await readDocument(await write(rows), '安排.xlsx'), inside)).toEqual({ ok: true });
    }
  });
  test('are known by their names while papers are set', () => {
    const document = { name: '三年级数学试卷.docx', blocks: [] };
    expect(guardDocument(document, inside)).toEqual({ ok: true });
    expect(guardDocument(document, { ...inside, papersBeingSet: true }).ok).toBe(false);
  });
  test('are read in their paragraphs', () => {
    const blocks = [{ kind: 'paragraph' as const, text: '李明同学语文98分' }];
    expect(guardDocument({ name: null, blocks }, inside).ok).toBe(false);
  });
});

describe.each([
  ['the tuning half', tuningNotices, tuning, 5000],
  ['the held-out half', heldOutNotices, heldOut, 9000],
] as const)('1,000 ordinary notices of %s', (_, notices, half, seed) => {
  it('are held in no more than one of a hundred, also while papers are set', () => {
    const made = Array.from(
      { length: 1000 },
      (_, n) => notices[n % notices.length]?.(castOf(half.stock, seed + n)) ?? '',
    );
    expect(new Set(made).size).toBeGreaterThan(980);
    const held = made.filter((text) => !guardText(text, { groupHasOutsiders: false, papersBeingSet: true }).ok);
    expect(held.length).toBeLessThanOrEqual(10);
  });
});

describe('the robot’s own words in the spring term of 2023', () => {
  it('all pass, also while papers are set', { timeout: 120_000 }, async () => {
    const [sqlite] = stores;
    const kept = await sqlite!.open();
    try {
      const run = await openRun(kept);
      for (const [who, text] of [
        ['王敏', '/集体备课 安排 数学 第6周 李强 平均分'],
        ['刘芳', '/集体备课 安排 语文 第5周 赵雪 古诗单元 地点=实验小学'],
        ['王敏', '/视导 安排 二码头小学 第6周周四'],
        ['王敏', '/视导 改期 视0001 3月28日'],
        ['周岚', '/行事历 改期 期末考试 6月27日'],
        ['周岚', '确认'],
        ['李强', '/行事历 全部'],
        ['李强', '/集体备课'],
      ] as const) {
        const { said } = await run.say(who, text);
        if (said) run.arrived.push({ at: instantOf('2023-03-06'), kind: 'person', id: '', said });
      }
      const { messages } = await rehearse(run.store.read, { from: '2023-03-06', to: '2023-07-20' });
      const plan = planLines(await loadCalendar(run.store.read));
      const texts = [...messages, ...run.arrived].map(({ said }) => wordsOf(said));
      expect(texts.length).toBeGreaterThan(60);
      expect(texts.join('\n')).toContain('命题');
      const facts = { groupHasOutsiders: false, papersBeingSet: true, plan };
      expect(texts.filter((text) => !guardText(text, facts).ok)).toEqual([]);
    } finally {
      await kept.close();
    }
  });
});
