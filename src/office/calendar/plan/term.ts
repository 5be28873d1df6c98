// Year, semester, title and 文号 of a plan, with the words that gave them.
import type { LocalDate } from '../../../lib/dates.ts';
import { yearValue } from './ends.ts';
import type { Layout } from './entry.ts';
import { titleIn } from './layout.ts';
import type { PlanHints } from './model.ts';
import { findWhens } from './scan.ts';
import type { When } from './when.ts';

/** What dates without a year are counted from. */
export interface TermYears {
  year: number | null;
  semester: 'spring' | 'autumn' | null;
  /** 7月 and 8月 after 6月 in an autumn plan are the next summer. */
  runsToSummer: boolean;
  because: { year?: string; semester?: string };
}

type Semester = 'spring' | 'autumn';
interface Said {
  year: number;
  semester: Semester | null;
  /** 学年: the number is the year of the autumn. */
  academic: boolean;
  words: string;
}

const half = '第?[一二12上下]?(?:学期|半年|期)?|春季?|秋季?';
const patterns: [RegExp, boolean][] = [
  [
    new RegExp(
      `(20\\d\\d|二[〇零][〇零一二三四五六七八九]{2}|(?<!\\d)\\d\\d(?=[-~]\\d\\d ?学年)) ?年? ?[-~至/] ?(?:20\\d\\d|\\d\\d|二[〇零][〇零一二三四五六七八九]{2}) ?(?:学?年度?) ?(?:度)? ?[(]?(${half})`,
    ),
    true,
  ],
  [new RegExp(`(20\\d\\d|二[〇零][〇零一二三四五六七八九]{2}) ?学年度? ?[(]?(${half})`), true],
  [/(20\d\d|二[〇零][〇零一二三四五六七八九]{2}) ?年?度? ?(春|秋|上半年|下半年|上学期|下学期|上期|下期)/, false],
  [/(20\d\d|二[〇零][〇零一二三四五六七八九]{2}) ?年()(?!版)/, false],
];

const semesterOf = (word: string, academic: boolean): Semester | null => {
  if (/春/.test(word)) return 'spring';
  if (/秋/.test(word)) return 'autumn';
  if (/第?[一1]学期/.test(word)) return academic ? 'autumn' : null;
  if (/第?[二2]学期/.test(word)) return academic ? 'spring' : null;
  if (/^上半年/.test(word)) return 'spring';
  if (/^下半年/.test(word)) return 'autumn';
  if (/^上/.test(word)) return academic ? 'autumn' : null;
  if (/^下/.test(word)) return academic ? 'spring' : null;
  return null;
};

function saidIn(text: string): Said | null {
  for (const [pattern, academic] of patterns) {
    const found = pattern.exec(text);
    if (!found) continue;
    const semester =
      semesterOf(found[2] ?? '', academic) ??
      semesterOf(/第[一二]学期/.exec(text)?.[0] ?? '', true) ??
      semesterOf(/[春秋]季/.exec(text)?.[0] ?? '', false);
    return { year: yearValue(found[1] ?? ''), semester, academic, words: found[0].trim() };
  }
  return null;
}

/** Months that lie in one half of the school year only; the others can begin or end either. */
const inSpring = (month: number): boolean => month >= 3 && month <= 5;
const inAutumn = (month: number): boolean => month >= 9;

const monthsIn = (whens: readonly When[]): number[] =>
  whens
    .flatMap(({ months, days }) => [...months.map(({ from }) => from.month), ...days.map(({ from }) => from.month)])
    .filter((month) => month !== undefined);

/** Months in the order the plan names them: its headings, and its sentences where the headings do not settle the half of the year. */
function monthsOf(layout: Layout): number[] {
  const headings = layout.containers.map(({ when }) => when);
  const months = monthsIn(headings);
  if (headings.length >= 3 && months.some((month) => inSpring(month) || inAutumn(month))) return months;
  const whens = layout.entries.flatMap(({ words, mode }) => (mode === 'notes' ? [] : findWhens(words.plain)));
  return monthsIn([...headings, ...whens]);
}

/** Months of one half only settle it; with months of both the first one does. A few summer months at the end prove nothing. */
function semesterByMonths(months: number[]): Semester | null {
  const [first] = months;
  if (first === undefined) return null;
  const [spring, autumn] = [months.some(inSpring), months.some(inAutumn)];
  if (spring !== autumn) return spring ? 'spring' : 'autumn';
  if (spring) return first >= 7 ? 'autumn' : 'spring';
  return months.filter((month) => month >= 7).length * 2 > months.length || first >= 8 ? 'autumn' : 'spring';
}

