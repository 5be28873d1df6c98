// An invented district of a stated size with a whole school year, for speed: two terms, weekly series of nine subjects, exams, meetings,
// visits, contests and timed messages. Nobody in it exists; the same size gives the same district.
import { addDays, instantOf, type LocalDate } from '../../src/lib/dates.ts';
import { type Act, systemAct } from '../../src/office/act.ts';
import { changeCalendar } from '../../src/office/calendar/change.ts';
import { type Item, plainItem, type Term } from '../../src/office/calendar/model.ts';
import type { Group, Role } from '../../src/office/people/model.ts';
import { sampleContest } from '../../src/office/sample/contest.ts';
import type { Store } from '../../src/store/db.ts';
import type { NewRow } from '../../src/store/tables.ts';

/** How large it is. */
export interface Size {
  schools: number;
  teachers: number;
  groups: number;
}

/** A district as planning takes it to be (domain rules, planning numbers). */
export const typical: Size = { schools: 40, teachers: 1_200, groups: 80 };

const subjects = ['语文', '数学', '英语', '科学', '道德与法治', '音乐', '美术', '体育与健康', '信息技术'];
const subjectAt = (n: number): string => subjects[n % subjects.length] ?? '语文';
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** The two terms of a school year. */
export const terms: readonly [Term, Term] = [
  {
    id: '2022-autumn',
    title: '2022年秋季学期',
    documentNumber: null,
    week1Monday: '2022-08-29',
    lastWeek: 20,
    seriesLastWeek: 18,
  },
  {
    id: '2023-spring',
    title: '2023年春季学期',
    documentNumber: null,
    week1Monday: '2023-02-13',
    lastWeek: 20,
    seriesLastWeek: 18,
  },
];

/** First and last day of a term's half year; together they are a year. */
export const halves: readonly { term: Term; from: LocalDate; to: LocalDate }[] = [
  { term: terms[0], from: '2022-08-29', to: '2023-02-12' },
  { term: terms[1], from: '2023-02-13', to: '2023-08-28' },
];

/** The items of a term: series, exams, meetings, windows, monthly things and things without a day. */
export function itemsOf(term: Term): Item[] {
  const day = (week: number, weekday: number): LocalDate => addDays(term.week1Monday, 7 * (week - 1) + weekday - 1);
  const one = (id: string, title: string, more: Partial<Item>): Item => ({
    ...{ ...plainItem, id: `${term.id}/${id}`, title, kind: 'activity', quote: title },
    ...more,
  });
  const on = (week: number, weekday: number, length = 1) => ({
    ...{ start: day(week, weekday), end: day(week, weekday + length - 1), precision: 'day' as const },
  });
  return [
    ...subjects.map((subject, n) =>
      one(`prep-${n}`, `${subject}集体备课`, {
        ...{ kind: 'prep', reminderKind: 'jointPrep', subjects: [subject], start: day(2, (n % 5) + 1) },
        recurrence: { freq: 'weekly', weekdays: [(n % 5) + 1], interval: 1, subject },
        precision: 'day',
      }),
    ),
    ...numbers(20).map((n) =>
      one(`meeting-${n}`, `第${n + 1}次教研会`, { kind: 'meeting', reminderKind: 'meeting', ...on(n + 1, 4) }),
    ),
    ...[9, 19].flatMap((week) => [
      one(`pickup-${week}`, '领卷', { kind: 'exam', reminderKind: 'paperPickup', ...on(week, 2) }),
      one(`exam-${week}`, '质量监测', { kind: 'exam', reminderKind: 'examDay', ...on(week, 3, 2) }),
      one(`marking-${week}`, '集中阅卷', { kind: 'exam', reminderKind: 'marking', ...on(week, 5) }),
    ]),
    one('visits', '教学视导', { kind: 'visit', reminderKind: 'visitWindow', ...on(3, 1, 100) }),
    ...numbers(30).map((n) => one(`activity-${n}`, `${subjectAt(n)}研讨课${n + 1}`, on((n % 18) + 2, (n % 5) + 1))),
    ...numbers(10).map((n) => one(`undated-${n}`, `待定事项${n + 1}`, { subjects: [subjectAt(n)] })),
  ];
}

/** Fills an empty store: people, groups, the year's visits, contests and timed messages; the first term is current. */
export async function seedLarge(store: Store, size: Size = typical): Promise<void> {
  const at = instantOf('2022-08-28', '12:00');
  await store.write(async (tx) => {
    const act = systemAct(tx, at, 'test', { publicUrl: null, sandbox: true });
    await seedRoster(act, size);
    await seedWork(act, size);
    await makeCurrent(act, terms[0]);
  });
}

/** Makes one of the terms the current one, as an import does. */
export async function makeCurrent(act: Act, term: Term): Promise<void> {
  await changeCalendar(act, { term, items: itemsOf(term) }, { kind: 'import', summary: term.title });
}

const schoolId = (n: number, { schools }: Size): string => `s${n % schools}`;

