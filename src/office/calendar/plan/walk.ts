// Walks through the lines and tables of a document and gives each sentence what stands around it: month, week, day, heading.
import { type Around, follow, open } from './around.ts';
import { blockAt, entriesOf } from './blocks.ts';
import type { Container, Entry, Layout } from './entry.ts';
import {
  beginsFoot,
  beginsNotes,
  closesMonths,
  isDateLine,
  type TimeHeading,
  themeLine,
  timeHeading,
} from './headings.ts';
import { isActivity } from './lexicon.ts';
import { type Mark, type MarkStyle, markInOrder } from './marks.ts';
import { findWhens, readWhen } from './scan.ts';
import type { Line, Piece, Sheet } from './sheet.ts';
import { readSheet } from './tables.ts';
import { isSigned, isTail } from './tail.ts';
import { noWhen } from './when.ts';
import { part, quoted, type Words, words } from './words.ts';

/** A part of the document under one heading. */
export interface Section {
  heading: Words | null;
  pieces: Piece[];
  schedule: boolean;
}

const order: MarkStyle[] = [
  'part',
  'han',
  'hanBracket',
  'digit',
  'digitBracket',
  'digitClose',
  'circled',
  'letter',
  'bullet',
];
const trimmed = (of: Words): Words => {
  const [lead, tail] = [/^\s*/.exec(of.plain)![0].length, /\s*$/.exec(of.plain)![0].length];
  return part(of, lead, of.plain.length - tail);
};

/** Reads one section into the layout. `about` is what the document is about. */
export function walkSection(
  section: Section,
  about: string | null,
  layout: Layout,
  last: Map<MarkStyle, number>,
  whole: Container | null,
): void {
  const weekly = whole !== null && whole.when.months.length === 0;
  const around: Around = {
    month: weekly ? null : whole,
    week: weekly ? whole : null,
    day: null,
    line: null,
    about,
    topic: about,
    notes: false,
  };
  if (section.heading) {
    const heading = section.heading.plain;
    const when = findWhens(heading).find(({ months, weeks }) => months.length + weeks.length > 0);
    layout.lines.push({ words: section.heading, block: 0, zone: 'body' });
    around.about = heading;
    const dated = section.schedule && timeHeading(heading);
    if (when && dated) open(around, dated, section.heading, layout);
    else if (/时间|日期|时限/.test(heading) && findWhens(heading).some(({ days }) => days.length > 0))
      pushHeading(section.heading, around, layout);
  }
  const { pieces } = section;
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    const block = blockAt(pieces, i);
    const tail = isTail(pieces, i);
    if (block) {
      const outer = [around.month, around.week].filter((container): container is Container => container !== null);
      layout.entries.push(...entriesOf(block, outer));
      for (const line of block.others)
        layout.entries.push({ words: line.words, at: line.at, containers: [], mode: 'prose', about: block.title });
      i = block.to - 1;
    } else if (piece.kind === 'table') readTable(piece, around, section, layout);
    else if (!around.notes || !tail) readLine(piece, pieces[i + 1], section, around, layout, last, tail);
  }
}

/** 一、活动时间：3月15日 is a heading that says when. */
const pushHeading = (heading: Words, around: Around, layout: Layout): void => {
  layout.entries.push({
    words: heading,
    at: { block: 0 },
    containers: [],
    mode: 'prose',
    about: around.topic,
    topic: around.topic,
  });
};

function readTable(sheet: Sheet, around: Around, section: Section, layout: Layout): void {
  const outer = [around.month, around.week, around.day].filter((c): c is Container => c !== null);
  readSheet(sheet, outer, around.about ?? quoted(section.heading ?? words('')), layout);
}

