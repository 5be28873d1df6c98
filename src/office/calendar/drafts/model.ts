// A plan on its way into the calendar: numbered lines that people look at, edit, and confirm or let go.
import type { PlanDocument } from '../../../files/document.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { PlanHints, PlanItem, PlanReading, PlanTheme } from '../plan/model.ts';

/** One line of a draft. Its number stays whatever happens to others, so that people can go by it. */
export interface DraftLine {
  no: number;
  item: PlanItem;
  /** What it contradicts; not imported until somebody says which date holds. Null for lines that are understood. */
  refused: { reason: string; readings: PlanReading[] } | null;
  /** Left out by somebody. */
  dropped: boolean;
  /** Changed by somebody. */
  edited: boolean;
}

/** What is known of the term; without the Monday of week 1 nothing can be confirmed. */
export interface DraftTerm {
  title: string;
  documentNumber: string | null;
  firstMonday: LocalDate | null;
  year: number | null;
  semester: 'spring' | 'autumn' | null;
  lastWeek: number;
  seriesLastWeek: number;
  /** Which words gave the first Monday. */
  because: string | null;
}

/** The content of a draft of kind `plan`, stored as JSON. */
export interface PlanDraft {
  /** File name as sent; null for pasted text. */
  name: string | null;
  /** Kept so that it can be read again once week 1 is known. */
  document: PlanDocument;
  hints: PlanHints;
  term: DraftTerm;
  lines: DraftLine[];
  themes: PlanTheme[];
}

/** How many teaching weeks a term has, and where an endless weekly series stops, when the plan does not say (domain.md §3). */
export const termDefaults = { lastWeek: 20, seriesLastWeek: 18 };

/** Lines that will be imported. */
export const goingIn = ({ lines }: Pick<PlanDraft, 'lines'>): DraftLine[] =>
  lines.filter(({ dropped, refused }) => !dropped && refused === null);
/** Lines nobody has settled: refused and not left out. */
export const refusedLines = ({ lines }: Pick<PlanDraft, 'lines'>): DraftLine[] =>
  lines.filter(({ dropped, refused }) => !dropped && refused !== null);
