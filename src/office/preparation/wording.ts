// What is said about 集体备课. Data in, Chinese out.
import { type Said, say } from '../../bot/message.ts';
import { dayLabel } from '../../lib/datelabel.ts';
import { daysBetween, type LocalDate, monthDayWeekday, weekdayName } from '../../lib/dates.ts';
import { around, weekLabel } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { seriesWeeks } from '../calendar/rules.ts';
import type { Occasion, Preparation, Series } from './model.ts';

/** A meeting as it is called: `when` 3月22日（周三，第6周）, `what` 数学集体备课, `week` 第6周. */
export interface MeetingWords {
  when: string;
  what: string;
  week: string;
  day: LocalDate;
  /** 今天, 明天 or nothing. */
  near: string;
}

/** Names a meeting, seen from `today`. */
export const meetingOf = (calendar: Calendar, { subject, day }: Occasion, today: LocalDate): MeetingWords => ({
  when: dayLabel(day, around(calendar, today)),
  what: `${subject}集体备课`,
  week: weekLabel(calendar.term, day),
  day,
  near: ['今天', '明天'][daysBetween(today, day)] ?? '',
});

/** What is known of a meeting's plan, in words. */
export interface Plan {
  lead: string;
  topic: string | null;
  place: string | null;
}

/** What is arranged, with the lead preparer's name. */
export const planOf = (arranged: Preparation, names: ReadonlyMap<string, string>): Plan => ({
  lead: names.get(arranged.leadId) ?? '待定',
  topic: arranged.topic,
  place: arranged.place,
});

const particulars = ({ topic, place }: Pick<Plan, 'topic' | 'place'>): string[] => [
  ...(topic ? [`课题：${topic}`] : []),
  ...(place ? [`地点：${place}`] : []),
];
const planLines = (plan: Plan | null): string[] => (plan ? [`主备人：${plan.lead}`, ...particulars(plan)] : []);
const lines = (...texts: (string | string[])[]): string => texts.flat().join('\n');

// What the clock says.

/** To the subject's groups, on the school day before; `more`: lines with materials and stages. */
export const groupReminder = (
  { near, when, what }: MeetingWords,
  plan: Plan | null,
  more: readonly string[],
  closing: string,
): Said => say(lines(`${near}${when}${what}。`, planLines(plan), [...more], closing === '' ? [] : closing));

/** To the same groups at the same time, when the meeting falls away for a holiday. */
export const lostNotice = ({ when, what }: MeetingWords, lostTo: string, next: MeetingWords | null): Said =>
  say(`${when}逢${lostTo}，${what}停一次。${next ? `下次是${next.when}。` : '本学期不再安排。'}`);

/** To the groups on the day itself, when something changed after the first reminder. */
export const changedReminder = ({ near, when, what }: MeetingWords, plan: Plan | null): Said =>
  say(lines(`${near}${when}${what}有改动，以这次为准：`, planLines(plan)));

/** To the lead preparer, some days ahead. */
export const leadReminder = ({ when, what }: MeetingWords, plan: Plan | null, draft: string): Said =>
  say(lines(`${when}的${what}由您主备，请提前准备。`, plan ? particulars(plan) : [], draft === '' ? [] : draft));

// What is said when somebody arranges a meeting.

const corrections = { now: '已在群里更正', onTheDay: '当天早上会在群里更正' };

/** The answer to who arranged or changed a meeting; `told` and `corrected` say who else hears of it. */
export function arranged(
  { when, what }: MeetingWords,
  plan: Plan,
  old: Plan | null,
  { told, corrected }: { told: boolean; corrected: keyof typeof corrections | null },
): string {
  const follows = [...(told ? ['会私信告诉主备人'] : []), ...(corrected ? [corrections[corrected]] : [])];
  return lines(
    `${old ? '已改' : '已安排'}：${when}${what}`,
    planLines(plan),
    old && old.lead !== plan.lead ? [`原主备人：${old.lead}`] : [],
    follows.length > 0 ? [`${follows.join('，')}。`] : [],
  );
}

/** The answer when it had been arranged just so. */
export const unchanged = ({ when, what }: MeetingWords, plan: Plan): string =>
  lines(`${when}${what}本来就是这样安排的：`, planLines(plan));

/** To the lead preparer: newly asked. */
export const toLead = ({ when, what }: MeetingWords, plan: Plan, by: string, draft: string): Said =>
  say(
    lines(
      `${by}请您主备${when}的${what}。`,
      particulars(plan),
      draft === '' ? [] : draft,
      '有老师请假或要资料，我会私信告诉您。',
    ),
  );

/** To the lead preparer: topic or place changed. */
export const toSameLead = ({ when, what }: MeetingWords, plan: Plan): Said =>
  say(lines(`您主备的${when}${what}有改动：`, plan.topic || plan.place ? particulars(plan) : '课题和地点待定'));

/** To somebody who no longer has to prepare. */
export const toFormerLead = ({ when, what }: MeetingWords, plan: Plan): Said =>
  say(`${when}的${what}改由${plan.lead}主备，您不用准备了，谢谢您。`);

/** To the groups at once, when they have been reminded already. */
export const correction = ({ when, what }: MeetingWords, plan: Plan): Said =>
  say(lines(`更正：${when}${what}`, planLines(plan)));

// Why a meeting cannot be arranged.

/** The subject has no weekly meeting. */
export const noSeries = (subject: string, all: readonly Series[]): string =>
  `行事历上没有${subject}集体备课。${all.length > 0 ? `有的是：${seriesList(all)}。` : ''}`;

