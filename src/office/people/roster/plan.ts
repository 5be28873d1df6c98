// What a workbook would change in the roster, and which of its lines contradict the roster or each other. Pure.
import { compareKey } from '../../../lib/chinese.ts';
import type { Row } from '../../../store/tables.ts';
import { personOf } from '../model.ts';
import { subjectCalled, subjectsIn } from '../subjects.ts';
import { unknownSubject } from '../wording.ts';
import { planLinks } from './links.ts';
import { beginPlan, fault, idFrom, inUse, labelOf, type Making, same, schoolIds } from './making.ts';
import type { Fault, GroupRow, Plan, RosterState, SheetName, Workbook } from './model.ts';
import { planPeople } from './people.ts';

type School = Row<'schools'>;

/**
 * The changes that make the roster say what the workbook says. Lines are known by 编号, else by name (people: account, or name
 * and school); what the workbook leaves out stays. Where there are faults nothing may be imported.
 */
export function planRoster(state: RosterState, workbook: Workbook): { plan: Plan; faults: Fault[] } {
  const making = beginPlan(state, workbook);
  const schools = planSchools(making);
  planLinks(making, planPeople(making, schools));
  planGroups(making, schools);
  needAdmin(making);
  return { plan: { changes: making.changes, leftOut: leftOut(making) }, faults: making.faults };
}

/** Plans the changes of schools; answers those in use afterwards. */
function planSchools(making: Making): School[] {
  const { state, workbook } = making;
  const after = new Map(state.schools.map((school) => [school.id, school]));
  const seen = new Set<string>();
  for (const line of workbook.schools) {
    const named = state.schools.find(({ name }) => compareKey(name) === compareKey(line.name));
    const old = (line.id ? after.get(line.id) : named) ?? null;
    const id = line.id || old?.id || idFrom('s', line.name);
    const names = [...after.values()].filter(
      (school) => school.id !== id && compareKey(school.name) === compareKey(line.name),
    );
    if (seen.has(id) || names.length > 0) {
      fault(making, '学校', '名称', line.row, `“${line.name}”已经有了，一所学校只写一行。`);
      continue;
    }
    seen.add(id);
    making.named.add(`学校 ${id}`);
    const area = line.area === undefined ? (old?.area ?? null) : line.area;
    const kind = line.kind ?? old?.kind ?? 'primary';
    const next = { id, name: line.name, kind, area, active: inUse(line.active) };
    after.set(id, next);
    if (!same(old, next)) making.changes.push({ kind: 'school', label: line.name, old, new: next });
  }
  return [...after.values()].filter(({ active }) => active === 1);
}

function planGroups(making: Making, schools: readonly School[]): void {
  const seen = new Set<string>();
  const known = subjectsAfter(making);
  for (const line of making.workbook.groups) {
    const old = making.state.groups.find(({ name }) => compareKey(name) === compareKey(line.name)) ?? null;
    const id = old?.id ?? idFrom('g', line.name);
    if (seen.has(id)) {
      fault(making, '群', '群名', line.row, `“${line.name}”有两个，请只留一行。`);
      continue;
    }
    seen.add(id);
    making.named.add(`群 ${id}`);
    const members = line.schools && schoolIds(making, '群', '学校', line.row, line.schools, schools);
    const subjects = line.subjects && groupSubjects(making, line.row, line.subjects, known);
    const next: GroupRow = {
      ...(old ?? newGroup(id)),
      name: line.name,
      subjects: subjects ? JSON.stringify(subjects) : (old?.subjects ?? '[]'),
      schools: members ? JSON.stringify(members) : (old?.schools ?? '[]'),
      roles: line.roles ? JSON.stringify(line.roles) : (old?.roles ?? '[]'),
      outsiders: line.outsiders === undefined ? (old?.outsiders ?? 0) : Number(line.outsiders),
      active: inUse(line.active),
    };
    if (!same(old, next)) making.changes.push({ kind: 'group', label: line.name, old, new: next });
  }
}

/** The subjects there are once the people of the workbook are in the roster. */
function subjectsAfter({ state, workbook }: Making): string[] {
  const inUse = state.people.filter(({ active }) => active === 1).map(({ subjects }) => subjects);
  const listed = workbook.people.map(({ subjects = [] }) => JSON.stringify(subjects));
  return subjectsIn([...state.itemSubjects, ...inUse, ...listed]);
}

/** The subjects of a group as they are known; one that nobody teaches is a fault. */
const groupSubjects = (making: Making, row: number, words: readonly string[], known: readonly string[]): string[] => [
  ...new Set(
    words.flatMap((word) => {
      const subject = subjectCalled(known, word);
      if (subject === undefined) fault(making, '群', '学科', row, unknownSubject(word, known));
      return subject ?? [];
    }),
  ),
];

/** A group that is known by name only; `/群 登记` in the chat connects it. */
const newGroup = (id: string): GroupRow => ({
  id,
  name: '',
  platform: '',
  robot: null,
  chat_id: null,
  hook_lane: null,
  subjects: '[]',
  schools: '[]',
  roles: '[]',
  outsiders: 0,
  active: 1,
  registered_by: null,
  registered_at: 0,
});

/** Without an admin nobody could ever mend the roster from the chat again. */
function needAdmin(making: Making): void {
  const after = new Map(making.state.people.map((person) => [person.id, person]));
  for (const change of making.changes) if (change.kind === 'person') after.set(change.new.id, change.new);
  const admins = [...after.values()].filter(
    (person) => person.active === 1 && personOf(person).roles.includes('admin'),
  );
  if (admins.length === 0)
    making.faults.push({ cell: '人员', text: '这样导入以后就没有管理员了，请至少给一位写上“管理员”。' });
}

/** Who and what is in use but not named; a sheet without lines leaves nobody out. */
function leftOut({ state, workbook, named }: Making): string[] {
  const missing = <T extends { id: string; active: number }>(
    sheet: SheetName,
    lines: readonly unknown[],
    rows: readonly T[],
  ) => (lines.length === 0 ? [] : rows.filter(({ id, active }) => active === 1 && !named.has(`${sheet} ${id}`)));
  return [
    ...missing('学校', workbook.schools, state.schools).map(({ name }) => name),
    ...missing('人员', workbook.people, state.people).map((person) => labelOf(person, state.schools)),
    ...missing('群', workbook.groups, state.groups).map(({ name }) => name),
  ];
}
