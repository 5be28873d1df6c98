// The roster workbook: which sheets and columns there are, its lines as read, and what an import would change.
import type { Row } from '../../../store/tables.ts';
import type { Role } from '../model.ts';

/** One column as people fill it in. */
export interface Column {
  title: string;
  /** Without it the sheet cannot be used; other columns may be missing and then change nothing. */
  required: boolean;
  width: number;
  /** What to write, for the sheet 填写说明. */
  about: string;
}

const column = (title: string, about: string, width = 16, required = false): Column => ({
  title,
  about,
  width,
  required,
});

const inUse = column('状态', '不写就是在用；离开或不用了写“停用”');
const ownNumber = (example: string) => column('编号', `可以不写。写了就靠它认，改名也不怕，例如 ${example}`, 10);

/** The sheets by name; titles are what the first row says. */
export const sheets = {
  学校: [
    ownNumber('S01'),
    column('名称', '学校全名，不重复', 22, true),
    column('类别', '小学、九年制学校、村小、幼儿园；不写就是小学'),
    column('片区', '联片教研的片区，可以不写'),
    inUse,
  ],
  人员: [
    ownNumber('T001'),
    column('姓名', '全名', 12, true),
    column(
      '角色',
      '教研室主任、教研员、管理员、校长、副校长、学校联系人、教研组长、备课组长、教师；几个用顿号隔开',
      22,
      true,
    ),
    column('学科', '例如 语文；几个用顿号隔开', 18),
    column('学校', '和“学校”表里的名称一样；教研室的人不写', 20),
    column('联系学校', '教研员联系的学校，几个用顿号隔开', 24),
    column('企业微信账号', '通讯录里的账号（userid）；不写就不改动', 18),
    column('钉钉工号', '通讯录里的工号（staffId）；不写就不改动', 18),
    inUse,
  ],
  群: [
    column('群名', '登记时用的名字，不重复', 22, true),
    column('学科', '群里谈哪些学科，几个用顿号隔开；不写就不分学科', 18),
    column('学校', '只属于某些学校的群才写', 20),
    column('角色', '只属于某些角色的群才写，例如 学校联系人', 20),
    column('有外人', '群里有家长、外单位的人就写“是”', 10),
    inUse,
  ],
} as const satisfies Record<string, readonly Column[]>;

/** A sheet of the workbook. */
export type SheetName = keyof typeof sheets;

/** A mistake in the workbook and where it is: `人员!C7`. */
export interface Fault {
  cell: string;
  text: string;
}

/** Kinds of schools with the words for them (domain.md §1). */
export const schoolKinds = {
  小学: 'primary',
  九年制学校: 'nineYear',
  村小: 'villageSite',
  幼儿园: 'kindergarten',
} as const;

/** What every line has: its row as Excel counts. `undefined` in other fields: the column is not there, nothing changes. */
interface Line {
  row: number;
  active: boolean | undefined;
}

export interface SchoolLine extends Line {
  id: string;
  name: string;
  kind: string | undefined;
  area: string | null | undefined;
}

export interface PersonLine extends Line {
  id: string;
  name: string;
  roles: Role[];
  subjects: string[] | undefined;
  /** Names as typed; '' for none. */
  school: string | undefined;
  contactSchools: string[] | undefined;
  /** Chat accounts by platform; only those that are filled in. */
  accounts: Record<string, string>;
}

export interface GroupLine extends Line {
  name: string;
  subjects: string[] | undefined;
  schools: string[] | undefined;
  roles: Role[] | undefined;
  outsiders: boolean | undefined;
}

/** The workbook as read; plain JSON. */
export interface Workbook {
  /** Where each column stands, from 0, by sheet and title; mistakes found later are named by it. */
  at: Partial<Record<SheetName, Record<string, number>>>;
  schools: SchoolLine[];
  people: PersonLine[];
  groups: GroupLine[];
}

/** A group without the key of its robot: an import neither needs nor keeps it. */
export type GroupRow = Omit<Row<'groups'>, 'hook_key' | 'hook_secret'>;

/** The rows of the store an import looks at, those out of use included. */
export interface RosterState {
  schools: Row<'schools'>[];
  people: Row<'people'>[];
  groups: GroupRow[];
  /** Lists of the subjects of the term's items, JSON text. */
  itemSubjects: string[];
  identities: Row<'identities'>[];
}

/** The part of an identity that an import decides. */
export type Link = Pick<Row<'identities'>, 'platform' | 'user_id' | 'person_id'>;

/** One thing an import changes, old → new; `label` is how people call it. Null: not there. */
export type Change =
  | { kind: 'school'; label: string; old: Row<'schools'> | null; new: Row<'schools'> }
  | { kind: 'person'; label: string; old: Row<'people'> | null; new: Row<'people'> }
  | { kind: 'group'; label: string; old: GroupRow | null; new: GroupRow }
  | { kind: 'identity'; label: string; old: Link | null; new: Link | null };

/** What an import would do. */
export interface Plan {
  changes: Change[];
  /** Who and what is in the roster but not in the workbook: stays as it is. */
  leftOut: string[];
}
