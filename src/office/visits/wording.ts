// What is said about visits. Data in, Chinese out.
import { yearOf } from '../../lib/datelabel.ts';
import { daysBetween, type LocalDate, mondayOf, monthDay, monthDayWeekday, weekdayName } from '../../lib/dates.ts';
import { weekLabel, weekSpan } from '../calendar/days.ts';
import type { Calendar, Term } from '../calendar/model.ts';
import type { Person, School } from '../people/model.ts';
import { type Visit, visitSettings } from './model.ts';
import type { Obstacle } from './rules.ts';

/** A visit with the words for it. */
export interface VisitWords {
  visit: Visit;
  school: string;
  team: string[];
}

/** 3月23日（第6周周四）. */
export const dayInTerm = (term: Term, day: LocalDate): string =>
  `${monthDay(day)}（${weekLabel(term, day)}${weekdayName(day)}）`;

/** 3月23日周四: a day that was. */
const dayShort = (day: LocalDate): string => `${monthDay(day)}${weekdayName(day)}`;

const teamText = (team: readonly string[]): string => team.join('、');

/** 视0001：3月23日（第6周周四）视导二码头小学. */
const title = ({ term }: Calendar, { visit, school }: VisitWords): string =>
  `${visit.number}：${dayInTerm(term, visit.day)}视导${school}`;

/** What was arranged, told to whoever asked. `notice` in school days. */
export function planned(
  calendar: Calendar,
  words: VisitWords,
  notice: number,
  byHead: boolean,
  contacts: number,
): string {
  return [
    `已安排 ${title(calendar, words)}。`,
    words.team.length > 1 ? `组员：${teamText(words.team)}` : '',
    ...remarks(words, notice, byHead, contacts),
  ]
    .filter(Boolean)
    .join('\n');
}

/** What was moved. */
export function moved(
  calendar: Calendar,
  words: VisitWords,
  old: LocalDate,
  notice: number,
  byHead: boolean,
  contacts: number,
): string {
  return [`已改期 ${title(calendar, words)}，原定${dayShort(old)}。`, ...remarks(words, notice, byHead, contacts)].join(
    '\n',
  );
}

function remarks({ school }: VisitWords, notice: number, byHead: boolean, contacts: number): string[] {
  const least = visitSettings.notice.schoolDays;
  const short = byHead ? '学校准备的时间会紧一些。' : '请跟教研室主任说一声。';
  return [
    ...(notice < least ? [`注意：离视导只有 ${notice} 个教学日，不足 ${least} 个，${short}`] : []),
    ...(contacts === 0 ? [`${school}在名册里还没有联系人和校长，请自己通知学校。`] : []),
  ];
}

/** What cancelling would do. */
export const cancelPreview = (calendar: Calendar, words: VisitWords): string =>
  `要取消这次视导吗？${title(calendar, words)}。确认后会告诉学校和组员。`;

/** What was cancelled. */
export const cancelled = (calendar: Calendar, words: VisitWords): string => `已取消 ${title(calendar, words)}。`;

/** 3月21日（周二）; 2024年3月21日（周四） when the term has no day in that year. */
function dayAndYear(term: Term, day: LocalDate): string {
  const years = [term.week1Monday, weekSpan(term, term.lastWeek).end].map(yearOf);
  return (years.includes(yearOf(day)) ? '' : `${yearOf(day)}年`) + monthDayWeekday(day);
}

/** Why the visit cannot be on that day, with the nearest free days. */
export function refusal(
  placed: { term: Term; day: LocalDate; school: School; free: readonly LocalDate[] },
  obstacle: Obstacle,
  schools: ReadonlyMap<string, string>,
): string {
  const why = obstacleText(placed, obstacle, schools);
  if (obstacle.kind === 'noWindow' || obstacle.kind === 'ownSchool') return why;
  return placed.free.length > 0
    ? `${why}最近的空档：${placed.free.map(monthDayWeekday).join('、')}。`
    : `${why}视导时段里没有别的空档了。`;
}

/** Why somebody cannot be on the visit that day, without other days. */
export function obstacleText(
  { term, day, school }: { term: Term; day: LocalDate; school: School },
  obstacle: Obstacle,
  schools: ReadonlyMap<string, string>,
): string {
  const date = monthDay(day);
  switch (obstacle.kind) {
    case 'noWindow':
      return '行事历里还没有教学视导的时段，请联系管理员。';
    case 'ownSchool':
      return `${obstacle.person.name}是${school.name}的老师，不能视导自己的学校，请换一位组员。`;
    case 'past':
      return `${dayAndYear(term, day)}已经过去了。`;
    case 'begun':
      return `今天（${date}）的视导 ${obstacle.at} 就开始了，来不及安排。`;
    case 'outside': {
      const spans = obstacle.windows.map(({ start, end }) => `${monthDay(start)}—${monthDay(end)}`);
      return `${dayAndYear(term, day)}不在视导时段（${spans.join('、')}）里。`;
    }
    case 'noSchool':
      return obstacle.day.kind === 'holiday'
        ? `${date}是${obstacle.day.name}。`
        : `${monthDayWeekday(day)}学校不上课（${obstacle.day.name}）。`;
    case 'leads':
      return `${monthDayWeekday(day)}有${obstacle.subject}集体备课，${obstacle.person.name}要主持。`;
    case 'schoolTaken':
      return `${school.name}${monthDayWeekday(day)}已经有视导（${obstacle.visit.number}）。`;
    case 'memberTaken':
      return `${obstacle.person.name}${monthDayWeekday(day)}要去${schools.get(obstacle.visit.schoolId) ?? '另一所学校'}视导（${obstacle.visit.number}）。`;
  }
}

