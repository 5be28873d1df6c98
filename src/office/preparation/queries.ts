// What is arranged for which meeting, who leads it, and which groups hear of it.
import { weekLabel as weekSpanLabel } from '../../lib/datelabel.ts';
import { addDays, mondayOf } from '../../lib/dates.ts';
import type { Reading } from '../../lib/datespec.ts';
import type { Reader } from '../../store/db.ts';
import { type Act, calendarOf } from '../act.ts';
import { around, meetings } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups, type Group } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import { type Occasion, type Preparation, preparationOf } from './model.ts';
import { allSeries } from './rules.ts';
import { materialsOf, stageFacts } from './stage-queries.ts';
import { materialList, stageLine, stageList } from './stage-wording.ts';
import { stagesOf } from './stages.ts';
import { meetingOf, type Overview, type OverviewLine, planOf } from './wording.ts';

/** Everything arranged in the term. */
export async function preparationsOf(db: Reader, { term }: Calendar): Promise<Preparation[]> {
  const rows = await db.selectFrom('preparations').selectAll().where('term_id', '=', term.id).orderBy('day').execute();
  return rows.map(preparationOf);
}

/** What is arranged for one meeting; null when nothing is. */
export async function preparationFor(
  db: Reader,
  { term }: Calendar,
  { subject, day }: Occasion,
): Promise<Preparation | null> {
  const row = await db
    .selectFrom('preparations')
    .selectAll()
    .where('term_id', '=', term.id)
    .where('subject', '=', subject)
    .where('day', '=', day)
    .executeTakeFirst();
  return row ? preparationOf(row) : null;
}

/** How people are called in messages, by id: 李强（二码头小学）. People who have left are there too. All, or only those of `ids`. */
export async function callNames(db: Reader, ids?: readonly string[]): Promise<Map<string, string>> {
  if (ids?.length === 0) return new Map();
  const schools = await schoolNames(db);
  const people = db.selectFrom('people').select(['id', 'name', 'school_id']);
  const rows = await (ids ? people.where('id', 'in', [...new Set(ids)]) : people).execute();
  return new Map(
    rows.map(({ id, name, school_id }) => {
      const school = school_id ? schools.get(school_id) : undefined;
      return [id, school ? `${name}（${school}）` : name];
    }),
  );
}

/** The groups that hear of a subject's 集体备课: those meant for the subject, never those with outsiders. */
export async function preparationGroups(db: Reader): Promise<(subject: string) => Group[]> {
  const groups = await allGroups(db);
  return (subject) => groups.filter((group) => group.subjects.includes(subject) && !group.outsiders);
}

/**
 * The meetings of the week that was asked for (of the whole stretch when it is longer), of one subject if it is named, with what is
 * arranged for them.
 */
export async function overviewOf(act: Act, asked: Reading, subject?: string): Promise<Overview> {
  const calendar = await calendarOf(act);
  const isDay = asked.precision === 'day' && asked.start === asked.end;
  const start = isDay ? mondayOf(asked.start) : asked.start;
  const end = isDay ? addDays(start, 6) : asked.end;
  const lines = await overviewLines(act, calendar);
  const found = lines.filter(
    (line) => start <= line.meeting.day && line.meeting.day <= end && (!subject || line.subject === subject),
  );
  const [only, other] = subject === undefined ? [] : found;
  return {
    calendar,
    label: isDay ? weekSpanLabel(start, end, around(calendar, act.today)) : asked.label,
    subject: subject ?? null,
    found: only && !other ? [await withDetails(act, calendar, only)] : found,
    all: allSeries(calendar),
  };
}

/** Materials and stages of an arranged meeting that is looked at; before a group nobody is named, and nothing that is late. */
async function withDetails(act: Act, calendar: Calendar, line: OverviewLine): Promise<OverviewLine> {
  const arranged = await preparationFor(act.tx, calendar, { subject: line.subject, day: line.meeting.day });
  if (!arranged || line.lostTo !== null) return line;
  const stages = stagesOf(calendar, arranged, await stageFacts(act.tx, [arranged]));
  const materials = (await materialsOf(act.tx, [arranged])).get(arranged.id) ?? [];
  const shown =
    act.message?.chat.kind === 'group'
      ? [stageLine(stages, act.today)].filter(Boolean)
      : stageList(stages, await callNames(act.tx));
  return { ...line, more: [...materialList(materials), ...shown] };
}

/** How many meetings of a subject are told at once when no time is named. */
const mostAhead = 4;

/** The next meetings of a subject, today's included. */
export async function meetingsAhead(act: Act, subject: string): Promise<Overview> {
  const calendar = await calendarOf(act);
  const ahead = (line: OverviewLine): boolean => line.subject === subject && line.meeting.day >= act.today;
  const found = (await overviewLines(act, calendar)).filter(ahead).slice(0, mostAhead);
  return { calendar, label: '接下来的', subject, found, all: allSeries(calendar) };
}

/** All meetings of the term by day, with what is arranged for them. */
async function overviewLines(act: Act, calendar: Calendar): Promise<OverviewLine[]> {
  const [names, preparations] = [await callNames(act.tx), await preparationsOf(act.tx, calendar)];
  const lines = allSeries(calendar).flatMap(({ subject, item }) =>
    meetings(calendar, item).map(({ day, lostTo }): OverviewLine => {
      const arranged = preparations.find((one) => one.subject === subject && one.day === day);
      const meeting = meetingOf(calendar, { subject, day }, act.today);
      return { meeting, subject, lostTo, plan: arranged ? planOf(arranged, names) : null, more: [] };
    }),
  );
  return lines.sort((a, b) => a.meeting.day.localeCompare(b.meeting.day));
}
