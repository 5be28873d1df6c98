// What is said when people answer: to those who answer, in the group and in private. Data in, Chinese out.
import { dateOf } from '../../lib/dates.ts';
import { type Matter, type ReplyKind, replyKinds } from './model.ts';

const lines = (...texts: (string | false | undefined)[]): string => texts.filter(Boolean).join('\n');

/** 3月8日（周三，第4周）数学集体备课. */
export const label = ({ when, what }: Matter): string => when + what;
/** 3月8日（周三）数学集体备课: for groups, where it is said in passing. */
export const short = ({ day, what }: Matter): string => day + what;

/** 主备人李强, 教研员王敏、刘芳; empty when there is nobody. */
export const listenerWords = ({ called, people }: Matter['organisers'][number]): string =>
  people.length > 0 ? called + people.map(({ name }) => name).join('、') : '';

/** What an answer came to, for saying so. */
export interface Noted {
  matter: Matter;
  kind: ReplyKind;
  /** The kind of the answer it takes the place of; null when there was none. */
  instead: ReplyKind | null;
  /** Who is told, in words; empty when nobody is. */
  to: string;
  /** The days that were named but have none of these. */
  insteadOf: string | null;
  /** How many say they come, or have signed up. */
  counts: { attend: number; signup: number };
  /** What the speaker does in it that somebody else could: 主备人. */
  part: string | null;
}

const countText = ({ kind, counts }: Noted): string => {
  if (kind === 'signup') return `已有 ${counts.signup} 人报名。`;
  return counts.attend > 0 ? `已有 ${counts.attend} 人说参加。` : '';
};

const yours: Partial<Record<ReplyKind, string>> = {
  attend: '您参加',
  absent: '您不参加',
  leave: '您请假',
  signup: '您报名',
};

const whatWas = ({ instead, kind }: Noted): string =>
  instead === null || instead === kind ? '' : `原来记的是“${replyKinds[instead].title}”，已经改过来。`;

const otherDay = (near: string): string => `不对的话，请发“/撤回”，再说一次${near}。`;

/** To whoever answered, in private: for what it was noted, no reproach, and how to change it. */
export function noted(one: Noted): string {
  const { matter, kind, to, insteadOf, part } = one;
  const told = kind === 'leave' ? `${to ? `会私下告诉${to}，` : ''}请安心。` : to ? `已经告诉${to}。` : '';
  const handOver = part !== null && (kind === 'leave' || kind === 'absent') && `您是${part}，要换人请发“/改由 姓名”。`;
  if (insteadOf !== null)
    return lines(
      `${insteadOf}没有${matter.what}，替您记在${matter.when}这一次。${told}`,
      whatWas(one),
      handOver,
      otherDay('日期'),
    );
  const edit =
    kind === 'leave' ? '原因有变就再说一次；又能来了，请发“/请假 取消”。' : '有变化就再说一次，或者发“/撤回”。';
  return lines(`已记下：${label(matter)}，${yours[kind] ?? ''}。${told}`, whatWas(one), handOver, edit);
}

/** The same in a group: for what, how many say so, and nothing of what was said. */
export function notedInGroup(one: Noted): string {
  const { matter, kind, insteadOf, instead } = one;
  const told = kind === 'leave' ? '会私下转告。' : countText(one);
  if (insteadOf !== null)
    return `${insteadOf}没有${matter.what}，替您记在${matter.day}这一次，${kind === 'leave' ? '' : '已记下。'}${told}${otherDay('日期')}`;
  const changed = instead !== null && instead !== kind;
  return `${changed ? '已改' : '已记下'}：${short(matter)}${kind === 'leave' ? '，' : '。'}${told}`;
}

/** Taken back, in private. `told`: who had been told of it and now knows. */
export const withdrawn = (matter: Matter | null, kind: ReplyKind, told: string): string =>
  lines(
    `已撤回：${matter ? `${label(matter)}，` : ''}您的“${replyKinds[kind].title}”。${told ? `也告诉了${told}。` : ''}`,
    replyKinds[kind].stance && '现在没有记着您来不来，要记请再说一次。',
  );

/** Taken back, in a group. */
export const withdrawnInGroup = (matter: Matter | null): string => (matter ? `已撤回：${short(matter)}。` : '已撤回。');

/** A leave taken back, in private. */
export const leaveTaken = (matter: Matter): string => `好的，${label(matter)}您能来，请假已经取消。`;
/** A leave taken back, in a group. */
export const leaveTakenInGroup = (matter: Matter): string => `好的，${short(matter)}，请假已经取消。`;
/** There is no leave to take back. */
export const noLeave = '您接下来没有请过假，不用取消。';
/** There are several. */
export const askWhichLeave = '取消哪一次请假？';
/** There is nothing to take back. */
export const nothingToTake = '没有可以撤回的答复：您最近没有答复过，或者事情已经开始了。';
/** There is nothing that was said in this group. */
export const nothingToTakeHere = '您在这个群里没有可以撤回的答复。私聊里说过的，请私聊我发“/撤回”。';

// Which one is meant, and why something cannot be answered.

/** Several things are open. */
export const askWhich = (kind: ReplyKind): string =>
  kind === 'seen' ? '您问的是哪一件事？' : `您说的“${spoken[kind] ?? replyKinds[kind].title}”是哪一件事？`;
const spoken: Partial<Record<ReplyKind, string>> = { want: '资料', offer: '资料' };

/** Nothing was asked, and nothing is the speaker's own. */
export const nothingAsked =
  '最近没有要您答复的事。请引用那条提醒再说，或者写上日期、视导编号，例如“/问 3月31日 几点到”。';
