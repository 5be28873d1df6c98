// How a draft is shown: a preview one reads in a minute, its lines by page, one line after an edit. Data in, Chinese out.
import type { Choice, Said } from '../../../bot/message.ts';
import { monthLabel } from '../../../lib/datelabel.ts';
import { type LocalDate, monthDay } from '../../../lib/dates.ts';
import { whenText } from '../change-wording.ts';
import { weekSpan } from '../days.ts';
import type { Calendar } from '../model.ts';
import { kindNames, levelNames, reminderNames, silentReminders } from '../names.ts';
import type { PlanItem } from '../plan/model.ts';
import { type DraftLine, goingIn, type PlanDraft, refusedLines } from './model.ts';
import { countsOf, itemOf } from './rules.ts';

/** How many lines one message shows: a phone's screen or two. */
const pageSize = 20;

/** A draft with what stands around it, seen from `today`. */
export interface Shown {
  number: string;
  draft: PlanDraft;
  /** Null while week 1 is not known. */
  calendar: Calendar | null;
  today: LocalDate;
}

const about = ({ title, documentNumber }: PlanDraft['term']): string =>
  `${title}${documentNumber ? `（${documentNumber}）` : ''}`;

/** What a line says of itself beside its date and title: 〔市·会议·会提醒〕. */
function marks({ kind, level, reminderKind }: PlanItem): string {
  const speaks = reminderKind !== null && !silentReminders.includes(reminderKind);
  return [
    ...(level === 'district' ? [] : [levelNames[level]]),
    kindNames[kind],
    ...(speaks ? [`按${reminderNames[reminderKind]}提醒`] : []),
  ].join('·');
}

/** While week 1 is not known only days and months have dates, and neither needs the term to be named. */
const noTerm = { week1Monday: '', lastWeek: 0 } as Calendar['term'];

const dated = (term: Calendar['term'] | null, item: PlanItem, today: LocalDate): string =>
  whenText({ term: term ?? noTerm }, itemOf(item, ''), today);

/** 3　2月21日（周二）　领卷〔任务·按领卷提醒〕; a refused line with the reason, a warned one with the warning. */
export function lineText(shown: Shown, line: DraftLine): string {
  const { no, item, refused, dropped } = line;
  const when = refused ? '日期有矛盾' : dated(shown.calendar?.term ?? null, item, shown.today);
  const more = refused ? [refused.reason, `原文：${item.quote}`] : item.warnings.map((warning) => `注意：${warning}`);
  return [
    `${no}　${dropped ? '（不要）' : ''}${when}　${itemOf(item, '').title}〔${marks(item)}〕`,
    ...more.map((text) => `　${text}`),
  ].join('\n');
}

/** The counts, the facts of the term, and what a person should look at before confirming. */
export function previewText(shown: Shown, difference: readonly string[], clashes: readonly string[]): string {
  const { number, draft, today } = shown;
  const counts = countsOf(draft);
  const past = shown.calendar
    ? goingIn(draft).filter(({ item }) => item.end !== null && !item.recurrence && item.end < today).length
    : 0;
  const parts = [
    [counts.exact, '有确切日子'],
    [counts.series, '每周或隔周重复'],
    [counts.week, '只到周'],
    [counts.month, '只到月'],
    [counts.undated, '待定日期'],
  ] as const;
  return [
    `${number} 读到：${about(draft.term)}`,
    ...termLines(draft),
    `事项 ${counts.all} 条：${parts.flatMap(([n, name]) => (n > 0 ? [`${name} ${n}`] : [])).join('，')}。`,
    ...(draft.themes.length > 0 ? [`月主题 ${draft.themes.length} 个。`] : []),
    ...(past > 0 ? [`其中 ${past} 条已经过去，不会再提醒。`] : []),
    ...(counts.refused > 0
      ? [
          `有矛盾、没有采用的 ${counts.refused} 条：`,
          ...refusedLines(draft)
            .slice(0, 3)
            .map((line) => lineText(shown, line)),
        ]
      : []),
    ...(counts.warned > 0 ? [`要留意的 ${counts.warned} 条，发“/行事历 草稿 留意”看。`] : []),
    ...(counts.dropped > 0 ? [`您去掉的 ${counts.dropped} 条。`] : []),
    ...difference,
    ...clashes,
    '确认以前什么都不会发。',
  ].join('\n');
}

function termLines({ term }: PlanDraft): string[] {
  const { firstMonday, lastWeek, seriesLastWeek, because } = term;
  if (!firstMonday) {
    return [
      '还不知道第1周从哪天开始，周次都没有排上日子。请发送“/行事历 草稿 设 第一周=2月13日”（写第1周周一的日期）。',
    ];
  }
  const last = weekSpan({ week1Monday: firstMonday } as Calendar['term'], lastWeek).end;
  return [
    `第1周从${firstMonday.slice(0, 4)}年${monthDay(firstMonday)}（周一）开始${because ? `，依据：${because}` : ''}。`,
    `第${lastWeek}周到${monthDay(last)}结束；没写到哪周为止的每周安排到第${seriesLastWeek}周。不对就发“/行事历 草稿 设 末周=${lastWeek} 备课末周=${seriesLastWeek}”。`,
  ];
}

