// Secret tasks: who may give and see them, what may follow what, when they are spoken of, what is sealed, and files that are not taken.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { secretKey } from '../../src/ground/secret-key.ts';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { createVault } from '../../src/lib/vault.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { alertUnknown, tellFailed } from '../../src/office/deliveries/actions.ts';
import { isPaperName, refusedPaper } from '../../src/office/papers/files.ts';
import { givePaper, handOverPaper, papersText, redatePaper, withdrawPaper } from '../../src/office/papers/giving.ts';
import { myTasks, takeStep } from '../../src/office/papers/having.ts';
import type { PaperState } from '../../src/office/papers/model.ts';
import { readPaperNumber } from '../../src/office/papers/model.ts';
import { duePapers } from '../../src/office/papers/reminders.ts';
import { mayBecome, mayGive, readGrade } from '../../src/office/papers/rules.ts';
import { samplePeople } from '../../src/office/sample/district.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { spring2023File } from '../support/term.ts';
import { openUploads } from '../support/web.ts';
import { openWholeOffice } from '../support/whole-office.ts';
import { docxOf } from '../support/zip.ts';

const personOf = (id: string) => {
  const found = samplePeople.find((person) => person.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

describe('rules', () => {
  test.each<[string, string, boolean]>([
    ['p-zhoulan', '数学', true],
    ['p-wangmin', '数学', true],
    ['p-wangmin', '语文', false],
    ['p-chenan', '数学', false],
    ['p-majun', '数学', false],
    ['p-liqiang', '数学', false],
  ])('%s may have papers of %s set: %s', (id, subject, may) => expect(mayGive(personOf(id), subject)).toBe(may));

  test.each<[PaperState, PaperState[]]>([
    ['given', ['accepted', 'recused', 'withdrawn']],
    ['accepted', ['finished', 'recused', 'withdrawn']],
    ['finished', ['handedOver', 'withdrawn']],
    ['recused', ['accepted', 'withdrawn']],
    ['handedOver', []],
    ['withdrawn', []],
  ])('%s becomes %s', (state, next) => {
    const all: PaperState[] = ['given', 'accepted', 'finished', 'handedOver', 'recused', 'withdrawn'];
    expect(all.filter((one) => mayBecome({ state }, one))).toEqual(all.filter((one) => next.includes(one)));
  });

  test.each<[string, string | null]>([
    ['三年级', '三年级'],
    ['５年级', '五年级'],
    ['9年级', '九年级'],
    ['十年级', null],
    ['三至五年级', null],
    ['高一', null],
  ])('grade %s → %s', (text, grade) => expect(readGrade(text)).toBe(grade));

  test.each<[string, string | null]>([
    ['密A3F09C', '密A3F09C'],
    ['a3f09c', '密A3F09C'],
    ['密 Ａ３ｆ09c', '密A3F09C'],
    ['密A3F09', null],
    ['名0001', null],
  ])('number %s → %s', (text, number) => expect(readPaperNumber(text)).toBe(number));

  test.each<[string, boolean]>([
    ['三年级数学试卷.docx', true],
    ['试 题（定稿）.pdf', true],
    ['答-案.jpg', true],
    ['考卷１.zip', true],
    ['问卷.xlsx', false],
    ['教学设计.docx', false],
  ])('file %s is a paper: %s', (name, is) => expect(isPaperName(name)).toBe(is));
});

describe('what is sealed', () => {
  const vault = createVault('one key of an office', 'secret tasks');

  it('opens again, differs each time, and opens under no other key or use, nor when it was altered', () => {
    const [a, b] = [vault.seal('九年级'), vault.seal('九年级')];
    expect(vault.open(a)).toBe('九年级');
    expect(a).not.toBe(b);
    expect(createVault('another key of an office', 'secret tasks').open(a)).toBeNull();
    expect(createVault('one key of an office', 'answers').open(a)).toBeNull();
    const at = a.length - 5;
    expect(vault.open(a.slice(0, at) + (a[at] === 'A' ? 'B' : 'A') + a.slice(at + 1))).toBeNull();
    for (const none of ['', 'v1.', '九年级', a.slice(0, 20)]) expect(vault.open(none)).toBeNull();
  });

  it('has one key, made once, readable by its owner, unless one is given', () => {
    const dir = mkdtempSync(join(tmpdir(), 'jiaoyan-key-'));
    try {
      const made = secretKey(dir, undefined);
      expect(made.length).toBeGreaterThan(40);
      expect(secretKey(dir, undefined)).toBe(made);
      expect(secretKey(dir, 'given by the office')).toBe('given by the office');
      expect(readdirSync(dir)).toEqual(['secret.key']);
      expect(statSync(join(dir, 'secret.key')).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(dir, 'secret.key'), 'utf8').trim()).toBe(made);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice(instantOf('2023-05-08', '09:12'));
  await office.act(null, (act) => importTerm(act, spring2023File));
});
afterEach(() => office.close());

const day = (text: string) => {
  const date = parseDate(text);
  if (!date) throw new Error(`no date: ${text}`);
  return date;
};
const give = (who: string, due = '6月9日', person = '李强') =>
  office.act(who, (act) => givePaper(act, { person, subject: '数学', grade: '五年级', due: day(due) }));
const numberIn = (said: string): string => /密[0-9A-F]{6}/.exec(said)?.[0] ?? '';

describe('a task', () => {
  it('says nothing of what it is about in the store, the record and the message to whoever has it', async () => {
    await give('王敏');
    const rows = [
      ...(await office.store.read.selectFrom('paper_tasks').selectAll().execute()),
      ...(await office.store.read.selectFrom('audit').selectAll().where('subject', '=', 'paperSetting').execute()),
      ...(await office.store.read.selectFrom('deliveries').selectAll().where('class', '=', 'secret').execute()),
    ].map((row) => JSON.stringify(row));
    expect(rows.length).toBe(3);
    expect(rows.filter((row) => /五年级|数学|命题|期末/.test(row))).toEqual([]);
    const [noted] = await office.store.read
      .selectFrom('audit')
      .selectAll()
      .where('subject', '=', 'paperSetting')
      .execute();
    expect(noted).toMatchObject({ person_id: null, action: 'secret.given', origin: 'secret', old: null, new: null });
  });

  it('is told of in sending hours', async () => {
    await office.act('王敏', (act) =>
      givePaper(
        { ...act, now: instantOf('2023-05-08', '20:00') },
        { person: '李强', subject: '数学', grade: '五年级', due: day('6月9日') },
      ),
    );
    const { due_at } = await office.store.read
      .selectFrom('deliveries')
      .select('due_at')
      .where('class', '=', 'secret')
      .executeTakeFirstOrThrow();
    expect(stamp(due_at)).toBe('2023-05-09 07:30');
  });

  it('is seen by its giver and the head alone, with what became of it', async () => {
    const number = numberIn(await give('王敏'));
    await office.act('李强', (act) => takeStep(act, 'accepted', undefined));
    for (const who of ['王敏', '周岚']) {
      const text = await office.act(who, (act) => papersText(act, number));
      expect(text).toMatch(/李强　数学　五年级[\s\S]*王敏　交办\n[\s\S]*李强　接受/);
    }
    await expect(office.act('刘芳', (act) => papersText(act, number))).rejects.toThrow('没有这个编号');
    await expect(office.act('刘芳', (act) => papersText(act, '密000000'))).rejects.toThrow('没有这个编号');
    expect(await office.act('刘芳', (act) => papersText(act, null))).not.toContain('李强');
    expect(JSON.stringify(await office.act('李强', myTasks))).not.toMatch(/数学|五年级|期末/);
    expect(await office.act('方圆', myTasks)).toEqual({ text: '您现在没有保密任务。' });
  });

  it('is handed over by two people', async () => {
    await give('周岚', '6月9日', '周岚（教研室主任）');
    await office.act('周岚', (act) => takeStep(act, 'accepted', undefined));
    await office.act('周岚', (act) => takeStep(act, 'finished', undefined));
    await expect(office.act('周岚', (act) => handOverPaper(act, undefined))).rejects.toThrow('另一个人');
    await expect(office.act('王敏', (act) => handOverPaper(act, undefined))).rejects.toThrow('没有可以这样办的命题');
  });

  it('that was sealed under another key is told to the head as unreadable, and cannot be changed', async () => {
    const number = numberIn(await give('王敏'));
    const lost = createVault('a key that came later', 'secret tasks');
    const withLost = <T>(work: (act: Parameters<typeof myTasks>[0]) => Promise<T>, who = '周岚') =>
      office.act(who, (act) => work({ ...act, settings: { ...act.settings, vault: lost } }));
    expect(await withLost((act) => papersText(act, null))).toContain('有 1 项读不出');
    expect(await withLost((act) => papersText(act, null), '王敏')).not.toContain('读不出');
    await expect(withLost((act) => papersText(act, number))).rejects.toThrow('没有这个编号');
    await expect(withLost((act) => takeStep(act, 'accepted', undefined), '李强')).rejects.toThrow('读不出来');
  });
});

describe('what is said about it in private', () => {
  let place: TestStore | null = null;
  afterEach(async () => {
    await place?.close();
    place = null;
  });

  it('is kept sealed: the words not at all, question and answer so that a repeat still gets them', async () => {
    const [sqlite] = stores;
    place = (await sqlite?.open()) ?? null;
    if (!place) throw new Error('no store');
    const { core } = await openWholeOffice(place, instantOf('2023-05-08', '09:12'));
    const hear = (messageId: string, text: string) =>
      core.hear({
        ...{ platform: 'sandbox', channel: 'sandbox', robot: 'sandbox', messageId },
        chat: { kind: 'private', id: 'p-wangmin' },
        sender: { id: 'p-wangmin', kind: 'person' },
        ...{ text, mentions: [], media: [], answerBy: 'return' },
      });
    const asked = await hear('1', '/命题 指派 李强 数学 五年级 6月9日');
    expect(asked.said?.text).toContain('要交给 李强 吗？数学　五年级');
    expect((await hear('1', '/命题 指派 李强 数学 五年级 6月9日')).said).toEqual(asked.said);
    const { read } = place.store;
    const kept = async () => [
      ...(await read.selectFrom('inbox').select(['text', 'answer']).execute()),
      ...(await read.selectFrom('questions').select('question').execute()),
    ];
    expect((await kept()).length).toBe(2);
    expect(JSON.stringify(await kept())).not.toMatch(/李强|数学|五年级|命题/);
    expect((await hear('2', '确认')).said?.text).toContain('已交办');
    for (const misspelt of ['/命题 指排 李强 数学 五年级', '命题李强五年级', '/保密任务 接收'])
      await hear(misspelt, misspelt);
    expect(JSON.stringify(await kept())).not.toMatch(/李强|数学|五年级|命题/);
  });
});

describe('a message about it that does not simply go out', () => {
  const secretOnes = async () =>
    await office.store.read
      .selectFrom('deliveries')
      .selectAll()
      .where('class', '=', 'secret')
      .orderBy('created_at')
      .execute();

  it('is told of to the head, never to admins, and as secretly as itself', async () => {
    await give('王敏');
    const [row] = await secretOnes();
    await office.act(null, (act) => alertUnknown(act, row?.id ?? ''));
    const alerts = (await secretOnes()).filter(({ source_kind }) => source_kind === 'delivery');
    expect(alerts.map(({ audience_id }) => audience_id)).toEqual(['p-zhoulan']);
    expect(alerts[0]?.said).not.toMatch(/李强|王敏|数学|五年级|命题/);
    for (const { id } of alerts) await office.act(null, (act) => alertUnknown(act, id));
    expect((await secretOnes()).length).toBe(2);
    expect(
      await office.store.read.selectFrom('deliveries').select('id').where('class', '=', 'alert').execute(),
    ).toEqual([]);
  });

  it('is told of to its giver when it cannot be sent, without a name', async () => {
    await give('王敏');
    const [row] = await secretOnes();
    await office.act(null, (act) => tellFailed(act, row?.id ?? ''));
    const [note] = (await secretOnes()).filter(({ source_kind }) => source_kind === 'failed');
    expect(note).toMatchObject({ audience_id: 'p-wangmin', class: 'secret' });
    expect(note?.said).not.toMatch(/李强|数学|五年级|命题/);
  });

  it('is found by its number by the head alone', async () => {
    const [sqlite] = stores;
    const place = await sqlite?.open();
    if (!place) throw new Error('no store');
    try {
      const whole = await openWholeOffice(place, instantOf('2023-05-08', '09:12'));
      await whole.say('p-wangmin', '/命题 指派 李强 数学 五年级 6月9日');
      await whole.say('p-wangmin', '确认');
      const { id } = await place.store.read
        .selectFrom('deliveries')
        .select('id')
        .where('class', '=', 'secret')
        .executeTakeFirstOrThrow();
      expect(await whole.say('p-chenan', `/发送 ${id.slice(0, 8)}`)).toContain('没有编号');
      const seen = await whole.say('p-zhoulan', `/发送 ${id.slice(0, 8)}`);
      expect(seen).toContain('保密任务');
      expect(seen).not.toMatch(/李强|王敏|数学|五年级|命题/);
    } finally {
      await place.close();
    }
  });
});

describe('reminders', () => {
  const spoken = async (from: string, to: string) => {
    const calendar = await loadCalendar(office.store.read);
    if (!calendar) throw new Error('no calendar');
    const span = [instantOf(from), instantOf(to)] as const;
    const found = await duePapers(office.store.read, calendar, ...span);
    expect(await duePapers(office.store.read, calendar, ...span)).toEqual(found);
    return found.map(({ due, lead, audience, class: name, said }) => [stamp(due), lead, audience.id, name, said.text]);
  };
  const words = '您的一项保密任务快到期了，请私聊我说 /任务 查看。';

  it('come five and one school days before, to whoever has it, in words that say nothing', async () => {
    await give('王敏');
    expect(await spoken('2023-05-08', '2023-06-30')).toEqual([
      ['2023-06-02 16:12', '-5', 'p-liqiang', 'secret', words],
      ['2023-06-08 16:12', '-1', 'p-liqiang', 'secret', words],
    ]);
    expect(await spoken('2023-06-03', '2023-06-08')).toEqual([]);
  });

  it('none of those that lay before it was given, or put on its day', async () => {
    await give('王敏', '5月11日');
    expect((await spoken('2023-05-01', '2023-06-30')).map(([at]) => at)).toEqual(['2023-05-10 16:12']);
    office.now = instantOf('2023-05-08', '10:00');
    await office.act('王敏', (act) => redatePaper(act, undefined, day('5月16日')));
    expect((await spoken('2023-05-01', '2023-06-30')).map(([at]) => at)).toEqual([
      '2023-05-09 16:12',
      '2023-05-15 16:12',
    ]);
  });

  test.each<[string, (number: string) => Promise<unknown>]>([
    ['recused', () => office.act('李强', (act) => takeStep(act, 'recused', undefined))],
    ['withdrawn', (number) => office.act('周岚', (act) => withdrawPaper(act, number))],
    [
      'finished',
      async () => {
        await office.act('李强', (act) => takeStep(act, 'accepted', undefined));
        await office.act('李强', (act) => takeStep(act, 'finished', undefined));
      },
    ],
  ])('end when it is %s', async (_, ends) => {
    const number = numberIn(await give('王敏'));
    await ends(number);
    expect(await spoken('2023-05-08', '2023-06-30')).toEqual([]);
  });
});

describe('files named like papers', () => {
  let place: TestStore | null = null;
  afterEach(async () => {
    await place?.close();
    place = null;
  });
  afterAll(stopStores);

  it('are refused from the first task to the end of its exam, and are free again before and after', async () => {
    const refused = (on: string) => refusedPaper(office.store.read, ['数学试卷.docx'], on);
    const plan = await loadCalendar(office.store.read);
    expect(plan?.items.some(({ title }) => title.includes('命题'))).toBe(true);
    office.now = instantOf('2023-04-03', '09:12');
    expect(await refused('2023-04-10')).toBeNull();
    await give('王敏');
    expect(await refused('2023-04-02')).toBeNull();
    expect(await refused('2023-04-03')).toContain('我不收试卷');
    expect(await refused('2023-06-30')).toContain('我不收试卷');
    expect(await refused('2023-07-01')).toBeNull();
    expect(await refusedPaper(office.store.read, ['教学设计.docx', undefined], '2023-05-08')).toBeNull();
  });

  it('in a chat: one sentence, nothing is fetched, nothing of it is kept, whatever else the message says', async () => {
    const [sqlite] = stores;
    place = (await sqlite?.open()) ?? null;
    if (!place) throw new Error('no store');
    const whole = await openWholeOffice(place, instantOf('2023-05-08', '09:12'));
    const file = (name: string) => [{ kind: 'file' as const, name, ref: { url: 'https://files.example.cn/1' } }];
    const sentence = '考试期间我不收试卷、试题和答案：没有下载，也没有存。请按保密规定当面交接。';
    for (const text of ['', '/资料', '/行事历 导入', '您好'])
      expect((await whole.say('p-wangmin', text, undefined, file('数学试卷.docx'))).trim()).toBe(sentence);
    expect((await whole.say('p-wangmin', '/资料', 'g-math', file('答案.pdf'))).trim()).toBe(sentence);
    expect(await whole.say('stranger:x', '', 'g-math', file('答案.pdf'))).toBe('');
    expect(await whole.say('p-wangmin', '', undefined, file('教学设计.docx'))).not.toContain('我不收');
    const { read } = place.store;
    const rows = [
      ...(await read.selectFrom('inbox').selectAll().execute()),
      ...(await read.selectFrom('tasks').selectAll().execute()),
      ...(await read.selectFrom('questions').selectAll().execute()),
    ].map((row) => JSON.stringify(row));
    expect(rows.filter((row) => /数学试卷|答案\.pdf/.test(row))).toEqual([]);
  });

  it('whose name is told only when they arrive: not kept, and not said to be left where they were', async () => {
    const [sqlite] = stores;
    place = (await sqlite?.open()) ?? null;
    if (!place) throw new Error('no store');
    const whole = await openWholeOffice(place, instantOf('2023-05-08', '09:12'), '数学试卷.pdf');
    const { fetchMedia } = whole.core.office;
    await expect(fetchMedia('sandbox', { kind: 'file', ref: {} }, 1000)).rejects.toThrow(
      '考试期间我不收试卷、试题和答案，这份没有留下。请按保密规定当面交接。',
    );
  });

  it('on an upload page: refused by name, and nothing of it stays on disk', async () => {
    const site = await openUploads(instantOf('2023-04-10', '09:12'));
    try {
      await site.office.act(null, (act) => importTerm(act, spring2023File));
      const url = await site.linkFor('丁宁');
      const send = (name: string) => {
        const form = new FormData();
        form.append('files', new Blob([new Uint8Array(docxOf())]), name);
        return fetch(`${url}/files`, { method: 'POST', body: form });
      };
      expect((await send('单元试卷.docx')).status).toBe(201);
      await site.office.act('王敏', (act) =>
        givePaper(
          { ...act, now: instantOf('2023-04-10', '09:12') },
          { person: '李强', subject: '数学', grade: '五年级', due: day('6月9日') },
        ),
      );
      const before = site.incoming().length;
      const answer = await send('单元试卷.docx');
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
        400,
        expect.stringContaining('我不收试卷'),
      ]);
      expect(site.incoming().length).toBe(before);
      expect((await send('教学设计.docx')).status).toBe(201);
    } finally {
      await site.close();
    }
  });
});