const documentNumber =
  /([\u4e00-\u9fa5]{1,12}(?:\([\u4e00-\u9fa5]{1,6}\))?[\u4e00-\u9fa5]{0,6}) ?[[(„]? ?(20\d\d) ?[\])‟"] ?第? ?(\d{1,4}) ?号/;

/** 五教研（小）〔2023〕4号 as printed, blanks left out. */
export function documentNumberIn(layout: Layout): string | null {
  for (const { words, zone } of layout.lines) {
    if (zone !== 'head' || words.plain.trim().length > 40) continue;
    const found = documentNumber.exec(words.plain);
    if (found && /[[(]/.test(found[0]))
      return words.source.slice(found.index, found.index + found[0].length).replace(/\s/g, '');
  }
  return null;
}

/** Where the year is looked for, the surest place first. */
function* places(layout: Layout): Generator<{ text: string; dated: boolean }> {
  const title = titleIn(layout);
  const heads = layout.lines.filter(({ zone }) => zone === 'head').map(({ words }) => words.plain.trim());
  if (title) yield { text: title, dated: false };
  for (const text of heads) if (text.length <= 60 && /学年|学期|春|秋|年度/.test(text)) yield { text, dated: false };
  for (const { words, zone } of layout.lines)
    if (zone === 'body' && words.plain.length <= 60 && /(?:20\d\d|二[〇零]).{0,8}(?:学年|学期|春|秋)/.test(words.plain))
      yield { text: words.plain, dated: false };
  for (const text of heads)
    if (text.length <= 40 && /20\d\d ?年/.test(text) && !/\[20/.test(text)) yield { text, dated: false };
  for (const { words, zone } of layout.lines) if (zone === 'foot') yield { text: words.plain, dated: true };
  for (const text of heads)
    if (/[[(]20\d\d[\])]/.test(text) && text.length <= 40)
      yield { text: text.replace(/[[(](20\d\d)[\])].*/, '$1年'), dated: true };
  for (const text of heads) if (/20\d\d/.test(text)) yield { text, dated: true };
  for (const { words } of layout.entries)
    if (/20\d\d ?年 ?(?:春|秋|[\d一二三四五六七八九十]{1,3} ?月)|20\d\d[-./]\d{1,2}[-./]\d/.test(words.plain))
      yield { text: words.plain, dated: true };
}

/** 10年2月26日 in a row: the year of a day that states one. */
function* statedYears(layout: Layout): Generator<{ text: string; dated: boolean }> {
  for (const { when } of layout.containers)
    for (const { from } of [...when.days, ...when.months])
      if (from.year !== undefined) yield { text: `${from.year}年${from.month ?? 1}月`, dated: true };
}

const isoYear = /(20\d\d)[-./](\d{1,2})[-./]\d{1,2}/;

/** The year and semester the plan is for. Hints win; then title, head, signature, 文号. */
export function termYears(layout: Layout, hints: PlanHints): TermYears {
  const months = monthsOf(layout);
  const byMonths = semesterByMonths(months);
  const hinted = hints.semester ?? semesterOfDay(hints.firstMonday);
  const runsToSummer = months.some(
    (month, i) =>
      (month === 7 || month === 8) &&
      months.slice(0, i).some((m) => m >= 2 && m <= 6) &&
      months.slice(0, i).some((m) => m >= 9),
  );
  for (const { text, dated } of [...places(layout), ...statedYears(layout)]) {
    const iso = dated ? isoYear.exec(text) : null;
    const said = iso ? { year: Number(iso[1]), semester: null, academic: false, words: iso[0] } : saidIn(text);
    if (!said) continue;
    const ambiguous = /[上下](?:学期|期)/.exec(said.words)?.[0];
    const local: Semester | null =
      ambiguous && !said.academic ? (byMonths ?? (ambiguous.startsWith('上') ? 'spring' : 'autumn')) : null;
    const semester = hinted ?? said.semester ?? local ?? byMonths;
    let year = said.year;
    if (said.academic && semester === 'spring') year += 1;
    const month = Number(/年 ?(\d{1,2}) ?月/.exec(text)?.[1] ?? iso?.[2] ?? 0);
    if (dated && semester === 'spring' && month >= 11) year += 1;
    if (dated && semester === 'autumn' && month >= 1 && month <= 2) year -= 1;
    return {
      year: hints.year ?? yearOfHint(hints.firstMonday) ?? year,
      semester,
      runsToSummer,
      because: {
        year: hints.year ? '导入时给出' : said.words,
        ...(semester && { semester: hinted ? '导入时给出' : said.semester ? said.words : '文中月份' }),
      },
    };
  }
  const semester = hinted ?? byMonths;
  const year = hints.year ?? yearOfHint(hints.firstMonday);
  return {
    year,
    semester,
    runsToSummer,
    because: {
      ...(year !== null && { year: '导入时给出' }),
      ...(semester && { semester: hinted ? '导入时给出' : '文中月份' }),
    },
  };
}

const yearOfHint = (day: LocalDate | undefined): number | null => (day ? Number(day.slice(0, 4)) : null);
const semesterOfDay = (day: LocalDate | undefined): Semester | null =>
  day ? (Number(day.slice(5, 7)) >= 7 ? 'autumn' : 'spring') : null;

/** The year in which a month of this term lies; null when no year is known. */
export function yearOfMonth({ year, semester, runsToSummer }: TermYears, month: number): number | null {
  if (year === null) return null;
  if (semester !== 'autumn') return year;
  return month >= 9 || (month >= 7 && !runsToSummer) || (month === 8 && !runsToSummer) ? year : year + 1;
}
