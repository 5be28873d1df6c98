// From the rows of a workbook to lines of the roster, with every mistake named by sheet and cell. Pure.
import type { SheetRow } from '../../../files/xlsx.ts';
import { compareKey } from '../../../lib/chinese.ts';
import { type Role, roleNames } from '../model.ts';
import {
  type Fault,
  type GroupLine,
  type PersonLine,
  type SchoolLine,
  type SheetName,
  schoolKinds,
  sheets,
  type Workbook,
} from './model.ts';

/** A → 0 … in reverse: the letters of a column counted from 0. */
export const columnLetters = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : columnLetters(Math.floor(index / 26) - 1) + columnLetters(index % 26);

/** Where each column of a sheet stands; columns are known by their titles, in any order. */
interface Layout {
  sheet: SheetName;
  at: Map<string, number>;
}

/** One row with its cells by title. */
interface Reading {
  row: number;
  /** The text of a cell; undefined when the column is not there. */
  cell(title: string): string | undefined;
  fault(title: string, text: string): void;
}

/** The lines of the three sheets. A sheet that is missing has no lines; all three missing is a fault. */
export function readWorkbook(rows: ReadonlyMap<string, readonly SheetRow[]>): { workbook: Workbook; faults: Fault[] } {
  const faults: Fault[] = [];
  const at: Workbook['at'] = {};
  const read = <T>(sheet: SheetName, line: (reading: Reading) => T | null): T[] => {
    const [head, ...body] = rows.get(sheet) ?? [];
    if (!head) return [];
    const layout = layoutOf(sheet, head, faults);
    if (layout) at[sheet] = Object.fromEntries(layout.at);
    return layout ? body.flatMap((row) => line(readingOf(layout, row, faults)) ?? []) : [];
  };
  const workbook: Workbook = {
    at,
    schools: read('学校', schoolLine),
    people: read('人员', personLine),
    groups: read('群', groupLine),
  };
  const lines = workbook.schools.length + workbook.people.length + workbook.groups.length;
  if (lines === 0 && faults.length === 0) {
    faults.push({
      cell: '工作簿',
      text: `没有可以导入的内容：要有“${Object.keys(sheets).join('”“')}”这几张表，第一行是表头。`,
    });
  }
  return { workbook, faults };
}

function layoutOf(sheet: SheetName, head: SheetRow, faults: Fault[]): Layout | null {
  const at = new Map<string, number>();
  const titles = sheets[sheet].map(({ title }) => title);
  for (const [index, cell] of head.cells.entries()) {
    const title = titles.find((known) => compareKey(known) === compareKey(cell));
    const place = `${sheet}!${columnLetters(index)}${head.number}`;
    if (title && at.has(title)) faults.push({ cell: place, text: `“${title}”这一列有两个，请去掉一个。` });
    else if (title) at.set(title, index);
    else if (cell)
      faults.push({ cell: place, text: `不认识“${cell.slice(0, 20)}”这一列，可以有：${titles.join('、')}。` });
  }
  const missing = sheets[sheet].filter(({ required, title }) => required && !at.has(title));
  for (const { title } of missing) faults.push({ cell: `${sheet}!${head.number}`, text: `表头里缺“${title}”这一列。` });
  return missing.length > 0 ? null : { sheet, at };
}

function readingOf({ sheet, at }: Layout, { number, cells }: SheetRow, faults: Fault[]): Reading {
  return {
    row: number,
    cell: (title) => {
      const index = at.get(title);
      return index === undefined ? undefined : (cells[index] ?? '');
    },
    fault: (title, text) => void faults.push({ cell: `${sheet}!${columnLetters(at.get(title) ?? 0)}${number}`, text }),
  };
}

/** `语文、数学` → its parts, without repeats. */
export const listOf = (text: string): string[] => [...new Set(text.split(/[、，,;；\s]+/).filter(Boolean))];

const longestName = 40;

function nameIn(reading: Reading, title: string): string | null {
  // Two-character names are often padded with a blank so that they look as wide as three.
  const name = (reading.cell(title) ?? '').replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '');
  if (name !== '' && name.length <= longestName) return name;
  reading.fault(title, name === '' ? `没有写${title}。` : `${title}太长，最多 ${longestName} 个字。`);
  return null;
}

