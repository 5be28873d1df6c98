// Lines of the sheet 人员 against the people of the roster: who is meant, and what would change. Pure.
import { compareKey } from '../../../lib/chinese.ts';
import type { Row } from '../../../store/tables.ts';
import { accountKey, fault, idFrom, inUse, labelOf, type Making, same, schoolIds } from './making.ts';
import type { PersonLine } from './model.ts';

type Someone = Row<'people'>;

/** Plans the changes of people; answers everybody of the workbook by row. */
export function planPeople(making: Making, schools: readonly Row<'schools'>[]): Map<number, Someone> {
  const byRow = new Map<number, Someone>();
  const rowOf = new Map<string, number>();
  for (const line of making.workbook.people) {
    const [schoolId = null] = schoolIds(making, '人员', '学校', line.row, line.school ? [line.school] : [], schools);
    const found = line.id ? numbered(making, line, schoolId) : unnumbered(making, line, schoolId);
    if (found === 'unclear') continue;
    const id = line.id || found?.id || idFrom('p', line.name, schoolId ?? '');
    const twin = rowOf.get(id);
    if (twin !== undefined) {
      fault(making, '人员', '姓名', line.row, `和第 ${twin} 行是同一位。若是同名的两位老师，请都写上编号。`);
      continue;
    }
    rowOf.set(id, line.row);
    making.named.add(`人员 ${id}`);
    const next = personAfter(making, line, found, id, schoolId, schools);
    byRow.set(line.row, next);
    if (!same(found, next))
      making.changes.push({ kind: 'person', label: labelOf(next, schools), old: found, new: next });
  }
  return byRow;
}

function personAfter(
  making: Making,
  line: PersonLine,
  old: Someone | null,
  id: string,
  schoolId: string | null,
  schools: readonly Row<'schools'>[],
): Someone {
  const contacts = line.contactSchools && schoolIds(making, '人员', '联系学校', line.row, line.contactSchools, schools);
  return {
    id,
    name: line.name,
    roles: JSON.stringify(line.roles),
    subjects: line.subjects ? JSON.stringify(line.subjects) : (old?.subjects ?? '[]'),
    school_id: line.school === undefined ? (old?.school_id ?? null) : schoolId,
    contact_schools: contacts ? JSON.stringify(contacts) : (old?.contact_schools ?? '[]'),
    active: inUse(line.active),
  };
}

const called = (making: Making, line: PersonLine, schoolId: string | null): Someone[] =>
  (making.byName.get(compareKey(line.name)) ?? []).filter(
    ({ school_id }) => line.school === undefined || school_id === schoolId,
  );

/** Known by number. A new number for a name the school has already is more often a slip than a second person. */
function numbered(making: Making, line: PersonLine, schoolId: string | null): Someone | null | 'unclear' {
  const known = making.byId.get(line.id);
  if (known) return known;
  const listed = (id: string) => making.workbook.people.some((other) => other.id === id);
  const twin = called(making, line, schoolId).find(({ id, active }) => active === 1 && !listed(id));
  if (!twin) return null;
  fault(
    making,
    '人员',
    '编号',
    line.row,
    `名册里已有一位“${line.name}”，编号是 ${twin.id}。同一位就用这个编号；是另一位，就把原来那位也写进表里。`,
  );
  return 'unclear';
}

/** Known by account where the name agrees, else by name and school; null is somebody new. */
function unnumbered(making: Making, line: PersonLine, schoolId: string | null): Someone | null | 'unclear' {
  for (const [platform, account] of Object.entries(line.accounts)) {
    const owner = making.byAccount.get(accountKey(platform, account));
    if (owner && compareKey(owner.name) === compareKey(line.name)) return owner;
  }
  const all = called(making, line, schoolId);
  const active = all.filter((person) => person.active === 1);
  const candidates = active.length > 0 ? active : all;
  if (candidates.length <= 1) return candidates[0] ?? null;
  const ids = candidates.map(({ id }) => id).join('、');
  fault(making, '人员', '编号', line.row, `名册里有 ${candidates.length} 位“${line.name}”，请写编号：${ids}。`);
  return 'unclear';
}
