// What is read out of a plan document: items with the words that gave them, themes, and what was refused. No store, no clock.
import type { LocalDate, LocalTime } from '../../../lib/dates.ts';
import type { Precision, Recurrence } from '../model.ts';

/** Coarse kinds of an item, as the label format of plans names them. */
export const itemKinds = [
  'meeting',
  'exam',
  'prep',
  'visit',
  'activity',
  'contest',
  'deadline',
  'plan',
  'review',
  'task',
] as const;
export type ItemKind = (typeof itemKinds)[number];

/** Who runs it, the highest first; `unknown` is asked about and ranks lowest. */
export const levels = ['province', 'city', 'district', 'area', 'school', 'unknown'] as const;
export type Level = (typeof levels)[number];

/** Finer kinds that speak (domain.md §2), proposed from the words and confirmed at import. */
export const reminderKinds = [
  'jointPrep',
  'paperPickup',
  'examDay',
  'marking',
  'paperSetting',
  'meeting',
  'visitWindow',
  'contestDeadline',
] as const;
export type ReminderKind = (typeof reminderKinds)[number];

/** Where words stand in the document, counted from 0. */
export interface Place {
  block: number;
  row?: number;
  column?: number;
}

/** What must be known to date a text. Null: neither stated nor derivable nor given. */
export interface PlanTerm {
  title: string | null;
  /** 文号, as printed without blanks: 五教研（小）〔2023〕4号. */
  documentNumber: string | null;
  /** Monday of teaching week 1. */
  firstMonday: LocalDate | null;
  /** Calendar year in which the term begins. */
  year: number | null;
  semester: 'spring' | 'autumn' | null;
  /** The last teaching week the text prints; null when it prints none. */
  lastWeek: number | null;
  /** Which words gave each of them. */
  because: Partial<Record<'title' | 'documentNumber' | 'firstMonday' | 'year' | 'semester' | 'lastWeek', string>>;
}

/** One activity of the plan. `start`…`end` both included; dates are null where the text gives none (待定日期). */
export interface PlanItem {
  title: string;
  kind: ItemKind;
  reminderKind: ReminderKind | null;
  start: LocalDate | null;
  end: LocalDate | null;
  precision: Precision | null;
  recurrence: Recurrence | null;
  /** Clock time of its beginning, when stated. */
  time: LocalTime | null;
  /** Where it takes place, when stated (地点). */
  venue: string | null;
  subjects: string[];
  audience: string | null;
  level: Level;
  /** The exact words; `……` marks words left out between two places. */
  quote: string;
  at: Place;
  /** For each field the words that gave it: `{ start: '第三周 28 号（周二）', kind: '工作会' }`. */
  because: Record<string, string>;
  /** Chinese sentences for whoever confirms the import: a date outside its row, a weekday that was not checked … */
  warnings: string[];
}

/** What a contradictory statement can mean. */
export interface PlanReading {
  /** 2023年3月1日（周三，第3周）：按“29号” */
  label: string;
  start: LocalDate;
  end: LocalDate;
}

/** A line that is not guessed at: its own sentence contradicts itself, or names a day that does not exist. */
export interface RefusedLine {
  quote: string;
  /** Chinese, complete: what disagrees. */
  reason: string;
  readings: PlanReading[];
  /** What it would be once somebody says the date: everything but the dates. */
  item: PlanItem;
  at: Place;
}

/** A month's theme (三月新课改学习月): kept beside the items. */
export interface PlanTheme {
  start: LocalDate;
  end: LocalDate;
  text: string;
  quote: string;
}

/** Everything read from one document. */
export interface Plan {
  term: PlanTerm;
  items: PlanItem[];
  themes: PlanTheme[];
  refused: RefusedLine[];
}

/** What is known beside the document. */
export interface PlanHints {
  firstMonday?: LocalDate;
  year?: number;
  semester?: 'spring' | 'autumn';
  /** Who wrote it, when its own words do not tell. */
  writer?: Level;
}
