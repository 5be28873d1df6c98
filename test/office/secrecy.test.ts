// Nobody but those concerned learns anything of a secret task: two offices, one with secret tasks and one without, in which everybody
// says everything – they must look the same to everybody else, to the record, the lists, the counts, the logs and the rehearsal.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import { invariants } from '../../src/office/invariants.ts';
import { everyone } from '../../src/office/people/model.ts';
import { rehearse } from '../../src/office/rehearsal/rehearse.ts';
import { rehearsalText } from '../../src/office/rehearsal/wording.ts';
import { samplePeople } from '../../src/office/sample/district.ts';
import { everythingSaid } from '../support/everything.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { openWholeOffice, type Seen, seenLines, type WholeOffice, withoutLots } from '../support/whole-office.ts';

// Ids in the order of making: lists that are ordered by id beside the time are the same in both offices.
vi.mock('../../src/lib/ids.ts', async (original) => {
  let count = 0;
  return {
    ...(await original<typeof import('../../src/lib/ids.ts')>()),
    newId: () => `${(++count).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
  };
});

/** One person for each role, and somebody who is in no roster. */
const speakers = [
  'p-zhoulan',
  'p-chenan',
  'p-liufang',
  'p-wangmin',
  'p-luojianping',
  'p-dujuan',
  'p-jiangwen',
  'p-majun',
  'p-fangyuan',
  'p-liqiang',
  'p-zhaoxue',
  'stranger:somebody',
];
const head = 'p-zhoulan';
const giver = 'p-wangmin';
const setters = ['p-liqiang', 'p-zengqin'];
const concerned = [head, giver, ...setters];
const group = 'g-math';

/** A grade that occurs nowhere else in the sample district. */
const grade = '九年级';

/** What goes wrong is logged with its error: the table is away while a task is given. */
async function sayInVain({ core: { store }, say }: WholeOffice): Promise<void> {
  const rename = (from: string, to: string) =>
    store.write((tx) => sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(tx));
  await rename('paper_tasks', 'gone_away');
  try {
    await say(giver, `/命题 指派 李强 数学 ${grade} 6月9日`);
  } finally {
    await rename('gone_away', 'paper_tasks');
  }
}

const opened: TestStore[] = [];
afterAll(async () => {
  for (const place of opened.splice(0)) await place.close();
  await stopStores();
});

async function open(): Promise<WholeOffice> {
  const [sqlite] = stores;
  if (!sqlite) throw new Error('no store');
  const place = await sqlite.open();
  opened.push(place);
  // Within the window that the plan opens by itself: what the guard holds is the same in both.
  return openWholeOffice(place, instantOf('2023-05-08', '09:12'));
}

/** Two tasks, one of them accepted; gives their numbers. */
async function giveTasks(office: WholeOffice): Promise<string[]> {
  const numbers: string[] = [];
  const give = async (who: string, words: string) => {
    await office.say(who, `/命题 指派 ${words}`);
    numbers.push(/密[0-9A-F]{6}/.exec(await office.say(who, '确认'))?.[0] ?? '');
  };
  await give(giver, `李强 数学 ${grade} 5月23日 期末考试`);
  await give(head, `曾琴 语文 ${grade} 5月24日 期末考试`);
  await office.say('p-liqiang', '/任务 接受');
  return numbers;
}

/** What of the office is nobody's but the concerned's: their talk about secret tasks, and what they are told of them. */
const isTheirs = ({ to, asked, text }: Seen): boolean =>
  concerned.includes(to) && (asked ? /命题|任务|^确认$/.test(asked.text) : /保密任务/.test(text));

/** Everybody says it in private, some in a group. */
async function everybodySays(office: WholeOffice, texts: readonly string[]): Promise<void> {
  for (const [i, text] of texts.entries()) {
    for (const who of speakers) await office.say(who, text);
    for (const who of [someone(i), someone(i + 5)]) await office.say(who, text, group);
    await office.beat();
  }
}

/** One after the other says it. */
async function someSay(office: WholeOffice, texts: readonly string[]): Promise<void> {
  for (const [i, text] of texts.entries()) {
    await office.say(someone(i), text, ...(i % 4 === 3 ? [group] : []));
    await office.say(someone(i + 1), text);
    await office.beat();
  }
}

const someone = (i: number): string => speakers[i % speakers.length] ?? head;

const others = (office: WholeOffice): string[] => seenLines(office.seen.filter((seen) => !isTheirs(seen)));

/** What one office shows and the other does not, in order. */
function differences(a: readonly string[], b: readonly string[]): string[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [
    ...a.filter((line) => !inB.has(line)).map((l) => `+ ${l}`),
    ...b.filter((line) => !inA.has(line)).map((l) => `- ${l}`),
  ];
}

it('has somebody of every role', () => {
  const roles = samplePeople.filter(({ id }) => speakers.includes(id)).flatMap((person) => person.roles);
  expect(everyone.filter((role) => !roles.includes(role))).toEqual([]);
});

/** What the command line tells, and the rows that lists and exports are made of. */
async function papersOf({ core }: WholeOffice): Promise<string[]> {
  const found = await rehearse(core.store.read, { from: '2023-05-08', to: '2023-07-20' });
  return [rehearsalText(found), JSON.stringify(found), ...(await invariants(core.store.read))].map(withoutLots);
}

/** Every row of every table, as text. */
async function rowsOf({ core: { store } }: WholeOffice): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(store.read);
  const all: string[] = [];
  for (const { name } of rows) {
    const table = await sql`select * from ${sql.table(name)}`.execute(store.read);
    all.push(...table.rows.map((row) => `${name} ${JSON.stringify(row)}`));
  }
  return all;
}

describe('an office with secret tasks', () => {
  let secret: WholeOffice;
  let plain: WholeOffice;
  let numbers: string[];
  beforeAll(async () => {
    [secret, plain] = [await open(), await open()];
    numbers = await giveTasks(secret);
    const texts = everythingSaid(numbers[0] ?? '');
    for (const office of [secret, plain]) {
      await office.beat();
      await everybodySays(office, texts.plain);
      await someSay(office, texts.variants);
    }
  }, 900_000);
  it('really has them: those concerned are told, and the two offices differ for them', async () => {
    expect(numbers).toEqual([expect.stringMatching(/^密/), expect.stringMatching(/^密/)]);
    const told = secret.seen.filter(isTheirs).map(({ to }) => to);
    for (const who of concerned) expect(told).toContain(who);
    const list = await secret.say(head, '/命题 列表');
    for (const words of ['李强　数学　九年级', '曾琴　语文　九年级']) expect(list).toContain(words);
    expect(await secret.say('p-liqiang', '/任务')).not.toMatch(/数学|九年级|考试/);
  });

  it('looks to everybody else like one without, whatever they say', () =>
    expect(differences(others(secret), others(plain))).toEqual([]));

  it('rehearses like one without', async () => expect(await papersOf(secret)).toEqual(await papersOf(plain)));

  it('shows its canaries to nobody else and writes them into no log line, job or row', async () => {
    const signs = [grade, ...numbers];
    const holds = (text: string) => signs.some((sign) => text.includes(sign));
    const strangers = secret.seen.filter((seen) => !isTheirs(seen) && !(seen.asked && holds(seen.asked.text)));
    expect(strangers.map(({ text }) => text).filter(holds)).toEqual([]);
    for (const office of [secret, plain]) await sayInVain(office);
    expect(secret.log.length).toBeGreaterThan(0);
    expect(secret.log.filter((line) => holds(line) || /命题|保密任务/.test(line))).toEqual([]);
    const rows = await rowsOf(secret);
    expect(rows.filter((row) => row.includes(grade))).toEqual([]);
    // What somebody else typed who had learnt a number; to those concerned it tells nothing but that there is a task.
    const typed = (row: string) => row.startsWith('inbox ') && row.includes('/记录');
    const named = rows.filter((row) => numbers.some((number) => row.includes(number)) && !typed(row));
    expect(named.filter((row) => !/^(?:paper_tasks|deliveries) /.test(row))).toEqual([]);
    expect(named.filter((row) => row.startsWith('deliveries ') && !row.includes('"class":"secret"'))).toEqual([]);
  });

  it('goes on looking like it while reminders go out, and after the exam', async () => {
    for (const office of [secret, plain]) {
      await office.runTo('2023-07-10', '09:12');
      await everybodySays(office, everythingSaid(numbers[0] ?? '').curious);
    }
    const reminded = secret.seen.filter(({ text }) => text.includes('快到期')).map(({ to }) => to);
    expect(new Set(reminded)).toEqual(new Set(setters));
    expect(differences(others(secret), others(plain))).toEqual([]);
    expect(await papersOf(secret)).toEqual(await papersOf(plain));
  });
});

describe('an answer that has to be sent', () => {
  it('lies in the store without a word that tells of the task, whatever became of it', async () => {
    const office = await open();
    await giveTasks(office);
    const { core } = office;
    await core.hear({
      ...{ platform: 'sandbox', channel: 'dingtalk', robot: 'robot', messageId: newId() },
      ...{ chat: { kind: 'private', id: giver }, sender: { id: giver, kind: 'person' } },
      ...{ text: '/命题 列表', mentions: [], media: [], answerBy: 'delivery' },
    });
    const answers = () => core.store.read.selectFrom('deliveries').selectAll().where('class', '=', 'answer').execute();
    const [waiting] = await answers();
    expect(core.answerOf(waiting?.said ?? '').text).toContain('李强');
    expect(JSON.stringify(waiting)).not.toMatch(/李强|数学|密[0-9A-F]{6}/);
    // No such lane is set up here: it never gets out, and ends as one that perhaps did not.
    await office.beat();
    const [ended] = await answers();
    expect(ended?.state).not.toBe('sent');
    expect(JSON.stringify(ended)).not.toMatch(/李强|数学|密[0-9A-F]{6}/);
  });
});

describe('the comparison', () => {
  it.each<[string, (office: WholeOffice) => Promise<unknown>]>([
    [
      'a record of who has one',
      ({ core }) =>
        core.store.write((tx) =>
          tx
            .insertInto('audit')
            .values({
              ...{ at: core.clock.now(), person_id: 'p-liqiang', action: 'paper.accepted', subject: 'paper' },
              ...{ subject_id: 'x', old: null, new: null, origin: 'secret' },
            })
            .execute(),
        ),
    ],
    [
      'a secret message among the others',
      ({ core }) =>
        core.store.write((tx) =>
          tx.updateTable('deliveries').set({ class: 'event' }).where('class', '=', 'secret').execute(),
        ),
    ],
  ])('finds %s', async (_, leak) => {
    const [secret, plain] = [await open(), await open()];
    await giveTasks(secret);
    await secret.beat();
    await leak(secret);
    for (const office of [secret, plain])
      await everybodySays(office, ['/记录', '/发送 今天', '/发送 李强', '/命题 列表']);
    expect(differences(others(secret), others(plain)).length).toBeGreaterThan(0);
  });
});
