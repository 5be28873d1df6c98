// What people read about contests. Data in, Chinese out.
import type { Said } from '../../bot/message.ts';
import type { Obstacle } from '../../files/inspect.ts';
import { dateOf, daysBetween, monthDay, monthDayWeekday, timeOf } from '../../lib/dates.ts';
import type { School } from '../people/model.ts';
import type { Contest, HandedFile, HandedIn, HandIn } from './model.ts';
import { type Progress, phaseOf } from './rules.ts';

/** 教学设计大赛（示例） */
export const contestName = (contest: Contest): string => `${contest.name}${contest.sample ? '（示例）' : ''}`;

/** 4月28日（周五）18:00 */
export const moment = (at: number): string => `${monthDayWeekday(dateOf(at))}${timeOf(at)}`;

/** 还有 12 天, 今天截止, 已截止. */
export function timeLeft(contest: Contest, now: number): string {
  if (now >= contest.closesAt) return '已截止';
  const days = daysBetween(dateOf(now), dateOf(contest.closesAt));
  return days === 0 ? '今天截止' : `还有 ${days} 天`;
}

/** 820 字节, 356 KB, 1.2 MB (1024-based, as file managers show them). */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1000) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}

/** PDF、DOC、DOCX …, for the page and for refusals. */
export const kindsOf = (contest: Pick<Contest, 'kinds'>): string => contest.kinds.join('、');

function contestLine(contest: Contest, now: number): string {
  const state = { before: '还没开始', open: '正在收', closed: '已截止' }[phaseOf(contest, now)];
  return `· ${contestName(contest)}：${monthDay(dateOf(contest.opensAt))}—${monthDay(dateOf(contest.closesAt))}，${state}`;
}

/** All contests, a line each. */
export const contestList = (contests: readonly Contest[], now: number): string =>
  contests.map((contest) => contestLine(contest, now)).join('\n');

export const noContests = '现在没有在收的比赛。有新的比赛，教研室会通知。';

export const unknownContest = (words: string, contests: readonly Contest[], now: number): string =>
  contests.length === 0
    ? noContests
    : `没有找到“${words}”。现有的比赛：\n${contestList(contests, now)}\n请照这里的名称再说一次。`;

export const noneOpen = (contests: readonly Contest[], now: number): string =>
  contests.length === 0 ? noContests : `现在没有在收的比赛。\n${contestList(contests, now)}`;

export const whichContest = '哪一个比赛？';

export const notYetOpen = (contest: Contest): string =>
  `${contestName(contest)}还没开始：${moment(contest.opensAt)}起可以提交，${moment(contest.closesAt)}截止。到时再说一次“/提交 ${contest.name}”就好。`;

export const alreadyClosed = (contest: Contest): string =>
  `${contestName(contest)}已于${moment(contest.closesAt)}截止，现在不能再提交。如有特殊情况，请与教研室联系。`;

export const uploadsNotSetUp = '上传还没有开通：管理员需要先设好外面能打开的网址（PUBLIC_URL）。请把这句话转给管理员。';

export const noSchool = '作品按学校统计，名册里还没有登记您的学校。请联系管理员补上再提交。';

/** The personal link, for private chats only. */
export function linkSaid(contest: Contest, url: string, endsAt: number): Said {
  const until =
    endsAt < contest.closesAt ? `\n这个链接到${moment(endsAt)}为止，过期了再说一次“/提交 ${contest.name}”。` : '';
  return {
    title: `${contestName(contest)} · 上传链接`,
    text: `请打开下面的链接选择文件。它只给您本人用，请不要转发；以前给您的链接不再有效。\n截止：${moment(contest.closesAt)}，之前可以多次提交，以最后一版为准。${until}`,
    links: [{ label: '上传作品', url }],
  };
}

/** What the group hears when somebody asks for a link there. */
export const linkSentPrivately = (name: string, contest: Contest): string =>
  `${name}老师，${contestName(contest)}的上传链接已经私信发给您。没收到的话，请私聊我说“/提交 ${contest.name}”。`;

const counts = (p: Progress): string => `已交 ${p.handedIn}/${p.schools} 所学校，共 ${p.entries} 份作品`;

/** Progress in numbers: all that a group may hear. */
export const progressCounts = (contest: Contest, progress: Progress, now: number): string =>
  `${contestName(contest)}：${counts(progress)}。${deadline(contest, now)}`;

function deadline(contest: Contest, now: number): string {
  if (phaseOf(contest, now) === 'before') return `${moment(contest.opensAt)}开始收，${moment(contest.closesAt)}截止。`;
  const left = phaseOf(contest, now) === 'open' ? `，${timeLeft(contest, now)}` : '';
  return `${moment(contest.closesAt)}截止${left}。`;
}

const mostSchools = 40;

/** The schools that miss, for the office in private. */
export function missingSchools(missing: readonly School[]): string {
  if (missing.length === 0) return '各校都交了。';
  const named = missing.slice(0, mostSchools).map((school) => school.name);
  const rest = missing.length > mostSchools ? ` 等 ${missing.length} 所` : '';
  return `还没有作品的学校（${missing.length} 所）：${named.join('、')}${rest}`;
}

export const ownSchool = (entries: number): string => (entries === 0 ? '贵校还没有作品。' : `贵校已交 ${entries} 份。`);

export const ownEntry = (number: string, version: number): string => `您交的是 ${number} 第${version}版。`;

const fileLine = (file: HandedFile, digits: number): string =>
  `${file.name}（${sizeOf(file.bytes)}）\n${receiptOf(file, digits)}`;

/** SHA-256 …, or what became of the file instead. */
export function receiptOf(file: HandedFile, digits: number): string {
  if (file.state === 'lost') return '没有存好，请重新提交';
  return file.sha256 ? `SHA-256 ${file.sha256.slice(0, digits)}` : '正在存档';
}