function readLine(
  line: Line,
  next: Piece | undefined,
  section: Section,
  around: Around,
  layout: Layout,
  last: Map<MarkStyle, number>,
  tail: boolean,
): void {
  const whole = trimmed(line.words);
  const second = next?.kind === 'line' && /^\s*[(]?[2二][、.)]/.test(next.words.plain);
  const mark = markInOrder(whole.plain, 0, last, second);
  if (mark) last.set(mark.style, mark.value);
  // 1.… 2.… 3.… on one line stay together, so that their numbers tell where each begins.
  const more =
    mark?.style.startsWith('digit') === true && new RegExp(`[^\\d.]${mark.value + 1}[、.)](?!\\d)`).test(whole.plain);
  const rest = mark && !more ? trimmed(part(whole, mark.to)) : whole;
  const text = rest.plain;
  const zone = tail || beginsFoot(text) ? 'foot' : 'body';
  const begun = layout.entries.length > 0 || section.heading !== null;
  const dateLine = isDateLine(text) && !(section.schedule && (begun || !/日/.test(text)));
  if (tail || text === '' || beginsFoot(text) || dateLine || isSigned(text)) {
    layout.lines.push({ words: rest, block: line.at.block, zone: 'foot' });
    return;
  }
  const heading = timeHeading(text);
  if (heading && section.schedule && !isNumberedItem(mark, heading, next)) {
    open(around, heading, rest, layout);
    layout.lines.push({ words: rest, block: line.at.block, zone });
    return;
  }
  if (section.schedule && closesMonths(text)) {
    const season: Container = { when: { ...noWhen(0), always: true }, text: quoted(rest), what: 'heading' };
    Object.assign(around, { month: season, week: null, day: null, line: null });
    return;
  }
  if (beginsNotes(text)) around.notes = true;
  const theme = around.month && section.schedule ? themeLine(text) : null;
  if (theme && around.month) {
    const at = text.indexOf(theme);
    layout.themes.push({ text: quoted(part(rest, at, at + theme.length)), quote: quoted(rest), month: around.month });
    return;
  }
  if (isIntroduction(text) || countsWeeks.test(text) || isSubheading(text, mark, next)) {
    if (!around.notes) around.about = text.replace(/[:。]$/, '');
    layout.lines.push({ words: rest, block: line.at.block, zone });
    return;
  }
  const block =
    timeLine.test(text) &&
    next?.kind === 'line' &&
    /^(?:活动|教研|主要|会议|工作)?(?:内容|主题|名称|项目|安排):/.test(next.words.plain.trim())
      ? findWhens(text)[0]
      : undefined;
  if (block && section.schedule) {
    const level = block.weeks.length ? 'week' : block.days.length ? 'day' : 'month';
    open(around, { when: block, theme: null, level }, rest, layout);
    return;
  }
  layout.entries.push(entryOf(rest, line, mark, section, around));
  follow(around, rest, mark);
}

/** 1、第一周 alone is a heading; 3.9月1日 with work behind it never comes here. A numbered day without work is none. */
const isNumberedItem = (mark: Mark | null, heading: TimeHeading, next: Piece | undefined): boolean =>
  mark !== null && heading.level === 'day' && next === undefined;

/** 时间：9月12日 over 内容：…: a block for each activity. */
const timeLine = /^(?:活动|教研|会议|培训)?(?:时间|日期):/;

/** 本学期第一周从9月2日算起: tells week 1, is no work. */
const countsWeeks = /算起|起算|为第(?:一|1)(?:教学)?周|开始计(?:算|周)/;

const isIntroduction = (text: string): boolean =>
  /(?:如下|如次)[:。]?$/.test(text) ||
  /^各[\u4e00-\u9fa5、()]{1,30}:$/.test(text) ||
  /^(?:为|根据|按照|依据)[^。]*(?:制定|特制定|拟定|编制)[^。]{0,30}(?:。|:|$)/.test(text);

/** 教务处：, 一、教学工作 before 1、…: names what follows. */
function isSubheading(text: string, mark: Mark | null, next: Piece | undefined): boolean {
  if (/:$/.test(text)) return true;
  if (text.length > 24 || /[。;,，]/.test(text)) return false;
  if (next?.kind === 'table') return findWhens(text).length === 0 || !isActivity(text);
  if (!next) return false;
  const below = markInOrder(next.words.plain.trim(), 0, new Map());
  const deeper =
    below !== null &&
    below.value <= 1 &&
    below.style !== 'bullet' &&
    order.indexOf(below.style) > (mark ? order.indexOf(mark.style) : -1);
  if (!deeper) return false;
  return mark !== null || readWhen(text, 0) === null;
}

function entryOf(rest: Words, line: Line, mark: Mark | null, section: Section, around: Around): Entry {
  // A line that names its own week stands beside the week above, not in it.
  const opening = mark === null || around.week?.what === 'heading' ? readWhen(rest.plain, 0) : null;
  const week = opening && (opening.weeks.length > 0 || opening.months.length > 0) ? null : around.week;
  const containers = section.schedule ? [around.month, week, around.day] : [];
  const goesOn =
    mark === null && around.line !== null && findWhens(rest.plain).length === 0 && !around.week && !around.day;
  if (goesOn) containers.push(around.line);
  return {
    words: rest,
    at: line.at,
    containers: containers.filter((container): container is Container => container !== null),
    mode: around.notes ? 'notes' : section.schedule ? 'schedule' : 'prose',
    about: around.about,
    topic: around.topic,
  };
}
