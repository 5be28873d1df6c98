// What a row of the fault table is: one kind of harm done to real processes, and what must hold afterwards.

/** How much harm: `full` as the table is printed by `npm run faults`, `short` (three kills, small numbers) inside `npm test`. */
export type Scale = 'full' | 'short';

/** What a row is given. */
export interface RowParts {
  scale: Scale;
  /** Decides every choice that is left to chance (which instant, which message): the same seed does the same harm. */
  seed: number;
  engine: 'sqlite' | 'postgres';
  /** Called now and then with a few words, for whoever waits. */
  progress(words: string): void;
}

/** One thing that was counted, and the bound it had to keep. */
export interface Finding {
  /** What was counted, in plain English: `duplicates`, `unknown`. */
  what: string;
  value: number;
  /** The bound as it is printed: `= 0`, `≤ 50`. */
  bound: string;
  ok: boolean;
}

/** One row; several variants (engines, concurrency) of a row are told apart by `variant` in what they find. */
export interface Row {
  number: number;
  title: string;
  /** Both stores can be done at once: its bounds do not need the machine for one alone. */
  together?: boolean;
  run(parts: RowParts): Promise<{ variant: string; findings: Finding[] }[]>;
}

/** A finding that has to be exactly `wanted`. */
export const exactly = (what: string, value: number, wanted: number): Finding => ({
  what,
  value,
  bound: `= ${wanted}`,
  ok: value === wanted,
});

/** A finding that may be `most` at most. */
export const atMost = (what: string, value: number, most: number): Finding => ({
  what,
  value,
  bound: `≤ ${most}`,
  ok: value <= most,
});

/** A finding that must be `least` at least, so that the harm was really done. */
export const atLeast = (what: string, value: number, least: number): Finding => ({
  what,
  value,
  bound: `≥ ${least}`,
  ok: value >= least,
});
