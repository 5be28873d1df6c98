// What people read about timed messages. Data in, Chinese out.
import { readCron } from '../../lib/cron.ts';
import { dateOf, monthDay, monthDayWeekday, stamp, timeOf } from '../../lib/dates.ts';
import { weekLabel } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { roleNames } from '../people/model.ts';
import { quoted } from '../people/wording.ts';
import type { OnHoliday, OnQuiet, Schedule } from './model.ts';
import { mostPerDay } from './rules.ts';
import { valueNames } from './template.ts';

/** The words for each choice, as they are typed and shown. */
export const holidayWords = { 跳过: 'skip', 顺延: 'postpone', 照发: 'send' } as const satisfies Record<
  string,
  OnHoliday
>;
export const quietWords = { 顺延: 'postpone', 跳过: 'skip' } as const satisfies Record<string, OnQuiet>;

/** 3月13日（周一）16:12　第5周 */
export const moment = (at: number, calendar: Calendar | null): string =>
  `${monthDayWeekday(dateOf(at))}${timeOf(at)}${calendar ? `　${weekLabel(calendar.term, dateOf(at))}` : ''}`;

export const nothingToChange = ({ name }: Schedule): string =>
  `“${name}”照这样没有要改的。要改什么请写明，例如：/定时 改 ${name} 发送时间=每周一 16:42，或者 消息内容=…、发给=…、遇假日=顺延、静默时段=跳过。`;

const nextText = (at: number | undefined, calendar: Calendar | null): string =>
  at === undefined ? '近期没有要发的。' : `下一次：${moment(at, calendar)}。`;

export const created = ({ number, name }: Schedule, next: number | undefined, calendar: Calendar | null): string =>
  `已建好 定时${number}“${name}”。${nextText(next, calendar)}`;
/** How to take it back. */
const undoHint = (name: string): string => `要撤回请说：/定时 撤销 ${name}`;
export const withdrawn = (count: number): string => (count > 0 ? `还没发出的 ${count} 条已撤回。` : '');
export const changed = (
  { name, state }: Schedule,
  cancelled: number,
  next: number | undefined,
  calendar: Calendar | null,
): string =>
  `已改好“${name}”。${withdrawn(cancelled)}${state === 'on' ? nextText(next, calendar) : '它停着，启用了才发。'}${undoHint(name)}`;
export const stopped = ({ name }: Schedule, cancelled: number): string =>
  `已停“${name}”，不再发送。${withdrawn(cancelled)}要恢复请说：/定时 启 ${name}`;
export const started = ({ name }: Schedule, next: number | undefined, calendar: Calendar | null): string =>
  `已启用“${name}”。${nextText(next, calendar)}`;
export const removed = ({ name }: Schedule, cancelled: number): string =>
  `已删除“${name}”。${withdrawn(cancelled)}${undoHint(name)}`;
export const alreadyOff = ({ name }: Schedule): string => `“${name}”本来就停着。`;
export const alreadyOn = ({ name }: Schedule): string => `“${name}”本来就开着。`;

/** Who changed it, where that is nobody of the roster. */
export const commandLine = '命令行';
export const goneColleague = '已离开的同事';

/** Somebody else was faster. */
export const changedMeanwhile = (schedule: Schedule, by: string): string =>
  schedule.state === 'deleted'
    ? `“${schedule.name}”刚才被${by}删除了（${stamp(schedule.updatedAt)}）。`
    : `“${schedule.name}”刚才被${by}改过（${stamp(schedule.updatedAt)}），现在是${readCron(schedule.cron)}${schedule.state === 'off' ? '，停着' : ''}。请看过 /定时 预演 ${schedule.name} 再改。`;

export const nameTaken = ({ number, name }: Schedule): string =>
  `已经有“${name}”（定时${number}）了。请换个名字；要改它，请先取消，再说 /定时 改 ${name}。`;
