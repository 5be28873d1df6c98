// Divides a sentence, line or cell into its activities and gives each the dates that are said of it.
import type { Activity } from './activity.ts';
import { changeIn } from './changes.ts';
import { atBlanks, clausesOf, type Field, shortLabel, undatedText } from './clauses.ts';
import type { Entry } from './entry.ts';
import { bare, describesActivity, type Host, hostOf, isActivity, tellsOfWork, withoutConnective } from './lexicon.ts';
import { inlineDashes, inlineMarks } from './marks.ts';
import { findWhens } from './scan.ts';
import { depths, divide, inWhen, type Stretch, sentencesOf } from './signs.ts';
import { noWhen, type When } from './when.ts';

const particularLabel =
  /^(?:活动|会议|培训|比赛|考试)?(?:地点|会场|参加人员|参会人员|参加对象|对象|主讲|主持|主讲人|负责人?|责任人|承办|承办学校|承办单位|要求|目的|形式|方式|材料|备注|注|说明|人员|联系人|联系电话|会议号|链接|邮箱|主备|评委|领导|奖项)(?:\(.*\))?$/;
const timeLabel = /^[\s\-·]*(.{0,8}?)(?:的)?(?:时间|日期|时限)(?:为|是|安排|定于|在|定在)?$/;
const groupLabel =
  /^(?:[\u4e00-\u9fa5]{1,8}(?:处|室|部|科|组|办|线|中心|工会)|(?:教学|教研|德育|教务|后勤|总务|安全|体育|体卫艺?|卫生|科研|教科研|师训|党建|党务|团队|团|少先队|幼教|小教|初教|中教|行政|常规|学校|主要|重点|日常|其[他它]|管理|教育|校务|业务|培训|活动|工作|艺体|学科)*(?:工作|活动|安排|内容|事项|任务|主题|项目|重点|管理|方面)?)$/;
const genericHead = /(?:工作|常规|安排|事项|方面|活动|内容|任务|项目|重点|管理)$/;
const endsRange = /^(?:至|到)?$/;

interface State {
  line: When | null;
  sentence: When | null;
  host: Host;
  describing: boolean;
  found: Activity[];
}

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

