// What the benchmarks print: figures of several rounds with their median, the ratio to a baseline of the same run, the aim.

/** One measured thing. */
export interface Line {
  what: string;
  unit: string;
  /** One figure for each round. */
  rounds: number[];
  /** Ratios to what was measured beside it in the same round, and what is aimed for. */
  ratio?: { to: string; rounds: number[]; aim?: string };
  /** What keeps the figure from being better. */
  bound?: string;
}

/** One benchmark: `bench/main.ts NAME` runs it. */
export interface Piece {
  name: string;
  title: string;
  run(rounds: number): Promise<Line[]>;
}

export const median = (figures: readonly number[]): number => {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

const short = (n: number): string =>
  Math.abs(n) >= 100 ? n.toFixed(0) : Math.abs(n) >= 10 ? n.toFixed(1) : n.toFixed(2);

const spread = (figures: readonly number[]): string[] =>
  [Math.min(...figures), median(figures), Math.max(...figures)].map(short);

/** The lines as a table of fixed width. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map(({ what, unit, rounds, ratio }) => [
    what,
    unit,
    ...spread(rounds),
    ratio ? spread(ratio.rounds).join(' / ') : '',
    ratio ? `${ratio.to}${ratio.aim ? ` (aim ${ratio.aim})` : ''}` : '',
  ]);
  const head = ['', 'unit', 'min', 'median', 'max', 'ratio min / median / max', 'to'];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const print = (row: readonly string[]) =>
    row
      .map((cell, i) => (i < 2 || i > 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const bounds = lines.filter(({ bound }) => bound).map(({ what, bound }) => `- ${what}: ${bound}`);
  return [...[head, ...rows].map(print), '', 'What bounds them', ...bounds].join('\n');
}
