// Which meeting a teacher speaks of, and who has to hear of it: the next one of the subject, unless the words begin with a date.
import { askBack } from '../../bot/command.ts';
import { type Opening, openingDate } from '../../lib/dateopening.ts';
import { type LocalDate, monthDay } from '../../lib/dates.ts';
import { type Reading, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me } from '../act.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Occasion, Series } from './model.ts';
import { callNames, type Listeners, listeners, preparationFor } from './queries.ts';
import { allSeries, meetingMeant, nextMeeting, subjectMeant } from './rules.ts';
import * as wording from './wording.ts';

/** The meeting somebody speaks of. */
export interface Own extends Occasion {
  calendar: Calendar;
  meeting: wording.MeetingWords;
  /** What the speaker is called in messages. */
  who: string;
  listeners: Listeners;
  /** The days that were named but have no such meeting: 3月7日（周二，第4周）; null when the meeting is the one that was meant. */
  insteadOf: string | null;
}

/** What was said to a command, and in which of its fields. */
interface SaidIn {
  field: 'reason' | 'content';
  words: string;
}

/** The meeting meant by subject and words, and what is left of the words without the date they begin with. @throws Refusal, AskBack */
export async function ownMeeting(act: Act, stated: string | undefined, said: SaidIn): Promise<Own & { words: string }> {
  await serialise(act.tx, 'preparations');
  const calendar = await calendarOf(act);
  const series = chosenSeries(act, allSeries(calendar), stated);
  const opening = openingDate(said.words);
  const reading = opening && readingOf(act, calendar, opening, said);
  if (!opening || !reading) return { ...(await nextOwn(act, calendar, series)), words: said.words };
  const meant = meetingMeant(calendar, series, reading, act.now);
  const called = (day: LocalDate) => wording.meetingOf(calendar, { subject: series.subject, day }, act.today);
  switch (meant.kind) {
    case 'lost':
      return refuse('meeting-lost', wording.nothingToMiss(called(meant.day), meant.lostTo, said.field));
    case 'none':
      return refuse('series-over', wording.noneFrom(series.subject, reading.label));
    // Nobody stays away from what is over, but its material may still be wanted.
    case 'over':
      if (said.field === 'reason') refuse('meeting-over', leaveTooLate(act, calendar, series, called(meant.day)));
      return { ...(await ownAt(act, calendar, { ...series, day: meant.day })), words: opening.rest };
    case 'meant':
      return { ...(await ownAt(act, calendar, { ...series, day: meant.day })), words: opening.rest };
    case 'instead': {
      // A date within a sentence may be about something else than the day somebody is away.
      const own = opening.apart
        ? await ownAt(act, calendar, { ...series, day: meant.day })
        : await nextOwn(act, calendar, series);
      return { ...own, words: opening.rest === '' ? '' : said.words, insteadOf: reading.label };
    }
  }
}

/** Why nobody stays away from a meeting that is over, and which one is next. */
function leaveTooLate(act: Act, calendar: Calendar, series: Series, over: wording.MeetingWords): string {
  const day = nextMeeting(calendar, series, act.today, act.now);
  return wording.leaveTooLate(
    over,
    day === null ? null : wording.meetingOf(calendar, { subject: series.subject, day }, act.today),
  );
}

/** What the date means today; null when it names no days but months. @throws Refusal when there is no such day; AskBack when there are two */
function readingOf(act: Act, calendar: Calendar, { spec, rest }: Opening, { field }: SaidIn): Reading | null {
  const { readings, problem } = resolveDate(spec, around(calendar, act.today));
  if (problem) refuse('no-date', problem.text);
  const ahead = readings.filter(({ end }) => end >= act.today);
  const [first, other] = ahead.length > 0 ? ahead : readings;
  if (!first || first.precision.startsWith('month')) return null;
  if (!other || ahead.length < 2) return first;
  const options = ahead.map(({ label, start }) => ({ label, value: `${monthDay(start)} ${rest}`.trim() }));
  return askBack(field, wording.askMeetingDay, options);
}

function nextOwn(act: Act, calendar: Calendar, series: Series): Promise<Own> {
  const day =
    nextMeeting(calendar, series, act.today, act.now) ?? refuse('series-over', wording.seriesOver(series.subject));
  return ownAt(act, calendar, { subject: series.subject, day });
}

/** A meeting as the speaker's own. */
export async function ownAt(act: Act, calendar: Calendar, { subject, day }: Occasion): Promise<Own> {
  const speaker = me(act);
  const occasion = { subject, day };
  const preparation = await preparationFor(act.tx, calendar, occasion);
  return {
    ...occasion,
    calendar,
    meeting: wording.meetingOf(calendar, occasion, act.today),
    who: (await callNames(act.tx)).get(speaker.id) ?? speaker.name,
    listeners: await listeners(act.tx, preparation, subject, speaker),
    insteadOf: null,
  };
}

/** The series of the stated subject, the group's or the only one the speaker teaches. @throws Refusal, AskBack */
export function chosenSeries(act: Act, all: Series[], stated: string | undefined): Series {
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
