// What people read about timed messages. Data in, Chinese out.
import { reminders } from '../../../config/reminders.ts';
import { readCron } from '../../lib/cron.ts';
import { dateOf, monthDay, monthDayWeekday, stamp, timeOf, weekdayName } from '../../lib/dates.ts';
import { weekLabel } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { roleNames } from '../people/model.ts';
import { quoted } from '../people/wording.ts';
import type { OnHoliday, OnQuiet, Plan, Schedule, Wish } from './model.ts';
import { mostPerDay, mostPerWeek, type Occurrence, type Values, valueNames, type Warning } from './rules.ts';

/** The words for each choice, as they are typed and shown. */
export const holidayWords = { 跳过: 'skip', 顺延: 'postpone', 照发: 'send' } as const satisfies Record<
  string,
  OnHoliday
>;
export const quietWords = { 顺延: 'postpone', 跳过: 'skip' } as const satisfies Record<string, OnQuiet>;
const holidayText: Record<OnHoliday, string> = { skip: '跳过', postpone: '顺延到下一个上课日', send: '照发' };
const quietText: Record<OnQuiet, string> = { postpone: '顺延到开放时段', skip: '跳过' };

/** 3月13日（周一）16:12　第5周 */
export const moment = (at: number, calendar: Calendar | null): string =>
  `${monthDayWeekday(dateOf(at))}${timeOf(at)}${calendar ? `　${weekLabel(calendar.term, dateOf(at))}` : ''}`;

/** 清明节 has 逢 before it and what becomes of it after: 逢清明节：跳过. */
function remark({ at, due, holiday, quiet }: Occurrence): string {
  const why = holiday ? `逢${holiday}` : '在静默时段';
  if (due === null) return `，${why}：跳过`;
  if (due === at) return holiday ? `，${why}：照发` : '';
  const to = dateOf(due) === dateOf(at) ? timeOf(due) : `${monthDayWeekday(dateOf(due))}${timeOf(due)}`;
  return `，${holiday && quiet ? `${why}、在静默时段` : why}：顺延到 ${to}`;
}

/** One of the next times, with week and holiday. */
export const occurrenceLine = (occurrence: Occurrence, calendar: Calendar | null): string =>
  `· ${moment(occurrence.at, calendar)}${remark(occurrence)}`;

const hours = reminders.hours.spans.map(({ from, to }) => `${from}–${to}`).join('、');

/** A warning in one sentence that says what to do. */
function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'busy-minute':
      return `${warning.time} 是整点或半点，消息容易扎堆，建议改到 ${warning.instead}。`;
    case 'quiet':
      return `${warning.times.join('、')} 不在发送时段（上课日 ${hours}）。`;
    case 'often':
      return `一周 ${warning.perWeek} 次，有点多：每位老师一周最好不超过 ${mostPerWeek} 条。`;
    case 'never':
      return `照现在的设置，近期一次也发不出去。${warning.because === 'quiet' ? '请换到发送时段里的时间，或者写 静默时段=顺延。' : '放假也要发，请写 遇假日=照发。'}`;
    case 'holidays-unknown':
      return `${warning.year}年的放假安排还不知道，逢节日请再看一眼。`;
  }
}

/** Everything an admin sees before confirming. */
export interface Preview {
  wish: Wish;
  audience: string;
  next: Occurrence[];
  warnings: Warning[];
  /** Clause of the guard that would hold the text back in a group. */
  held: string | null;
}

const planLine = ({ onHoliday, onQuiet }: Plan): string =>
  `遇假日：${holidayText[onHoliday]}　静默时段：${quietText[onQuiet]}`;

function nextLines({ next }: Preview, calendar: Calendar | null): string[] {
  return ['接下来五次：', ...next.map((occurrence) => occurrenceLine(occurrence, calendar))];
}

function warningLines(preview: Preview): string[] {
  const held = preview.held ? [`内容里有${preview.held}，发到群里会先扣下，等教研室主任放行。`] : [];
  return [...preview.warnings.map(warningText), ...held].map((text) => `注意：${text}`);
}

