// One line of a proposal put on another day by hand, or left where it is; the rest is worked out again around it. Pure.
import { addDays, type LocalDate, monthDay, monthDayWeekday } from '../../../lib/dates.ts';
import { refuse } from '../../../lib/refuse.ts';
import type { Engagement } from '../clashes/engagements.ts';
import type { Calendar } from '../model.ts';
import type { Board } from './board.ts';
import type { Move, PostponeOptions, Proposal, Stuck } from './model.ts';
import { begin, settleAll, type Work, written } from './propose.ts';
import { place } from './run.ts';
import { type Try, tryAt } from './slots.ts';

type Line = Move | Stuck;

const linesOf = ({ moves, stuck }: Proposal): Line[] => [...moves, ...stuck].sort((a, b) => a.no - b.no);

/**
 * The proposal with line `no` on the day `to` (its first day, for what takes several), or left where it is (null). Other days
 * chosen by hand are kept, everything else may change; what is lower gives way, what is not stands in the way. The calendar must hold the causes.
 * @throws Refusal with the nearest free days when `to` is not free, or when an earlier choice no longer holds
 */
export function editMove(
  calendar: Calendar,
  proposal: Proposal,
  no: number,
  to: LocalDate | null,
  options: PostponeOptions,
): Proposal {
  const lines = linesOf(proposal);
  const line = lines.find((one) => one.no === no) ?? refuse('no-line', noLine(lines, no));
  const ids = new Set(proposal.causes.map(({ id }) => id));
  const causes = calendar.items.filter(({ id }) => ids.has(id));
  const work = begin(calendar, causes, options);
  const edits = { ...proposal.edits, [line.id]: to };
  pin(work, edits, lines, line);
  settleAll(work.run);
  refusePassing(work, line);
  return written(work, { numbers: proposal.numbers, edits });
}

function noLine(lines: readonly Line[], no: number): string {
  const numbers = lines.map((line) => line.no);
  if (numbers.length === 0) return '这份顺延里没有可以改的。';
  return `没有第${no}条；可以改的是第${numbers.join('、')}条。`;
}

/** Puts everything chosen by hand to its place before anything is placed by rule, the highest first. */
function pin({ run }: Work, edits: Proposal['edits'], lines: readonly Line[], edited: Line): void {
  const { board } = run;
  const byId = new Map(board.engagements.map((e) => [e.id, e]));
  const chosen = Object.entries(edits).flatMap(([id, to]) => {
    const e = byId.get(id);
    return e ? [{ e, to: to === e.start ? null : to, line: lines.find((one) => one.id === id) }] : [];
  });
  for (const { e, to } of chosen) {
    run.pinned.add(e);
    if (to !== null) continue;
    board.lock(e);
    if (run.pushes.has(e)) run.stuck.set(e, '按您说的不动');
  }
  const moving = chosen.toSorted((a, b) => b.e.rank - a.e.rank || (a.e.start < b.e.start ? -1 : 1));
  for (const { e, to, line } of moving) {
    if (to === null) continue;
    const found = tryDay(run, e, to);
    if (found.at === null) refuse('not-free', notFree(run, e, to, found.why, e.id === edited.id ? null : line));
    // What only made room for something else moves all the same, since somebody wanted it to.
    const parent = lines.find((one) => one.no === line?.cascadeOf);
    if (!run.pushes.has(e))
      run.pushes.set(e, { title: parent?.title ?? '别的安排', by: byId.get(parent?.id ?? '') ?? null });
    run.stuck.delete(e);
    place(run, e, found.at);
    board.lock(e);
  }
}

/** `e` on the day `to`: free for it, after today, and between the meetings of its series before and after it. */
function tryDay({ board, pushes, moved, stuck, pinned }: Work['run'], e: Engagement, to: LocalDate): Try {
  if (to <= board.today) return { at: null, why: '只能改到今天以后' };
  const series = e.kind === 'meeting' ? board.series(e.itemId ?? '') : [];
  const index = series.indexOf(e);
  const leaves = (one: Engagement): boolean =>
    pushes.has(one) && !moved.has(one) && !stuck.has(one) && !pinned.has(one);
  const passed = series.find((one, i) => {
    if (i === index) return false;
    const { start } = board.where(one);
    return i < index ? start >= to : start <= to && !leaves(one);
  });
  if (!passed) return tryAt(board, e, to);
  const which = series.indexOf(passed) < index ? '上一次' : '下一次';
  return { at: null, why: `${which}在${monthDay(board.where(passed).start)}，先后不能颠倒` };
}

/** How far free days are looked for before and after the day something is on and the one it was to go to, in days. */
const near = 28;

function notFree(run: Work['run'], e: Engagement, to: LocalDate, why: string, other: Line | null | undefined): string {
  if (other)
    return `这样一改，第${other.no}条（${other.title}）就不能放在${monthDay(to)}了：${why}。请先改第${other.no}条。`;
  const free = (step: 1 | -1): LocalDate[] => {
    const [first, last] = to < e.start ? [to, e.start] : [e.start, to];
    for (let d = addDays(to, step); d >= addDays(first, -near) && d <= addDays(last, near); d = addDays(d, step)) {
      if (d !== e.start && tryDay(run, e, d).at) return [d];
    }
    return [];
  };
  const days = [...free(-1), ...free(1)].map(monthDayWeekday);
  return `${why}，${e.title}不能放在${monthDay(to)}。${days.length > 0 ? `最近的空档：${days.join('、')}。` : '前后四周都没有空档，可以让它不动。'}`;
}

/** A meeting put behind one that has to move as well is refused when that one finds no day after it. */
function refusePassing({ run }: Work, edited: Line): void {
  const passed = passing(run.board, run.pinned);
  if (passed) {
    refuse(
      'passes',
      `第${edited.no}条放在那天，${passed.title}（${monthDay(passed.start)}）就排不到它后面了，先后不能颠倒。请选早一点的日子。`,
    );
  }
}

/** A meeting that one chosen by hand has passed, or meets. */
function passing(board: Board, pinned: ReadonlySet<Engagement>): Engagement | undefined {
  for (const itemId of new Set([...pinned].map((e) => (e.kind === 'meeting' ? e.itemId : null)))) {
    const series = itemId === null ? [] : board.series(itemId);
    const found = series.find((e, i) => {
      const before = series[i - 1];
      return before !== undefined && before.start < e.start && board.where(before).start >= board.where(e).start;
    });
    if (found) return found;
  }
  return undefined;
}
