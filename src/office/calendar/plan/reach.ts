// Which dates of a clause reach its activity: what brackets say besides does not date it, and an end may come later.
import type { Activity } from './activity.ts';
import type { Field } from './clauses.ts';
import type { Entry } from './entry.ts';
import { bare } from './lexicon.ts';
import type { State } from './state.ts';
import type { When } from './when.ts';

/** 劳动节放假（4月28日补课）: what a bracket says besides does not date the activity when its day is stated. */
export function telling(field: Field, own: When[], entry: Entry, state: State): When[] {
  const hasDay =
    [state.sentence, state.line].some((when) => when !== null && when.days.length > 0 && when.weeks.length === 0) ||
    own.some(({ from, days }) => field.depth[from] === 0 && days.length > 0) ||
    entry.containers.some(
      ({ when, what }) => what !== 'heading' && when.weeks.length === 0 && when.days.length + when.weekdays.length > 0,
    );
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

/** 从6月15日开始，至30日结束: the end of the activity before. */
export function closeRange(last: Activity, end: When, state: State): void {
  const start = last.own[0] ?? state.sentence;
  const [from, to] = [start?.days[0]?.from, end.days[0]?.to];
  if (!start || !from || !to) return;
  const { mod: _mod, ...rest } = start;
  last.own = [{ ...rest, days: [{ from, to }] }, ...last.own.slice(1)];
}
