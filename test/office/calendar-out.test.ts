// The calendar on its way out: which items are whose, which events a feed has, and what the sheet says of each week.
import { describe, expect, it } from 'vitest';
import { type Item, plainItem } from '../../src/office/calendar/model.ts';
import { entriesOf } from '../../src/office/calendar/out/entries.ts';
import { icsText } from '../../src/office/calendar/out/ics.ts';
import {
  type Belongs,
  forAll,
  forGroup,
  forPerson,
  forSchools,
  forSubject,
} from '../../src/office/calendar/out/scope.ts';
import { type Sheet, sheetOf } from '../../src/office/calendar/out/sheet.ts';
import type { Role } from '../../src/office/people/model.ts';
import type { VisitWords } from '../../src/office/visits/wording.ts';
import { readWithIcalJs } from '../support/calendar-clients.ts';
import { spring2023 } from '../support/term.ts';

const item = (title: string, about: Partial<Item> = {}): Item => ({
  ...plainItem,
  ...{ id: title, title, kind: 'activity', quote: title },
  ...about,
});
const day = (start: string, end = start) => ({ start, end, precision: 'day' as const });

describe('which items are whose', () => {
  const general = item('开学典礼');
  const maths = item('数学集体备课', { subjects: ['数学'] });
  const arts = item('艺体检测', { subjects: ['艺术', '体育'], reminderKind: 'examDay' });
  const office = item('教研员命题', { audience: '教研员' });
  const here = item('实验小学开放日', { schools: ['s-shiyan'] });
  const theme = item('学习月', { theme: true });
  const all = [general, maths, arts, office, here, theme];

  const person = (
    roles: Role[],
    subjects: string[] = [],
    schoolId: string | null = null,
    contactSchools: string[] = [],
  ) => forPerson({ roles, subjects, schoolId, contactSchools });
  const group = (about: Partial<{ subjects: string[]; schools: string[]; roles: string[] }>) =>
    forGroup({ subjects: [], schools: [], roles: [], ...about });

  const cases: [string, Belongs, Item[]][] = [
    ['all', forAll, all],
    ['a subject', forSubject('数学'), [maths, theme]],
    ['a subject that plans call otherwise', forSubject('音乐'), [arts, theme]],
    ['a school', forSchools(['s-shiyan']), [general, maths, arts, here, theme]],
    ['another school', forSchools(['s-qinghe']), [general, maths, arts, theme]],
    ['主任', person(['head']), all],
    ['管理员', person(['admin']), all],
    ['a 教研员', person(['researcher'], ['数学'], null, ['s-qinghe']), [general, maths, office, theme]],
    ['the 教研员 of that school', person(['researcher'], ['语文'], null, ['s-shiyan']), [general, office, here, theme]],
    ['a teacher', person(['teacher'], ['数学'], 's-qinghe'), [general, maths, theme]],
    ['a teacher of that school', person(['teacher'], ['体育与健康'], 's-shiyan'), [general, arts, here, theme]],
    ['a liaison: exams of any subject', person(['liaison'], [], 's-qinghe'), [general, arts, theme]],
    ['a group for all', group({}), all],
    ['a group of a subject', group({ subjects: ['数学'] }), [general, maths, theme]],
    ['a group of a school', group({ schools: ['s-shiyan'] }), [general, maths, arts, here, theme]],
    ['a group of liaisons', group({ roles: ['liaison'] }), [general, arts, theme]],
    ['a group of 教研员', group({ roles: ['researcher'] }), [general, office, theme]],
  ];
  it.each(cases)('%s', (_, belongs, expected) => {
    expect(all.filter(belongs).map(({ title }) => title)).toEqual(expected.map(({ title }) => title));
  });
});

const visit: VisitWords = {
  visit: {
    ...{ id: 'v1', number: '视0001', schoolId: 's-ermatou', day: '2023-03-23', team: ['p-wangmin'] },
    ...{ plannedBy: 'p-wangmin', state: 'planned', revision: 2, plannedAt: 0 },
  },
  school: '二码头小学',
  team: ['王敏'],
};

/** The sample term with something moved, something at an hour, and something without a day. */
function changed() {
  const calendar = spring2023();
  const edits: Record<string, Partial<Item>> = {
    '2023-spring/prep-math': {
      revision: 3,
      exceptions: [
        { day: '2023-04-26', to: '2023-04-28', why: '让给市教学评比', revision: 1 },
        { day: '2023-05-10', to: null, why: '让给市教学评比', revision: 1 },
      ],
    },
    '2023-spring/society-election': {
      ...day('2023-04-07'),
      ...{ time: '09:30', venue: '教研室三楼会议室', revision: 1 },
      movedFrom: { start: '2023-03-31', end: '2023-03-31' },
    },
    '2023-spring/lecture': { start: null, end: null, precision: null },
  };
  return { ...calendar, items: calendar.items.map((one) => ({ ...one, ...edits[one.id] })) };
}

