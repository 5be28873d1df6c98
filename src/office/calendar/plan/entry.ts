// One sentence or cell of a plan with everything around it that may date it. What the layouts are turned into before reading.
import type { Place } from './model.ts';
import type { When } from './when.ts';
import type { Words } from './words.ts';

/** What dates an entry from outside: a month or week heading, the row or column of a table, the line above. */
export interface Container {
  when: When;
  /** The words that say so, as printed. */
  text: string;
  what: 'heading' | 'row' | 'column' | 'line';
}

/** A sentence, line or cell that may hold several activities. */
export interface Entry {
  words: Words;
  at: Place;
  /** Outermost first. */
  containers: Container[];
  /** In running text only dated sentences are items; `notes` only move and cancel. */
  mode: 'schedule' | 'prose' | 'notes';
  /** What a sentence is about that names only a time: the heading above, the title. */
  about: string | null;
  /** What the whole document is about. */
  topic?: string | null;
  /** `about` is the name of the activity itself: the line above 时间：…. */
  titled?: boolean;
  /** From a table whose rows are items even without a date. */
  tabular?: boolean;
  /** The source words, when `words` were put together from several cells. */
  quote?: string;
  owner?: string;
  venue?: string;
  audience?: string;
  subject?: string;
  remark?: string;
  time?: string;
}

/** A theme with the month it stands beside. */
export interface ThemeEntry {
  text: string;
  quote: string;
  month: Container;
}

/** Everything the layout gives. */
export interface Layout {
  entries: Entry[];
  themes: ThemeEntry[];
  /** Lines that are no entries but may tell year, term or week 1: title, headings, signature. */
  lines: { words: Words; block: number; zone: 'head' | 'body' | 'foot' }[];
  /** Containers with a week and its printed days, wherever they stand. */
  containers: Container[];
}