function idIn(reading: Reading): string {
  const id = reading.cell('编号') ?? '';
  if (/^[\w-]{0,32}$/.test(id)) return id;
  reading.fault('编号', '编号只能是字母、数字、横线，最多 32 个。');
  return '';
}

function stateIn(reading: Reading): boolean | undefined {
  const text = reading.cell('状态');
  if (text === undefined) return undefined;
  if (/^(停用|离职|离开|退休)$/.test(text)) return false;
  if (!/^(|在用|在职|正常)$/.test(text)) reading.fault('状态', '状态写“停用”，或者留空。');
  return true;
}

const roleOf = new Map<string, Role>([
  ...Object.entries(roleNames)
    .filter(([role]) => role !== 'stranger')
    .map(([role, name]): [string, Role] => [name, role as Role]),
  ['主任', 'head'],
  ['联系人', 'liaison'],
  ['教务主任', 'liaison'],
]);

/** Role names by which a workbook or a command may say a role. */
export const sayableRoles = Object.entries(roleNames).flatMap(([role, name]) => (role === 'stranger' ? [] : [name]));

/** The role called `name`; null when there is none. */
export const roleCalled = (name: string): Role | null => roleOf.get(name) ?? null;

function rolesIn(reading: Reading): Role[] {
  return listOf(reading.cell('角色') ?? '').flatMap((name) => {
    const role = roleOf.get(name);
    if (!role) reading.fault('角色', `没有“${name.slice(0, 20)}”这个角色，可以写：${sayableRoles.join('、')}。`);
    return role ?? [];
  });
}

function schoolLine(reading: Reading): SchoolLine | null {
  const name = nameIn(reading, '名称');
  const kindText = reading.cell('类别');
  const kind = kindText === undefined ? undefined : schoolKinds[(kindText || '小学') as keyof typeof schoolKinds];
  if (kindText !== undefined && !kind) reading.fault('类别', `类别可以写：${Object.keys(schoolKinds).join('、')}。`);
  const area = reading.cell('片区');
  const [id, active] = [idIn(reading), stateIn(reading)];
  return name === null ? null : { row: reading.row, id, name, kind, area: area === '' ? null : area, active };
}

const accountColumns = { 企业微信账号: 'wecom', 钉钉工号: 'dingtalk' } as const;

function accountsIn(reading: Reading): Record<string, string> {
  const accounts: Record<string, string> = {};
  for (const [title, platform] of Object.entries(accountColumns)) {
    const account = reading.cell(title) ?? '';
    if (/[\s\p{Script=Han}]/u.test(account) || account.length > 128) {
      reading.fault(title, `“${account.slice(0, 20)}”不像账号：账号里没有空格和汉字。`);
    } else if (account !== '') accounts[platform] = account;
  }
  return accounts;
}

function personLine(reading: Reading): PersonLine | null {
  const name = nameIn(reading, '姓名');
  const roles = rolesIn(reading);
  if (listOf(reading.cell('角色') ?? '').length === 0)
    reading.fault('角色', `没有写角色，可以写：${sayableRoles.join('、')}。`);
  const [subjects, contacts] = [reading.cell('学科'), reading.cell('联系学校')];
  const line = {
    row: reading.row,
    id: idIn(reading),
    roles,
    subjects: subjects === undefined ? undefined : listOf(subjects),
    school: reading.cell('学校'),
    contactSchools: contacts === undefined ? undefined : listOf(contacts),
    accounts: accountsIn(reading),
    active: stateIn(reading),
  };
  return name === null ? null : { ...line, name };
}

function groupLine(reading: Reading): GroupLine | null {
  const name = nameIn(reading, '群名');
  const [subjects, schools, outsiders] = [reading.cell('学科'), reading.cell('学校'), reading.cell('有外人')];
  if (outsiders && !/^[是否有无]$/.test(outsiders)) reading.fault('有外人', '写“是”或“否”。');
  const line = {
    row: reading.row,
    subjects: subjects === undefined ? undefined : listOf(subjects),
    schools: schools === undefined ? undefined : listOf(schools),
    roles: reading.cell('角色') === undefined ? undefined : rolesIn(reading),
    outsiders: outsiders === undefined ? undefined : /^[是有]$/.test(outsiders),
    active: stateIn(reading),
  };
  return name === null ? null : { ...line, name };
}