describe('the events of a feed', () => {
  const calendar = changed();
  const entries = entriesOf(calendar, [visit]);
  const named = (title: string) => entries.filter((entry) => entry.title.startsWith(title));
  const days = (title: string) => named(title).map(({ start }) => start);

  it('are the meetings that are held: 语文 14, 英语 15; 数学 13 without the one that fell away', () => {
    expect([named('语文集体备课').length, named('英语集体备课').length]).toEqual([14, 15]);
    expect(named('数学集体备课').length).toBe(12);
    expect(days('数学集体备课')).not.toContain('2023-04-05');
    expect(days('数学集体备课')).not.toContain('2023-05-10');
  });

  it('put a moved meeting on its new day under the name of the old one', () => {
    const moved = named('数学集体备课').find(({ start }) => start === '2023-04-28');
    expect(moved).toMatchObject({ uid: '2023-spring/prep-math-2023-04-26@jiaoyan', sequence: 3 });
    expect(moved?.about).toContain('原定4月26日（周三），让给市教学评比');
  });

  it('have hours where the calendar has one, and the place', () => {
    expect(named('教育学会换届会')).toEqual([
      {
        ...{ uid: '2023-spring/society-election@jiaoyan', sequence: 1, title: '教育学会换届会' },
        ...{ start: '2023-04-07', end: '2023-04-07', time: '09:30', venue: '教研室三楼会议室', busy: true },
        about: ['会议 · 区级 · 第8周', '地点：教研室三楼会议室', '原定3月31日（周五），顺延'],
      },
    ]);
  });

  it('span the week where the day is not settled, and say so', () => {
    expect(named('课改公开课比赛')).toMatchObject([
      {
        title: '课改公开课比赛（日子待定，第8—9周内）',
        start: '2023-04-03',
        end: '2023-04-16',
        time: null,
        busy: false,
      },
    ]);
  });

  it('leave out themes, months, and what is undated; holidays are no events', () => {
    for (const title of ['新课改', '义务教育期末考试', '专家讲座', '清明']) expect(named(title)).toEqual([]);
  });

  it('have one name each', () => {
    expect(new Set(entries.map(({ uid }) => uid)).size).toBe(entries.length);
  });

  it('have the visits given', () => {
    expect(named('视导二码头小学')).toMatchObject([
      { uid: 'visit-v1@jiaoyan', sequence: 2, start: '2023-03-23', about: ['视0001 · 第6周', '组员：王敏'] },
    ]);
  });
});

describe('a feed', () => {
  const long = '关于开展“新课标、新教材、新课堂”主题式教研活动，暨𠮷野老师示范课；观摩研讨会的通知\\补充'.repeat(4);
  const calendar = changed();
  const odd = item(long, { ...day('2023-03-09'), time: '00:10', venue: '一楼,东;侧\n后门\u0000', audience: long });
  const entries = entriesOf({ ...calendar, items: [...calendar.items, odd] }, [visit]);
  const text = icsText({ name: '教研行事历 · 王敏', changedAt: Date.UTC(2023, 2, 6, 1), entries });
  const bytes = Buffer.from(text, 'utf8');

  it('is made of lines of at most 75 bytes, folded between characters, with CRLF', () => {
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const strict = new TextDecoder('utf-8', { fatal: true });
    for (let from = 0, to = bytes.indexOf('\r\n'); to >= 0; from = to + 2, to = bytes.indexOf('\r\n', from)) {
      expect(to - from).toBeLessThanOrEqual(75);
      expect(() => strict.decode(bytes.subarray(from, to))).not.toThrow();
    }
  });

  it('names itself, says how often to come again, and never a time zone', () => {
    expect(text).toContain('\r\nX-WR-CALNAME:教研行事历 · 王敏\r\n');
    expect(text).toContain('\r\nREFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n');
    expect(text).not.toMatch(/TZID|VTIMEZONE/);
    expect(text).toContain('\r\nDTSTART:20230407T013000Z\r\nDTEND:20230407T023000Z\r\n');
    expect(text).toContain('\r\nDTSTART;VALUE=DATE:20230222\r\nDTEND;VALUE=DATE:20230224\r\n');
  });

  it('is read by another program as the same events', () => {
    const read = readWithIcalJs(text);
    expect(read.length).toBe(entries.length);
    expect(new Map(read.map(({ uid, ...rest }) => [uid, rest]))).toEqual(
      new Map(
        entries.map(({ uid, sequence, title, start, end, time, venue, about }) => [
          uid,
          {
            sequence,
            title,
            start,
            end,
            time,
            venue: venue?.replaceAll('\u0000', '') ?? null,
            about: about.join('\n').replaceAll('\u0000', ''),
          },
        ]),
      ),
    );
  });

  it('is the same text for the same calendar', () => {
    expect(icsText({ name: '教研行事历 · 王敏', changedAt: Date.UTC(2023, 2, 6, 1), entries })).toBe(text);
  });
});