/** Only a single day can be meant. */
export const notOneDay = '视导要定在某一天，例如 第6周周四、3月23日。';

/** Somebody else's visit. */
export const mayNotChange = (number: string, planner: string): string =>
  `${number} 是${planner}安排的，要改请找${planner}、组里的教研员或教研室主任。`;

/** The number is not known, or the visit was cancelled. */
export const noVisit = (text: string): string => `没有“${text.slice(0, 20)}”这次视导，发 /视导 我的 看编号。`;

/** Too late for changes. */
export const begun = (number: string): string => `${number} 已经开始或结束，不能再改。`;

/** Somebody is to go in place of a member, and the visit was cancelled. */
export const noExchange = '这次视导已经取消了，不用换人。';

/** Whoever was to be replaced does not go any more. */
export const memberChanged = (number: string): string => `${number} 的组员已经换过了。`;

/** Moving it to the day it is on. */
export const sameDay = (number: string, day: LocalDate): string => `${number} 本来就在${monthDayWeekday(day)}。`;

// What school and team are told when something changes.

/** To the school, when a visit was arranged. */
export const tellSchoolPlanned = (calendar: Calendar, { visit, school, team }: VisitWords): string =>
  `${dayInTerm(calendar.term, visit.day)}${teamText(team)}到${school}做教学视导（${visit.number}），请提前安排。`;

/** To a member of the team, when a visit was arranged. */
export const tellTeamPlanned = (calendar: Calendar, words: VisitWords, by: string): string =>
  `${by}安排了 ${title(calendar, words)}，组员：${teamText(words.team)}。`;

/** To everybody concerned, when a visit was moved. */
export const tellMoved = (calendar: Calendar, words: VisitWords, old: LocalDate, by: string): string =>
  `更正：${words.visit.number} 视导${words.school}改到${dayInTerm(calendar.term, words.visit.day)}，原定${dayShort(old)}。${by}办理。`;

/** To everybody concerned, when a visit was cancelled. */
export const tellCancelled = (calendar: Calendar, words: VisitWords, by: string): string =>
  `更正：${title(calendar, words)}，这次已取消。${by}办理。`;

// What the clock says.

/** 明天（3月23日）, 3月23日（本周四）, 3月23日（下周四）, 3月23日（第6周周四）: the day as seen from `today`. */
export function dayFrom(term: Term, day: LocalDate, today: LocalDate): string {
  if (daysBetween(today, day) === 1) return `明天（${monthDay(day)}）`;
  const weeks = daysBetween(mondayOf(today), mondayOf(day)) / 7;
  return `${monthDay(day)}（${['本', '下'][weeks] ?? weekLabel(term, day)}${weekdayName(day)}）`;
}

/** To the school: a first notice, then what to get ready, then that it is near. */
export function schoolReminder(
  calendar: Calendar,
  { visit, school, team }: VisitWords,
  lead: string,
  today: LocalDate,
): string {
  const when = dayFrom(calendar.term, visit.day, today);
  if (lead === '-1') return `${when}有教学视导，${teamText(team)}到校。`;
  return lead === '-5'
    ? `${when}有教学视导，请备好近期教研记录。`
    : `${when}${teamText(team)}到${school}做教学视导，学校可以先做自查。`;
}

/** To a member of the team. */
export function teamReminder(calendar: Calendar, { visit, school, team }: VisitWords, today: LocalDate): string {
  const together = team.length > 1 ? `，组员：${teamText(team)}` : '';
  return `${dayFrom(calendar.term, visit.day, today)}到${school}视导（${visit.number}）${together}。`;
}

// Lists.

const line = ({ term }: Calendar, { visit, school, team }: VisitWords): string =>
  `${visit.number} ${dayInTerm(term, visit.day)}${school}　${teamText(team)}`;

/** Visits to come, one a line. */
export function visitList(calendar: Calendar, visits: readonly VisitWords[], head: string, none: string): string {
  if (visits.length === 0) return none;
  const shown = visits.slice(0, 20).map((words) => line(calendar, words));
  const more = visits.length > shown.length ? [`……还有 ${visits.length - shown.length} 次。`] : [];
  return [head, ...shown, ...more].join('\n');
}

/** The names of a team in its order; people who have left are called so. */
export const teamNames = (team: readonly string[], people: readonly Person[]): string[] =>
  team.map((id) => people.find((person) => person.id === id)?.name ?? '（已离开）');

/** A proposal to move visits that does not fit any more. */
export const changedMeanwhile = '有一次视导刚刚改过，请重新发“/顺延”再看一遍。';
