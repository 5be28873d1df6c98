// One clause: an activity of its own, a date for what follows, or something that only describes the activity before it.
import type { Activity } from './activity.ts';
import { type Field, shortLabel, undatedText } from './clauses.ts';
import type { Entry } from './entry.ts';
import { timeLabel } from './labels.ts';
import { bare, describesActivity, hostOf, isActivity, tellsOfWork, withoutConnective } from './lexicon.ts';
import type { Stretch } from './signs.ts';
import { make, type State, touches } from './state.ts';
import type { When } from './when.ts';

const endsRange = /^(?:至|到)?$/;

export function readClause(
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
        .replace(/(?:原?定|兹|现|经研究|决定|计划|拟|预计|将|约|从|自|于|在|到|至|各校于|截止|截至|每)+$/, ''),
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
  if (leading && next && /^是/.test(words)) {
    // 10日是教师节，召开庆祝大会: only says what day it is.
    state.sentence = leading;
    return;
  }
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

/** 从6月15日开始，至30日结束: the end of the activity before. */
function closeRange(last: Activity, end: When, state: State): void {
  const start = last.own[0] ?? state.sentence;
  const [from, to] = [start?.days[0]?.from, end.days[0]?.to];
  if (!start || !from || !to) return;
  const { mod: _mod, ...rest } = start;
  last.own = [{ ...rest, days: [{ from, to }] }, ...last.own.slice(1)];
}
