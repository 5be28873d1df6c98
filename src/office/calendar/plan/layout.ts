// Divides a document into sections and tells which of them are schedules; the words of a plan around them are not items.
import type { PlanDocument } from '../../../files/document.ts';
import { whenOfCell } from './columns.ts';
import type { Container, Layout } from './entry.ts';
import { isDateLine, isProseHeading, isScheduleHeading, timeHeading } from './headings.ts';
import { type MarkStyle, markInOrder, mayBeDate, readMark } from './marks.ts';
import { piecesOf } from './pieces.ts';
import { findWhens, readWhen } from './scan.ts';
import { isTimeHead } from './shape.ts';
import type { Piece, Sheet } from './sheet.ts';
import { type Section, walkSection } from './walk.ts';
import { noWhen, type When } from './when.ts';
import { part, quoted, type Words } from './words.ts';

const titleWords =
  /(?:计划|安排|安排表|行事历|行事要目|要目|方案|通知|要点|日程|日程表|校历|周历|日历|一览表?|工作历|进度表|总表|公告|简表|月历|活动表|计划表|配档表|工作表|时间表|大事记)(?:\([^()]*\))?$/;

/** The words of a section heading, or null: 一、指导思想; 第二部分 工作安排; 行事历 alone on its line. */
function headingOf(piece: Piece, last: Map<MarkStyle, number>, hasSecond: boolean): Words | null {
  if (piece.kind === 'table') return null;
  const text = piece.words.plain.trim();
  const lead = piece.words.plain.length - piece.words.plain.trimStart().length;
  const mark = markInOrder(text, 0, last);
  if (!mark && readMark(text)?.style === 'han') return null;
  // 一、二月份 is January and February together when no 二、 follows.
  if (mark?.style === 'han' && mark.value === 1 && mayBeDate(text, 0) && !hasSecond) return null;
  if (mark?.style === 'han') last.set('han', mark.value);
  if (mark && (mark.style === 'han' || mark.style === 'part')) {
    const rest = text.slice(mark.to);
    if (rest.length > 34 || /[。;]/.test(rest.replace(/[。]$/, ''))) return null;
    const when = readWhen(rest, 0);
    if (when && !timeHeading(rest) && !isScheduleHeading(rest)) return null;
    return part(piece.words, lead + mark.to);
  }
  if (mark || text.length > 12 || /[,。;:]|20\d\d|小学|中学|学校|园|[区县市]/.test(text.replace(/[:]$/, '')))
    return null;
  if (/^附件\d*[:： ]/.test(text)) return null;
  const named =
    /(?:行事历|日程安排|日程表|工作安排表?|活动安排表?|具体安排|时间安排)$/.test(text) && readWhen(text, 0) === null;
  return named ? part(piece.words, lead) : null;
}

const sayTime = (cells: string[]): boolean => cells.some((cell) => whenOfCell(cell, 'date') !== null);

/** A table with a column for when. */
const isTimetable = ({ rows }: Sheet): boolean =>
  rows.slice(0, 4).some(isTimeHead) || rows.filter(sayTime).length >= Math.min(3, rows.length);

/** Whether work stands under months, weeks or days here. */
function looksScheduled(pieces: Piece[]): boolean {
  let [headings, dated] = [0, 0];
  for (const piece of pieces) {
    if (piece.kind === 'table') {
      if (isTimetable(piece)) return true;
      continue;
    }
    const text = piece.words.plain.trim();
    const mark = markInOrder(text, 0, new Map());
    const rest = text.slice(mark?.to ?? 0);
    if (isDateLine(rest)) continue;
    if (timeHeading(rest)) headings++;
    else if (readWhen(rest, 0) || /^(?:活动|教研|会议|培训)?(?:时间|日期):/.test(rest))
      dated += 1 + sentenceStarts(rest);
  }
  return headings >= 2 || headings + dated >= 3;
}

/** How many further sentences of one line begin with a date. */
const sentenceStarts = (text: string): number =>
  [...text.matchAll(/[。；;] ?(?=第|[\d一二三四五六七八九十]{1,3}月)/g)].filter(({ index }) =>
    readWhen(text, index + 1),
  ).length;

function sectionsOf(pieces: Piece[]): Section[] {
  const sections: Section[] = [{ heading: null, pieces: [], schedule: false }];
  const last = new Map<MarkStyle, number>();
  const hasSecond = pieces.some((piece) => piece.kind === 'line' && /^\s*二[、.]/.test(piece.words.plain));
  for (const piece of pieces) {
    const heading = headingOf(piece, last, hasSecond);
    if (heading) sections.push({ heading, pieces: [], schedule: false });
    else sections.at(-1)!.pieces.push(piece);
  }
  return sections;
}

