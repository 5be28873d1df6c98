// The exam chain: which items make one exam, when steps open and schools are asked, who may invigilate where, how lists are read.
import { describe, expect, test } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import { type Calendar, type Item, plainItem } from '../../src/office/calendar/model.ts';
import { chainsOf, notYet, readStep, stateOf, stepOf } from '../../src/office/exams/chain.ts';
import { type Judging, judge, remarksOn, type Wish } from '../../src/office/exams/duty-rules.ts';
import { examReminders } from '../../src/office/exams/leads.ts';
import { readLines } from '../../src/office/exams/lines.ts';
import { type Chain, type Confirmation, type Duty, type StepKind, stepKinds } from '../../src/office/exams/model.ts';
import { gradeOf, timetableOf } from '../../src/office/exams/timetable.ts';
import { readPapers } from '../../src/office/exams/timetabling.ts';
import { samplePeople, sampleSchools } from '../../src/office/sample/district.ts';
import { spring2023 } from '../support/term.ts';

const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));

const item = (id: string, reminderKind: StepKind, start: string, more: Partial<Item> = {}): Item => ({
  ...plainItem,
  id,
  title: id,
  kind: 'exam',
  quote: id,
  reminderKind,
  precision: 'day',
  start,
  end: start,
  ...more,
});
const pickup = (day: string, more: Partial<Item> = {}) => item(`领${day}`, 'paperPickup', `2023-${day}`, more);
const exam = (day: string, more: Partial<Item> = {}) => item(`考${day}`, 'examDay', `2023-${day}`, more);
const marking = (day: string, more: Partial<Item> = {}) => item(`阅${day}`, 'marking', `2023-${day}`, more);

const withItems = (...items: Item[]): Calendar => ({ ...spring2023(), items });
const only = (calendar: Calendar, schoolId?: string): Chain => {
  const [chain, other] = chainsOf(calendar, schoolId);
  if (!chain || other) throw new Error('not one exam');
  return chain;
};

describe('which items make one exam', () => {
  const cases: [string, Item[], string[]][] = [
    ['the usual week', [marking('03-17'), exam('03-15'), pickup('03-14')], ['领03-14 考03-15 阅03-17']],
    [
      'two exam days one by one',
      [pickup('03-14'), exam('03-15'), exam('03-16'), marking('03-17')],
      ['领03-14 考03-15 考03-16 阅03-17'],
    ],
    ['pickup on the day itself', [exam('03-15'), pickup('03-15')], ['领03-15 考03-15']],
    [
      'two exams of a term',
      [pickup('03-14'), exam('03-15'), marking('03-17'), pickup('06-27'), exam('06-28')],
      ['领03-14 考03-15 阅03-17', '领06-27 考06-28'],
    ],
    [
      'an exam after a marking is another',
      [exam('03-15'), marking('03-17'), exam('03-20')],
      ['考03-15 阅03-17', '考03-20'],
    ],
    [
      'a second pickup begins another',
      [pickup('03-14'), pickup('03-16'), exam('03-20')],
      ['领03-14', '领03-16 考03-20'],
    ],
    ['after three weeks it is another', [exam('03-15'), marking('04-06')], ['考03-15', '阅04-06']],
    ['within three weeks it is the same', [exam('03-15'), marking('04-05')], ['考03-15 阅04-05']],
    [
      'what has no day, is a theme or was over does not count',
      [exam('03-15', { precision: 'week' }), pickup('03-14', { theme: true }), marking('03-17', { past: true })],
      [],
    ],
  ];
  test.each(cases)('%s', (_, items, expected) => {
    const found = chainsOf(withItems(...items)).map(({ steps }) =>
      steps.flatMap((step) => step.items.map(({ id }) => id)).join(' '),
    );
    expect(found).toEqual(expected);
  });

  test('of a school only what is for it; pickup and marking of an exam for some schools are for no others', () => {
    const calendar = withItems(
      pickup('03-14'),
      exam('03-15', { schools: ['s-qinghe'] }),
      marking('03-17'),
      exam('06-28'),
    );
    const ids = (school: string) =>
      chainsOf(calendar, school).flatMap(({ steps }) => steps.flatMap(({ items }) => items.map(({ id }) => id)));
    expect(ids('s-qinghe')).toEqual(['领03-14', '考03-15', '阅03-17', '考06-28']);
    expect(ids('s-shiyan')).toEqual(['考06-28']);
  });
});

