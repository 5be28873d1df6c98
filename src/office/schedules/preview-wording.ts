// What an admin reads before a timed message is made, changed or sent: reading, next times, clashes, the texts. Data in, Chinese out.
import { readCron } from '../../lib/cron.ts';
import { dateOf, monthDay, monthDayWeekday, timeOf } from '../../lib/dates.ts';
import type { Calendar } from '../calendar/model.ts';
import { hoursText } from '../reminders/wording.ts';
import type { Content, OnHoliday, OnQuiet, Plan } from './model.ts';
import { longestDelay, mostPerWeek, type Occurrence, type Warning } from './rules.ts';
import { type Hearer, hasValues, type SameText } from './template.ts';
import { moment } from './wording.ts';

const holidayText: Record<OnHoliday, string> = { skip: '跳过', postpone: '顺延到下一个上课日', send: '照发' };
const quietText: Record<OnQuiet, string> = { postpone: '顺延到开放时段', skip: '跳过' };

/** 清明节 has 逢 before it and what becomes of it after: 逢清明节：跳过. A makeup day is an ordinary one with its name. */
function remark({ at, due, holiday, makeup, quiet, tooLate }: Occurrence): string {
  const named = makeup ? `，${makeup}` : '';
  const why = holiday ? `逢${holiday}` : '在静默时段';
  if (due === null) return `${named}，${why}：${tooLate ? `顺延要超过${longestDelay}天，不发` : '跳过'}`;
  if (due === at) return holiday ? `，${why}：照发` : named;
  const to = dateOf(due) === dateOf(at) ? timeOf(due) : `${monthDayWeekday(dateOf(due))}${timeOf(due)}`;
  return `${named}，${holiday && quiet ? `${why}、在静默时段` : why}：顺延到 ${to}`;
}

const occurrenceText = (occurrence: Occurrence, calendar: Calendar | null): string =>
  `${moment(occurrence.at, calendar)}${remark(occurrence)}`;