/** 一、二月 / 二、三月 …: sections of one month each; without order they are 一、二月份 together. */
const isMonthList = (heading: Words): boolean => timeHeading(heading.plain) !== null;

/** Entries, themes and the lines that tell title, year and week 1. */
export function layoutOf(document: PlanDocument): Layout {
  const pieces = piecesOf(document.blocks);
  const sections = sectionsOf(pieces);
  for (const section of sections) {
    const heading = section.heading?.plain ?? '';
    const prose = section.heading !== null && isProseHeading(heading) && !isScheduleHeading(heading);
    const byMonth = section.heading !== null && isMonthList(section.heading);
    const named = section.heading !== null && isScheduleHeading(heading) && section.pieces.length > 0;
    section.schedule =
      byMonth ||
      (!prose && (named || looksScheduled(section.pieces))) ||
      section.pieces.some((p) => p.kind === 'table' && isTimetable(p));
  }
  // A schedule heading with nothing under it is the title of what follows.
  sections.forEach((section, i) => {
    const next = sections[i + 1];
    if (
      section.heading &&
      section.pieces.length === 0 &&
      isScheduleHeading(section.heading.plain) &&
      next &&
      !isProseHeading(next.heading?.plain ?? '')
    )
      next.schedule = true;
  });
  const layout: Layout = { entries: [], themes: [], lines: [], containers: [] };
  const head = sections[0]!.pieces.filter((piece) => piece.kind === 'line').slice(0, 12);
  for (const line of head) layout.lines.push({ words: line.words, block: line.at.block, zone: 'head' });
  const about = titleIn(layout);
  const whole = periodOf(layout);
  if (whole) layout.containers.push(whole);
  if (whole && (whole.when.weeks.length > 0 || whole.when.days.length > 0))
    for (const section of sections) section.schedule ||= !isProseHeading(section.heading?.plain ?? '');
  const last = new Map<MarkStyle, number>();
  for (const section of sections) walkSection(withoutTitle(section), about, layout, last, whole);
  return layout;
}

/** 第三周工作安排（3.12—3.18）, 2025年4月教研活动安排表: the week or month the whole document is for. */
function periodOf(layout: Layout): Container | null {
  for (const { words, zone } of layout.lines.slice(0, 4)) {
    const text = words.plain.trim();
    if (zone !== 'head' || text.length > 50 || /[。;,:]/.test(text) || isDateLine(text)) continue;
    const whens = findWhens(text);
    if (
      whens.length === 0 ||
      whens.some(({ every, mod }) => every || mod) ||
      !/安排|计划|活动|工作|日程|预告|要点/.test(text)
    )
      continue;
    const weeks = whens.find((when) => when.weeks.length === 1)?.weeks ?? [];
    const days = whens.find((when) => when.days.length === 1 && when.days[0]!.from !== when.days[0]!.to)?.days ?? [];
    const months = whens.find((when) => when.months.length === 1)?.months ?? [];
    const month =
      months.length === 1 &&
      months[0]!.from === months[0]!.to &&
      /月(?:份)?(?=[\u4e00-\u9fa5]{0,8}(?:安排|计划|活动|工作|日程|要点))/.test(text)
        ? months
        : [];
    const single = weeks.length === 1 && weeks[0]!.from === weeks[0]!.to;
    if (!single && days.length === 0 && month.length === 0) continue;
    const when: When = { ...noWhen(0), weeks: single ? weeks : [], days, months: single || days.length ? [] : month };
    return { when, text: quoted(words), what: 'heading' };
  }
  return null;
}

/** The line that names the document: 2023 年小学教研工作计划. */
export function titleIn(layout: Layout): string | null {
  const heads = layout.lines.filter(({ zone }) => zone === 'head').map(({ words }) => words.plain.trim());
  return heads.find((text) => titleWords.test(text) && text.length <= 60 && !/[。;:,]/.test(text)) ?? null;
}

/** The title itself is no activity. */
const withoutTitle = (section: Section): Section => ({
  ...section,
  pieces: section.pieces.filter(
    (piece, i) =>
      !(section.heading === null && i < 8 && piece.kind === 'line' && isTitleLine(piece.words.plain.trim())),
  ),
});

const isTitleLine = (text: string): boolean =>
  text.length <= 60 &&
  !/[。;,]/.test(text) &&
  readMark(text) === null &&
  (readWhen(text, 0) === null || /^20\d\d/.test(text)) &&
  (titleWords.test(text) || /文件$/.test(text) || /^[^,]{2,16}[[(]20\d\d[\])]\d{1,3}号$/.test(text));
