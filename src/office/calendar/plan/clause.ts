// One clause: an activity of its own, a date for what follows, or something that only describes the activity before it.
import { type Field, shortLabel, undatedText } from './clauses.ts';
import type { Entry } from './entry.ts';
import { timeLabel } from './labels.ts';
import { bare, describesActivity, hostOf, isActivity, tellsOfWork, withoutConnective } from './lexicon.ts';
import { closeRange, telling } from './reach.ts';
import type { Stretch } from './signs.ts';
import { make, type State, touches } from './state.ts';
import type { When } from './when.ts';

/** A clause with what is known of it before it is judged. */
interface Clause {
  field: Field;
  entry: Entry;
  at: Stretch;
  next: Stretch | undefined;
  /** The first of its sentence. */
  first: boolean;
  /** All dates in it, and those outside brackets. */
  own: When[];
  top: When[];
  /** The date it begins with. */
  leading: When | null;
  /** Its words without dates, and those without brackets and prepositions. */
  rest: string;
  words: string;
  activity: boolean;
  describes: boolean;
  /** In running text only what is dated counts. */
  prose: boolean;
  inWeek: boolean;
}

const announces = /(?:原?定|兹|现|经研究|决定|计划|拟|预计|将|约|从|自|于|在|到|至|各校于|截止|截至|每)+$/;
const preposition = /^(?:于|在|从|自|至|到|定于|拟于|原定于|截止|截至)/;

function clauseAt(
  field: Field,
  at: Stretch,
  next: Stretch | undefined,
  entry: Entry,
  state: State,
  first: boolean,
  inWeek: boolean,
): Clause {
  const { text, depth } = field;
  const inside = field.whens.filter((when) => touches(when, at));
  // 原定于11日的: the day it was meant for says nothing beside the new one.
  const beside = state.sentence !== null || inside.length > 1;
  const meant = ({ from }: When): boolean => beside && /原(?:定|计划|安排)?(?:于|在)?$/.test(text.slice(at.from, from));
  const own = inside.filter((when) => !meant(when));
  const top = own.filter(({ from }) => depth[from] === 0);
  const rest = undatedText(field, at).trim();
  const leads = top[0] && bare(text.slice(at.from, top[0].from).replace(announces, '')) === '';
  return {
    field,
    entry,
    at,
    next,
    first,
    own,
    top,
    rest,
    inWeek,
    leading: leads ? top[0]! : null,
    words: bare(rest.replace(preposition, '')),
    activity: isActivity(rest),
    describes: describesActivity(rest, state.host),
    prose: entry.mode !== 'schedule',
  };
}

/** Deals with a clause that is no activity of its own; false when it may be one. */
type Rule = (clause: Clause, state: State) => boolean;

/** 随后，… and 本周起，… say nothing by themselves. */
const isIdle: Rule = ({ next, rest, top }) =>
  next !== undefined &&
  ((withoutConnective(bare(rest)) === '' && top.length === 0) ||
    /^(?:从|自)?(?:本周|本月|即日|本学期|本期|当周|开学)起?$/.test(bare(rest)));

/** 从6月15日开始，至30日结束. */
const endsRange: Rule = ({ top, words, field, at }, state) => {
  const last = state.found.at(-1);
  const ends =
    top[0] &&
    last &&
    /^(?:至|到)?(?:结束|截止|止|为止)$/.test(words) &&
    /^(?:至|到)?$/.test(field.text.slice(at.from, top[0].from).trim());
  if (ends) closeRange(last!, top[0]!, state);
  return ends === true;
};

/** Only a date, or a date with the word 时间: it counts for what follows, or for what stands above. */
const isTime: Rule = (clause, state) => {
  const { top, words, next, entry, first, at } = clause;
  const when = top[0];
  if (words !== '' && !(when && timeLabel.test(words))) return false;
  if (!when) return true;
  const last = state.found.at(-1);
  const asked = timeLabel.exec(words)?.[1] ?? '';
  if (last && last.own.length === 0 && !first && state.sentence === null) last.own = [when];
  else if (next || asked === '') {
    state.sentence = when;
    const alone = (!next && words !== '') || (entry.mode === 'prose' && /(?:时间|日期|时限)$/.test(entry.about ?? ''));
    if (alone && (entry.about !== null || entry.topic)) state.found.push(make(at, [when], null, state));
  } else state.found.push(make(at, [when], null, state));
  opens(when, clause, state);
  return true;
};