/** A warning in one sentence that says what to do. */
function warningText(warning: Warning): string {
  switch (warning.kind) {
    case 'busy-minute':
      return `${warning.time} 是整点或半点，消息容易扎堆，建议改到 ${warning.instead}。`;
    case 'quiet':
      return `${warning.times.join('、')} 不在发送时段（上课日 ${hoursText(warning.hours)}）。`;
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
  content: Content;
  audience: string;
  next: Occurrence[];
  warnings: Warning[];
  /** Clause of the guard that would hold a text back in a group. */
  held: string | null;
  /** What is said the next time, text by text; `at` epoch ms. */
  sample: { at: number; texts: readonly SameText[] };
}

const planLine = ({ onHoliday, onQuiet }: Plan): string =>
  `遇假日：${holidayText[onHoliday]}　静默时段：${quietText[onQuiet]}`;

/** 数学教研群, 数学教研群等 3 个. */
const called = ([first, ...others]: readonly Hearer[]): string =>
  `${first?.name ?? ''}${others.length > 0 ? `等 ${others.length + 1} 个` : ''}`;

/** How many different texts a preview shows. */
const samples = 3;

/** What becomes of the values in braces the next time. */
function sampleLines({ content, sample: { at, texts } }: Preview): string[] {
  if (!hasValues(content.text) || texts.length === 0) return [];
  const day = monthDay(dateOf(at));
  if (texts.length === 1) return [`${day}发出的是：${texts[0]?.text ?? ''}`];
  const more = texts.length > samples ? [`· 一共 ${texts.length} 种`] : [];
  return [
    `${day}发出的是：`,
    ...texts.slice(0, samples).map(({ text, hearers }) => `· ${called(hearers)}：${text}`),
    ...more,
  ];
}

function warningLines({ warnings, held }: Preview): string[] {
  const clause = held ? [`内容里有${held}，发到群里会先扣下，等教研室主任放行。`] : [];
  return [...warnings.map(warningText), ...clause].map((text) => `注意：${text}`);
}

/** `brief`: the times in one line, for several timed messages at once. */
function nextLines({ next, content }: Preview, calendar: Calendar | null, brief: boolean): string[] {
  const times = next.map((occurrence) => occurrenceText(occurrence, calendar));
  const head = content.state === 'on' ? '接下来五次：' : '现在停着，启用的话接下来五次：';
  return brief ? [`${head}${times.join('；')}`] : [head, ...times.map((time) => `· ${time}`)];
}

const wholeLines = (preview: Preview): string[] => [
  `时间：${readCron(preview.content.cron)}（${preview.content.cron}）`,
  `发给：${preview.audience}`,
  planLine(preview.content),
  `内容：${preview.content.text}`,
];

const stateText: Record<Content['state'], string> = { on: '开着', off: '停着', deleted: '删掉' };

/** The lines that differ, old → new. */
function differences(old: Preview, now: Preview): string[] {
  const rows: [title: string, from: string, to: string][] = [
    ['名字', old.content.name, now.content.name],
    ['时间', readCron(old.content.cron), readCron(now.content.cron)],
    ['发给', old.audience, now.audience],
    ['遇假日', holidayText[old.content.onHoliday], holidayText[now.content.onHoliday]],
    ['静默时段', quietText[old.content.onQuiet], quietText[now.content.onQuiet]],
    ['状态', stateText[old.content.state], stateText[now.content.state]],
    ['内容', old.content.text, now.content.text],
  ];
  return rows.filter(([, from, to]) => from !== to).map(([title, from, to]) => `${title}：${from} → ${to}`);
}

/** 每周一 16:12，发给数学教研群（1 个群）. */
const briefly = ({ content, audience }: Preview): string => `${readCron(content.cron)}，发给${audience}`;

const speaking = (preview: Preview, calendar: Calendar | null, brief = false): string[] => [
  ...sampleLines(preview),
  ...nextLines(preview, calendar, brief),
  ...warningLines(preview),
];

/** What a change does to one timed message, in lines; `old` null: it was not there. Null when nothing differs. */
export function changeLines(
  old: Preview | null,
  now: Preview,
  calendar: Calendar | null,
  brief = false,
): string[] | null {
  const { name, state } = now.content;
  if (state === 'deleted') return [`删除“${old?.content.name ?? name}”（${briefly(old ?? now)}）`];
  if (old === null || old.content.state === 'deleted') {
    const off = state === 'off' ? '（停着）' : '';
    return [`${old ? '恢复' : '新建'}“${name}”${off}：`, ...wholeLines(now), ...speaking(now, calendar, brief)];
  }
  const lines = differences(old, now);
  if (lines.length === 0) return null;
  const stops = state === 'off' && old.content.state === 'on';
  return [`改“${old.content.name}”：`, ...lines, ...(stops ? [] : speaking(now, calendar, brief))];
}

/** What a new one will do. */
export const newPreview = (preview: Preview, calendar: Calendar | null): string =>
  [
    `新的定时消息“${preview.content.name}”：`,
    ...wholeLines(preview),
    ...speaking(preview, calendar),
    '这样可以吗？',
  ].join('\n');

/** What a change will do; null when nothing changes. */
export function changePreview(old: Preview, now: Preview, calendar: Calendar | null): string | null {
  const lines = changeLines(old, now, calendar);
  return lines && [...lines, '这样改可以吗？'].join('\n');
}

/** What is not sent any more. */
const leftLines = ({ next }: Preview, calendar: Calendar | null): string[] => {
  const left = next.filter(({ due }) => due !== null);
  return left.length === 0
    ? []
    : ['接下来这几次就不发了：', ...left.map((occurrence) => `· ${occurrenceText(occurrence, calendar)}`)];
};

export const stopPreview = (preview: Preview, calendar: Calendar | null): string =>
  [
    `要停“${preview.content.name}”吗？（${briefly(preview)}）`,
    ...leftLines(preview, calendar),
    '停的时候错过的，启用后不补发。',
  ].join('\n');

export const startPreview = (preview: Preview, calendar: Calendar | null): string =>
  [
    `要启用“${preview.content.name}”吗？`,
    ...wholeLines(preview),
    ...speaking({ ...preview, content: { ...preview.content, state: 'on' } }, calendar),
  ].join('\n');

export const removePreview = (preview: Preview, calendar: Calendar | null): string =>
  [
    `要删除“${preview.content.name}”吗？（${briefly(preview)}）`,
    ...(preview.content.state === 'on' ? leftLines(preview, calendar) : []),
    `24小时内可以撤销；只是暂停请用 /定时 停 ${preview.content.name}。`,
  ].join('\n');
