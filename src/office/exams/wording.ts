// What is said about the exam chain to schools, to the office and to whoever has a duty. Data in, Chinese out.
import type { Choice } from '../../bot/message.ts';
import { dayLabel } from '../../lib/datelabel.ts';
import { dateOf, daysBetween, type LocalDate, monthDay, monthDayWeekday, timeOf } from '../../lib/dates.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { DatedItem } from '../calendar/rules.ts';
import type { NotYet } from './chain.ts';
import { type DutyNames, dutyLines } from './duty-lines.ts';
import { type Chain, type Duty, type ExamSchool, type Step, type StepKind, steps } from './model.ts';
import type { Timetable } from './timetable.ts';

/** A step of one school. */
export interface PlaceWords {
  calendar: Calendar;
  school: string;
  chain: Chain;
  step: Step;
}

/** How many of how many schools. */
export interface Counts {
  done: number;
  all: number;
}

/** 6月28日（周三）; 6月28日—6月29日. */
export const spanText = ({ start, end }: { start: LocalDate; end: LocalDate }): string =>
  start === end ? monthDayWeekday(start) : `${monthDay(start)}—${monthDay(end)}`;

/** 领卷（6月27日周二）. */
const stepText = ({ kind, ...days }: Step): string => `${steps[kind]}（${spanText(days).replace(/[（）]/g, '')}）`;

export const askSchool = '是哪所学校？';
export const noOwnSchool = '名册里没有写您是哪所学校的联系人，请联系管理员。';
export const notYourSchool = '只能报自己学校的；别的学校请教研室来报。';
export const noExamsThere = '这所学校不参加考试，不用确认。';
export const noExam = '行事历上眼下没有定了日子的考试。';
export const noStep = (kind: StepKind, chain: Chain | undefined): string =>
  `${chain ? `“${chain.title}”` : '眼下的考试'}没有${steps[kind]}这一步，不用确认。`;

/** Why it is too early. */
export function notYet({ step }: PlaceWords, closed: NotYet): string {
  const name = steps[step.kind];
  if (closed.why === 'day') return `${name}是${monthDayWeekday(closed.day)}，到那天${doneWords[step.kind]}再确认。`;
  const before = steps[closed.before];
  return `还没到${name}：${before}完了先发“/考试 确认 ${before}”，或者等到${monthDayWeekday(closed.day)}。`;
}

const doneWords: Record<StepKind, string> = { paperPickup: '领到了', examDay: '考完了', marking: '阅完了' };

const countText = ({ step }: PlaceWords, { done, all }: Counts): string =>
  `${steps[step.kind]}已确认 ${done}/${all} 所学校。`;

/** What comes of a confirmation, said in a group: never which school. */
export const confirmedInGroup = (place: PlaceWords, changed: boolean, counts: Counts): string =>
  `${changed ? '已记下，谢谢！' : '早已记下，不用再报。'}${countText(place, counts)}`;

/** The same in private. */
export function confirmed(place: PlaceWords, by: string, at: number, after: string | null): string {
  const kind = steps[place.step.kind];
  return [
    `已记下：${place.school}${stepText(place.step)}已确认，${timeOf(at)}，${by}。`,
    ...(after ? [`下一步：${after}。`] : ['这次考试的考务就都完成了，谢谢！']),
    `报错了发“/考试 撤回 ${kind}”。`,
  ].join('\n');
}

/** Asked again. */
export const already = ({ school, step }: PlaceWords, by: string, at: number): string =>
  `${school}的${stepText(step)}已经确认过了（${by}，${monthDay(dateOf(at))} ${timeOf(at)}），不用再报。`;

/** 考试，6月28日—6月29日，语文 09:00 开始. */
export function next(step: Step, timetable: Timetable): string {
  const [first] = step.kind === 'examDay' ? timetable.sittings : [];
  const [item] = step.items;
  const begins = first ? `，第一场${first.subject} ${first.at}` : item?.time ? `，${item.time}` : '';
  return `${steps[step.kind]}，${spanText(step)}${begins}`;
}

export const notConfirmed = ({ step }: PlaceWords): string => `还没有确认过${stepText(step)}，没有要撤回的。`;
export const laterConfirmed = ({ step }: PlaceWords, later: Step): string =>
  `${steps[later.kind]}已经确认了，请先发“/考试 撤回 ${steps[later.kind]}”，再撤回${steps[step.kind]}。`;
export const takenBack = ({ school, step }: PlaceWords): string =>
  `已撤回：${school}${stepText(step)}现在算没有确认。办好了再发“/考试 确认 ${steps[step.kind]}”。`;