/** Nothing was asked for that day. */
export const nothingOn = (day: string): string => `${day}没有要您答复的事。请引用那条提醒再说一遍。`;
/** No such visit, or not one of theirs. */
export const noVisit = (number: string): string =>
  `没有和您有关的“${number.replace(/\s/g, '')}”，也许已经取消了。发“/视导 我的”看编号。`;
/** The thing of a choice is no more. */
export const gone = '这件事已经取消或者改期了，请重新说一遍。';
/** The speaker leads nothing and goes nowhere. */
export const noPart = '接下来没有由您主备或者要您去的事，不用换人。来不了请发“/请假 原因”。';
/** Nothing can be signed up for. */
export const nothingToSignUp = (words: string): string =>
  words === ''
    ? '现在没有可以报名的活动。知道名称的话，请写上，例如“/报名 教学评比”。'
    : `没有找到可以报名的“${words.slice(0, 20)}”。发“/行事历 搜索 ${words.slice(0, 10)}”看看它叫什么。`;
/** A group with people from outside. */
export const notBeforeOutsiders = '这个群里有外单位的人，这件事请私聊我说。';

const insteadOfIt: Partial<Record<ReplyKind, string>> = {
  signup: '不用报名',
  handover: '您在里面没有担任什么，不用换人；来不了请发“/请假 原因”',
};

/** The thing takes no such answer. */
export const takesNot = (matter: Matter, kind: ReplyKind): string =>
  `${label(matter)}${insteadOfIt[kind] ?? `不用答复“${replyKinds[kind].title}”`}。有话要说，请发“/问 …”。`;

const began = ({ when, what, ref, beginsAt }: Matter, now: number): string => {
  if (ref.kind === 'contest') return `${what}已经截止了`;
  const today = beginsAt !== null && dateOf(beginsAt) === dateOf(now);
  return today ? `今天${when}的${what}已经开始了` : `${when}的${what}已经过去了`;
};

/** Too late, and there is no next one. */
export function tooLate(matter: Matter, kind: ReplyKind, now: number): string {
  if (replyKinds[kind].until === 'after') return `${began(matter, now)}，时间太久，不再转告。请直接联系组织的老师。`;
  return `${began(matter, now)}，“${replyKinds[kind].title}”记不上了。有话要说，请发“/问 …”，我私下转告。`;
}

/** Too late for this one; the next one is offered. */
export const tooLateForThis = (matter: Matter, kind: ReplyKind, now: number): string =>
  `${began(matter, now)}，“${replyKinds[kind].title}”记不上了。要记到下一次吗？`;

// 资料.

/** Where material was asked for or offered. */
export type Passed = Pick<Noted, 'matter' | 'to' | 'insteadOf'>;

const elsewhere = ({ insteadOf, matter }: Passed): string =>
  insteadOf === null ? '' : `${insteadOf}没有${matter.what}。`;

/** In private: asked for material. */
export const materialAsked = (passed: Passed): string =>
  `${elsewhere(passed)}已告诉${passed.to}：您想要${label(passed.matter)}的资料。`;
/** In private: offered material. */
export const materialOffered = (passed: Passed): string =>
  `谢谢您！${elsewhere(passed)}${label(passed.matter)}的资料已转给${passed.to}。`;
/** In private: offered a file, which is being fetched. */
export const fileOffered = (passed: Passed, name: string): string =>
  `谢谢您！${elsewhere(passed)}“${name}”收好以后就转给${passed.to}，是${label(passed.matter)}的资料。`;
/** In a group. */
export const materialInGroup = (passed: Passed, offered: boolean): string =>
  offered
    ? `谢谢！${elsewhere(passed)}${short(passed.matter)}的资料已私下转交。`
    : `好的，${elsewhere(passed)}已私下转告：要${short(passed.matter)}的资料。`;
/** What is asked before a file is taken that came without a word. */
export const askFile = (passed: Passed, name: string): string =>
  lines(
    `把“${name}”作为${label(passed.matter)}的资料，转给${passed.to}吗？`,
    '要交比赛作品不是发在这里，请说“/提交”。',
  );
/** A file came, and there is nothing it could belong to. */
export const fileForNothing = '文件收到了，可我不知道拿它做什么，所以没有留下。要交比赛作品，请说“/提交”加比赛名称。';
/** There is nobody who could be told. */
export const nobody = '现在还没有人可以转告，请直接联系教研室。';

// 问, 改由, 知道了.

/** A question, in private. */
export const asked = (passed: Passed): string =>
  `${elsewhere(passed)}已私下转给${passed.to}：关于${label(passed.matter)}。有了回答，我私信给您。`;
/** A question, in a group. */
export const askedInGroup = ({ matter }: Passed): string =>
  `好的，已私下转给组织的老师：${short(matter)}。回答会私信给您。`;

/** Somebody else is to take over; who decides has been told. */
export const proposed = (matter: Matter, part: string, to: string, deciders: string, before: string | null): string =>
  lines(
    `已提出：${label(matter)}的${part}改由${to}。等${deciders}定下来我再告诉您，在那以前还是您。`,
    before !== null && `原来提的是${before}，已经换掉。`,
  );
/** The same in a group. */
export const proposedInGroup = (matter: Matter): string => `好的，${short(matter)}换人的事已私下转给组织的老师定。`;
/** The speaker could decide and did. */
export const handedOver = (matter: Matter, part: string, to: string): string =>
  `已改：${label(matter)}的${part}改由${to}，已经私信告诉这位老师。`;
/** Nobody takes over from themselves. */
export const alreadyYou = '本来就是您，不用换人。';
/** The other one is in it already. */
export const alreadyIn = (name: string, part: string): string => `${name}本来就是${part}，请换一位。`;

/** The one word for a 收到. */
export const received = '好的。';
/** More was said than that. */
export const receivedMore = '好的。有话要转给组织的老师，请发“/问 …”。';