/** The lines of a week as `日期|内容|负责|备注`. */
const lines = (sheet: Sheet, label: string): string[] =>
  sheet.months
    .flatMap(({ weeks }) => weeks)
    .filter((week) => week.label === label)
    .flatMap(({ rows }) => rows.map(({ date, content, charge, remark }) => [date, content, charge, remark].join('|')));

describe('the sheet', () => {
  const sheet = sheetOf(changed(), [visit]);

  it('has every teaching week once, under the month of its Thursday', () => {
    expect(sheet.months.map(({ label, weeks }) => [label, ...weeks.map((week) => week.label)])).toEqual([
      ['2月', '第1周', '第2周'],
      ['3月', '第3周', '第4周', '第5周', '第6周', '第7周'],
      ['4月', '第8周', '第9周', '第10周', '第11周'],
      ['5月', '第12周', '第13周', '第14周', '第15周'],
      ['6月', '第16周', '第17周', '第18周', '第19周', '第20周', '6月内'],
      ['7月', '7月内'],
    ]);
    expect(sheet.months.map(({ themes }) => themes.join())).toEqual([
      '新课改启动月',
      '新课改学习月、教学视导月',
      '新课改教研月（4—5月）',
      '',
      '新课改检验月',
      '新课改评选总结提升月',
    ]);
  });

  const weeks: [string, string[]][] = [
    [
      '第2周',
      [
        '2月21日（周二）|领卷||对象：各小学',
        '2月22日—2月23日|小学考试||对象：小学',
        '2月24日（周五）|网上集中阅卷||',
        '本周内|考试周||日子待定',
      ],
    ],
    [
      '第4周',
      [
        '第4—18周每周二|语文集体备课|语文教研员|5月2日停（劳动节）',
        '第4—18周每周三|数学集体备课|数学教研员|4月5日停（清明节）；5月3日停（劳动节）；5月10日停（让给市教学评比）；原定4月26日的改到4月28日（周五）（让给市教学评比）',
        '第4—18周每周四|英语集体备课|英语教研员|',
      ],
    ],
    ['第6周', ['3月21日—4月25日|教学视导||', '3月23日（周四）|视导二码头小学|王敏|视0001']],
    [
      '第8周',
      [
        '4月5日（周三）|清明节放假||停一次：数学集体备课',
        '4月7日（周五） 09:30|教育学会换届会||原定3月31日（周五），顺延；地点：教研室三楼会议室',
        '第8—9周|区级思政课改精品课打磨||日子待定',
        '第8—9周|课改精品课打磨||日子待定',
        '第8—9周|课改公开课比赛||日子待定',
      ],
    ],
    ['第10周', ['4月23日（周日）|调休上班||劳动节调休']],
    ['第14周', []],
    ['6月内', ['6月|义务教育期末考试||日子待定']],
  ];
  it.each(weeks)('says of %s', (label, expected) => {
    expect(lines(sheet, label)).toEqual(expected);
  });

  it('ends with what has no date', () => {
    expect(sheet.pending.map(({ date, content }) => [date, content])).toEqual([['待定', '专家讲座']]);
  });

  it('says whose timetable a makeup day follows', () => {
    const calendar = spring2023({ '2023-04-23': { kind: 'school', name: '补课', follows: 2 } });
    expect(lines(sheetOf(calendar), '第10周')).toEqual(['4月23日（周日）|调休上班||补课；上周二的课']);
  });

  it('puts what lies outside the term before or after it', () => {
    const { term, overrides } = spring2023();
    const items = [item('开学准备', day('2023-02-08')), item('暑期培训', day('2023-07-10'))];
    const outside = sheetOf({ term, overrides, items });
    expect(lines(outside, '开学前')).toEqual(['2月8日（周三）|开学准备||']);
    expect(lines(outside, '假期')).toEqual(['7月10日（周一）|暑期培训||']);
  });
});