/** Reads what stands before a colon: a date, a department, an umbrella. Gives what is left to read. */
function afterColon(field: Field, stretch: Stretch, state: State, entry: Entry): Stretch | null {
  const { text } = field;
  let colon = -1;
  for (let i = stretch.from; i < stretch.to; i++) {
    if (text[i] === ':' && field.depth[i] === 0 && !field.dated(i) && !/\d:\d/.test(text.slice(i - 1, i + 2))) {
      colon = i;
      break;
    }
    if (text[i] === ',' && field.depth[i] === 0) break;
  }
  if (colon < 0) return stretch;
  const head = { from: stretch.from, to: colon };
  const tail: Stretch = { from: colon + 1, to: stretch.to, after: 'colon' };
  const label = undatedText(field, head).trim();
  const dated = field.whens.filter((when) => touches(when, head));
  const opening = dated.find(({ from }) => field.depth[from] === 0) ?? dated[0];
  const open = (): void => {
    if (opening) state.line = opening;
  };
  if (bare(label) === '') {
    open();
    return tail.to > tail.from && text.slice(tail.from, tail.to).trim() ? tail : null;
  }
  const gap = text.lastIndexOf(' ', colon);
  if (gap > stretch.from && particularLabel.test(bare(text.slice(gap, colon)))) return { ...stretch, to: gap };
  const asked = timeLabel.exec(label);
  if (asked && (entry.titled || !isActivity(asked[1] ?? ''))) {
    const said = field.whens.filter((when) => touches(when, { from: colon, to: stretch.to }));
    const at = { ...stretch, after: stretch.after };
    if (said.length > 0 && (entry.about !== null || entry.topic))
      state.found.push({ ...make(at, said.slice(0, 1), null, state), asks: (asked[1] ?? '').trim() });
    return null;
  }
  if (asked) return { ...stretch };
  if (particularLabel.test(bare(label)) && !/^(?:备注|注|说明)$/.test(bare(label))) return null;
  // 开学准备： - 排定总课表；…: what follows in lines of its own is the work.
  if (text.slice(tail.from, tail.to).trim() === '' && stretch.to < text.length) {
    open();
    return null;
  }
  const later = field.whens.some(({ from }) => from > colon && from < stretch.to);
  const activity = isActivity(label);
  if (/^(?:注意?|备注|说明|附注|温馨提示|提示)$/.test(bare(label))) return tail;
  if (
    !activity ||
    /^第?[一二三四五六\u4e00-\u9fa5]{1,2}阶段$/.test(bare(label)) ||
    (groupLabel.test(bare(label)) && bare(label).length <= 8)
  ) {
    open();
    return tail;
  }
  const parts = clausesOf(field, tail).filter((part) => isActivity(undatedText(field, part)));
  const stages = divide(field.text, tail, '、', 'pause', field.depth, field.dated);
  if (
    later &&
    stages.every(
      (stage) => bare(undatedText(field, stage)).length <= 4 && field.whens.some((when) => touches(when, stage)),
    )
  ) {
    // 基本功大赛：初赛（11日—15日）、决赛（25日）
    open();
    for (const stage of stages)
      state.found.push({
        ...make(
          head.to > head.from ? { ...head, after: stretch.after } : stretch,
          field.whens.filter((when) => touches(when, stage)),
          null,
          state,
        ),
        label: bare(undatedText(field, stage)),
      });
    return null;
  }
  if (later && (parts.length > 0 || field.whens.some(({ from }) => from > colon))) {
    open();
    if (entry.mode !== 'schedule' && !opening) return tail;
    return parts.length > 0 ? tail : { ...stretch };
  }
  if (genericHead.test(bare(label)) && parts.length > 1) {
    open();
    return tail;
  }
  return { ...stretch, to: colon };
}

const touches = (when: When, { from, to }: { from: number; to: number }): boolean => when.from >= from && when.to <= to;

