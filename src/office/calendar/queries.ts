// Which stretch of the calendar somebody asks for.
import { askBack } from '../../bot/command.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { type DateSpec, parseDate, type Reading, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { around } from './days.ts';
import type { Calendar } from './model.ts';

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