/** 优质课决赛，周三上午语文，周三下午数学: further meetings of the activity before, each with its label. */
const isMeeting: Rule = ({ top, first, words }, state) => {
  const last = state.found.at(-1);
  if (top.length !== 1 || !last || first || !shortLabel.test(words)) return false;
  const bearer = last.label === null && last.own.length === 0 ? state.found.pop()! : last;
  state.found.push({ ...bearer, own: [top[0]!], label: words });
  return true;
};

/** 教学视导，每周一至两所学校: how often, not what. */
const tellsHowOften: Rule = ({ first, activity, top }, state) =>
  !first &&
  !activity &&
  state.found.length > 0 &&
  top.length > 0 &&
  top.every(({ every, weekdays }) => every && weekdays.length === 0);

/** 收集案例，周五前交电子稿: the second clause only says when the first is due. */
const isDue: Rule = ({ top, words, first }, state) => {
  const last = state.found.at(-1);
  const free = last && last.own.length === 0 && last.sentence === state.sentence && !last.change;
  if (!handsIn(top[0], words) || !free || first) return false;
  last.own = [top[0]!];
  return true;
};

/** What stands behind an activity and only describes it; what follows such a clause does so too. */
const onlyDescribes: Rule = ({ top, own, prose, rest, activity, describes, first, at, next }, state) => {
  const isFirst = first && at.after !== 'comma';
  const told =
    state.sentence !== null &&
    state.found.some(({ sentence, own: dates }) => sentence === state.sentence || dates.includes(state.sentence!));
  if (!isFirst) {
    const begins =
      top.length > 0 ||
      (prose ? state.sentence !== null && !told && tellsOfWork(rest) : activity && !describes && !state.describing);
    if (begins) return false;
    if (state.sentence && next && !tellsOfWork(rest) && state.found.at(-1)?.sentence !== state.sentence) return true;
    if (!(at.after === 'comma' && state.found.length === 0)) state.describing = true;
    return state.sentence === null || told;
  }
  const apart = at.after === 'stop' || (at.after === 'semicolon' && state.describing);
  if (own.length === 0 && apart && (describes || !activity) && state.found.length > 0) return true;
  return describes && !activity && next !== undefined && top.length === 0;
};

/** 10日是教师节，召开庆祝大会: only says what day it is. */
const saysWhatDay: Rule = ({ leading, next, words }, state) => {
  if (!leading || !next || !words.startsWith('是')) return false;
  state.sentence = leading;
  return true;
};

const rules: Rule[] = [isIdle, endsRange, isTime, isMeeting, tellsHowOften, isDue, onlyDescribes, saysWhatDay];

/** Reads one clause: what it is if not an activity, else the activity with its dates. */
export function readClause(
  field: Field,
  at: Stretch,
  next: Stretch | undefined,
  entry: Entry,
  state: State,
  first: boolean,
  inWeek: boolean,
): void {
  const clause = clauseAt(field, at, next, entry, state, first, inWeek);
  // In a week's cell a blank divides like ；: the day of one activity is not that of the next.
  if (at.after === 'blank' && inWeek && state.sentence && state.found.at(-1)?.sentence === state.sentence)
    state.sentence = null;
  if (rules.some((rule) => rule(clause, state))) return;
  const { leading, own, rest } = clause;
  if (leading) {
    state.sentence = leading;
    if (first && at.after !== 'comma') opens(leading, clause, state);
  }
  state.found.push(make(at, telling(field, own, entry, state), leading, state));
  state.host = hostOf(rest);
  state.describing = false;
}

/** 周五前交电子稿: handing in and no more. */
const handsIn = (when: When | undefined, words: string): boolean =>
  when !== undefined &&
  (when.mod === 'before' || /^截/.test(words)) &&
  /^(?:报名|交.{0,4}|上[交报]|报送|提交|完成|截稿|截止|报|收齐|上传)$/.test(words);

/** A date at the very beginning counts for the whole line: a week or month always, a day when no week's row surrounds it. */
function opens(when: When, { at, entry, inWeek }: Clause, state: State): void {
  if (at.after === 'semicolon' || at.after === 'comma') return;
  if (when.mod === 'before' || when.pairs || when.every) return;
  const wide = when.weeks.length > 0 || when.months.length > 0;
  const day = when.days.length > 0 && !inWeek && entry.mode === 'schedule';
  if (wide || (day && !state.line?.weeks.length)) state.line = when;
}
