// How single changes of the calendar are previewed and acknowledged. Data in, Chinese out.
import { type LocalDate, monthDay, monthDayWeekday, weekdayName } from '../../lib/dates.ts';
import type { Act } from '../act.ts';
import { hangingOn } from '../exams/moved.ts';
import { allGroups } from '../people/model.ts';
import { groupsFor } from './audience.ts';
import type { ChangeMade } from './change.ts';
import { correctionLines, whenText } from './change-wording.ts';
import { changesBetween, withChanges } from './changes.ts';
import { comingClashes } from './clash-check.ts';
import { type DayEdit, meetingChanges } from './day-edit.ts';
import { dayKind, isSchoolDay } from './days.ts';
import { type Edit, editedItems } from './edit.ts';
import type { Calendar, Item } from './model.ts';
import { kindNames, levelNames, reminderNames, silentReminders } from './names.ts';
import type { ItemKind, Level, ReminderKind } from './plan/model.ts';
import { agenda } from './rules.ts';
import type { Undoable } from './undo.ts';

const lineOf = (calendar: Calendar, item: Item, today: LocalDate): string =>
  [
    `${item.title}：${whenText(calendar, item, today)}`,
    [
      `${levelNames[item.level as Level] ?? '区'}级`,
      kindNames[item.kind as ItemKind] ?? '活动',
      ...(item.subjects.length > 0 ? [item.subjects.join('、')] : []),
      ...(item.audience ? [item.audience] : []),
      ...(item.venue ? [`地点${item.venue}`] : []),
    ].join('，'),
  ].join('\n');

/** What an item will say by itself. */
function speaks({ reminderKind, precision }: Item): string {
  if (!reminderKind || precision !== 'day' || silentReminders.includes(reminderKind as ReminderKind))
    return '到时候不单独提醒。';
  return `到时候按“${reminderNames[reminderKind as ReminderKind]}”提醒。`;
}

export const addPreview = (calendar: Calendar, item: Item, remarks: readonly string[], today: LocalDate): string =>
  ['要在行事历上加：', lineOf(calendar, item, today), speaks(item), ...remarks, '确认吗？'].join('\n');

export const added = ({ number, after }: ChangeMade, item: Item, today: LocalDate): string =>
  `${number} 已加上：${item.title}，${whenText(after, item, today)}。`;

/** What an edit would do, with how many groups hear of it. */
export async function editPreview(act: Act, edit: Edit): Promise<string> {
  const after = { ...edit.calendar, items: editedItems(edit) };
  const change = { old: edit.old, new: edit.wanted };
  const groups = await allGroups(act.tx);
  const told = new Set([edit.old, edit.wanted].flatMap((item) => (item ? groupsFor(after, item, groups) : [])));
  const lines = correctionLines({ before: edit.calendar, after }, change, act.today);
  return [
    ...(lines.length > 0 ? lines : ['日期没有变。']),
    ...edit.remarks,
    ...(await hangingOn(act, change)),
    ...(await comingClashes(act, edit.calendar, after)),
    `确认以后会给 ${told.size} 个有关的群各发一条更正。确认吗？`,
  ].join('\n');
}

/** An edit that was made. */
export function edited({ number, before, after, changes, told }: ChangeMade, today: LocalDate): string {
  const lines = before ? changes.flatMap((change) => correctionLines({ before, after }, change, today)) : [];
  return [`${number} 已改好：`, ...lines, told > 0 ? `更正会发到 ${told} 个群。` : '没有要通知的群。'].join('\n');
}

export function undoPreview(undo: Undoable, today: LocalDate): string {
  const { number, summary, changes, visits, term, calendar } = undo;
  const after = { ...calendar, items: withChanges(calendar.items, changes, 'undone') };
  const known = changesBetween(calendar.items, after.items).filter(({ old, new: made }) => !(old ?? made)?.theme);
  const lines = known.flatMap((change) => correctionLines({ before: calendar, after }, change, today));
  return [
    `要撤销 ${number}（${summary}）吗？`,
    ...lines.slice(0, 12),
    ...(lines.length > 12 ? [`还有 ${lines.length - 12} 项`] : []),
    ...(visits.length > 0 ? [`${visits.length} 次视导回到原来的日子`] : []),
    ...(term === calendar.term ? [] : ['学期的周次、名称和文号也回到之前的']),
  ].join('\n');
}

export const undone = ({ undone: number, told }: ChangeMade & { undone: string }): string =>
  `${number} 已整个撤销，行事历回到之前的样子。${told > 0 ? `更正会发到 ${told} 个群。` : ''}`;

/** 4月23日（周日）：周末 → 调休，按周二的课表；语文集体备课会上. */
export function dayLines(edit: DayEdit): string[] {
  const { days, before, after } = edit;
  const named = (calendar: Calendar, day: LocalDate): string => {
    const { kind, name, timetable } = dayKind(calendar, day);
    if (kind === 'school') return '上课';
    if (kind !== 'makeup') return `${name}，不上课`;
    return `${name}，上班${timetable === null ? '，不按任何一天的课表' : `，按${weekdayName(`2023-01-0${timetable + 1}`)}的课表`}`;
  };
  const lines = days.slice(0, 8).map((day) => `${monthDayWeekday(day)}：${named(before, day)} → ${named(after, day)}`);
  const meetings = meetingChanges(edit).map(
    ({ day, title, held }) => `${monthDay(day)}${title}${held ? '要上' : '停一次'}`,
  );
  const free = days.filter((day) => !isSchoolDay(after, day));
  const onThem = free.flatMap((day) => {
    const { dated, meetings: held } = agenda(after, { start: day, end: day });
    // A meeting that somebody put there stays, whatever the day becomes.
    return [...dated, ...held.flatMap(({ item, lostTo }) => (lostTo === null ? [item] : []))];
  });
  const items = [...new Set(onThem)].map(({ title }) => `这时还有“${title}”，要改期请另发“/行事历 改期”。`);
  return [...lines, ...(days.length > 8 ? [`一共 ${days.length} 天`] : []), ...meetings, ...items];
}

export const dayPreview = (edit: DayEdit): string => [...dayLines(edit), '确认吗？'].join('\n');
export const dayDone = (edit: DayEdit & { told: number }): string =>
  ['已改好：', ...dayLines(edit), ...(edit.told > 0 ? [`更正会发到 ${edit.told} 个群。`] : [])].join('\n');
