// Which stretch of the calendar somebody asks for.
import { askBack } from '../../bot/command.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { type DateSpec, parseDate, type Reading, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { around } from './days.ts';
import type { Calendar, Item } from './model.ts';

const thisWeek = parseDate('本周');

/**
 * What a stated date means in the term, this week when nothing is said. Two meanings are asked back about `field`.
 * @throws Refusal when the date does not exist in the term; AskBack
 */
export function stretchAsked(calendar: Calendar, today: LocalDate, said: DateSpec | undefined, field: string): Reading {
  const spec = said ?? thisWeek;
  const { readings, problem } = spec ? resolveDate(spec, around(calendar, today)) : { readings: [] };
  const [reading, other] = readings;
  if (!reading) return refuse('no-date', problem?.text ?? '没看懂是哪一天，可以说“第6周”或“3月21日”。');
  if (!other) return reading;
  return askBack(
    field,
    '您说的是哪一天？',
    readings.map(({ label, start }) => ({ label, value: start })),
  );
}

/** The calendar with only the items that belong to somebody: days, weeks and holidays stay. */
export const partOf = (calendar: Calendar, belongs: (item: Item) => boolean): Calendar => ({
  term: calendar.term,
  overrides: calendar.overrides,
  items: calendar.items.filter((item) => !item.theme && belongs(item)),
});
