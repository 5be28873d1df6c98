// What is said about secret tasks. Pushed texts have no subject, no grade, no paper and no name but the giver's; the rest only answers
// whoever gave the task and the head, in private.
import type { Choice, Said } from '../../bot/message.ts';
import { type LocalDate, monthDayWeekday, stamp } from '../../lib/dates.ts';
import type { PaperContent, PaperEvent, PaperState, PaperTask } from './model.ts';

/** States in plain words. */
const stateText: Record<PaperState, string> = {
  given: '待接受',
  accepted: '已接受',
  finished: '已完成，待双人交接',
  handedOver: '已双人交接',
  recused: '已回避',
  withdrawn: '已撤销',
};

// Pushed: free of content.

const look = '请私聊我说 /任务 查看。';
export const toldGiven = `您有一项保密任务，${look}`;
export const toldDue = `您的一项保密任务快到期了，${look}`;
export const toldRedated = `您的一项保密任务改了期限，${look}`;
export const toldWithdrawn = `您的一项保密任务已经撤销，不用再办。`;
/** To whoever gave it. */
export const toldProgress = (number: string): string => `保密任务 ${number} 有新的进展，请私聊我说 /命题 列表 查看。`;

// To whoever has it: what to do, and never what it is.

const never = '试卷、试题、答案不要发给我，也不要放到网上；具体内容当面谈。';

/** The own tasks, with what can be said next. */
export function ownTasks(tasks: readonly { task: PaperTask; giver: string }[]): Said {
  if (tasks.length === 0) return { text: '您现在没有保密任务。' };
  const lines = tasks.map(
    ({ task, giver }) => `${task.number}　${monthDayWeekday(task.dueOn)}前　${giver}交办　${stateText[task.state]}`,
  );
  const choices = tasks.flatMap(({ task }) => nextOf(task, tasks.length > 1));
  return {
    text: ['您的保密任务：', ...lines, recusal, never].join('\n'),
    ...(choices.length > 0 ? { choices } : {}),
  };
}

const recusal = '有子女或其他亲属在有关年级的，请回避，不用说原因。';

function nextOf({ number, state }: PaperTask, several: boolean): Choice[] {
  const deeds = { given: ['接受', '回避'], accepted: ['完成', '回避'] }[state as string] ?? [];
  return deeds.map((deed) => ({ label: several ? `${deed} ${number}` : deed, says: `/任务 ${deed} ${number}` }));
}

export const accepted = (number: string): string =>
  [
    `已记下：您接受了 ${number}。`,
    '接受即承诺：不对任何人透露，不辅导要参加考试的学生，不参加校外辅导。',
    never,
    '做完请说 /任务 完成。',
  ].join('\n');
export const recusePreview = (number: string): string => `要回避 ${number} 吗？不用说原因，我会告诉交办的人另请别人。`;
export const recused = (number: string): string => `已记下：您回避 ${number}。此前知道的内容也请保密。`;
export const finishPreview = (number: string): string =>
  `${number} 做完了吗？确认后请当面交给交办的人，由对方也确认一次，只记下双人交接这件事。`;
export const finished = (number: string): string => `已记下：${number} 做完了，等对方确认交接。不要发文件给我。`;
export const noTask = '您现在没有可以这样办的保密任务。发 /任务 能看到自己的。';
export const whichTask = '您说的是哪一项？';
export const notFrom = (number: string, state: PaperState): string =>
  `${number} 现在是“${stateText[state]}”，不能这样办。`;
/** For a choice among several. */
export const taskLabel = ({ number, dueOn }: PaperTask): string => `${number}（${monthDayWeekday(dueOn)}前）`;

// To whoever gave it, and the head.

/** What the giver and the head may read of a task. */
export interface PaperWords {
  task: PaperTask;
  content: PaperContent;
  setter: string;
  giver: string;
}

const about = ({ subject, grade, exam }: Pick<PaperContent, 'subject' | 'grade' | 'exam'>): string =>
  `${subject}　${grade}${exam === null ? '' : `　${exam}`}`;

export const givePreview = (
  wish: { setter: string; dueOn: LocalDate } & Pick<PaperContent, 'subject' | 'grade' | 'exam'>,
): string =>
  [
    `要交给 ${wish.setter} 吗？${about(wish)}，${monthDayWeekday(wish.dueOn)}前完成。`,
    '只有您、教研室主任和本人知道；我会私下告诉本人有一项保密任务，不写内容，请您当面交代。',
  ].join('\n');