function readClause(
  field: Field,
  clause: Stretch,
  next: Stretch | undefined,
  entry: Entry,
  state: State,
  first: boolean,
  inWeek: boolean,
): void {
  const { text, depth } = field;
  const inside = field.whens.filter((when) => touches(when, clause));
  // 原定于11日的: the day it was meant for says nothing beside the new one.
  const own = inside.filter(
    ({ from }) =>
      !(
        /原(?:定|计划|安排)?(?:于|在)?$/.test(text.slice(clause.from, from)) &&
        (state.sentence !== null || inside.length > 1)
      ),
  );
  const top = own.filter(({ from }) => depth[from] === 0);
  const rest = undatedText(field, clause).trim();
  const leading =
    top[0] &&
    bare(
      text
        .slice(clause.from, top[0].from)
        .replace(/(?:原?定|计划|拟|预计|将|约|从|自|于|在|到|至|各校于|截止|截至|每)+$/, ''),
    ) === ''
      ? top[0]
      : null;
  const last = state.found.at(-1);
  if (next && withoutConnective(bare(rest)) === '' && top.length === 0) return;
  if (/^(?:从|自)?(?:本周|本月|即日|本学期|本期|当周|开学)起?$/.test(bare(rest)) && next) return;
  // In a week's cell a blank divides like ；: the day of one activity is not that of the next.
  if (clause.after === 'blank' && inWeek && state.sentence && last?.sentence === state.sentence) state.sentence = null;
  const words = bare(rest.replace(/^(?:于|在|从|自|至|到|定于|拟于|原定于|截止|截至)/, ''));
  if (
    top[0] &&
    last &&
    /^(?:至|到)?(?:结束|截止|止|为止)$/.test(words) &&
    endsRange.test(text.slice(clause.from, top[0].from).trim())
  ) {
    closeRange(last, top[0], state);
    return;
  }
  if (words === '' || (top[0] && timeLabel.test(words))) {
    if (!top[0]) return;
    const about = timeLabel.exec(words)?.[1] ?? '';
    if (last && last.own.length === 0 && !first && state.sentence === null) last.own = [top[0]];
    else if (next || about === '') {
      state.sentence = top[0];
      const alone =
        (!next && words !== '') || (entry.mode === 'prose' && /(?:时间|日期|时限)$/.test(entry.about ?? ''));
      if (alone && (entry.about !== null || entry.topic)) state.found.push(make(clause, [top[0]], null, state));
    } else state.found.push(make(clause, [top[0]], null, state));
    opens(top[0], clause, entry, state, inWeek);
    return;
  }
  if (top[0] && top.length === 1 && last && !first && shortLabel.test(words)) {
    const bearer = last.label === null && last.own.length === 0 ? state.found.pop()! : last;
    state.found.push({ ...bearer, own: [top[0]], label: words });
    return;
  }
  const activity = isActivity(rest);
  // 教学视导，每周一至两所学校: how often, not what.
  if (
    !first &&
    !activity &&
    last &&
    top.length > 0 &&
    top.every(({ every, weekdays }) => every && weekdays.length === 0)
  )
    return;
  if (
    handsIn(top[0], words) &&
    last &&
    !first &&
    last.own.length === 0 &&
    last.sentence === state.sentence &&
    !last.change
  ) {
    last.own = [top[0]!];
    return;
  }
  const describes = describesActivity(rest, state.host);
  const prose = entry.mode !== 'schedule';
  const inherits = state.sentence !== null;
  const isFirst = first && clause.after !== 'comma';
  const begins =
    top.length > 0 ||
    (prose
      ? inherits && !state.found.some(({ sentence }) => sentence === state.sentence) && tellsOfWork(rest)
      : activity && !describes && !state.describing);
  if (
    !isFirst &&
    !begins &&
    state.sentence &&
    next &&
    !tellsOfWork(rest) &&
    state.found.at(-1)?.sentence !== state.sentence
  )
    return;
  if (!isFirst && !begins) {
    if (!(clause.after === 'comma' && state.found.length === 0)) state.describing = true;
    if (
      !(
        state.sentence &&
        state.found.every(({ sentence, own: dates }) => sentence !== state.sentence && !dates.includes(state.sentence!))
      )
    )
      return;
  }
  if (
    isFirst &&
    top.length === 0 &&
    own.length === 0 &&
    (clause.after === 'stop' || clause.after === 'semicolon') &&
    (describes || !activity) &&
    (state.describing || clause.after === 'stop') &&
    state.found.length > 0
  ) {
    if (clause.after === 'stop' || state.describing) return;
  }
  if (isFirst && describes && !activity && next && top.length === 0) return;
  if (leading) {
    state.sentence = leading;
    if (isFirst) opens(leading, clause, entry, state, inWeek);
  }
  state.found.push(make(clause, telling(field, own, entry, state), leading, state));
  state.host = hostOf(rest);
  state.describing = false;
}

/** 收集案例，周五前交电子稿: the second clause only says when the first is due. */
const handsIn = (when: When | undefined, words: string): boolean =>
  when !== undefined &&
  (when.mod === 'before' || /^截/.test(words)) &&
  /^(?:报名|交.{0,4}|上[交报]|报送|提交|完成|截稿|截止|报|收齐|上传)$/.test(words);

/** 劳动节放假（4月28日补课）: what a bracket says besides does not date the activity when its day is stated. */
function telling(field: Field, own: When[], entry: Entry, state: State): When[] {
  const hasDay =
    [state.sentence, state.line].some((when) => when !== null && when.days.length > 0 && when.weeks.length === 0) ||
    own.some(({ from, days }) => field.depth[from] === 0 && days.length > 0) ||
    entry.containers.some(({ when, what }) => what !== 'heading' && when.days.length > 0 && when.weeks.length === 0);
  if (!hasDay) return own;
  return own.filter((when) => (field.depth[when.from] ?? 0) === 0 || isPure(field, when));
}