/** The receipt after all files of a version are stored, with each file's whole checksum. */
export function receiptSaid(contest: Contest, number: string, version: HandIn): Said {
  const again = version.version > 1 ? '，以前的版本仍保留，以这一版为准' : '';
  return {
    title: `已收到：${number} 第${version.version}版`,
    text: [
      `${contestName(contest)}，${moment(version.at)}提交，${version.files.length} 个文件${again}。`,
      ...version.files.map((file, i) => `${i + 1}. ${fileLine(file, 64)}`),
      `${moment(contest.closesAt)}截止，之前可以重新提交。完整的校验码见“/我的提交”。`,
    ].join('\n'),
  };
}

/** Told instead of the receipt when a file is gone from the disk. */
export function lostSaid(contest: Contest, number: string, version: HandIn): Said {
  const names = version.files.filter((file) => file.state === 'lost').map((file) => file.name);
  return {
    title: `请重新提交：${number} 第${version.version}版`,
    text: `很抱歉，${contestName(contest)}的这些文件没有存好：${names.join('、')}。请说“/提交 ${contest.name}”再交一次。`,
  };
}

export const nothingHandedIn = '您还没有提交过作品。说“/提交”加比赛名称，就能拿到上传链接。';

function entryText({ entry, contest, versions }: HandedIn): string {
  const [latest, ...earlier] = versions;
  if (!latest) return `${entry.number}　${contestName(contest)}`;
  return [
    `${entry.number}　${contestName(contest)}`,
    `第${latest.version}版，${moment(latest.at)}提交：`,
    ...latest.files.map((file, i) => `${i + 1}. ${fileLine(file, 64)}`),
    ...earlier.map((v) => `第${v.version}版（${moment(v.at)}，${v.files.length} 个文件）已被新版代替，仍保留。`),
  ].join('\n');
}

/** All that somebody handed in, with full checksums. */
export const handedInList = (all: readonly HandedIn[]): string => all.map(entryText).join('\n\n');

/** To the liaison of a school without an entry. */
export function deadlineForSchool(contest: Contest, school: School, now: number): Said {
  return {
    title: `${contestName(contest)}快截止了`,
    text: `${moment(contest.closesAt)}截止（${timeLeft(contest, now)}），${school.name}还没有作品。请提醒参赛教师对我说“/提交 ${contest.name}”拿上传链接；不参加可不理会。`,
  };
}

/** To the liaisons' group: the count, never who is missing. */
export const deadlineForGroup = (contest: Contest, progress: Progress, now: number): string =>
  `${contestName(contest)}：${counts(progress)}。${moment(contest.closesAt)}截止，${timeLeft(contest, now)}。`;

type Limits = Pick<Contest, 'kinds' | 'maxFileBytes' | 'maxEntryBytes' | 'maxFiles'>;

/** Why a file of the upload page is not taken, and what to do. */
export function fileObstacle(name: string, obstacle: Obstacle): string {
  const why: Record<Obstacle, string> = {
    empty: '是空文件，请检查后重新选择',
    mismatch: '的内容和后缀不一致，请用原来的软件另存一次再选',
    macros: '含有宏，不能提交；请另存为不含宏的文档',
    encrypted: '设了密码，请去掉密码再选',
    tooLarge: '解开以后太大，请分成几个小一些的文件',
    broken: '打不开，可能没有保存完整；请重新保存后再选',
    program: '里有程序或脚本，不能提交；请删去，只留文档和图片',
    nested: '里还有别的压缩包；请把里面的文件直接放进来，重新打包',
    paths: '里的文件路径不正常（有“..”、反斜杠或以“/”开头）；请在电脑上重新打包',
  };
  return `“${name}”${why[obstacle]}。`;
}

export const wrongKind = (name: string, limits: Limits): string => `“${name}”的类型不收。可以交：${kindsOf(limits)}。`;
export const fileTooLarge = (name: string, limits: Limits): string =>
  `“${name}”超过了 ${sizeOf(limits.maxFileBytes)}。请压缩图片或分成几个文件；视频请在文档里写链接。`;
export const entryTooLarge = (limits: Limits): string =>
  `这些文件合起来超过了 ${sizeOf(limits.maxEntryBytes)}。请压缩一下，或少选几个。`;
export const tooManyFiles = (limits: Limits): string => `一次最多交 ${limits.maxFiles} 个文件；多的请打包成 zip。`;
export const noFiles = '没有收到文件，请选好再提交。';
export const notAForm = '没有读懂这次上传。请从上传页面重新选择文件提交。';
export const tooSlow = '网络太慢，这次没有传完，什么都没有留下。请换个网络再试。';
export const tooOften = '提交得太频繁了，请过几分钟再试。';
export const tooManyAtOnce = '您还有文件正在上传，请等它传完。';

/** Title and sentence of a link that takes nothing. */
export function linkOver(state: 'unknown' | 'before' | 'closed' | 'ended' | 'revoked', contest: Contest | null) {
  const again = contest ? `请对机器人再说一次“/提交 ${contest.name}”，会收到新的链接。` : '';
  const says = {
    unknown: ['链接无效', '没有这个上传链接。请核对是否复制完整，或对机器人说“/提交”加比赛名称，重新拿一个。'],
    before: ['还没有开始', contest ? notYetOpen(contest) : ''],
    closed: ['已经截止', contest ? `${alreadyClosed(contest)}已经交上的作品不受影响。` : ''],
    ended: ['链接已过期', `这个链接已经过期。${again}`],
    revoked: ['链接已更换', `这个链接不再有效，请用机器人最近一次发给您的。找不到的话，${again}`],
  } as const;
  const [title, text] = says[state];
  return { title, text };
}
