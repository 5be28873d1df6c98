// What is said about the rules of reminders. Data in, Chinese out.
import type { Habits, Lead, Rule } from '../../../config/reminders.ts';
import { dayLabel } from '../../lib/datelabel.ts';
import { dateOf, monthDay, timeOf } from '../../lib/dates.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { type Role, roleNames } from '../people/model.ts';
import { quoted } from '../people/wording.ts';
import type { Difference, Effect } from './model.ts';
import { type Rules, ruleKinds } from './rules.ts';

/** 07:30–12:00、13:30–18:00. */
export const hoursText = (hours: Habits['hours']): string => hours.map(({ from, to }) => `${from}–${to}`).join('、');

const dayText = (days: number): string => (days === 0 ? '当天' : `前${days}个上课日`);

/** 前3、1个上课日 16:12；当天 07:42. */
export function leadsText(leads: readonly Lead[]): string {
  if (leads.length === 0) return '不提醒';
  const byTime = [...Map.groupBy(leads, ({ at }) => at)];
  return byTime
    .map(([at, some]) => {
      const days = some.filter(({ schoolDays }) => schoolDays > 0).map(({ schoolDays }) => schoolDays);
      const parts = [
        ...(days.length > 0 ? [`前${days.join('、')}个上课日`] : []),
        ...(some.some(({ schoolDays }) => schoolDays === 0) ? [dayText(0)] : []),
      ];
      return `${parts.join('、')} ${at}`;
    })
    .join('；');
}

const rolesText = (roles: readonly string[]): string => roles.map((role) => roleNames[role as Role] ?? role).join('、');

const latenessText = (ms: number): string =>
  ms % 3_600_000 === 0 ? `${ms / 3_600_000}小时` : `${Math.round(ms / 60_000)}分钟`;

/** One line of the list: 会议　前3、1个上课日 16:12. */
const ruleLine = ({ title, on, leads }: Rule, changed: boolean): string =>
  `${title}　${on ? leadsText(leads) : '停'}${changed ? '（已改）' : ''}`;

/** All kinds, what is different for single groups, and the habits. `changed`: kinds that are not as the default. */
export function list(rules: Rules, changed: ReadonlySet<string>, groupNames: ReadonlyMap<string, string>): string {
  const { habits, kinds, groups } = rules;
  const lines = ruleKinds.flatMap((kind) => [
    ruleLine(kinds[kind], changed.has(kind)),
    ...[...(groups.get(kind) ?? [])].map(
      ([id, { on, leads }]) => `　└ ${groupNames.get(id) ?? '已停用的群'}：${on ? leadsText(leads) : '停'}`,
    ),
  ]);
  return [
    '机器人自己会说的话，什么时候说：',
    ...lines,
    habitsLine(habits),
    '看一种：/提醒 看 会议　改：/提醒 改 会议 提前=3天、1天',
  ].join('\n');
}

const habitsLine = ({ hours, dayBegins, pushesAWeek, asksAWeek }: Habits): string =>
  `时段：上课日 ${hoursText(hours)}；没写钟点的按 ${dayBegins} 开始；每人每周最多 ${pushesAWeek} 条，每校每周最多 ${asksAWeek} 件事。`;

/** Everything about one rule. */
export const ruleText = ({ title, about, on, leads, roles, closing, late }: Rule, group?: string): string =>
  [
    `${title}${group ? `（${group}）` : ''}：${about}。`,
    `提前：${on ? leadsText(leads) : '停（不提醒）'}`,
    ...(roles.length > 0 ? [`对象：${rolesText(roles)}的群`] : []),
    ...(closing === null ? [] : [`结尾：${closing === '' ? '（没有）' : closing}`]),
    `最晚：离开始不足${latenessText(late)}就不再说`,
  ].join('\n');

/** The fields of a rule that differ, old → new. */
export function ruleChanges(old: Rule, now: Rule): string[] {
  const line = (title: string, before: string, after: string) =>
    before === after ? [] : [`${title}：${before} → ${after}`];
  const closing = (text: string | null) => text || '（没有）';
  return [
    ...line('提前', old.on ? leadsText(old.leads) : '停', now.on ? leadsText(now.leads) : '停'),
    ...line('对象', rolesText(old.roles), rolesText(now.roles)),
    ...line('结尾', closing(old.closing), closing(now.closing)),
    ...line('最晚', latenessText(old.late), latenessText(now.late)),
  ];
}