export const tooOften = (perDay: number): string =>
  `这样一天要发 ${perDay} 次，会打扰大家：一天最多 ${mostPerDay} 次。请把时间写具体些，例如 12 16 * * 1。`;
export const nobody = '照这样发，现在一个群、一个人也没有。请换一个发给的范围。';
export const unknownValues = (names: readonly string[]): string =>
  `内容里的 ${names.map((name) => `{${name}}`).join('')} 不认识。可以用的有 ${valueNames.map((name) => `{${name}}`).join(' ')}。`;

export const noSchedules = '现在还没有定时消息。新建请说：/定时 新建 周一例会 每周一 16:12 数学教研群 消息内容';
export const whichSchedule = (words: string): string => `没有认准${quoted(words)}是哪一条定时消息，您说的是：`;
/** How a timed message is offered to choose from. */
export const scheduleLabel = ({ number, name }: Schedule): string => `定时${number} ${name}`;
export const namesakes = (word: string, count: number): string =>
  `名册里有 ${count} 位${quoted(word)}。请在名字后面注明学校，例如 王丽（青禾小学）。`;
export const likeAudience = (word: string): string => `没有${quoted(word)}这个群，是不是：`;
export const unknownAudience = (word: string, groups: readonly { name: string }[]): string =>
  `没有${quoted(word)}这个群。登记的群有：${groups.map(({ name }) => name).join('、')}。也可以写 学科=数学、学校=实验小学、角色=学校联系人。发给哪些群或人？`;
export const unknownTitle = (title: string): string =>
  `没有${quoted(title)}这一项。可以写 发送时间=、发给=、消息内容=、遇假日=、静默时段=；发给的可以是群名，或者 群=、学科=、学校=、角色=、人=。`;
export const unknownRole = (word: string): string =>
  `没有${quoted(word)}这个角色。可以写：${Object.entries(roleNames)
    .filter(([role]) => role !== 'stranger')
    .map(([, name]) => name)
    .join('、')}。`;
export const unknownSubject = (word: string, subjects: readonly string[]): string =>
  `没有${quoted(word)}这个学科。名册里有：${subjects.join('、')}。`;

/** Names of what an audience is made of. */
export interface AudienceNames {
  groups: string[];
  people: string[];
  subjects: string[];
  schools: string[];
  roles: string[];
}

/** 数学教研群、语文学科的学校联系人（1 个群，私信 5 人）. */
export function audience(names: AudienceNames, groups: number, people: number): string {
  const { subjects, schools, roles } = names;
  const scope = [schools.join('、'), subjects.join('、')].filter(Boolean).join(' ');
  const filter = roles.length > 0 ? `${scope}${scope ? '的' : ''}${roles.join('、')}` : scope ? `${scope}的群` : '';
  const counts = [...(groups > 0 ? [`${groups} 个群`] : []), ...(people > 0 ? [`私信 ${people} 人`] : [])];
  const named = [...names.groups, ...names.people, ...(filter ? [filter] : [])].join('、');
  return `${named}（${counts.join('，') || '现在没有人'}）`;
}

/** A line of the list. */
export interface Listed {
  schedule: Schedule;
  audience: string;
  /** Next instant at which something is sent. */
  next: number | undefined;
  by: string;
}

const listLine = ({ schedule, audience, next, by }: Listed, calendar: Calendar | null): string => {
  const state =
    schedule.state === 'off' ? '停着' : next === undefined ? '近期没有' : `下一次 ${moment(next, calendar)}`;
  return `${schedule.number} ${schedule.name}：${readCron(schedule.cron)}，发给${audience}\n　${state}（${by} ${monthDay(dateOf(schedule.updatedAt))}改，第${schedule.version}版）`;
};

export const list = (lines: readonly Listed[], calendar: Calendar | null): string =>
  lines.length === 0
    ? noSchedules
    : [`定时消息 ${lines.length} 条：`, ...lines.map((line) => listLine(line, calendar))].join('\n');