/** What a new one will do. */
export const newPreview = (preview: Preview, calendar: Calendar | null): string =>
  [
    `新的定时消息“${preview.wish.name}”：`,
    `时间：${readCron(preview.wish.cron)}（${preview.wish.cron}）`,
    `发给：${preview.audience}`,
    planLine(preview.wish),
    `内容：${preview.wish.text}`,
    ...nextLines(preview, calendar),
    ...warningLines(preview),
    '这样可以吗？',
  ].join('\n');

/** The lines that differ, old → new. */
function differences(old: Preview, now: Preview): string[] {
  const rows: [title: string, from: string, to: string][] = [
    ['时间', readCron(old.wish.cron), readCron(now.wish.cron)],
    ['发给', old.audience, now.audience],
    ['遇假日', holidayText[old.wish.onHoliday], holidayText[now.wish.onHoliday]],
    ['静默时段', quietText[old.wish.onQuiet], quietText[now.wish.onQuiet]],
    ['内容', old.wish.text, now.wish.text],
  ];
  return rows.filter(([, from, to]) => from !== to).map(([title, from, to]) => `${title}：${from} → ${to}`);
}

/** What a change will do; empty differences mean nothing changes. */
export function changePreview(old: Preview, now: Preview, calendar: Calendar | null): string | null {
  const lines = differences(old, now);
  if (lines.length === 0) return null;
  return [`改“${old.wish.name}”：`, ...lines, ...nextLines(now, calendar), ...warningLines(now), '这样改可以吗？'].join(
    '\n',
  );
}

export const nothingToChange = ({ name }: Schedule): string =>
  `“${name}”照这样没有要改的。要改什么请写明，例如：/定时 改 ${name} 发送时间=每周一 16:42，或者 消息内容=…、发给=…、遇假日=顺延、静默时段=跳过。`;

const nextText = (at: number | undefined, calendar: Calendar | null): string =>
  at === undefined ? '近期没有要发的。' : `下一次：${moment(at, calendar)}。`;

export const created = ({ number, name }: Schedule, next: number | undefined, calendar: Calendar | null): string =>
  `已建好 定时${number}“${name}”。${nextText(next, calendar)}`;
const withdrawn = (count: number): string => (count > 0 ? `还没发出的 ${count} 条已撤回。` : '');
export const changed = (
  { name }: Schedule,
  cancelled: number,
  next: number | undefined,
  calendar: Calendar | null,
): string => `已改好“${name}”。${withdrawn(cancelled)}${nextText(next, calendar)}`;
export const stopped = ({ name }: Schedule, cancelled: number): string =>
  `已停“${name}”，不再发送。${withdrawn(cancelled)}要恢复请说：/定时 启 ${name}`;
export const started = ({ name }: Schedule, next: number | undefined, calendar: Calendar | null): string =>
  `已启用“${name}”。${nextText(next, calendar)}`;
export const removed = ({ name }: Schedule, cancelled: number): string => `已删除“${name}”。${withdrawn(cancelled)}`;
export const removePreview = (schedule: Schedule, audience: string): string =>
  `要删除“${schedule.name}”吗？（${readCron(schedule.cron)}，发给${audience}）删了不能恢复；只是暂停请用 /定时 停 ${schedule.name}。`;

export const alreadyOff = ({ name }: Schedule): string => `“${name}”本来就停着。`;
export const alreadyOn = ({ name }: Schedule): string => `“${name}”本来就开着。`;

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

/** One sending of a rehearsal. */
export interface Rehearsed {
  at: number;
  name: string;
  audience: string;
  text: string;
}

/** What would be sent; nothing is. */
export const rehearsal = (sendings: readonly Rehearsed[], calendar: Calendar | null): string =>
  sendings.length === 0
    ? '照现在的设置，近期没有要发的。'
    : [
        '预演，什么也不会发出：',
        ...sendings.map(
          ({ at, name, audience, text }) => `· ${moment(at, calendar)}　${name} → ${audience}\n　${text}`,
        ),
      ].join('\n');

/** What names in braces stand for on the day a message goes out. */
export const valuesOn = (at: number, calendar: Calendar | null): Values => ({
  学期: calendar?.term.title ?? '本学期',
  周次: calendar ? weekLabel(calendar.term, dateOf(at)) : '本周',
  日期: monthDay(dateOf(at)),
  星期: weekdayName(dateOf(at)),
});
