// 市级优先，区级顺延: where everything goes that a city event displaces (domain.md §4). Pure.
import type { LocalDate } from '../../../lib/dates.ts';
import type { Engagement } from '../clashes/engagements.ts';
import type { Calendar, Item } from '../model.ts';
import type { Stretch } from '../rules.ts';
import { openBoard } from './board.ts';
import { dependentsOf } from './dependents.ts';
import { causesOn, displacedBy } from './displaced.ts';
import { isMovable, type Move, type PostponeOptions, type Proposal, type Stuck, usualLookahead } from './model.ts';
import { numbered } from './numbers.ts';
import { remarksOn } from './remarks.ts';
import { place, type Run } from './run.ts';
import { placeSeries } from './series.ts';
import { slotFor } from './slots.ts';

/**
 * What has to move for `causes`, city or province items of the calendar that were entered or changed: each lower item that wants
 * the same people at the same time goes to the next free slot of its own pattern, else to the next school day, and pushes
 * away what is lower still. Never into holidays, weekends, vacations, exams, or what is as high as itself.
 */
export function proposePostponement(calendar: Calendar, causes: readonly Item[], options: PostponeOptions): Proposal {
  const known = new Set(calendar.items.map(({ id }) => id));
  const whole = { ...calendar, items: [...calendar.items, ...causes.filter(({ id }) => !known.has(id))] };
  const work = begin(whole, causes, options);
  settleAll(work.run);
  return written(work, { numbers: {}, edits: {} });
}

/** The work on a proposal with what started it. */
export interface Work {
  run: Run;
  causes: readonly Item[];
  /** The occurrences of the causes. */
  high: readonly Engagement[];
}

/** Finds what the causes displace; nothing is placed yet. */
export function begin(calendar: Calendar, causes: readonly Item[], options: PostponeOptions): Work {
  const board = openBoard(calendar, options);
  const run: Run = {
    board,
    options,
    lookahead: options.maxLookahead ?? usualLookahead,
    pushes: new Map(),
    moved: new Map(),
    stuck: new Map(),
    pinned: new Set(),
  };
  const high = causesOn(board, new Set(causes.map(({ id }) => id)));
  for (const { e, cause, why } of displacedBy(board, high)) {
    run.pushes.set(e, { title: cause.title, by: null });
    if (why !== null) run.stuck.set(e, why);
  }
  return { run, causes, high };
}

/** Places all that waits, the highest and earliest first; what is displaced on the way is lower, or later in the same series. */
export function settleAll(run: Run): void {
  for (let next = nextOf(run); next; next = nextOf(run)) {
    if (next.kind === 'meeting') settleSeries(run, next);
    else settleOne(run, next);
  }
}

const waits = (run: Run, e: Engagement): boolean => !run.moved.has(e) && !run.stuck.has(e) && !run.pinned.has(e);

const before = (a: Engagement, b: Engagement): boolean =>
  a.rank !== b.rank ? a.rank > b.rank : a.start !== b.start ? a.start < b.start : a.id < b.id;

function nextOf(run: Run): Engagement | undefined {
  let best: Engagement | undefined;
  for (const e of run.pushes.keys()) if (waits(run, e) && (!best || before(e, best))) best = e;
  return best;
}

function settleOne(run: Run, e: Engagement): void {
  const at = slotFor(run.board, e, run.lookahead);
  if (at) place(run, e, at);
  else run.stuck.set(e, noSlot(run));
}

const noSlot = ({ lookahead }: Run): string =>
  `往后${lookahead % 7 === 0 ? `${lookahead / 7}周` : `${lookahead}天`}都没有空档`;

function settleSeries(run: Run, e: Engagement): void {
  const { board, lookahead } = run;
  const series = board.series(e.itemId ?? '');
  const leaving = series.filter((one) => run.pushes.has(one) && waits(run, one));
  const mayPush = (one: Engagement): boolean =>
    isMovable(one, board.today) && !run.pinned.has(one) && !run.stuck.has(one) && !run.moved.has(one);
  const { places, pushedBy, stuck } = placeSeries({ board, series, lookahead, mayPush }, leaving);
  for (const one of stuck) run.stuck.set(one, noSlot(run));
  for (const [one, by] of pushedBy) run.pushes.set(one, { title: '前一次', by });
  for (const [one, at] of places) place(run, one, at);
}

/** The proposal as it is kept and shown; what was numbered or edited before keeps that. */
export function written({ run, causes, high }: Work, kept: Pick<Proposal, 'numbers' | 'edits'>): Proposal {
  const lines = [...run.pushes.keys()].filter((e) => run.moved.has(e) || run.stuck.has(e));
  const parent = (e: Engagement): Engagement | null => run.pushes.get(e)?.by ?? null;
  const numbers = numbered(lines, parent, kept.numbers);
  const no = (e: Engagement): number => numbers[e.id] ?? 0;
  const common = (e: Engagement) => {
    const by = parent(e);
    return {
      no: no(e),
      id: e.id,
      kind: e.kind,
      itemId: e.itemId ?? e.id,
      title: e.title,
      cascadeOf: by && run.moved.has(by) ? no(by) : null,
      byHand: run.pinned.has(e),
    };
  };
  const moves = lines.flatMap((e): Move[] => {
    const to = run.moved.get(e);
    const push = run.pushes.get(e);
    if (!to || !push) return [];
    const why = push.by && push.by.itemId === e.itemId ? '给前一次让出日子' : `让给${push.title}`;
    return [{ ...common(e), nominal: e.nominal, from: stretchOf(e), to, why, dependents: dependentsOf(run, e, to) }];
  });
  const stuck = lines.flatMap((e): Stuck[] => {
    const why = run.stuck.get(e);
    return why === undefined ? [] : [{ ...common(e), at: stretchOf(e), why }];
  });
  return {
    causes: causes.flatMap(({ id, title, start, end }) => (start && end ? [{ id, title, start, end }] : [])),
    moves: moves.sort(byNumber),
    stuck: stuck.sort(byNumber),
    remarks: remarksOn(run, causes, high),
    numbers,
    edits: kept.edits,
  };
}

const byNumber = (a: { no: number }, b: { no: number }): number => a.no - b.no;
const stretchOf = ({ start, end }: Stretch): { start: LocalDate; end: LocalDate } => ({ start, end });
