// What is said to those who organise something: who answered what, and why something cannot be decided. Data in, Chinese out.
import { type Said, say } from '../../bot/message.ts';
import { type Matter, numbered, type Reply, type ReplyKind, replyKinds } from './model.ts';
import { label, short } from './wording.ts';

/** An answer with the words for it. */
export interface Line {
  reply: Reply;
  /** 李强（二码头小学）. */
  who: string;
  /** Of 改由: who is to take over. */
  other: string;
  /** The file that came with it: 教案.docx（1.2 MB）; empty without one. */
  file: string;
  /** Whether the words are for the reader. */
  readable: boolean;
}

const words = ({ reply, readable }: Line): string => (readable && reply.text !== '' ? `：${reply.text}` : '');

const states: Record<Reply['state'], string> = {
  open: '等您定',
  done: '已同意',
  refused: '没有同意',
  withdrawn: '',
};

/** How one answer is shown, where it is more than a name. */
const shown: Partial<Record<ReplyKind, (line: Line) => string>> = {
  leave: (line) => `${line.who}${words(line)}`,
  attend: (line) => `${line.who}${words(line)}`,
  absent: (line) => `${line.who}${words(line)}`,
  signup: (line) => `${line.who}${words(line)}`,
  offer: (line) => `${line.reply.number} ${line.who}${line.file ? `：${line.file}` : words(line)}`,
  handover: ({ reply, who, other }) => `${reply.number} ${who}改由${other}（${states[reply.state]}）`,
  ask: (line) => `${line.reply.number} ${line.who}${words(line)}${line.reply.state === 'open' ? '（还没回答）' : ''}`,
};

const byName = (a: Line, b: Line): number =>
  (a.reply.number ?? '').localeCompare(b.reply.number ?? '') || a.who.localeCompare(b.who, 'zh');

function linesOf(kind: ReplyKind, all: readonly Line[]): string[] {
  // By name: who was quick is nobody's business.
  const found = all.filter(({ reply }) => reply.kind === kind).sort(byName);
  if (found.length === 0) return [];
  const head = `${replyKinds[kind].title} ${found.length} ${numbered[kind] === undefined ? '人' : '条'}`;
  if (kind === 'seen') return [`${head}`];
  const each = found.map((line) => shown[kind]?.(line) ?? line.who);
  const long = found.some(({ reply, readable }) => (readable && reply.text !== '') || reply.number !== null);
  return long ? [`${head}：`, ...each.map((text) => `- ${text}`)] : [`${head}：${each.join('、')}`];
}

/** Who answered what to one thing, for those who organise it. Nobody who has not answered is in it. */
export function stateOf(matter: Matter, all: readonly Line[]): Said {
  const kinds = Object.keys(replyKinds) as ReplyKind[];
  const text = kinds.flatMap((kind) => linesOf(kind, all));
  return { title: label(matter), text: text.length > 0 ? text.join('\n') : '还没有人答复。' };
}

/** What somebody is called who is in no list of names. */
export const somebody = '一位老师';

/** How many answered, for a group and for everybody. */
export function counted(matter: Matter, { attend, signup }: { attend: number; signup: number }): string {
  const counts = [...(attend > 0 ? [`已有 ${attend} 人说参加`] : []), ...(signup > 0 ? [`已有 ${signup} 人报名`] : [])];
  return counts.length > 0 ? `${short(matter)}：${counts.join('，')}。` : `${short(matter)}：还没有人说参加。`;
}

/** What the speaker has answered, one thing a line. */
export function ownAnswers(all: readonly { matter: Matter; kinds: readonly ReplyKind[] }[]): Said {
  if (all.length === 0) return say('您最近没有答复过什么，也没有要您看的答复。');
  const lines = all.map(
    ({ matter, kinds }) => `${label(matter)}：${kinds.map((kind) => replyKinds[kind].title).join('、')}`,
  );
  return say(['您的答复：', ...lines, '要改就再说一次，要收回请发“/撤回”。'].join('\n'));
}