export const given = (number: string, toSelf: boolean): string =>
  toSelf ? `已交办 ${number}。` : `已交办 ${number}，我会私下告诉本人，不写内容。有进展我会私下告诉您。`;

const line = ({ task, content, setter, giver }: PaperWords, byMe: boolean): string =>
  `${task.number}　${setter}　${about(content)}　${monthDayWeekday(task.dueOn)}前　${stateText[task.state]}${byMe ? '' : `　${giver}交办`}`;

/** For a choice among several of the giver's. */
export const taskLine = (words: PaperWords): string => line(words, true);

/** All tasks that somebody may see. */
export function taskList(tasks: readonly PaperWords[], reader: string, unread: number): string {
  const lines = tasks.map((words) => line(words, words.content.givenBy === reader));
  const foreign = unread > 0 ? [`有 ${unread} 项读不出：密钥换过，请找回原来的 SECRET_KEY。`] : [];
  if (lines.length + foreign.length === 0) return '本学期没有您交办的命题。交办请说 /命题 指派。';
  return ['本学期的命题：', ...lines, ...foreign, '看经过：/命题 列表 编号'].join('\n');
}

const eventText: Record<PaperEvent['what'], string> = {
  given: '交办',
  accepted: '接受，并承诺不透露、不辅导',
  finished: '做完',
  handedOver: '确认双人交接',
  recused: '回避',
  withdrawn: '撤销',
  redated: '改期限',
};

/** One task and what became of it. */
export const taskDetail = (words: PaperWords, names: ReadonlyMap<string, string>): string =>
  [
    line(words, false),
    ...words.content.history.map(
      ({ at, by, what }) => `${stamp(at)}　${names.get(by) ?? '（已离开）'}　${eventText[what]}`,
    ),
  ].join('\n');

export const redated = (words: PaperWords): string =>
  `${words.task.number} 改到${monthDayWeekday(words.task.dueOn)}前完成，我会私下告诉本人。`;
export const withdrawPreview = (words: PaperWords): string => `要撤销 ${line(words, true)}？我会私下告诉本人不用再办。`;
export const withdrawn = (number: string): string => `已撤销 ${number}。`;
export const handOverPreview = (words: PaperWords): string =>
  `${words.setter} 已把 ${words.task.number} 当面交给您了吗？只记下双人交接这件事，不收文件。`;
export const handedOver = (number: string): string => `已记下：${number} 双人交接完成。`;

// Refusals.

export const notYourSubject = (subject: string): string => `${subject}的命题由${subject}教研员或教研室主任交办。`;
export const noPapers = (grade: string): string => `${grade}不进行纸笔考试（一、二年级），不用命题。`;
export const notOneDay = '期限要定在某一天，例如 6月9日、第17周周五。';
export const notAhead = (day: LocalDate): string => `${monthDayWeekday(day)}已经到了，请写一个以后的日子。`;
export const noSchoolDay = (day: LocalDate): string => `${monthDayWeekday(day)}不上课，期限请定在上课的日子。`;
export const afterExam = (day: LocalDate, exam: string, start: LocalDate): string =>
  `${exam}${monthDayWeekday(start)}就开始了，${monthDayWeekday(day)}来不及，请把期限提前。`;
export const noExam = (words: string, titles: readonly string[]): string =>
  titles.length === 0
    ? `行事历上没有还没考的考试。“${words}”请先加到行事历，或者不写考试。`
    : `行事历上没有这样的考试，有：${titles.join('、')}。`;
export const whichDay = (said: string): string => `“${said}”是哪一天？`;
export const whichExam = '是哪一次考试的卷子？';
export const sameAgain = (number: string): string => `已经交给这位老师了：${number}。`;
export const noneFits = '没有可以这样办的命题。发 /命题 列表 能看到有哪些。';
export const unknownNumber = '没有这个编号，或者不是您交办的。发 /命题 列表 能看到编号。';
export const noKey = '这项任务读不出来：密钥换过，请管理员找回原来的 SECRET_KEY。';
export const notOneself = '双人交接要由另一个人确认，请教研室主任来确认。';
/** For a file that has not arrived. */
export const noPaperFiles = '考试期间我不收试卷、试题和答案：没有下载，也没有存。请按保密规定当面交接。';
/** For one that has. */
export const noPaperKept = '考试期间我不收试卷、试题和答案，这份没有留下。请按保密规定当面交接。';
