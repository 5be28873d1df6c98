// A roster plan in the making: what its parts share. Pure.
import { createHash } from 'node:crypto';
import { compareKey } from '../../../lib/chinese.ts';
import type { Row } from '../../../store/tables.ts';
import { personOf } from '../model.ts';
import { matchSchools } from '../rules.ts';
import { personLabel } from '../wording.ts';
import type { Change, Fault, RosterState, SheetName, Workbook } from './model.ts';
import { columnLetters } from './read.ts';

type Someone = Row<'people'>;

/** The plan so far; faults are collected, so that one look at the file mends all of them. */
export interface Making {
  state: RosterState;
  workbook: Workbook;
  changes: Change[];
  faults: Fault[];
  /** Which rows of the roster the workbook names: `学校`, `人员` or `群` and the id. */
  named: Set<string>;
  /** People by id, by name as compared, and by account (`platform`, line break, account): thousands of lines ask. */
  byId: ReadonlyMap<string, Someone>;
  byName: ReadonlyMap<string, Someone[]>;
  byAccount: ReadonlyMap<string, Someone>;
  /** Schools by the words people wrote for them. */
  schoolsSaid: Map<string, ReturnType<typeof matchSchools>>;
}

/** The key of an account. */
export const accountKey = (platform: string, account: string): string => `${platform}\n${account}`;

/** Begins a plan. */
export function beginPlan(state: RosterState, workbook: Workbook): Making {
  const byId = new Map(state.people.map((person) => [person.id, person]));
  return {
    state,
    workbook,
    changes: [],
    faults: [],
    named: new Set(),
    byId,
    byName: Map.groupBy(state.people, ({ name }) => compareKey(name)),
    byAccount: new Map(
      state.identities.flatMap(({ platform, user_id, person_id }): [string, Someone][] => {
        const person = byId.get(person_id);
        return person ? [[accountKey(platform, user_id), person]] : [];
      }),
    ),
    schoolsSaid: new Map(),
  };
}

/** Names a mistake by the cell it stands in. */
export function fault({ workbook, faults }: Making, sheet: SheetName, title: string, row: number, text: string): void {
  const index = workbook.at[sheet]?.[title];
  faults.push({ cell: `${sheet}!${index === undefined ? '' : columnLetters(index)}${row}`, text });
}

/** An id that is the same for the same words, so that preview and import agree before anything is stored. */
export const idFrom = (prefix: string, ...words: string[]): string =>
  `${prefix}-${createHash('sha256').update(words.map(compareKey).join('\n')).digest('hex').slice(0, 12)}`;

/** Whether two rows say the same. */
export const same = <T extends object>(a: T | null, b: T): boolean =>
  a !== null && (Object.keys(b) as (keyof T)[]).every((key) => a[key] === b[key]);

/** The column `active` after the import: whoever is listed is in use, unless the line says otherwise. */
export const inUse = (active: boolean | undefined): number => Number(active ?? true);

/** The ids of the schools named in a cell; a name that is not surely one school is a fault. */
export function schoolIds(
  making: Making,
  sheet: SheetName,
  title: string,
  row: number,
  names: readonly string[],
  schools: readonly Row<'schools'>[],
): string[] {
  return names.flatMap((name) => {
    const { sure, near } = making.schoolsSaid.get(name) ?? matchSchools(schools, name);
    making.schoolsSaid.set(name, { sure, near });
    if (sure.length === 1 && sure[0]) return sure[0].id;
    const hint = near.length > 0 ? `是不是${near.map((school) => school.name).join('、')}？` : '请先写进“学校”表。';
    fault(making, sheet, title, row, `没有“${name.slice(0, 20)}”这所学校，${hint}`);
    return [];
  });
}

/** 王丽（青禾小学 语文）. */
export const labelOf = (person: Row<'people'>, schools: readonly Row<'schools'>[]): string =>
  personLabel(personOf(person), schools.find(({ id }) => id === person.school_id)?.name ?? '');
