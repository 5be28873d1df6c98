// Where a visit may go: the one day meant, what stands against it, and whether it may be put there at all.
import { askBack } from '../../bot/command.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { type DateSpec, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Person, School } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import { preparationsOf } from '../preparation/queries.ts';
import { type Visit, visitSettings } from './model.ts';
import { plannedVisits } from './queries.ts';
import { freeDaysNear, obstacle, type Placing } from './rules.ts';
import * as wording from './wording.ts';

/** The one day meant by a stated date: of several that are not over yet the person chooses. @throws Refusal, AskBack */
export function dayMeant(act: Act, calendar: Calendar, date: DateSpec): LocalDate {
  const { readings, problem } = resolveDate(date, around(calendar, act.today));
  if (problem) refuse('no-day', problem.text);
  const days = readings.filter(({ start, end }) => start === end);
  const ahead = days.filter(({ start }) => start >= act.today);
  const [first, second] = ahead.length > 0 ? ahead : days;
  if (!first) refuse('no-day', wording.notOneDay);
  if (!second || ahead.length < 2) return first.start;
  askBack(
    'date',
    `“${date.said}”是哪一天？`,
    ahead.map(({ label, start }) => ({ label, value: start })),
  );
}

/** What a placing of this school and team is judged by; `except`: the visit that is moved or changed. */
export async function placing(
  act: Act,
  calendar: Calendar,
  school: School,
  team: Person[],
  except?: Visit,
): Promise<Placing> {
  const visits = await plannedVisits(act.tx, calendar);
  return {
    calendar,
    now: act.now,
    school,
    team,
    visits: visits.filter(({ id }) => id !== except?.id),
    ...(except && { leaving: except.day }),
    preparations: await preparationsOf(act.tx, calendar),
    busy: visitSettings.busyWithPreparation.who,
  };
}

/** @throws Refusal when something stands against that day, with free days near it */
export async function refuseObstacle(placed: Placing, day: LocalDate, act: Act): Promise<void> {
  const found = obstacle(placed, day);
  if (!found) return;
  const free = freeDaysNear(placed, day);
  const words = { term: placed.calendar.term, day, school: placed.school, free };
  refuse('visit-obstacle', wording.refusal(words, found, await schoolNames(act.tx)));
}