async function seedRoster({ tx, now }: Act, size: Size): Promise<void> {
  await tx
    .insertInto('schools')
    .values(
      numbers(size.schools).map((n) => ({
        id: `s${n}`,
        name: `第${n + 1}小学`,
        kind: 'primary',
        area: null,
        active: 1,
      })),
    )
    .execute();
  const people = [
    person('head', '主任', ['head'], [], null),
    person('admin', '管理员', ['admin'], [], null),
    ...numbers(15).map((n) => person(`r${n}`, `教研员${n + 1}`, ['researcher'], [subjectAt(n)], null)),
    ...numbers(size.schools).flatMap((n) => [
      person(`l${n}`, `联系人${n + 1}`, ['liaison'], [], `s${n}`),
      person(`h${n}`, `校长${n + 1}`, ['principal'], [], `s${n}`),
    ]),
    ...numbers(size.teachers).map((n) =>
      person(`t${n}`, `教师${n + 1}`, ['teacher'], [subjectAt(n)], schoolId(n, size)),
    ),
  ];
  const identities = people.map(({ id }) => ({
    ...{ platform: 'sandbox', user_id: id, person_id: id, linked_by: 'roster', linked_at: now },
    ...{ opened_at: now, opened_robot: 'sandbox' },
  }));
  const groups = numbers(size.groups).map((n) => groupRow(n, size, now));
  for (let i = 0; i < people.length; i += 500) {
    await tx
      .insertInto('people')
      .values(people.slice(i, i + 500))
      .execute();
    await tx
      .insertInto('identities')
      .values(identities.slice(i, i + 500))
      .execute();
  }
  await tx.insertInto('groups').values(groups).execute();
}

const person = (
  id: string,
  name: string,
  roles: Role[],
  taught: string[],
  school: string | null,
): NewRow<'people'> => ({
  ...{ id, name, roles: JSON.stringify(roles), subjects: JSON.stringify(taught), school_id: school },
  ...{ contact_schools: '[]', active: 1 },
});

/** Half of the groups are of subjects, some of roles, the others of schools. */
function groupRow(n: number, size: Size, now: number): NewRow<'groups'> {
  const { name, subjects: own, schools, roles } = groupAudience(n, size);
  return {
    ...{ id: `g${n}`, name, platform: 'sandbox', robot: 'sandbox', chat_id: `g${n}` },
    ...{ hook_lane: null, hook_key: null, hook_secret: null, outsiders: 0, active: 1 },
    ...{ subjects: JSON.stringify(own), schools: JSON.stringify(schools), roles: JSON.stringify(roles) },
    ...{ registered_by: null, registered_at: now },
  };
}

function groupAudience(n: number, size: Size): Pick<Group, 'name' | 'subjects' | 'schools' | 'roles'> {
  const none = { subjects: [], schools: [], roles: [] };
  if (n % 2 === 0) return { ...none, name: `${subjectAt(n / 2)}教研群${n}`, subjects: [subjectAt(n / 2)] };
  if (n % 8 === 1) return { ...none, name: `学校联系人群${n}`, roles: ['liaison'] };
  return { ...none, name: `学校群${n}`, schools: [schoolId(n, size)] };
}

async function seedWork({ tx, now }: Act, size: Size): Promise<void> {
  const visits = terms.flatMap((term, half) =>
    numbers(size.schools).map((n) => ({
      ...{ id: `v${half}-${n}`, number: `视${String(half * size.schools + n + 1).padStart(4, '0')}`, term_id: term.id },
      ...{ school_id: `s${n}`, day: addDays(term.week1Monday, 21 + 7 * (n % 14) + (n % 5)) },
      ...{
        team: JSON.stringify([0, 1, 2].map((k) => `r${(n + k) % 15}`)),
        planned_by: 'head',
        state: 'planned' as const,
      },
      ...{ revision: 1, planned_at: now },
    })),
  );
  await tx.insertInto('visits').values(visits).execute();
  const contests = ['2022-10-01', '2022-12-01', '2023-03-15', '2023-05-15'].map((opens, n) => ({
    ...{ ...sampleContest, id: `c${n}`, name: `比赛${n + 1}`, sample: 0 },
    ...{ opens_at: instantOf(opens), closes_at: instantOf(addDays(opens, 28), '18:00') },
  }));
  await tx.insertInto('contests').values(contests).execute();
  await tx
    .insertInto('schedules')
    .values(schedules(size).map((row, n) => ({ ...row, id: `d${n}`, number: n + 1 })))
    .execute();
  const prepared = terms.flatMap((term) =>
    numbers(17).map((week) => ({
      ...{ id: `${term.id}-${week}`, term_id: term.id, subject: subjectAt(week), revision: 1, updated_at: now },
      ...{
        day: addDays(term.week1Monday, 7 * (week + 1) + ((week % subjects.length) % 5)),
        lead_person_id: `t${week}`,
      },
      ...{ topic: `课题${week + 1}`, place: null },
    })),
  );
  await tx.insertInto('preparations').values(prepared).execute();
}

/** To every school's group each week, to the liaisons twice a month, to every teacher once a month. */
function schedules({ schools }: Size): Omit<NewRow<'schedules'>, 'id' | 'number'>[] {
  const at = instantOf('2022-08-28', '12:00');
  const empty = { groups: [], people: [], subjects: [], schools: [], roles: [] };
  const row = (name: string, cron: string, audience: object) => ({
    ...{ name, cron, text: `${name}：{周次}的安排请看行事历。`, audience: JSON.stringify({ ...empty, ...audience }) },
    ...{ on_holiday: 'postpone', on_quiet: 'postpone', state: 'on' as const, version: 1 },
    ...{ updated_by: 'admin', updated_at: at },
  });
  return [
    row('各校周提醒', '12 8 * * 1', { schools: numbers(schools).map((n) => `s${n}`) }),
    row('联系人提醒', '42 9 1,15 * *', { roles: ['liaison'] }),
    row('教师月报', '22 16 20 * *', { roles: ['teacher'] }),
    ...subjects.map((subject, n) => row(`${subject}周报`, `${n + 10} 15 * * 5`, { subjects: [subject] })),
  ];
}