/** Whether a bracket holds its date and nothing that could be work. */
function isPure({ text, whens }: Field, when: When): boolean {
  const [open, close] = [text.lastIndexOf('(', when.from), text.indexOf(')', when.to)];
  const inside = whens.filter(({ from, to }) => from > open && to <= close);
  const rest = inside.reduce(
    (words, { from, to }) => words.replace(text.slice(from, to), ''),
    text.slice(open + 1, close),
  );
  return (
    inside.length === 1 && (bare(rest).length <= 2 || /^地点|^在/.test(bare(rest))) && !/[补休停交报班课前]/.test(rest)
  );
}

/** A date at the very beginning counts for the whole line: a week or month always, a day when no week's row surrounds it. */
function opens(when: When, clause: Stretch, entry: Entry, state: State, inWeek: boolean): void {
  if (clause.after === 'semicolon' || clause.after === 'comma') return;
  if (when.mod === 'before' || when.pairs || when.every) return;
  const wide = when.weeks.length > 0 || when.months.length > 0;
  const day = when.days.length > 0 && !inWeek && entry.mode === 'schedule';
  if (wide || (day && !state.line?.weeks.length)) state.line = when;
}

const make = (clause: Stretch, own: When[], leading: When | null, state: State): Activity => ({
  from: clause.from,
  to: clause.to,
  own: own.filter((when) => when !== leading),
  sentence: state.sentence,
  line: state.line,
  label: null,
});

/** 从6月15日开始，至30日结束: the end of the activity before. */
function closeRange(last: Activity, end: When, state: State): void {
  const start = last.own[0] ?? state.sentence;
  const [from, to] = [start?.days[0]?.from, end.days[0]?.to];
  if (!start || !from || !to) return;
  const { mod: _mod, ...rest } = start;
  last.own = [{ ...rest, days: [{ from, to }] }, ...last.own.slice(1)];
}

/** 家长开放日（中班5月14日，大班5月16日）: one activity for each labelled date in its brackets. */
function labelled(field: Field, activity: Activity): Activity[] {
  const inside = activity.own.filter(({ from, pairs }) => (field.depth[from] ?? 0) > 0 && !pairs);
  if (inside.length < 2 || activity.change) return [activity];
  // 第六周至第九周：常规视导（城区学校第六、七周，…）: the whole is said already.
  const total = activity.sentence ?? activity.line;
  const parts = inside.every(({ weeks }) => weeks.length > 0);
  if (parts && total?.weeks.some(({ from, to }) => from !== to))
    return [{ ...activity, own: activity.own.filter((when) => !inside.includes(when)) }];
  const top = activity.own.filter((when) => !inside.includes(when));
  const labels = inside.map((when, i) => {
    const before = field.text
      .slice(i === 0 ? field.text.lastIndexOf('(', when.from) + 1 : inside[i - 1]!.to, when.from)
      .replace(/^[,、;:]+|[,、;:]+$/g, '')
      .trim();
    const after = field.text
      .slice(when.to, inside[i + 1]?.from ?? field.text.indexOf(')', when.to))
      .replace(/^[,、;:]+|[,、;:]+$/g, '')
      .trim();
    return { before, after };
  });
  const side = labels.every(({ before }) => before !== '')
    ? 'before'
    : labels.every(({ after }) => after !== '')
      ? 'after'
      : null;
  if (!side) return [{ ...activity, own: [...top, inside[0]!] }];
  if (!labels.every((label) => label[side].length <= 10)) return [{ ...activity, own: [...top, inside[0]!] }];
  return inside.map((when, i) => ({ ...activity, own: [...top, when], label: labels[i]![side] }));
}