describe('steps open by confirmation or by the clock', () => {
  const calendar = withItems(
    pickup('03-14'),
    exam('03-15', { end: '2023-03-16' }),
    marking('03-17', { time: '13:30' }),
  );
  const chain = only(calendar, 's-shiyan');
  const confirmed = (...kinds: StepKind[]): Confirmation[] =>
    kinds.map((kind) => ({
      itemId: stepOf(chain, kind)?.items[0]?.id ?? '',
      schoolId: 's-shiyan',
      personId: 'p',
      at: 0,
    }));
  const states = (now: string, confirmations: Confirmation[]): string =>
    stepKinds
      .map((kind) => {
        const step = stepOf(chain, kind);
        return step ? stateOf(calendar, { chain, step, schoolId: 's-shiyan' }, confirmations, at(now)) : '';
      })
      .join(' ');

  test.each<[string, StepKind[], string]>([
    ['2023-03-13 23:59', [], 'waiting waiting waiting'],
    ['2023-03-14 00:00', [], 'open waiting waiting'],
    ['2023-03-14 07:00', ['paperPickup'], 'confirmed open waiting'],
    ['2023-03-15 08:29', [], 'open waiting waiting'],
    ['2023-03-15 08:30', [], 'open open waiting'],
    ['2023-03-16 16:00', ['paperPickup', 'examDay'], 'confirmed confirmed open'],
    ['2023-03-17 13:29', ['paperPickup'], 'confirmed open waiting'],
    ['2023-03-17 13:30', ['paperPickup'], 'confirmed open open'],
  ])('%s with %j', (now, kinds, expected) => expect(states(now, confirmed(...kinds))).toBe(expected));

  test.each<[StepKind, string, StepKind[], string | null]>([
    ['paperPickup', '2023-03-13 23:59', [], 'day'],
    ['paperPickup', '2023-03-14 06:30', [], null],
    // Open, but nobody has finished an exam that is not over.
    ['examDay', '2023-03-15 12:00', ['paperPickup'], 'day'],
    ['examDay', '2023-03-16 12:00', [], null],
    ['marking', '2023-03-16 12:00', ['paperPickup'], 'before'],
    ['marking', '2023-03-16 12:00', ['examDay'], null],
    ['marking', '2023-03-20 12:00', [], null],
  ])('%s can be confirmed at %s with %j: %s', (kind, now, kinds, why) => {
    const step = stepOf(chain, kind);
    const found = step && notYet(calendar, { chain, step, schoolId: 's-shiyan' }, confirmed(...kinds), at(now));
    expect(found?.why ?? null).toBe(why);
  });

  test.each([
    ['领卷', 'paperPickup'],
    ['已领卷', 'paperPickup'],
    ['考试完成', 'examDay'],
    ['考完', 'examDay'],
    ['阅 卷', 'marking'],
    ['命题', null],
  ])('%s means %s', (text, kind) => expect(readStep(text)).toBe(kind));
});

describe('when it speaks', () => {
  const due = (...items: Item[]) =>
    examReminders(withItems(...items), at('2023-02-01 00:00'), at('2023-07-01 00:00')).map(
      (one) => `${stamp(one.due).slice(5)} ${one.item.id} ${one.asking === 'before' ? one.lead.name : one.asking}`,
    );

  test('pickup, exam and marking by the office’s table, then those who have not confirmed', () =>
    expect(due(pickup('03-14'), exam('03-15', { end: '2023-03-16' }), marking('03-17'))).toEqual([
      '03-09 16:12 领03-14 -3',
      '03-13 16:12 领03-14 -1',
      '03-14 07:42 领03-14 0',
      '03-14 11:42 领03-14 alert',
      '03-14 14:12 领03-14 list',
      '03-14 16:12 考03-15 -1',
      '03-16 16:12 阅03-17 -1',
      '03-17 16:12 阅03-17 alert',
      '03-17 17:42 阅03-17 list',
    ]));

  test('nobody is asked before papers can be there: some time after the pickup begins, the office an hour later', () =>
    expect(due(pickup('03-14', { time: '14:00' })).slice(3)).toEqual([
      '03-14 15:12 领03-14 alert',
      '03-14 16:12 领03-14 list',
    ]));

  test('a marking of several days or parts is asked about once, at its end', () =>
    expect(
      due(marking('03-16'), marking('03-20', { end: '2023-03-21' })).filter((line) => !line.includes('-1')),
    ).toEqual(['03-21 16:12 阅03-20 alert', '03-21 17:42 阅03-20 list']));

  test('what was over when the calendar came in says nothing', () =>
    expect(due(pickup('03-14', { past: true }))).toEqual([]));
});