/** A draft as a page of text, for the command line: facts, every line with the words it came from, themes. */
export function planText(draft: PlanDraft): string {
  const { firstMonday } = draft.term;
  const term = firstMonday ? ({ week1Monday: firstMonday, lastWeek: draft.term.lastWeek } as Calendar['term']) : null;
  const calendar = term ? { term, items: [], overrides: new Map() } : null;
  const today = firstMonday ?? `${draft.term.year ?? '2000'}-01-01`;
  const near = { today, week1Monday: firstMonday, lastWeek: draft.term.lastWeek };
  const shown: Shown = { number: '', draft, calendar, today };
  return [
    about(draft.term),
    ...termLines(draft),
    ...draft.themes.map(({ start, end, text }) => `${monthLabel(start, end, near)}主题　${text}`),
    ...draft.lines.map((line) => lineText(shown, line)),
  ].join('\n');
}

/** Said where a plan for another term would end one that still runs. */
export const replacesText = ({ term }: Calendar): string =>
  `现在的“${term.title}”到${monthDay(weekSpan(term, term.lastWeek).end)}才结束。确认以后就换成这一份，那一份剩下的安排不再提醒，也不能撤销回去。`;

/** What can be done next. */
export const draftChoices = ({ number, draft }: Pick<Shown, 'number' | 'draft'>): Choice[] => [
  { label: '看明细', says: '/行事历 草稿' },
  ...(draft.term.firstMonday ? [{ label: '确认导入', says: `/行事历 确认 ${number}` }] : []),
  { label: '不要了', says: `/行事历 放弃 ${number}` },
];

/** Which lines of a draft are asked for. */
export const parts = ['全部', '矛盾', '待定', '留意', '去掉'] as const;
export type Part = (typeof parts)[number];

const tests: Record<Part, (line: DraftLine) => boolean> = {
  全部: () => true,
  矛盾: ({ refused, dropped }) => refused !== null && !dropped,
  待定: ({ item, refused, dropped }) =>
    !dropped && !refused && !item.recurrence && (item.precision === null || item.precision.startsWith('month')),
  留意: ({ item, dropped }) => !dropped && item.warnings.length > 0,
  去掉: ({ dropped }) => dropped,
};

/** One page of lines, with how to change them. */
export function linesPage(shown: Shown, part: Part, page: number): Said {
  const { number, draft } = shown;
  const lines = draft.lines.filter(tests[part]);
  const pages = Math.max(1, Math.ceil(lines.length / pageSize));
  const at = Math.min(Math.max(page, 1), pages);
  const here = lines.slice((at - 1) * pageSize, at * pageSize);
  const words = part === '全部' ? '' : ` ${part}`;
  return {
    title: `${number} ${about(draft.term)}${part === '全部' ? '' : `：${part}`}${pages > 1 ? `（第${at}/${pages}页）` : ''}`,
    text: [
      ...(here.length > 0 ? here.map((line) => lineText(shown, line)) : ['没有这样的行。']),
      ...(at < pages ? [`下一页：/行事历 草稿${words} 第${at + 1}页`] : []),
      '改一行：/行事历 草稿 改 3 日期=3月1日（还可以写 标题、类别、级别、提醒、学科、对象、地点）；拆、并、删、恢复也一样带行号。',
    ].join('\n'),
    choices: draftChoices(shown),
  };
}

/** A line after an edit; a refused one with what it can mean as choices. */
export function editedSaid(shown: Shown, lines: readonly DraftLine[], done: string): Said {
  const choices = lines.flatMap((line) => readingChoices(line));
  return {
    text: [done, ...lines.map((line) => lineText(shown, line))].join('\n'),
    choices: choices.length > 0 ? choices : draftChoices(shown),
  };
}

/** The dates a refused line can mean, as commands. */
export const readingChoices = ({ no, refused }: DraftLine): Choice[] =>
  (refused?.readings ?? []).map(({ label, start, end }) => ({
    label: `第${no}行取${label}`,
    says: `/行事历 草稿 改 ${no} 日期=${monthDay(start)}${end > start ? `—${monthDay(end)}` : ''}`,
  }));

/** After confirmation. */
export function importedText(
  number: string,
  { items, past, told, refused }: { items: number; past: number; told: number; refused: number },
): string {
  return [
    `${number} 已导入，事项 ${items} 条。`,
    ...(past > 0 ? [`${past} 条已经过去，不会再提醒。`] : []),
    ...(refused > 0 ? [`有矛盾的 ${refused} 条没有导入；定下来后可以发“/行事历 加 事项 日期”。`] : []),
    ...(told > 0 ? [`更正会发到 ${told} 个群。`] : []),
    '大家发“/行事历”就能看到。',
  ].join('\n');
}

export const noOpenDraft = '没有等待确认的行事历草稿。把计划文件私聊发给我，或者发送“/行事历 导入”。';
export const notAPlan = '没有从里面读出任何带日期的安排。请发有行事历的那份计划（Word、PDF、Excel 或文字都可以）。';
