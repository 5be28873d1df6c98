// What is said about 集体备课. Data in, Chinese out.
import { type Said, say } from '../../bot/message.ts';
import { dayLabel } from '../../lib/datelabel.ts';
import { daysBetween, type LocalDate, monthDay, monthDayWeekday, weekdayName } from '../../lib/dates.ts';
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

/** To the subject's groups, on the school day before. */
export const groupReminder = ({ near, when, what }: MeetingWords, plan: Plan | null, closing: string): Said =>
  say(lines(`${near}${when}${what}。`, planLines(plan), closing === '' ? [] : closing));

/** To the same groups at the same time, when the meeting falls away for a holiday. */
export const lostNotice = ({ when, what }: MeetingWords, lostTo: string, next: MeetingWords | null): Said =>
  say(`${when}逢${lostTo}，${what}停一次。${next ? `下次是${next.when}。` : '本学期不再安排。'}`);

/** To the groups on the day itself, when something changed after the first reminder. */
export const changedReminder = ({ near, when, what }: MeetingWords, plan: Plan | null): Said =>
  say(lines(`${near}${when}${what}有改动，以这次为准：`, planLines(plan)));

/** To the lead preparer, some days ahead. */
export const leadReminder = ({ when, what }: MeetingWords, plan: Plan | null): Said =>
  say(lines(`${when}的${what}由您主备，请提前准备。`, plan ? particulars(plan) : []));

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
export const toLead = ({ when, what }: MeetingWords, plan: Plan, by: string): Said =>
  say(lines(`${by}请您主备${when}的${what}。`, particulars(plan), '有老师请假或要资料，我会私信告诉您。'));

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

/** Nobody stays away from a meeting that is over or under way. */
export const leaveTooLate = (meeting: MeetingWords, next: MeetingWords | null): string =>
  isOver(meeting) +
  (next ? `下一次是${next.when}，那次来不了请发“/请假 ${monthDay(next.day)} 原因”。` : '本学期没有下一次了。');

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

function overviewLine({ meeting, subject, lostTo, plan }: OverviewLine, ofAll: boolean): string {
  const head = monthDayWeekday(meeting.day) + (ofAll ? `　${subject}` : '');
  if (lostTo !== null) return `${head}　逢${lostTo}停一次`;
  return `${head}　${plan ? [`主备人 ${plan.lead}`, ...particulars(plan)].join('，') : '主备人待定'}`;
}

// What teachers say, and who hears it.

const postNames = { leadPreparer: '主备人', researcher: '教研员', head: '主任' };

/** To whom it is passed on: 主备人李强, 教研员王敏; empty when there is nobody. */
export const listenerWords = (names: readonly string[], as: keyof typeof postNames): string =>
  names.length > 0 ? postNames[as] + names.join('、') : '';

/** 3月8日（周三，第4周）数学集体备课. */
export const occasionText = ({ when, what }: MeetingWords): string => when + what;
/** 3月8日（周三）数学集体备课: for groups, where it is said in passing. */
const shortText = ({ day, what }: MeetingWords): string => monthDayWeekday(day) + what;

/** A meeting that was told something, the day that was named although it has none, and to whom it is passed on. */
export interface PassedWords {
  meeting: MeetingWords;
  to: string;
  insteadOf: string | null;
}

const taken = (near: string): string => `不对的话，请发“/请假 取消”，再说一次${near}。`;

/** To the teacher, in private: for which day it was noted, no reproach, and how to change it. */
export function leaveNoted({ meeting, to, insteadOf }: PassedWords): string {
  const told = `${to ? `会私下告诉${to}，` : ''}请安心。`;
  if (insteadOf !== null)
    return lines(`${insteadOf}没有${meeting.what}，替您记在${meeting.when}这一次。${told}`, taken('日期'));
  return lines(`已记下：${occasionText(meeting)}，您请假。${told}`, '原因有变就再说一次；又能来了，请发“/请假 取消”。');
}

/** The same in a group: for which day, and nothing of what was said. */
export const leaveNotedInGroup = ({ meeting, insteadOf }: PassedWords): string =>
  insteadOf === null
    ? `已记下：${shortText(meeting)}，会私下转告。`
    : `${insteadOf}没有${meeting.what}，替您记在${monthDayWeekday(meeting.day)}这一次，会私下转告。${taken('日期')}`;

/** Leave taken back, in private. */
export const leaveTaken = (meeting: MeetingWords): string => `好的，${occasionText(meeting)}您能来，已经转告。`;
/** Leave taken back, in a group. */
export const leaveTakenInGroup = (meeting: MeetingWords): string => `好的，${shortText(meeting)}，已经转告。`;

/** There is no leave to take back. */
export const noLeave = '您接下来没有请过假，不用取消。';
/** There are several. */
export const askWhichLeave = '取消哪一次请假？';

/** The meeting a teacher wants to miss, or to have material of, falls away. */
export const nothingToMiss = (meeting: MeetingWords, lostTo: string, wish: 'reason' | 'content'): string =>
  lost(meeting, lostTo, []) + (wish === 'reason' ? '不用请假。' : '');

/** To the lead preparer: somebody cannot come, with the reason if one was given; `again`: it changed. */
export const toListenerLeave = (meeting: MeetingWords, who: string, reason: string, again: boolean): Said =>
  say(
    lines(
      `${who}${again ? '改了请假原因' : '请假'}：${occasionText(meeting)}`,
      reason === '' ? [] : [`原因：${reason}`],
    ),
  );

/** To the lead preparer: somebody can come after all. */
export const toListenerBack = ({ when, what }: MeetingWords, who: string): Said =>
  say(`${who}又能参加${when}的${what}了。`);

const elsewhere = ({ insteadOf, meeting }: PassedWords): string =>
  insteadOf === null ? '' : `${insteadOf}没有${meeting.what}。`;

/** To the teacher, in private: asked for material. */
export const materialAsked = (passed: PassedWords): string =>
  `${elsewhere(passed)}已告诉${passed.to}：您想要${occasionText(passed.meeting)}的资料。`;

/** To the teacher, in private: offered material. */
export const materialOffered = (passed: PassedWords): string =>
  `谢谢您！${elsewhere(passed)}${occasionText(passed.meeting)}的资料已转给${passed.to}。`;

/** The same in a group. */
export const materialInGroup = (passed: PassedWords, offered: boolean): string =>
  offered
    ? `谢谢！${elsewhere(passed)}${shortText(passed.meeting)}的资料已私下转交。`
    : `好的，${elsewhere(passed)}已私下转告：要${shortText(passed.meeting)}的资料。`;

/** To the lead preparer: somebody wants the material. */
export const toListenerAsk = ({ week, day, what }: MeetingWords, who: string): Said =>
  say(`${who}想要${week}（${monthDay(day)}）${what}的资料。`);

/** To the lead preparer: somebody offers material. */
export const toListenerOffer = ({ week, day, what }: MeetingWords, who: string, content: string): Said =>
  say(lines(`${who}给${week}（${monthDay(day)}）${what}提供资料：`, content));

/** There is nobody who could be told. */
export const nobody = '现在还没有主备人和教研员可以转告，请直接联系教研室。';

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