/** The habits that differ, old → new. */
export function habitChanges(old: Habits, now: Habits): string[] {
  const line = (title: string, before: string, after: string) =>
    before === after ? [] : [`${title}：${before} → ${after}`];
  return [
    ...line('时段', hoursText(old.hours), hoursText(now.hours)),
    ...line('开始', old.dayBegins, now.dayBegins),
    ...line('每周推送', `${old.pushesAWeek} 条`, `${now.pushesAWeek} 条`),
    ...line('每周任务', `${old.asksAWeek} 件`, `${now.asksAWeek} 件`),
  ];
}

const shown = 5;

const moment = (instant: number, calendar: Calendar): string =>
  `${dayLabel(dateOf(instant), around(calendar, dateOf(instant)))}${timeOf(instant)}`;

function differenceText({ was, is, reason }: Difference, calendar: Calendar): string {
  if (was === null) return `· 多 ${moment(is ?? 0, calendar)} ${reason}`;
  if (is === null) return `· 少 ${moment(was, calendar)} ${reason}`;
  return `· ${moment(was, calendar)} → ${moment(is, calendar)} ${reason}`;
}

/** What it does this term, in lines. */
export function effectLines({ calendar, before, after, differences }: Effect): string[] {
  if (!calendar) return ['还没有导入行事历，导入后照这样提醒。'];
  if (differences.length === 0) return ['本学期剩下的提醒时间不变。'];
  const moved = differences.filter(({ was, is }) => was !== null && is !== null).length;
  const count = before === after ? `还是 ${after} 条` : `${before} 条 → ${after} 条`;
  // The same thing is said to many hearers at once: told once.
  const lines = [...new Set(differences.map((one) => differenceText(one, calendar)))];
  return [
    `本学期剩下的提醒：${count}${moved > 0 ? `，其中 ${moved} 条换时间` : ''}。`,
    ...lines.slice(0, shown),
    ...(lines.length > shown ? [`……共 ${lines.length} 处`] : []),
  ];
}

/** What a change of hours and bounds is called. */
export const habitsSubject = '时段和上限';

/** 会议的提醒, 会议（数学教研群）的提醒. */
export const ruleSubject = (title: string, group: string | undefined): string =>
  `${title}${group ? `（${group}）` : ''}的提醒`;

/** What an admin confirms. `subject`: 会议的提醒, 会议（数学教研群）的提醒, 时段和上限. `again`: it changed since it was shown. */
export const preview = (
  subject: string,
  changes: readonly string[],
  effect: readonly string[],
  remarks: readonly string[],
  again: boolean,
): string =>
  [
    ...(again ? ['刚才有人先改了，请按现在的情况再看一遍。'] : []),
    `${subject}这样改：`,
    ...changes,
    ...effect,
    ...remarks.map((text) => `注意：${text}`),
    '已经排上队的不受影响。确认吗？',
  ].join('\n');

export const roundTime = (time: string): string => `${time} 是整点或半点，实际会错开几分钟发，免得和别的消息挤在一起。`;
export const outsideHours = (time: string, hours: Habits['hours']): string =>
  `${time} 不在发送时段（上课日 ${hoursText(hours)}），会等到下一个时段再发。`;

export const changed = (subject: string, changes: readonly string[]): string =>
  [`${subject}已改：`, ...changes, '24小时内可以 /提醒 撤销。'].join('\n');
export const undone = (summary: string): string => `已撤销：${summary}`;
export const undoSummary = (summary: string): string => `撤销“${summary}”`;
export const undoQuestion = (summary: string, at: number, effect: readonly string[]): string =>
  [`要撤销 ${monthDay(dateOf(at))} ${timeOf(at)} 的改动吗？`, summary, ...effect].join('\n');

export const nothingChanges = '和现在一样，什么也没有改。';
export const nothingToUndo = '没有可以撤销的提醒改动。';
export const tooOldToUndo = (summary: string, at: number): string =>
  `最近一次改动（${summary}，${monthDay(dateOf(at))} ${timeOf(at)}）已经超过24小时，不能撤销；请用 /提醒 改 改回去。`;
export const noKind = (words: string, rules: Rules): string =>
  `没有${quoted(words)}这种提醒。有：${ruleKinds.map((kind) => rules.kinds[kind].title).join('、')}。`;
export const notForGroups = (title: string): string => `${title}是私信，不发到群里，不能单独给一个群设。`;
export const noRoles = (title: string): string => `${title}发给谁由事情本身决定，不按身份设对象。`;
export const noClosing = (title: string): string => `${title}的提醒只说这件事本身，不能加结尾。`;
export const isDefault = (subject: string): string => `${subject}本来就是默认的。`;
