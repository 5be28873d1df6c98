// The record in plain Chinese: who did what to what, old → new, and in which words it was asked for.
import { readCron } from '../../lib/cron.ts';
import { dateOf, isDate, monthDay, monthDayWeekday, timeOf } from '../../lib/dates.ts';
import { roleNames } from '../people/model.ts';
import type { Entry } from './queries.ts';
import { isSecretField, withoutSecrets } from './rules.ts';

/** What an action is called. `words`: the message may be shown; not where teachers tell their reasons. */
const actions: Record<string, { text: string; words: boolean }> = {
  'visit.planned': { text: '安排视导', words: true },
  'visit.moved': { text: '改期视导', words: true },
  'visit.cancelled': { text: '取消视导', words: true },
  'preparation.arranged': { text: '安排集体备课', words: true },
  'preparation.stage': { text: '改备课阶段', words: true },
  'preparation.done': { text: '备课阶段完成', words: true },
  'preparation.notDone': { text: '备课阶段改回没完成', words: true },
  'preparation.materialAdded': { text: '附备课资料', words: false },
  'preparation.materialRemoved': { text: '去掉备课资料', words: false },
  'rectification.created': { text: '新建整改', words: false },
  'rectification.moved': { text: '整改改期', words: true },
  'rectification.done': { text: '整改完成', words: false },
  'rectification.returned': { text: '退回整改', words: false },
  'rectification.confirmed': { text: '确认整改', words: true },
  'rectification.cancelled': { text: '取消整改', words: false },
  'preparation.leave': { text: '集体备课请假', words: false },
  'preparation.leaveCancelled': { text: '取消请假', words: false },
  'preparation.material': { text: '要集体备课资料', words: false },
  'preparation.offer': { text: '提供集体备课资料', words: false },
  'reply.leave': { text: '请假', words: false },
  'reply.attend': { text: '说参加', words: false },
  'reply.absent': { text: '说不参加', words: false },
  'reply.signup': { text: '报名', words: false },
  'reply.want': { text: '要资料', words: false },
  'reply.offer': { text: '提供资料', words: false },
  'reply.fetched': { text: '取资料文件', words: false },
  'reply.ask': { text: '私下提问', words: false },
  'reply.answered': { text: '私下回答', words: false },
  'reply.handover': { text: '提出换人', words: false },
  'reply.agreed': { text: '同意换人', words: false },
  'reply.disagreed': { text: '没有同意换人', words: false },
  'reply.withdrawn': { text: '撤回答复', words: false },
  'visit.team': { text: '视导换人', words: false },
  'exam.confirmed': { text: '确认考务', words: true },
  'exam.withdrawn': { text: '撤回考务确认', words: true },
  'exam.assigned': { text: '安排考务人员', words: false },
  'exam.released': { text: '取消考务安排', words: false },
  'exam.timetable': { text: '定考试时间', words: true },
  'schedule.created': { text: '新建定时', words: true },
  'schedule.changed': { text: '改定时', words: true },
  'schedule.stopped': { text: '停定时', words: true },
  'schedule.started': { text: '启用定时', words: true },
  'schedule.deleted': { text: '删定时', words: true },
  'schedule.sent': { text: '立即发送定时', words: true },
  'reminder.changed': { text: '改提醒规则', words: true },
  'delivery.confirmed': { text: '确认已发出', words: true },
  'delivery.resent': { text: '重发', words: true },
  'delivery.given-up': { text: '放弃发送', words: true },
  'delivery.released': { text: '放行', words: true },
  'delivery.withdrawn': { text: '撤回待发', words: true },
  'delivery.owed': { text: '补发', words: true },
  'entry.submitted': { text: '提交作品', words: false },
  'calendar.import': { text: '导入行事历', words: true },
  'calendar.edit': { text: '改行事历', words: true },
  'calendar.postpone': { text: '顺延', words: true },
  'calendar.undo': { text: '撤销行事历改动', words: true },
  'calendar.dropped': { text: '放弃行事历草稿', words: true },
  'calendar.subscribed': { text: '订阅行事历', words: true },
  'calendar.unsubscribed': { text: '撤销行事历订阅', words: true },
  'calendar.exported': { text: '导出行事历', words: true },
  'calendar.day': { text: '改放假调休', words: true },
  'roster.imported': { text: '导入名册', words: true },
  'roster.changed': { text: '改名册', words: true },
  'roster.undone': { text: '撤销导入', words: true },
  'binding.issued': { text: '发绑定码', words: true },
  'identity.linked': { text: '绑定账号', words: false },
  'group.registered': { text: '登记群', words: false },
  'group.changed': { text: '改群', words: true },
  'group.retired': { text: '停用群', words: true },
};

