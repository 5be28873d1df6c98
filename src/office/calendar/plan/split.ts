// Divides a sentence, line or cell into its activities and gives each the dates that are said of it.
import type { Activity } from './activity.ts';
import { labelled } from './brackets.ts';
import { changeIn } from './changes.ts';
import { readClause } from './clause.ts';
import { atBlanks, clausesOf, type Field, undatedText } from './clauses.ts';
import { afterColon } from './colon.ts';
import type { Entry } from './entry.ts';
import { bare } from './lexicon.ts';
import { inlineDashes, inlineMarks } from './marks.ts';
import { findWhens } from './scan.ts';
import { depths, inWhen, type Stretch, sentencesOf } from './signs.ts';
import type { State } from './state.ts';
import { noWhen, type When } from './when.ts';

/** All activities of an entry. */
export function activitiesOf(entry: Entry): Activity[] {
  const text = entry.words.plain;
  const depth = depths(text);
  const marks = [...inlineMarks(text), ...inlineDashes(text)]
    .filter(({ from }) => depth[from] === 0 || text[from] === '(')
    .sort((a, b) => a.from - b.from);
  const masked = withoutMarks(text, marks);
  const whens = entry.tabular
    ? [...findWhens(masked), ...bareRanges(masked, entry)].sort((a, b) => a.from - b.from)
    : findWhens(masked);
  const field: Field = { text, depth, whens, dated: inWhen(whens), tabular: entry.tabular ?? false };
  const state: State = { line: null, sentence: null, host: 'other', describing: false, found: [] };
  const inWeek = entry.containers.some(
    ({ when, what }) => when.weeks.length > 0 || (what === 'row' && when.days.length > 0),
  );
  let whole: When | null = null;
  for (const sentence of sentencesOf(text, depth, whens, marks)) {
    if (sentence.after === 'line' || sentence.after === 'mark') state.line = whole;
    state.sentence = null;
    if (sentence.after !== 'semicolon') state.describing = false;
    // A day opens its sentence and those divided by ；, not the next sentence.
    if (sentence.after === 'stop' && state.line?.days.length && state.line.weeks.length === 0) state.line = whole;
    const before = state.found.length;
    readSentence(field, sentence, entry, state, inWeek);
    if (sentence.after === 'start' && before === state.found.length && state.line) whole = state.line;
    if (sentence.after === 'start' && state.line && /[:]/.test(text[state.line.to] ?? '')) whole = state.line;
  }
  return named(field, state.found).flatMap((activity) => labelled(field, activity));
}

/** 14—15秋季运动会 in the row of a week that has these days. */
function bareRanges(text: string, { containers }: Entry): When[] {
  const row = containers.findLast(({ when }) => when.days.some(({ from, to }) => from !== to))?.when.days[0];
  if (!row) return [];
  const holds = (day: number): boolean =>
    row.from.day <= row.to.day ? day >= row.from.day && day <= row.to.day : day >= row.from.day || day <= row.to.day;
  return [
    ...text.matchAll(
      /(?<=^|[;。,\n ])(\d{1,2})-{1,2}(\d{1,2})(?=[\u4e00-\u9fa5])(?!年级|年|班|人|名|个|节|周|月|日|号|课时|次|岁|所)/g,
    ),
  ].flatMap((found) => {
    const [first, last] = [Number(found[1]), Number(found[2])];
    if (!holds(first) || !holds(last)) return [];
    const to = found.index + found[0].length;
    return [{ ...noWhen(found.index), to, days: [{ from: { day: first }, to: { day: last } }] }];
  });
}

/** The text with its item numbers blanked: the 2. of 2.31日 is no February. */
const withoutMarks = (text: string, marks: { from: number; to: number }[]): string =>
  marks.reduce((rest, { from, to }) => rest.slice(0, from) + ' '.repeat(to - from) + rest.slice(to), text);

const hollow =
  /^(?:各?[\u4e00-\u9fa5()]{0,8}?)?(?:于)?(?:分[\u4e00-\u9fa5]{1,4})?(?:完成|进行|举行|举办|开展|实施|结束|启动|召开)$/;

/** （一）校级初赛。各校于9月底前完成。 The name stands in a sentence of its own. */
function named(field: Field, found: Activity[]): Activity[] {
  const stop = field.text.indexOf('。');
  if (stop < 2 || stop > 16 || field.whens.some(({ from }) => from < stop)) return found;
  const name = { from: 0, to: stop };
  const dated = found.filter(({ from }) => from > stop);
  const first = dated[0];
  if (!first || !hollow.test(bare(undatedText(field, first)))) return found;
  return found
    .filter(({ from }) => from > stop)
    .map((activity) => (activity === first ? { ...activity, name } : activity));
}

function readSentence(field: Field, stretch: Stretch, entry: Entry, state: State, inWeek: boolean): void {
  const change = changeIn(field, stretch);
  if (change) {
    state.found.push({ ...change, sentence: change.sentence, line: change.change === 'moved' ? null : state.line });
    return;
  }
  // 二模（4月中旬） 期中考试：23—25日: what blanks set apart is read apart, each with its own colon.
  const colon = field.text.slice(stretch.from, stretch.to).includes(':');
  const pieces = colon && entry.mode === 'schedule' ? atBlanks(field, stretch) : [stretch];
  for (const [n, piece] of pieces.entries()) {
    if (n > 0 && inWeek) state.sentence = null;
    const body = afterColon(field, piece, state, entry);
    if (!body) continue;
    const clauses = clausesOf(field, body);
    for (const [i, clause] of clauses.entries())
      readClause(field, clause, clauses[i + 1], entry, state, i === 0, inWeek);
  }
}
