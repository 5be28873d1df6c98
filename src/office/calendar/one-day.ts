// One day that somebody names: a due day, not a week or a month.
import { askBack } from '../../bot/command.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { type DateSpec, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { around } from './days.ts';
import type { Calendar } from './model.ts';

/** How it is spoken of: code of refusals, what is said of anything but one day, and the question when two are possible. */
export interface DayWords {
  code: string;
  notOneDay: string;
  which: string;
}

/** The one day from today on that was said for the field `due`. @throws Refusal when it is none; AskBack about `due` when it may be two */
export function oneDay(act: Act, calendar: Calendar, said: DateSpec, { code, notOneDay, which }: DayWords): LocalDate {
  const { readings, problem } = resolveDate(said, { ...around(calendar, act.today), from: act.today });
  const days = readings.filter(({ start, end, precision }) => precision === 'day' && start === end);
  const [first, other] = days;
  if (!first) return refuse(code, problem?.text ?? notOneDay);
  const options = days.map(({ label, start }) => ({ label, value: start }));
  return other ? askBack('due', which, options) : first.start;
}
