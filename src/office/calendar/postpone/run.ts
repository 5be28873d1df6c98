// The work on one proposal while it goes on: what leaves its place and why, what has found another. Changes only itself.
import type { Engagement } from '../clashes/engagements.ts';
import type { Stretch } from '../rules.ts';
import type { Board } from './board.ts';
import type { PostponeOptions } from './model.ts';

/** Why something leaves its place: for a city event, or for something that was put where it stood. */
export interface Push {
  title: string;
  /** The engagement that moved there; null for a city event. */
  by: Engagement | null;
}

/** The work on one proposal. */
export interface Run {
  board: Board;
  options: PostponeOptions;
  lookahead: number;
  pushes: Map<Engagement, Push>;
  moved: Map<Engagement, Stretch>;
  stuck: Map<Engagement, string>;
  /** What somebody decided by hand. */
  pinned: Set<Engagement>;
}

/** Puts something to its new place; what is lower and stands there has to leave. */
export function place(run: Run, e: Engagement, at: Stretch): void {
  for (const other of run.board.displacedBy(e, at)) {
    if (!run.pushes.has(other)) run.pushes.set(other, { title: e.title, by: e });
  }
  run.board.put(e, at);
  run.moved.set(e, at);
}
