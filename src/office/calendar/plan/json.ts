// A plan as JSON for people and programs: items as the label format of plans has them, themes, refused lines.
import type { Plan, PlanItem, PlanReading, PlanTerm } from './model.ts';

const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** What `jiaoyan plan parse --json` prints. */
export interface PlanJson {
  term: PlanTerm;
  items: ItemJson[];
  themes: { month: string; text: string; quote: string }[];
  refused: { quote: string; reason: string; readings: PlanReading[] }[];
}

/** A series: `byDay` in the codes of iCalendar; `interval` only when it is not every week or month. */
export interface RecurrenceJson {
  freq: 'weekly' | 'monthly';
  byDay: string[];
  subject?: string;
  interval?: number;
}

export type ItemJson = Omit<PlanItem, 'recurrence'> & { recurrence: RecurrenceJson | null };

const recurrenceJson = ({ recurrence }: PlanItem): RecurrenceJson | null =>
  recurrence && {
    freq: recurrence.freq,
    byDay: recurrence.weekdays.map((weekday) => dayCodes[weekday - 1]!),
    ...(recurrence.subject !== null && { subject: recurrence.subject }),
    ...(recurrence.interval !== 1 && { interval: recurrence.interval }),
  };

/** The JSON of a plan. `month` of a theme is `2023-03`, or `2023-04/2023-05` when it spans several. */
export const planJson = ({ term, items, themes, refused }: Plan): PlanJson => ({
  term,
  items: items.map((item) => ({ ...item, recurrence: recurrenceJson(item) })),
  themes: themes.map(({ start, end, text, quote }) => {
    const [first, last] = [start.slice(0, 7), end.slice(0, 7)];
    return { month: first === last ? first : `${first}/${last}`, text, quote };
  }),
  refused: refused.map(({ quote, reason, readings }) => ({ quote, reason, readings })),
});