describe('timetables', () => {
  const days = (items: Item[], papers = new Map()) =>
    timetableOf(withItems(...items), only(withItems(...items)), papers).sittings.map(
      ({ day, grade, subject, at: time, minutes, itemId }) =>
        `${day.slice(5)} ${time} ${subject}${grade} ${minutes} ${itemId}`,
    );

  test('the usual two days, over a weekend, from two items', () => {
    // 3月17日 is a Friday.
    expect(days([exam('03-17', { end: '2023-03-20' })]).filter((line) => line.includes('3 '))).toEqual([
      '03-17 09:00 语文3 90 考03-17',
      '03-17 13:00 英语3 50 考03-17',
      '03-20 09:00 数学3 80 考03-17',
      '03-20 11:00 科学3 40 考03-17',
    ]);
    const second = days([exam('03-15'), exam('03-16')]).filter((line) => line.includes('数学'));
    expect(second).toEqual([
      '03-16 09:00 数学3 80 考03-16',
      '03-16 09:00 数学4 90 考03-16',
      '03-16 09:00 数学5 90 考03-16',
    ]);
  });

  test('stated papers hang on their item and move along with it', () => {
    const papers = [{ day: 2, grade: 4, subject: '语文', at: '09:00', minutes: 100 }];
    const on = (start: string, end: string) =>
      days([item('期末', 'examDay', start, { end })], new Map([['期末', papers]]));
    expect(on('2023-03-15', '2023-03-16')).toEqual(['03-16 09:00 语文4 100 期末']);
    expect(on('2023-03-16', '2023-03-17')).toEqual(['03-17 09:00 语文4 100 期末']);
    expect(on('2023-03-16', '2023-03-16')).toEqual([]);
  });

  test.each([
    ['三年级1班', 3],
    ['5年级第2考场', 5],
    ['第3考场', null],
    ['六（2）班', 6],
  ])('the grade of %s', (room, grade) => expect(gradeOf(room)).toBe(grade));

  test.each([
    ['第1天 三年级 语文 9:00 90分钟', ['1 3 语文 09:00 90']],
    ['第二天　3-5年级　数学　９：００　90', ['2 3 数学 09:00 90', '2 4 数学 09:00 90', '2 5 数学 09:00 90']],
    ['第1天 三、五年级 英语 13点 50分钟', ['1 3 英语 13:00 50', '1 5 英语 13:00 50']],
    ['第1天 二年级 语文 9:00 90', '一、二年级不进行纸笔考试，请去掉。'],
    ['第1天 三年级 语文 25:00 90', '没看懂'],
    ['第1天 三年级 语文 9:00 500', '没看懂'],
    ['三年级 语文 9:00 90', '没看懂'],
  ])('%s', (text, expected) => {
    const { papers, faults } = readPapers(text);
    if (typeof expected === 'string') expect([papers, faults[0]?.includes(expected)]).toEqual([[], true]);
    else
      expect(
        papers.map(({ day, grade, subject, at: time, minutes }) => `${day} ${grade} ${subject} ${time} ${minutes}`),
      ).toEqual(expected);
  });
});

const person = (id: string) => {
  const found = samplePeople.find((one) => one.id === id);
  if (!found) throw new Error(`nobody is ${id}`);
  return found;
};
const schools = new Map(sampleSchools.map((school) => [school.id, school]));

