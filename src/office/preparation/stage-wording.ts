// What is said about the stages of a 集体备课 and its materials. Data in, Chinese out.
import { type Said, say } from '../../bot/message.ts';
import { dateOf, daysBetween, type LocalDate, monthDay, monthDayWeekday } from '../../lib/dates.ts';
import { isDone, type Stage, type StageName, stageSettings } from './stages.ts';
import type { MeetingWords } from './wording.ts';

const lines = (...texts: (string | string[])[]): string => texts.flat().join('\n');

/** 3月17日（周五）; said when a stage has no day because the term ends. */
const until = ({ dueOn }: Stage): string => (dueOn ? `${monthDayWeekday(dueOn)}前` : '本学期内');

/** A stage that is one person's, and done. */
const isFinished = (stage: Stage): boolean => stage.who !== 'each' && isDone(stage);

/**
 * The stages of a meeting in one line, for its group: what is done, and the days of what is to come. What is late is left out:
 * nobody is called out in a group.
 */
export function stageLine(stages: readonly Stage[], today: LocalDate): string {
  const parts = stages.flatMap((stage) => {
    if (stage.who === 'meeting') return [];
    if (isFinished(stage)) return [`${stage.title}已完成`];
    // On the eve of the meeting a draft that is not done is nobody's business but the lead preparer's.
    return stage.dueOn && stage.dueOn >= today && stage.name !== 'draft'
      ? [`${stage.title}${monthDay(stage.dueOn)}前`]
      : [];
  });
  return parts.length > 0 ? `阶段：${parts.join('，')}` : '';
}

/** 初备请在3月17日（周五）前完成。 Empty when that is over or done. */
export function draftLine(stages: readonly Stage[], today: LocalDate): string {
  const draft = stages.find(({ name }) => name === 'draft');
  return draft?.dueOn && draft.dueOn >= today && !isDone(draft) ? `初备请在${until(draft)}完成。` : '';
}

/** The stages of a meeting line by line, for whoever looks at it. */
export const stageList = (stages: readonly Stage[], names: ReadonlyMap<string, string>): string[] =>
  stages.map((stage) => {
    if (stage.who === 'meeting') return `${stage.title}　${stage.dueOn ? monthDayWeekday(stage.dueOn) : ''}`;
    if (stage.who === 'each') return `${stage.title}　${until(stage)}　各位老师自己安排`;
    const who = names.get(stage.who.id) ?? '待定';
    return `${stage.title}　${isFinished(stage) ? '已完成' : until(stage)}　${who}`;
  });

/** Materials, one a line; the numbers are for taking one away. */
export const materialList = (materials: readonly { text: string }[]): string[] =>
  materials.length === 1
    ? [`资料：${materials[0]?.text ?? ''}`]
    : materials.map(({ text }, i) => `资料${i + 1}：${text}`);

// What the clock says, in private.

/** What to send when it is done: the subject and the day say which meeting is meant. */
const doneBy = (title: string, { day, what }: MeetingWords): string =>
  `/集体备课 完成 ${title} ${what.replace('集体备课', '')} ${monthDay(day)}`;

/** To the one person whose stage it is, on the school day before and on the day. */
export function stageReminder(stage: Stage, meeting: MeetingWords, today: LocalDate): Said {
  const due = stage.dueOn ?? today;
  const near = ['今天', '明天'][daysBetween(today, due)] ?? monthDayWeekday(due);
  return say(
    lines(
      `${meeting.when}${meeting.what}的${stage.title}${near}到期。`,
      `做好了请发“${doneBy(stage.title, meeting)}”，就不再提醒。`,
    ),
  );
}

/** To a teacher, about what each does for the own class; nothing is asked back. */
export const ownReminder = (stage: Stage, { when, what }: MeetingWords): Said =>
  say(`${when}${what}以后的${stage.title}，今天前后请留点时间。不用回复。`);

// Changing a stage.

/** What was changed: who does it until when. `told`: whether that person hears of it. */
export const stageSet = (stage: Stage, { when, what }: MeetingWords, who: string, told: boolean): string =>
  lines(`已改：${when}${what}`, `${stage.title}　${until(stage)}　${who}`, told ? '会私信告诉本人。' : []);

/** It had been just so. */
export const stageSame = (stage: Stage, { when, what }: MeetingWords, who: string): string =>
  lines(`${when}${what}本来就是这样：`, `${stage.title}　${until(stage)}　${who}`);

/** Whose it is when it is each teacher's. */
export const everyTeacher = '各位老师自己安排';

/** To the person who is to do it. */
export const toStagePerson = (stage: Stage, { when, what }: MeetingWords, by: string): Said =>
  say(`${by}请您在${until(stage)}完成${when}${what}的${stage.title}。`);

/** To somebody whose it no longer is. */
export const toFormerStagePerson = (stage: Stage, { when, what }: MeetingWords): Said =>
  say(`${when}${what}的${stage.title}不用您做了，谢谢您。`);

/** Neither a day nor a person was named. */
export const nothingSet = '请写上到哪天或者由谁做，例如“/集体备课 阶段 数学 第6周 初备 3月17日”。';

/** 研讨 is the meeting. */
export const isMeeting = '研讨就是集体备课这一次，改日子请发“/行事历 改期”。';

/** Nothing is arranged for that meeting yet. */
export const notArranged = ({ when, what, day }: MeetingWords): string =>
  `${when}${what}还没有安排主备人，请先发“/集体备课 安排 ${what.replace('集体备课', '')} ${monthDay(day)} 姓名”。`;

/** Nothing is due on a day off. */
export const noSchool = (day: LocalDate, near: readonly LocalDate[]): string =>
  `${monthDayWeekday(day)}学校不上课，不定在这天。${near.length > 0 ? `可以定在${near.map(monthDayWeekday).join('或')}。` : ''}`;

