// Which meeting a teacher speaks of: the next one of the subject, unless the words begin with a date.
import { askBack } from '../../bot/command.ts';
import { type Opening, openingDate } from '../../lib/dateopening.ts';
import { type LocalDate, monthDay } from '../../lib/dates.ts';
import { type Reading, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { type Act, calendarOf, me } from '../act.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Occasion, Series } from './model.ts';
import { allSeries, meetingMeant, nextMeeting, subjectMeant } from './rules.ts';
import * as wording from './wording.ts';

/** The meeting somebody speaks of. */
export interface Own extends Occasion {
  /** What is left of the words without the date they begin with. */
  words: string;
  /** The days that were named but have no such meeting: 3月7日（周二，第4周）; null when the meeting is the one that was meant. */
  insteadOf: string | null;
}

/** What was said to a command, and in which of its fields. */
export interface SaidIn {
  field: string;
  words: string;
  /** Somebody wants to stay away. */
  leave: boolean;
}

/** The meeting meant by subject and words; one that is over may be meant too. @throws Refusal, AskBack */
export async function ownMeeting(act: Act, stated: string | undefined, said: SaidIn): Promise<Own> {
  const calendar = await calendarOf(act);
  const series = chosenSeries(act, allSeries(calendar), stated);
  const { subject } = series;
  const opening = openingDate(said.words);
  const reading = opening && readingOf(act, calendar, opening, said.field);
  const next = { subject, day: nextOf(act, calendar, series), words: said.words, insteadOf: null };
  if (!opening || !reading) return { ...next, day: next.day ?? refuse('series-over', wording.seriesOver(subject)) };
  const meant = meetingMeant(calendar, series, reading, act.now);
  switch (meant.kind) {
    case 'lost': {
      const lost = wording.meetingOf(calendar, { subject, day: meant.day }, act.today);
      return refuse('meeting-lost', wording.nothingToMiss(lost, meant.lostTo, said.leave));
    }
    case 'none':
      return refuse('series-over', wording.noneFrom(subject, reading.label));
    case 'over':
    case 'meant':
      return { ...next, day: meant.day, words: opening.rest };
    case 'instead':
      return {
        // A date within a sentence may be about something else than the day somebody is away.
        ...{ subject, day: opening.apart ? meant.day : (next.day ?? meant.day) },
        words: opening.rest === '' ? '' : said.words,
        insteadOf: reading.label,
      };
  }
}

/** What the date means today; null when it names no days but months. @throws Refusal when there is no such day; AskBack about `field` when there are two */
export function readingOf(act: Act, calendar: Calendar, { spec, rest }: Opening, field: string): Reading | null {
  const { readings, problem } = resolveDate(spec, around(calendar, act.today));
  if (problem) refuse('no-date', problem.text);
  const ahead = readings.filter(({ end }) => end >= act.today);
  const [first, other] = ahead.length > 0 ? ahead : readings;
  if (!first || first.precision.startsWith('month')) return null;
  if (!other || ahead.length < 2) return first;
  const options = ahead.map(({ label, start }) => ({ label, value: `${monthDay(start)} ${rest}`.trim() }));
  return askBack(field, wording.askMeetingDay, options);
}

const nextOf = (act: Act, calendar: Calendar, series: Series): LocalDate | null =>
  nextMeeting(calendar, series, act.today, act.now);

/** The series of the stated subject, the group's or the only one the speaker teaches. @throws Refusal, AskBack */
function chosenSeries(act: Act, all: Series[], stated: string | undefined): Series {
  const { subjects } = me(act);
  const meant = subjectMeant(stated, subjects, act.group?.subjects ?? [], all);
  if ('several' in meant) {
    const options = meant.several.map((subject) => ({ label: subject, value: subject }));
    askBack('subject', wording.askSubject, options);
  }
  if ('series' in meant) return meant.series;
  const { none } = meant;
  return refuse(
    'no-subject',
    none === 'notTaught' ? wording.notTaught(stated, subjects) : wording.noneOfYours(subjects, all),
  );
}
