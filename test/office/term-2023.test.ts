// The spring term of 2023 run through from the day its plan was issued: everything the office said by itself, as a list people have
// read (term-2023.txt), inside decent hours, and no more in a week than anybody should get.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateOf, mondayOf, monthDayWeekday, timeOf } from '../../src/lib/dates.ts';
import { type Calendar, loadCalendar } from '../../src/office/calendar/model.ts';
import { plainText } from '../../src/office/rehearsal/wording.ts';
import { isSendingTime } from '../../src/office/reminders/hours.ts';
import { rulesOf } from '../../src/office/reminders/rules.ts';
import { classes } from '../../src/queue/classes.ts';
import type { Row } from '../../src/store/tables.ts';
import { arrange } from '../support/at-work.ts';
import { type Arrival, openRun, type TermRun } from '../support/run.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';

/** What people of the office do in that term: day, time, who, words in private. */
const story: readonly (readonly [string, string, string, string])[] = [
  ['2023-03-07', '17:00', '李强', '请假 外出培训'],
  ['2023-03-07', '17:01', '李强', '1'],
  ['2023-03-08', '09:00', '王敏', '/命题 指派 李强 数学 五年级 6月9日'],
  ['2023-03-08', '09:01', '王敏', '1'],
  ['2023-03-08', '09:02', '王敏', '确认'],
  ['2023-03-23', '15:00', '王敏', '/整改 新建 二码头小学 三年级课表没有开齐 期限=4月6日'],
  ['2023-04-12', '10:00', '陈安', '/行事历 改期 课改推进会 5月10日'],
  ['2023-04-12', '10:01', '陈安', '确认'],
  ['2023-06-05', '09:00', '丁宁', '/考试 领卷人 李强'],
  ['2023-06-05', '09:01', '丁宁', '确认'],
  ['2023-06-13', '10:20', '丁宁', '/考试 确认 领卷'],
  ['2023-06-13', '10:30', '董萍', '/考试 确认 领卷'],
];
const answers: string[] = [];

let kept: TestStore;
let run: TermRun;
let calendar: Calendar;
let rows: Row<'deliveries'>[];
let names: Map<string, string>;

beforeAll(async () => {
  const [sqlite] = stores;
  if (!sqlite) throw new Error('no store');
  kept = await sqlite.open();
  run = await openRun(kept);
  await arrange(run);
  for (const [day, time, who, text] of story) {
    await run.runTo(day, time);
    answers.push(`${who}> ${text} → ${(await run.say(who, text)).said?.text ?? ''}`);
  }
  await run.runTo('2023-07-20');
  const read = run.store.read;
  const loaded = await loadCalendar(read);
  if (!loaded) throw new Error('no calendar');
  calendar = loaded;
  rows = await read.selectFrom('deliveries').selectAll().orderBy('due_at').execute();
  const people = await read.selectFrom('people').select(['id', 'name']).execute();
  const groups = await read.selectFrom('groups').select(['id', 'name']).execute();
  names = new Map([...people, ...groups].map(({ id, name }) => [id, name]));
}, 120_000);

afterAll(async () => {
  await kept.close();
  await stopStores();
});

/** A term as people read it: days, and below each who heard what; a number drawn by chance is not part of it. */
function asRead(arrived: readonly Arrival[]): string {
  const days = Map.groupBy(arrived, ({ at }) => dateOf(at));
  return [...days]
    .map(([day, some]) => {
      const lines = some.map(({ at, id, said }) => {
        const words = plainText(said)
          .replace(/\b[0-9a-f]{8}\b/g, '〔编号〕')
          .split('\n')
          .join('\n    ');
        return `  ${timeOf(at)} → ${names.get(id) ?? id}：${words}`;
      });
      return [monthDayWeekday(day), ...lines.sort()].join('\n');
    })
    .join('\n');
}

it('says what people have read and found right', async () => {
  await expect(`${asRead(run.arrived)}\n`).toMatchFileSnapshot('term-2023.txt');
});

it('its people were understood', () => {
  const refused = answers.filter((line) =>
    /没有“|用法|不能|由.*办理|没有在等您|请回答下面/.test(line.split(' → ')[1] ?? ''),
  );
  expect(refused).toEqual([]);
});

describe('hours', () => {
  it('nothing that comes by itself goes out outside sending hours but what may at any hour', () => {
    const sent = rows.filter(({ state }) => state === 'sent');
    const early = sent.filter((row) => !classes[row.class as keyof typeof classes].anyHour);
    expect(early.length).toBeGreaterThan(60);
    expect(early.filter(({ settled_at }) => !isSendingTime(calendar, Number(settled_at)))).toEqual([]);
  });
});

/** Whoever belongs to a group by its subjects, roles and schools: what a message in it counts for. */
async function hearersOf(row: Row<'deliveries'>): Promise<string[]> {
  if (row.audience_kind === 'person') return [row.audience_id];
  const group = await run.store.read
    .selectFrom('groups')
    .selectAll()
    .where('id', '=', row.audience_id)
    .executeTakeFirst();
  if (!group) return [];
  const list = (text: string | null): string[] => JSON.parse(text ?? '[]');
  const [subjects, roles, schools] = [list(group.subjects), list(group.roles), list(group.schools)];
  const fits = (wanted: string[], own: string[]) => wanted.length === 0 || own.some((one) => wanted.includes(one));
  const people = await run.store.read.selectFrom('people').selectAll().where('active', '=', 1).execute();
  return people
    .filter(
      (one) =>
        fits(subjects, list(one.subjects)) && fits(roles, list(one.roles)) && fits(schools, [one.school_id ?? '']),
    )
    .map(({ id }) => id);
}

it('nobody gets more than a few messages a week, but for what never waits', { timeout: 60_000 }, async () => {
  const { pushesAWeek } = rulesOf(calendar).habits;
  const loads = new Map<string, number>();
  for (const row of rows) {
    const waits = classes[row.class as keyof typeof classes].rank !== null;
    if (row.state !== 'sent' || row.part > 0 || !waits) continue;
    for (const id of await hearersOf(row)) {
      const week = `${id} ${mondayOf(dateOf(Number(row.settled_at)))}`;
      loads.set(week, (loads.get(week) ?? 0) + 1);
    }
  }
  expect(loads.size).toBeGreaterThan(100);
  expect([...loads].filter(([, count]) => count > pushesAWeek)).toEqual([]);
});