/** The same in a group: not which school. */
export const takenBackInGroup = '已撤回，办好了再确认一次就行。';
export const tellTakenBack = ({ school, step, chain }: PlaceWords, by: string): string =>
  `${chain.title}：${by}撤回了${school}的${steps[step.kind]}确认，${school}现在算没有确认。`;

// What the clock says.

interface Told {
  chain: Chain;
  step: Step;
  item: DatedItem;
  /** Epoch ms. */
  due: number;
}

/** 今天6月27日（周二，第20周）14:00. */
function whenSaid(calendar: Calendar, { item, due }: Told): string {
  const near = ['今天', '明天'][daysBetween(dateOf(due), item.start)] ?? '';
  const until = item.end > item.start ? `到${monthDayWeekday(item.end)}` : '';
  return `${near}${dayLabel(item.start, around(calendar, item.start))}${item.time ?? ''}${until}`;
}

const placeText = ({ venue }: DatedItem): string => (venue ? `（地点：${venue}）` : '');

/** To whoever answers for a school that has not confirmed. */
export function schoolReminder(calendar: Calendar, told: Told): string {
  const { item, step, due } = told;
  const head = `${whenSaid(calendar, told)}：${item.title}${placeText(item)}。`;
  if (step.kind !== 'paperPickup') return `${head}请安排好考务。`;
  const today = dateOf(due) === item.start;
  return today ? `${head}领到以后请确认一下。` : `${head}请安排好领卷的老师。`;
}

/** Once, when the set hour has come. */
export function schoolAlert({ step, item }: Pick<Told, 'step' | 'item'>): string {
  return `您学校的“${item.title}”还没有确认。${doneWords[step.kind]}请确认一下；有困难请马上告诉教研室。`;
}

/** The one button of a message that asks for a confirmation. */
export const confirmChoice = (kind: StepKind): Choice[] => [
  { label: `确认${steps[kind]}`, says: `/考试 确认 ${steps[kind]}` },
];

/** To the office: which schools have not confirmed, and whom to ask. */
export function officeList(
  chain: Chain,
  step: Step,
  missing: readonly ExamSchool[],
  answering: (school: ExamSchool) => string[],
): string {
  const lines = missing.map((school) => {
    const people = answering(school);
    return `${school.name}（${people.length > 0 ? people.join('、') : '名册里没有联系人'}）`;
  });
  return [
    `${chain.title}：${stepText(step)}还有 ${missing.length} 所学校没有确认，联系人已经私下问过一次：`,
    ...lines,
    `问到了可以替学校报：/考试 确认 ${steps[step.kind]} 学校名。`,
  ].join('\n');
}

/** To whoever has duties: only the own ones. */
export function dutyReminder(calendar: Calendar, told: Told, own: readonly Duty[], names: DutyNames): string {
  const { item, step } = told;
  const head = `${whenSaid(calendar, told)}：${item.title}${placeText(item)}。`;
  const lines = dutyLines(own, names);
  if (step.kind === 'examDay') return [`${head}您的监考：`, ...lines].join('\n');
  return `${head}您负责${lines.join('、')}。`;
}

// Overviews.

/** Days of the steps, then the papers. */
export const overview = (chain: Chain, papers: readonly string[], offered: boolean): string =>
  [
    `${chain.title}：${chain.steps.map(stepText).join(' → ')}`,
    ...papers,
    ...(papers.length === 0 ? ['各科时间还没有定。'] : []),
    ...(offered ? ['以上是通常的时间，这次还没有定下来。'] : []),
  ].join('\n');

/** 领卷（6月27日周二）：已确认 4/5 所学校. */
export const progressLine = (step: Step, done: number, all: number, begun: boolean): string =>
  `${stepText(step)}：${begun || done > 0 ? `已确认 ${done}/${all} 所学校` : '还没到'}`;

/** Which schools, for the office. */
export function progressSchools(
  done: readonly ExamSchool[],
  missing: readonly ExamSchool[],
  who: (school: ExamSchool) => { by: string; at: number },
): string[] {
  if (done.length === 0) return [];
  const said = done.map((school) => {
    const { by, at } = who(school);
    return `${school.name}（${by} ${monthDay(dateOf(at))} ${timeOf(at)}）`;
  });
  return [
    `　已确认：${said.join('、')}`,
    `　还没有：${missing.length > 0 ? missing.map(({ name }) => name).join('、') : '都确认了'}`,
  ];
}

const stateWords = { waiting: '还没到', open: '等您确认', confirmed: '已确认' } as const;

/** The own school, step by step. */
export const ownProgress = (
  school: string,
  states: readonly { step: Step; state: keyof typeof stateWords }[],
): string => `${school}：${states.map(({ step, state }) => `${steps[step.kind]}${stateWords[state]}`).join('，')}。`;