/** Fields that are shown, with their words; what is not here (ids, versions) says nothing to people. */
const fields: Record<string, string> = {
  subject: '学科',
  day: '日期',
  school: '学校',
  team: '组员',
  lead: '主备人',
  topic: '课题',
  place: '地点',
  stage: '阶段',
  due: '到期',
  name: '名称',
  roles: '角色',
  subjects: '学科',
  school_id: '学校',
  schools: '学校',
  contact_schools: '联系学校',
  area: '片区',
  active: '状态',
  outsiders: '有外人',
  platform: '平台',
  account: '账号',
  cron: '时间',
  audience: '发给',
  text: '内容',
  onHoliday: '遇假日',
  onQuiet: '静默时段',
  state: '状态',
  title: '名称',
  items: '条数',
  summary: '内容',
  files: '文件',
};

const values: Record<string, Record<string, string>> = {
  active: { 1: '在用', 0: '停用' },
  outsiders: { 1: '是', 0: '否' },
  platform: { wecom: '企业微信', dingtalk: '钉钉', sandbox: '沙盒', console: '终端' },
  onHoliday: { skip: '跳过', postpone: '顺延', send: '照发' },
  onQuiet: { skip: '跳过', postpone: '顺延' },
  state: {
    on: '启用',
    off: '停',
    deleted: '删',
    queued: '待发',
    held: '扣下',
    sent: '已发出',
    failed: '失败',
    unknown: '不明',
  },
};

type Names = ReadonlyMap<string, string>;

const cut = (text: string, most: number): string =>
  [...text].length > most ? `${[...text].slice(0, most).join('')}…` : text;

/** One value of an old or new state in words. */
function valueText(field: string, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === '' || value === '[]') return '（空）';
  if (Array.isArray(value)) return value.map((one) => valueText(field, one, names)).join('、') || '（空）';
  if (typeof value === 'object') {
    return valueText(
      field,
      Object.values(value)
        .flat()
        .filter((one) => typeof one === 'string'),
      names,
    );
  }
  const text = String(value);
  if (text.startsWith('[') && text.endsWith(']')) return valueText(field, parsed(text), names);
  if (isDate(text)) return monthDayWeekday(text);
  if (field === 'cron') return readCron(text);
  return (
    values[field]?.[text] ??
    names.get(text) ??
    roleNames[text as keyof typeof roleNames] ??
    cut(withoutSecrets(text), 30)
  );
}

/** A list kept as JSON text inside a row; people's own text may only look like one. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(1, -1);
  }
}

type State = Record<string, unknown>;
const stateOf = (json: string | null): State | null => (json === null ? null : JSON.parse(json));

/** As many changed fields as one entry names; no record of ours has more. */
const mostFields = 10;

/** 日期 3月23日（周四） → 3月28日（周二）; only what changed, and not what the entry is called in any case. */
export function changeText(oldJson: string | null, newJson: string | null, names: Names, called = ''): string {
  const [old, next] = [stateOf(oldJson), stateOf(newJson)];
  const known = Object.keys(fields).filter((field) => !isSecretField(field));
  const parts = known.flatMap((field) => {
    const [before, after] = [old?.[field], next?.[field]];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const [was, is] = [valueText(field, before, names), valueText(field, after, names)];
    if (old && next) return [`${fields[field]} ${was} → ${is}`];
    return was === is || (next ? is : was) === called ? [] : [`${fields[field]} ${next ? is : was}`];
  });
  const more = parts.length > mostFields ? `；还有 ${parts.length - mostFields} 项` : '';
  return parts.slice(0, mostFields).join('；') + more;
}

/** What was changed: its number or name. */
function subjectText({ subject, subject_id, old, new: next }: Entry, names: Names): string {
  if (subject === 'delivery') return subject_id.slice(0, 8);
  const named = names.get(subject_id);
  if (named) return named;
  const state = stateOf(next) ?? stateOf(old);
  const name = state?.name ?? state?.title;
  if (typeof name === 'string') return cut(name, 20);
  return /^[视名赛]\d+$/.test(subject_id) ? subject_id : '';
}

const origins: [RegExp, string][] = [
  [/^cli/, '命令行'],
  [/^(clock|tick)/, '定时器'],
  [/^sample/, '示例数据'],
];

const doer = (entry: Entry, names: Names): string =>
  entry.person_id
    ? (names.get(entry.person_id) ?? '（已离开）')
    : (origins.find(([sign]) => sign.test(entry.origin))?.[1] ?? '系统');

/** One entry: two or three short lines. */
export function entryText(entry: Entry, names: Names): string {
  const action = actions[entry.action] ?? { text: '改动', words: false };
  const when = `${monthDay(dateOf(entry.at))} ${timeOf(entry.at)}`;
  const called = subjectText(entry, names);
  const change = changeText(entry.old, entry.new, names, called);
  return [
    `${when} ${doer(entry, names)}：${[action.text, called].filter(Boolean).join(' ')}`,
    ...(change ? [`　${change}`] : []),
    ...(action.words && entry.words ? [`　原话：${cut(withoutSecrets(entry.words).replace(/\s+/g, ' '), 40)}`] : []),
  ].join('\n');
}

/** A page of entries, the newest first. */
export function pageText(entries: readonly Entry[], names: Names): string {
  return entries.length === 0 ? '没有这样的记录。' : entries.map((entry) => entryText(entry, names)).join('\n');
}
