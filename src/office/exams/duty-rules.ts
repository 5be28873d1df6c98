// Who may do what at an exam: cross invigilation (domain.md §9), nobody twice at a time, two to a room. Pure.
import type { LocalDate } from '../../lib/dates.ts';
import type { Person } from '../people/model.ts';
import { roomKey } from './lines.ts';
import { type Duty, type DutyKind, type ExamSchool, examSettings } from './model.ts';
import { gradeOf, overlaps, type Sitting, sittingOf, subjectsOf, type Timetable } from './timetable.ts';

/** One duty that is asked for. */
export interface Wish {
  /** Line it stands in. */
  no: number;
  kind: DutyKind;
  itemId: string;
  person: Person;
  school: ExamSchool | null;
  room: string | null;
  subject: string | null;
}

/** What duties are judged by. */
export interface Judging {
  timetable: Timetable;
  /** Of this exam, given before. */
  duties: readonly Duty[];
  schools: ReadonlyMap<string, ExamSchool>;
  /** Days on which people are on a visit: by person, day → number of the visit. */
  away: ReadonlyMap<string, ReadonlyMap<LocalDate, string>>;
}

/** What stands against a duty. */
export type Fault =
  | { why: 'ownSchool' | 'noSchool' | 'twice' | 'full' | 'young' }
  | { why: 'subject'; subjects: string[] }
  /** At that time the person is elsewhere. */
  | { why: 'busy'; other: Placed }
  | { why: 'otherSubject'; subject: string };

/** What should be looked at and does not forbid. */
export type Remark =
  | { why: 'area'; area: string | null; other: string | null }
  | { why: 'away'; day: LocalDate; visit: string }
  | { why: 'alone' | 'foreign' | 'notTaught' };

/** A duty, given or asked for, as far as rules compare it. */
export interface Placed {
  kind: DutyKind;
  personId: string;
  schoolId: string | null;
  room: string | null;
  subject: string | null;
}

const placedOf = ({ kind, person, school, room, subject }: Wish): Placed => ({
  kind,
  personId: person.id,
  schoolId: school?.id ?? null,
  room,
  subject,
});

const same = (a: Placed, b: Placed): boolean =>
  a.kind === b.kind && a.schoolId === b.schoolId && a.subject === b.subject && roomKey(a.room) === roomKey(b.room);

/** The first two duties of one person that are at one time; null when there are none. */
export function bookedTwice(judging: Judging): [Placed, Placed] | null {
  const all = judging.duties.filter(({ kind }) => kind === 'invigilator');
  for (const [i, one] of all.entries()) {
    const twice = all.slice(i + 1).find((two) => two.personId === one.personId && clash(judging, one, two));
    if (twice) return [one, twice];
  }
  return null;
}

const sittingFor = ({ timetable }: Judging, placed: Placed): Sitting | null => sittingOf(timetable, placed);

/** Whether two invigilations are at one time; without times, when they are of one paper. */
function clash(judging: Judging, a: Placed, b: Placed): boolean {
  const [one, other] = [sittingFor(judging, a), sittingFor(judging, b)];
  return one && other ? overlaps(one, other) : a.subject === b.subject;
}

/** Judges duties in their order, each as if those before it stood; the first fault of each. */
export function judge(judging: Judging, wishes: readonly Wish[]): { wish: Wish; fault: Fault | null }[] {
  const standing: Placed[] = [...judging.duties];
  return wishes.map((wish) => {
    const fault = faultOf(judging, standing, wish);
    if (!fault) standing.push(placedOf(wish));
    return { wish, fault };
  });
}

function faultOf(judging: Judging, standing: readonly Placed[], wish: Wish): Fault | null {
  const placed = placedOf(wish);
  if (standing.some((other) => other.personId === placed.personId && same(other, placed))) return { why: 'twice' };
  if (wish.kind === 'invigilator') return invigilatorFault(judging, standing, wish);
  if (wish.kind !== 'marker') return null;
  const other = standing.find(({ kind, personId }) => kind === 'marker' && personId === placed.personId);
  return other ? { why: 'otherSubject', subject: other.subject ?? '' } : null;
}

function invigilatorFault(judging: Judging, standing: readonly Placed[], wish: Wish): Fault | null {
  const { person, school, room, subject } = wish;
  const placed = placedOf(wish);
  const subjects = subjectsOf(judging.timetable);
  const grade = gradeOf(room ?? '');
  // Grades 1 and 2 have no exam on paper (domain.md §8).
  if (grade !== null && grade <= 2) return { why: 'young' };
  if (subjects.length > 0 && !subjects.includes(subject ?? '')) return { why: 'subject', subjects };
  if (person.schoolId === null) return { why: 'noSchool' };
  if (person.schoolId === school?.id) return { why: 'ownSchool' };
  const others = standing.filter(({ kind }) => kind === 'invigilator');
  const busy = others.find((other) => other.personId === person.id && clash(judging, other, placed));
  if (busy) return { why: 'busy', other: busy };
  const there = others.filter((other) => same(other, placed)).length;
  return there >= examSettings.perRoom.people ? { why: 'full' } : null;
}

/** What should be looked at, of duties that nothing stands against. */
export function remarksOn(judging: Judging, wishes: readonly Wish[]): { wish: Wish; remark: Remark }[] {
  const all: Placed[] = [...judging.duties, ...wishes.map(placedOf)];
  return wishes.flatMap((wish) => remarksOf(judging, all, wish).map((remark) => ({ wish, remark })));
}

function remarksOf(judging: Judging, all: readonly Placed[], wish: Wish): Remark[] {
  const { kind, person, school, subject } = wish;
  if (kind === 'courier') return person.schoolId === school?.id ? [] : [{ why: 'foreign' }];
  if (kind === 'marker') return person.subjects.includes(subject ?? '') ? [] : [{ why: 'notTaught' }];
  const placed = placedOf(wish);
  const from = judging.schools.get(person.schoolId ?? '')?.area ?? null;
  const sitting = sittingFor(judging, placed);
  const visit = sitting ? judging.away.get(person.id)?.get(sitting.day) : undefined;
  return [
    ...(school && from !== school.area ? [{ why: 'area' as const, area: from, other: school.area }] : []),
    ...(sitting && visit ? [{ why: 'away' as const, day: sitting.day, visit }] : []),
    ...(all.filter((other) => same(other, placed)).length < examSettings.perRoom.people
      ? [{ why: 'alone' as const }]
      : []),
  ];
}
