// How a timetable of an exam reads, and what is said about stating one. Data in, Chinese out.
import { chineseNumber } from '../../lib/chinese.ts';
import { monthDayWeekday } from '../../lib/dates.ts';
import type { Chain } from './model.ts';
import type { Sitting, Timetable } from './timetable.ts';

export const noExam = '行事历上没有定了日子、还没结束的考试，请先定好考试的日子。';
export const form =
  '每行写一场：第1天 三年级 语文 9:00 90分钟；几个年级一样可以写 三、四年级。照通常的时间表就发“/考试 定时间 默认”。';
export const noSuchDay = (day: number, days: number): string => `这次考试只有 ${days} 天，没有第${day}天。`;
export const inLine = (no: number, fault: string): string => `第${no}行：${fault}`;
export const notRead = (line: string): string => `没看懂“${line}”。`;
export const young = '一、二年级不进行纸笔考试，请去掉。';
export const faultPage = (faults: readonly string[]): string =>
  ['时间表没有定，请改好再发：', ...faults.slice(0, 20), form].join('\n');

/** 三年级90、四年级100、五年级120分钟; 三至五年级40分钟. */
function gradesText(sittings: readonly Sitting[]): string {
  const lengths = new Set(sittings.map(({ minutes }) => minutes));
  const grade = ({ grade: n }: Sitting): string => chineseNumber(n);
  const [first] = sittings;
  if (first && lengths.size === 1) return `${sittings.map(grade).join('、')}年级 ${first.minutes}分钟`;
  return `${sittings.map((one) => `${grade(one)}年级${one.minutes}`).join('、')}分钟`;
}

/** One line for each paper, by day; what several schools write at one time stands there once. */
export function timetableLines({ sittings }: Timetable): string[] {
  const same = Map.groupBy(sittings, ({ day, at, subject, grade, minutes }) =>
    [day, at, subject, grade, minutes].join(),
  );
  const papers = [...same.values()].flatMap(([first]) => first ?? []);
  return [...Map.groupBy(papers, ({ day }) => day)].flatMap(([day, own]) => [
    monthDayWeekday(day),
    ...[...Map.groupBy(own, ({ at, subject }) => `${at} ${subject}`)].map(
      ([name, grades]) => `　${name}　${gradesText(grades)}`,
    ),
  ]);
}

/** What stating it would do. */
export const preview = (chain: Chain, after: Timetable, touched: number): string =>
  [
    `${chain.title}的时间表要定为：`,
    ...timetableLines(after),
    ...(touched > 0 ? [`${touched} 位监考教师的时间有变，确认后各私信一条更正。`] : []),
    '确认吗？',
  ].join('\n');

export const stated = ({ title }: Chain, { sittings }: Timetable, told: number): string =>
  `${title}的时间表定好了，共 ${sittings.length} 场。${told > 0 ? `已私下告诉 ${told} 位监考教师。` : ''}`;

/** Somebody would have to be in two rooms. */
export const twice = (person: string, one: string, other: string): string =>
  `时间表没有改：改成这样，${person}就要同时监考${one}和${other}。请先发“/考试 免去”换人，或者换个时间。`;

/** To an invigilator whose times change. */
export const tellTimes = ({ title }: Chain, lines: readonly string[]): string =>
  [`更正：${title}的时间表改了，您的这些监考改为：`, ...lines].join('\n');