/** Not in the right order with the meeting, over, or too far away. */
export const misplacedDue = {
  tooLate: (title: string, { when }: MeetingWords): string => `${title}要在${when}的集体备课以前。`,
  tooEarly: (title: string, { when }: MeetingWords): string => `${title}要在${when}的集体备课以后。`,
  over: (day: LocalDate): string => `${monthDayWeekday(day)}已经过去了，请换一天。`,
  tooFar: (days: number): string => `离集体备课最多${days}天，请换一天。`,
};

/** More than one day was said. */
export const oneDay = '到期要写一天，例如 3月17日。';

// Saying that it is done.

/** The answer to who said so. */
export const marked = (title: string, { when, what }: MeetingWords, own: boolean): string =>
  own ? `好的，${when}${what}的${title}，您这边做完了。` : `已记下：${when}${what}的${title}已完成，不再提醒。`;

/** It had been said before. */
export const markedAlready = (title: string, { when, what }: MeetingWords): string =>
  `${when}${what}的${title}已经记为完成。没做完请发“/集体备课 未完成 ${title}”。`;

/** The answer to who took it back. */
export const unmarked = (stage: Stage, { when, what }: MeetingWords): string =>
  `已改回没完成：${when}${what}的${stage.title}，${until(stage)}。`;

/** There is nothing of that kind to be done by the speaker. */
export const nothingToMark = (name: StageName): string =>
  `没有等您完成的${stageSettings[name].title}。谁负责，发“/集体备课 学科 周次”能看；教研员替别人记，要写上学科和周次。`;

/** There is nothing of that kind to be taken back. */
export const nothingToUnmark = (name: StageName): string => `没有您记为完成的${stageSettings[name].title}。`;

/** Several meetings fit. */
export const askWhichMeeting = '是哪一次集体备课？';

// How far it is.

/** One meeting of an overview of stages. */
export interface ProgressOf {
  meeting: MeetingWords;
  lead: string;
  stages: readonly Stage[];
  /** How many teach the subject. */
  teachers: number;
}

const countOf = ({ marks }: Stage, teachers: number): string => `${marks.length}/${teachers} 人做完`;

function privateLine(stage: Stage, teachers: number, names: ReadonlyMap<string, string>): string[] {
  if (stage.who === 'meeting') return [];
  if (stage.who === 'each') return [`${stage.title}　${until(stage)}　${countOf(stage, teachers)}`];
  const who = names.get(stage.who.id) ?? '待定';
  const [mark] = stage.marks;
  return [`${stage.title}　${mark ? `${monthDay(dateOf(mark.at))}完成` : `${until(stage)}，还没有`}　${who}`];
}

/** To the 教研员 in private: whose stages are where; what is each teacher's own is only counted. */
export const progressInPrivate = (found: readonly ProgressOf[], names: ReadonlyMap<string, string>): string =>
  found
    .map(({ meeting, stages, teachers }) =>
      lines(
        `${monthDayWeekday(meeting.day)}${meeting.what}`,
        stages.flatMap((stage) => privateLine(stage, teachers, names)),
      ),
    )
    .join('\n');

/** The same in a group: what is done, and numbers. */
export const progressInGroup = (found: readonly ProgressOf[]): string =>
  found
    .map(({ meeting, stages, teachers }) => {
      const parts = stages.flatMap((stage) => {
        if (stage.who === 'meeting') return [];
        if (stage.who === 'each') return stage.marks.length > 0 ? [`${stage.title} ${countOf(stage, teachers)}`] : [];
        return isDone(stage) ? [`${stage.title}已完成`] : [];
      });
      return `${monthDayWeekday(meeting.day)}${meeting.what}：${parts.length > 0 ? parts.join('，') : '进行中'}`;
    })
    .join('\n');

/** Nothing is arranged near today. */
export const noProgress = '前后两周还没有安排主备人的集体备课。要看别的，请写上周次，例如“/集体备课 进度 数学 第8周”。';

// Materials.

/** The answer to who attached one. */
export const materialAdded = ({ when, what }: MeetingWords, materials: readonly { text: string }[]): string =>
  lines(`${when}${what}的资料（共 ${materials.length} 份），提醒时一起发：`, materialList(materials));

/** One was taken away. */
export const materialRemoved = ({ when, what }: MeetingWords, text: string): string =>
  `已去掉${when}${what}的资料：${text}`;

/** As many as fit into a message. */
export const enoughMaterials = (most: number): string =>
  `一次集体备课最多附 ${most} 份资料，请先发“/集体备课 删资料”去掉一份，或者给一个文件夹的链接。`;

/** There is none of that number. */
export const noMaterial = (count: number): string =>
  count === 0 ? '这一次还没有附资料。' : `这一次只有 ${count} 份资料，请写第几份，例如 ${count}。`;

/** Only those who prepare the meeting attach what everybody is to read. */
export const notYourMaterials = '给集体备课附资料由主备人和教研员来做。您的资料请发“/资料 内容”，我转给主备人。';

// When the meeting itself moves.

/** To the lead preparer: it is on another day, and what that means. */
export const toLeadMoved = (from: LocalDate, { when, what }: MeetingWords, draft: string): Said =>
  say(`您主备的${monthDayWeekday(from)}${what}改到${when}。${draft}`);

/** To the lead preparer: it falls away. */
export const toLeadCancelled = (from: LocalDate, { what }: MeetingWords): Said =>
  say(`您主备的${monthDayWeekday(from)}${what}取消了，先不用准备。`);

/** To the lead preparer: it is held after all. */
export const toLeadBack = ({ when, what }: MeetingWords): Said => say(`${when}${what}照常，还是由您主备。`);