/** Several things have answers. */
export const whichState = '看哪一件事的答复？';
/** Nothing of that name has answers. */
export const noState = (text: string): string => `没有找到关于“${text.slice(0, 20)}”的答复。直接发“/答复”看有哪些。`;

// 回.

export const noQuestion = (text: string): string => `没有要您回答的 ${text.slice(0, 20)}。发“/答复”看有哪些问题。`;
export const noQuestions = '现在没有等您回答的问题。';
export const whichQuestion = (numbers: readonly string[]): string =>
  `有 ${numbers.length} 个问题等您回答：${numbers.slice(0, 8).join('、')}。请写上编号，例如“/回 ${numbers[0]} 好的”。`;
/** Sent to whoever asked. */
export const answered = ({ number, state }: Reply): string =>
  state === 'open' ? `已私下回给提问的老师（${number}）。` : `${number} 已经回答过，这一条也私下发给提问的老师了。`;

// 改由.

export const noProposal = (text: string): string => `没有要您定的 ${text.slice(0, 20)}。发“/答复”看有哪些。`;
export const decidedAlready = (number: string): string => `${number} 已经定过了。`;
export const decidedTooLate = (matter: Matter): string => `${label(matter)}已经开始了，不用再换人。`;
/** The proposal was about another lead preparer. */
export const leadChanged = (matter: Matter): string => `${label(matter)}的主备人已经换过了。`;
export const noLongerThere = '要接替的老师已经不在名册里了，请另外安排。';
export const nobodyDecides = '现在没有人可以定这件事，请直接联系教研室。';
export const agreed = (matter: Matter, part: string, to: string, from: string): string =>
  `已改：${label(matter)}的${part}改由${to}，会私信告诉${to}和${from}。`;
export const disagreed = (matter: Matter, part: string, from: string): string =>
  `好的，${label(matter)}的${part}还是${from}，会私信告诉这位老师。`;

// Files.

const size = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;

/** 教案.docx（1.2 MB）. */
export const fileWords = (name: string, bytes: number): string => `${name}（${size(bytes)}）`;
/** What a file is called whose name the platform does not tell. */
export const unnamedFile = '文件';
/** A file was not taken. */
export const refusedFile = (name: string, why: string): string => `“${name}”没有收下：${why}`;
/** To whoever sent it. */
export const fileRefused = (name: string, why: string): Said => say(refusedFile(name, why));
export const noFile = (number: string): string => `没有您能看的文件 ${number.slice(0, 20)}。发“/答复”看有哪些资料。`;
export const fileNotThere = (number: string): string => `${number} 的文件还没有收好，请过一会儿再试。`;
export const noLinks = '还没有设好对外的地址，文件的链接给不了，请联系管理员。';
/** The link to a file. */
export const fileLink = (name: string, url: string, days: number): Said => ({
  text: `“${name}”在这里，只给您本人用，${days} 天内有效，请不要转发。`,
  links: [{ label: '下载', url }],
});
/** Behind a link there is nothing (any more). */
export const linkOver = {
  title: '文件不在了',
  text: '这个链接已经失效，或者文件被撤回了。在聊天里再说一次“/资料 取”加编号，就能拿到新的链接。',
};
/** Somebody asks again and again. */
export const tooOften = { title: '请稍后再试', text: '这个链接用得太频繁了，请过几分钟再打开。' };
/** Files come in private. */
export const filesInPrivate = '群里收不了文件，请私聊发给我。';
/** What a file was refused for. */
export const obstacles: Record<string, string> = {
  kind: '这种文件不收，可以发 doc、docx、pdf、ppt、pptx、xls、xlsx、zip、jpg、png。',
  empty: '文件是空的。',
  mismatch: '内容和后缀不一致，请用原来的软件另存一次再发。',
  macros: '含有宏，请另存为不含宏的文档再发。',
  encrypted: '设了密码，请去掉密码再发。',
  other: '压缩包里有不能收的东西（程序、别的压缩包或不正常的路径）。',
};