describe('who may invigilate', () => {
  const calendar = withItems(exam('03-15', { end: '2023-03-16' }));
  const timetable = timetableOf(calendar, only(calendar), new Map());
  const judging = (duties: Duty[] = []): Judging => ({
    timetable,
    duties,
    schools,
    away: new Map([['p-panlei', new Map([['2023-03-15', '视0001']])]]),
  });
  const wish = (who: string, school: string, room: string, subject: string): Wish => ({
    no: 1,
    kind: 'invigilator',
    itemId: '考03-15',
    person: person(who),
    school: schools.get(school) ?? null,
    room,
    subject,
  });
  const faults = (...wishes: Wish[]) => judge(judging(), wishes).map(({ fault }) => fault?.why ?? 'ok');

  test.each<[string, Wish[], string[]]>([
    ['from another school', [wish('p-zhaoxue', 's-ermatou', '三年级1班', '语文')], ['ok']],
    ['the own school', [wish('p-liqiang', 's-ermatou', '三年级1班', '语文')], ['ownSchool']],
    ['somebody of no school', [wish('p-wangmin', 's-ermatou', '三年级1班', '语文')], ['noSchool']],
    [
      'two to a room, not three',
      ['p-zhaoxue', 'p-zengqin', 'p-suting'].map((id) => wish(id, 's-ermatou', '三年级1班', '语文')),
      ['ok', 'ok', 'full'],
    ],
    [
      'the same room however it is written',
      [wish('p-zhaoxue', 's-ermatou', '三年级1班', '语文'), wish('p-zhaoxue', 's-ermatou', '三年级 １班', '语文')],
      ['ok', 'twice'],
    ],
    [
      'two rooms at a time',
      [wish('p-zhaoxue', 's-ermatou', '三年级1班', '语文'), wish('p-zhaoxue', 's-qinghe', '四年级1班', '语文')],
      ['ok', 'busy'],
    ],
    [
      'one after the other',
      [wish('p-zhaoxue', 's-ermatou', '三年级1班', '语文'), wish('p-zhaoxue', 's-qinghe', '三年级1班', '英语')],
      ['ok', 'ok'],
    ],
    // Grade 5 writes mathematics until 10:30, 科学 begins at 11:00.
    [
      'papers that do not touch',
      [wish('p-zhaoxue', 's-ermatou', '五年级1班', '数学'), wish('p-zhaoxue', 's-ermatou', '五年级1班', '科学')],
      ['ok', 'ok'],
    ],
    ['a paper nobody writes', [wish('p-zhaoxue', 's-ermatou', '三年级1班', '美术')], ['subject']],
    ['grades without exams', [wish('p-zhaoxue', 's-ermatou', '二年级1班', '语文')], ['young']],
  ])('%s', (_, wishes, expected) => expect(faults(...wishes)).toEqual(expected));

  test('another area, a visit that day and a lonely invigilator are remarked', () => {
    const remarks = (one: Wish) => remarksOn(judging(), [one]).map(({ remark }) => remark.why);
    expect(remarks(wish('p-suting', 's-ermatou', '三年级1班', '语文'))).toEqual(['area', 'alone']);
    expect(remarks(wish('p-panlei', 's-ermatou', '三年级1班', '语文'))).toEqual(['away', 'alone']);
    expect(remarks(wish('p-panlei', 's-ermatou', '三年级1班', '数学'))).toEqual(['alone']);
  });
});

describe('lists', () => {
  const roster = { people: samplePeople, schools: sampleSchools };
  const read = (text: string) => {
    const { lines, faults, exam: named } = readLines('invigilator', text, roster, null);
    return [
      ...lines.map(
        ({ no, school, room, subjects, people }) =>
          `${no} ${school?.name} ${room} ${subjects.join('+')} ${people.map(({ id }) => id).join('+')}`,
      ),
      ...faults.map(({ no, text: why }) => `${no} ${why}`),
      ...(named ? [`考试=${named}`] : []),
    ];
  };

  test.each([
    ['二码头 三年级1班 语文 赵雪、曾琴', ['1 二码头小学 三年级1班 语文 p-zhaoxue+p-zengqin']],
    [
      '学校\t考场\t科目\t监考\n1\t二码头小学\t三年级1班\t语文、数学\t赵雪\t曾琴',
      ['2 二码头小学 三年级1班 语文+数学 p-zhaoxue+p-zengqin'],
    ],
    ['二码头小学，三年级1班，语文，王丽（青禾小学 语文）', ['1 二码头小学 三年级1班 语文 p-wangli-qinghe']],
    ['考试=期末 二码头小学 三年级1班 全部 赵雪', ['1 二码头小学 三年级1班 全部 p-zhaoxue', '考试=期末']],
    [
      '二码头小学 三年级1班 语文 赵雪\n考试 ＝ 期末\n码头小学 三年级1班 语文 赵雪',
      ['1 二码头小学 三年级1班 语文 p-zhaoxue', '3 没有“码头小学”这所学校。', '考试=期末'],
    ],
    [
      '二码头小学 三年级1班 语文 王丽',
      ['1 名册里有 2 位“王丽”，您说的是哪一位？请写成 王丽（震华小学 语文） 或 王丽（青禾小学 语文）。'],
    ],
    [
      '二码头小学 三年级1班 语文',
      ['1 没有写姓名，要写 学校 考场 科目 姓名，例如 二码头小学 三年级1班 语文 赵雪、曾琴。'],
    ],
    ['码头小学 三年级1班 语文 赵雪', ['1 没有“码头小学”这所学校。']],
    ['\n\n', []],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));
});
