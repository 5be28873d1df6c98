// The calendar as Word and Excel file: what is inside, and that our own reader of plans finds the same dates in them.
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/files/document/read.ts';
import { writeDocx } from '../../src/files/docx.ts';
import { rowsCovered, type TableRow } from '../../src/files/table.ts';
import { writeTableXlsx } from '../../src/files/table-xlsx.ts';
import { openZip } from '../../src/files/zip.ts';
import { meetings } from '../../src/office/calendar/days.ts';
import type { Item } from '../../src/office/calendar/model.ts';
import { sheetDocument } from '../../src/office/calendar/out/document.ts';
import { sheetOf } from '../../src/office/calendar/out/sheet.ts';
import type { PlanItem } from '../../src/office/calendar/plan/model.ts';
import { readPlan } from '../../src/office/calendar/plan/read.ts';
import { spring2023 } from '../support/term.ts';

const calendar = spring2023();
const table = sheetDocument(sheetOf(calendar), '数学', '截至3月6日');
/** The text of one file inside. */
async function unzipped(file: Buffer, name: string): Promise<string> {
  const entry = (await openZip(file)).find((one) => one.name === name);
  if (!entry) throw new Error(`no ${name}`);
  const parts: Buffer[] = [];
  await entry.unpack(async (found) => {
    for await (const part of found) parts.push(Buffer.from(part));
  });
  return Buffer.concat(parts).toString();
}

const [docx, xlsx] = await Promise.all([writeDocx(table), writeTableXlsx('行事历', table)]);

describe('cells that cover others', () => {
  const rows: TableRow[] = [{ cells: ['a', 'b'] }, { cells: [null, 'c'] }, { band: 'x' }, { cells: [null, 'd'] }];
  it('end at a band', () => {
    expect([rowsCovered(rows, 0, 0), rowsCovered(rows, 0, 1)]).toEqual([2, 1]);
  });
});

const body = await unzipped(docx, 'word/document.xml');
const [sheet, styles, book] = await Promise.all(
  ['worksheets/sheet1', 'styles', 'workbook'].map((name) => unzipped(xlsx, `xl/${name}.xml`)),
);

describe('the Word file', () => {
  it('lies on its side, repeats its head and merges the weeks', () => {
    expect(body).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"\/>/);
    expect(body.match(/<w:tblHeader\/>/g)).toHaveLength(1);
    expect(body).toContain('<w:vMerge w:val="restart"/>');
    expect(body).toContain('<w:vMerge w:val="continue"/>');
    expect(body).toContain('w:eastAsia="仿宋"');
    expect(body).toContain('w:eastAsia="宋体"');
  });

  it('says what it is, and whose part', () => {
    expect(body).toContain('五通桥区2023年春季学期小学教研行事历');
    expect(body).toContain('五教研（小）〔2023〕4号　数学　截至3月6日');
  });
});

describe('the Excel file', () => {
  it('freezes its head, fits one page in width and wraps', () => {
    expect(sheet).toMatch(/<pane [^>]*ySplit="3"[^>]*state="frozen"/);
    expect(sheet).toMatch(/<pageSetup [^>]*orientation="landscape"/);
    expect(sheet).toContain('fitToHeight="0"');
    expect(styles).toContain('wrapText="true"');
    expect(book).toContain('_xlnm.Print_Titles');
    expect(sheet).toContain('<mergeCell ref="A1:E1"/>');
  });
});

describe('read again as a plan', () => {
  /** Days of an item as they count: the meetings of a series, else span and precision. */
  const dates = (one: Item): string =>
    one.recurrence
      ? meetings(calendar, one)
          .map(({ day, lostTo }) => `${day}${lostTo ?? ''}`)
          .join()
      : `${one.precision} ${one.start}—${one.end}`;
  const asItem = (like: Item, { start, end, precision, recurrence }: PlanItem): Item => ({
    ...like,
    ...{ start, end, precision, recurrence },
  });

  it.each([
    ['行事历.docx', docx],
    ['行事历.xlsx', xlsx],
  ])('%s gives the same dates, and refuses nothing', async (name, bytes) => {
    const plan = readPlan(await readDocument(bytes, name), {});
    expect(plan.term).toMatchObject({ firstMonday: '2023-02-13', lastWeek: 20, semester: 'spring' });
    expect(plan.refused).toEqual([]);
    const wanted = calendar.items.filter(({ theme }) => !theme);
    expect(wanted.map((one) => [one.title, dates(one)])).toEqual(
      wanted.map((one) => {
        // The reader may cut a title at a comma.
        const found = plan.items.find(({ title }) => one.title.startsWith(title));
        return [one.title, found ? dates(asItem(one, found)) : 'not found'];
      }),
    );
    const known = new Set(['清明节放假', '劳动节放假', '端午节放假', '调休上班']);
    const more = plan.items.filter(({ title }) => !wanted.some((one) => one.title.startsWith(title)));
    expect(more.filter(({ title }) => !known.has(title))).toEqual([]);
  });
});
