// What kinds, levels and reminders are called in Chinese, and how people may write them. One table for drafts, edits and lists.
import { compareKey } from '../../lib/chinese.ts';
import type { ItemKind, Level, ReminderKind } from './plan/model.ts';

export const kindNames: Record<ItemKind, string> = {
  meeting: '会议',
  exam: '考试',
  prep: '备课',
  visit: '视导',
  activity: '活动',
  contest: '比赛',
  deadline: '截止',
  plan: '计划',
  review: '总结',
  task: '任务',
};

export const levelNames: Record<Level, string> = {
  province: '省',
  city: '市',
  district: '区',
  area: '片区',
  school: '校',
  unknown: '未定',
};

/** 市级, 片区; nothing when nobody knows. */
export const levelText = (level: string): string =>
  level === 'unknown' || !(level in levelNames) ? '' : `${levelNames[level as Level]}${level === 'area' ? '' : '级'}`;

/** What reminds, by its finer kind; `null` means no reminder. */
export const reminderNames: Record<ReminderKind, string> = {
  jointPrep: '集体备课',
  paperPickup: '领卷',
  examDay: '考试',
  marking: '阅卷',
  paperSetting: '命题',
  meeting: '会议',
  visitWindow: '视导窗口',
  contestDeadline: '截止',
};

/** Kinds that are kept in the calendar and never remind by themselves. */
export const silentReminders: readonly ReminderKind[] = ['paperSetting', 'visitWindow'];

/** The identifier whose Chinese name was written (市级 counts as 市); null when there is none. */
export function named<K extends string>(names: Record<K, string>, text: string): K | null {
  const key = compareKey(text).replace(/(?<=^[省市区校])级$/, '');
  const found = (Object.entries(names) as [K, string][]).find(([, name]) => compareKey(name) === key);
  return found ? found[0] : null;
}