/** Somebody else arranges this subject. */
export const notYours = (subject: string, researchers: readonly string[]): string =>
  `${subject}集体备课由${researchers.length > 0 ? `${subject}教研员${researchers.join('、')}` : `${subject}教研员`}或教研室主任安排。`;

const isOver = ({ when, what, near }: MeetingWords): string =>
  near === '今天' ? `今天${when}的${what}已经开始了。` : `${when}的${what}已经过去了。`;

/** The meeting is over or under way; names the next free ones. */
export const over = (meeting: MeetingWords, near: readonly MeetingWords[]): string => isOver(meeting) + choices(near);

const choices = (near: readonly MeetingWords[]): string =>
  near.length > 0 ? `可以安排在${near.map(({ when }) => when).join('或')}。` : '';

/** The meeting falls away for a holiday; names the next free ones. */
export const lost = ({ when, what }: MeetingWords, lostTo: string, near: readonly MeetingWords[]): string =>
  `${when}逢${lostTo}，${what}停一次。${choices(near)}`;

/** The person is on a visit that day; names the next meetings they are free for. */
export const away = (
  name: string,
  { when }: MeetingWords,
  { visit, school }: { visit: string; school: string },
  near: readonly MeetingWords[],
): string => `${name}${when}要去${school}视导（${visit}）。${choices(near)}也可以换一位主备人。`;

/** The subject meets on another day of that week. */
export const otherDay = ({ when, what }: MeetingWords, said: string): string => `${said}没有${what}，那一周是${when}。`;

/** The series does not run in that week. */
export function outside({ term }: Calendar, { subject, item }: Series, said: string): string {
  const [first, last] = seriesWeeks(term, item);
  return `${said}没有${subject}集体备课，它从第${first}周到第${last}周，每${weekday(item)}一次。`;
}

/** A day with two meanings was said. */
export const askMeetingDay = '您说的是哪一天？';

/** A month or several weeks were said. */
export const tooWide = '请说是第几周，例如“第6周”，或者哪一天。';

/** The person does not teach the subject. */
export const wrongSubject = (name: string, taught: readonly string[], subject: string): string =>
  `名册里登记${name}任教的是${taught.length > 0 ? taught.join('、') : '（没有学科）'}，不是${subject}。请换一位主备人，或请管理员更正名册。`;

// What is arranged in a stretch of days.

/** One meeting of an overview. */
export interface OverviewLine {
  meeting: MeetingWords;
  subject: string;
  lostTo: string | null;
  plan: Plan | null;
  /** Materials and stages, line by line; only where one meeting is looked at. */
  more: readonly string[];
}

/** The meetings in a stretch of days called `label`, of one subject or of all. */
export interface Overview {
  calendar: Calendar;
  label: string;
  subject: string | null;
  found: readonly OverviewLine[];
  /** All weekly series of the term. */
  all: readonly Series[];
}

/** The meetings in a stretch of days. */
export function overview({ calendar, label, subject, found, all }: Overview): Said {
  if (found.length > 0)
    return {
      title: `${label}${subject ?? ''}集体备课`,
      text: lines(found.map((line) => overviewLine(line, subject === null))),
    };
  const series = all.find((one) => one.subject === subject);
  if (series) return say(outside(calendar, series, label));
  if (subject !== null) return say(noSeries(subject, all));
  return say(`${label}没有集体备课。${all.length > 0 ? `平时是${seriesList(all)}。` : ''}`);
}

/** The next meetings of a subject. */
export const ahead = (overviewed: Overview): Said =>
  overviewed.found.length === 0 && overviewed.all.some(({ subject }) => subject === overviewed.subject)
    ? say(seriesOver(overviewed.subject ?? ''))
    : overview(overviewed);

function overviewLine({ meeting, subject, lostTo, plan, more }: OverviewLine, ofAll: boolean): string {
  const head = monthDayWeekday(meeting.day) + (ofAll ? `　${subject}` : '');
  if (lostTo !== null) return `${head}　逢${lostTo}停一次`;
  if (more.length > 0) return lines(head, planLines(plan), [...more]);
  return `${head}　${plan ? [`主备人 ${plan.lead}`, ...particulars(plan)].join('，') : '主备人待定'}`;
}

// What teachers say, and who hears it.

/** 3月8日（周三，第4周）数学集体备课. */
export const occasionText = ({ when, what }: MeetingWords): string => when + what;
/** The meeting a teacher wants to miss, or to have material of, falls away. */
export const nothingToMiss = (meeting: MeetingWords, lostTo: string, leave: boolean): string =>
  lost(meeting, lostTo, []) + (leave ? '不用请假。' : '');

/** The teacher has several subjects. */
export const askSubject = '您说的是哪一科的集体备课？';

/** The roster has no subject, or not the stated one. */
export const notTaught = (stated: string | undefined, taught: readonly string[]): string =>
  taught.length === 0
    ? '名册里还没有登记您任教的学科，请联系管理员补上。'
    : `名册里登记您任教的是${taught.join('、')}，没有${stated}。`;

/** None of the teacher's subjects has a weekly meeting. */
export const noneOfYours = (taught: readonly string[], all: readonly Series[]): string =>
  `行事历上没有${taught.join('、')}集体备课。${all.length > 0 ? `有的是：${seriesList(all)}。` : ''}`;

/** No meeting is left from that day on. */
export const noneFrom = (subject: string, label: string): string => `${label}起，本学期没有${subject}集体备课了。`;

/** No meeting is left this term. */
export const seriesOver = (subject: string): string => `本学期的${subject}集体备课已经结束了。`;

const weekday = (item: Series['item']): string => weekdayName(item.start ?? '');
const seriesList = (all: readonly Series[]): string =>
  all.map(({ subject, item }) => `${weekday(item)}${subject}`).join('、');
