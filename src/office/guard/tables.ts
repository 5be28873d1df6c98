// Tables with a column of names and one of marks or places: printed with bars, blanks or commas, or the tables of a document. Pure.
import { isNameCell } from './names.ts';
import { figuresIn, likeMark, tellsCounts } from './scores.ts';

/** Rows of cells. */
export type Rows = readonly (readonly string[])[];

const nameHead = /^(?:学生|考生|幼儿|孩子|选手)?(?:姓名|名字)$|^(?:学生|考生|同学)$/;
const placeHead = /^(?:学校|单位|校名|班级|班别|年级|班)$/;
/** Heads that say marks or places whatever stands below. */
const markHead = /成绩|分数|得分|总分|均分|平均分|卷面|考分|积分|名次|排名|排序|排位|位次|序位|合计分|^分$|^级?排$/;
/** Heads that say marks when figures stand below. */
const subjectHead =
  /^(?:语文?|数学?|英语?|科学?|道法|道德与法治|品德|音乐?|美术?|体育?|合计|总计|期[中末]|月考|单元.?|测试|检测|第.次)$/;

const mark = /^(?:1[0-4]\d|150|[1-9]?\d)(?:\.\d{1,2})?分?$/;

/** Whether figures stand in these columns of these rows. */
const filled = (rows: Rows, columns: readonly number[]): boolean =>
  rows.some((row) => columns.some((column) => mark.test(row[column] ?? '')));

const columnsOf = (row: readonly string[], head: RegExp): number[] =>
  row.flatMap((cell, column) => (head.test(cell) ? [column] : []));

/** A head with names and marks: 姓名 语文 总分; of schools and classes their averages and places. */
function headed(rows: Rows, onlyPeople: boolean): boolean {
  return rows.some((row, at) => {
    const people = columnsOf(row, nameHead).length > 0;
    const places = !onlyPeople && columnsOf(row, placeHead).length > 0;
    if (!people && !places) return false;
    const told = row.filter((cell) => markHead.test(cell) && !tellsCounts(cell));
    if (people && told.length > 0) return true;
    if (places && told.some((cell) => /均分|平均分|名次|排名|序位|位次/.test(cell))) return true;
    return people && filled(rows.slice(at + 1), columnsOf(row, subjectHead));
  });
}

/** Lying on its side: names in one row, figures in another. */
function sideways(rows: Rows): boolean {
  return rows.some((row) => {
    if (!nameHead.test(row[0] ?? '') || !row.slice(1).some(isNameCell)) return false;
    return rows.some(
      (other) =>
        (subjectHead.test(other[0] ?? '') || markHead.test(other[0] ?? '')) && other.slice(1).some((c) => mark.test(c)),
    );
  });
}

/** No head: two rows with a name and a figure like a mark. */
function headless(rows: Rows): boolean {
  const told = rows.filter(
    (row) => row.some((cell) => mark.test(cell) && figuresIn(cell).some(likeMark)) && row.some(isNameCell),
  );
  if (told.length < 2) return false;
  const others = rows.filter((row) => !told.includes(row));
  return !tellsCounts(others.map((row) => row.join(' ')).join('\n'));
}

/** The lines of a table whose blanks are lost: 姓名语文数学, 李明9795. */
export function squeezed(lines: readonly string[]): boolean {
  const closed = lines.map((line) => line.replace(/\s+/g, ''));
  const head = closed.some((line) => /姓名.{0,12}(?:语文|数学|英语|科学|道法|语数)/.test(line));
  const side = closed.some((line) => /^(?:学生|考生)?姓名\p{Script=Han}{4,}$/u.test(line));
  return (
    (head && closed.some((line) => /^\d{0,2}[.、]?\p{Script=Han}{2,4}[\d.]{2,9}$/u.test(line))) ||
    (side &&
      closed.some((line) => /^(?:语文|数学|英语|科学|道德与法治|道法|成绩|得分|分数|总分)[\d.]{4,}$/u.test(line)))
  );
}

/** Whether a table tells marks or places by name; those of classes and schools too, unless `onlyPeople`. */
export const tableTells = (rows: Rows, onlyPeople = false): boolean =>
  headed(rows, onlyPeople) || sideways(rows) || headless(rows);

/** The rows of a text (as `openText` gives it): lines of two cells and more. */
export function rowsOf(lines: readonly string[]): string[][] {
  return lines.flatMap((line) => {
    if (line.length > 400) return [];
    const cells = line
      .split(/[|\s,;/、]+/)
      .map((cell) => cell.replace(/^["'★]+|["'★。:]+$/g, ''))
      .filter((cell) => cell !== '');
    return cells.length > 1 ? [cells] : [];
  });
}
