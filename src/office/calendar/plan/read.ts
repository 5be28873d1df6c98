// Reads a plan document: layout, term, weeks, then every sentence and cell into items, refused lines and themes. Pure.
import type { PlanDocument } from '../../../files/document.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { type Activity, saidOf } from './activity.ts';
import { cancelAndMove, type Draft, withoutRepeats } from './amend.ts';
import { writerLevel } from './classify.ts';
import type { Anchors, Dated } from './context.ts';
import { monthSpan } from './days.ts';
import type { Entry, Layout } from './entry.ts';
import { itemOf } from './item.ts';
import { layoutOf, titleIn } from './layout.ts';
import { bare, tellsOfWork } from './lexicon.ts';
import type { Level, Plan, PlanHints, PlanItem, PlanTheme, RefusedLine } from './model.ts';
import { resolve } from './resolve.ts';
import { activitiesOf } from './split.ts';
import { documentNumberIn, termYears } from './term.ts';
import { weeksOf } from './weeks.ts';
import { words as wordsOf } from './words.ts';

/** Everything read from one document; see model.ts. Never throws for what a document contains. */
export function readPlan(document: PlanDocument, hints: PlanHints): Plan {
  const layout = layoutOf(document);
  const years = termYears(layout, hints);
  const weeks = weeksOf(layout, years, hints);
  const anchors: Anchors = { term: years, weeks };
  const title = titleIn(layout);
  const number = documentNumberIn(layout);
  const head = layout.lines
    .filter(({ zone }) => zone !== 'body')
    .map(({ words }) => words.plain.trim())
    .join('\n');
  const scheduled =
    layout.entries.filter(({ mode, containers }) => mode === 'schedule' && containers.length > 0).length >= 3;
  const reader = new Reader(anchors, scheduled, writerLevel(`${title ?? ''}\n${head}`).value);
  for (const entry of layout.entries) reader.read(entry);
  const drafts = withoutRepeats(cancelAndMove(reader.drafts));
  return {
    term: {
      title,
      documentNumber: number,
      firstMonday: weeks.firstMonday,
      year: years.year,
      semester: years.semester,
      lastWeek: weeks.last,
      because: {
        ...(title !== null && { title }),
        ...(number !== null && { documentNumber: number }),
        ...(weeks.because !== null && { firstMonday: weeks.because }),
        ...years.because,
        ...(weeks.last !== null && { lastWeek: `文中最后写到第${weeks.last}周` }),
      },
    },
    items: drafts.map(({ item }) => item),
    themes: [...themesOf(layout, anchors), ...reader.themes],
    refused: reader.refused,
  };
}

/** Whether anything was found that makes the document a plan. */
export const isPlan = (plan: Plan): boolean => plan.items.length > 0 || plan.refused.length > 0;

const themesOf = ({ themes }: Layout, { term }: Anchors): PlanTheme[] =>
  themes.flatMap(({ text, quote, month }) => {
    const range = month.when.months[0];
    const span = range ? monthSpan(range, term) : null;
    return span ? [{ ...span, text, quote }] : [];
  });

/** Words that name no work. */
const nothing = /^(?:上班|同左|同上|同右|待定|工作|活动|安排|内容|其他|其它|备注|计划|工作安排|无|时间|日期)?$/;

/** Goes through the entries in order, since a day without a month may take it from the line above. */
class Reader {
  readonly drafts: Draft[] = [];
  readonly refused: RefusedLine[] = [];
  readonly themes: PlanTheme[] = [];
  private near: LocalDate | null = null;
  private readonly anchors: Anchors;
  /** There is a schedule: beside it running text counts only where it names days. */
  private readonly scheduled: boolean;
  private readonly writer: Level;

  constructor(anchors: Anchors, scheduled: boolean, writer: Level) {
    this.anchors = anchors;
    this.scheduled = scheduled;
    this.writer = writer;
  }

  read(entry: Entry): void {
    for (const activity of activitiesOf(entry)) this.readActivity(entry, activity);
    if (entry.remark) this.readRemark(entry);
  }

  /** 备注 of a row: 改到第8周, 取消. */
  private readRemark(entry: Entry): void {
    const { remark, ...rest } = entry;
    const of = { ...rest, words: wordsOf(remark ?? ''), mode: 'notes' as const };
    for (const activity of activitiesOf(of)) if (activity.change) this.readActivity(of, activity);
  }

  private readActivity(entry: Entry, activity: Activity): void {
    const said = saidOf(activity, entry.words);
    const around = activity.change
      ? entry.containers.filter(({ when }) => when.months.length > 0 || when.weeks.length > 0)
      : entry.containers;
    const chain = [...said, ...[...around].reverse().map(({ when, text, what }) => ({ when, text, where: what }))];
    if (activity.itself && activity.change === 'cancelled') return;
    if (activity.change === 'cancelled') {
      this.drafts.push({
        item: itemOf(entry, activity, null, this.writer),
        entry,
        change: 'cancelled',
        ...(activity.remark && { remark: true }),
      });
      return;
    }
    const resolved = activity.change === 'postponed' ? { dated: [none] } : resolve(chain, this.anchors, this.near);
    if ('refused' in resolved) {
      const item = itemOf(entry, activity, null, this.writer);
      this.refused.push({ quote: item.quote, ...resolved.refused, item, at: entry.at });
      return;
    }
    for (const dated of resolved.dated) {
      if (dated.start && !dated.recurrence) this.near = dated.start;
      if (!dated.start && !dated.recurrence && !this.keepsUndated(entry, activity, said.length > 0)) continue;
      const item = itemOf(entry, activity, dated, this.writer);
      if (this.isTheme(item, activity, entry)) {
        this.themes.push({ start: item.start!, end: item.end!, text: item.title, quote: item.quote });
        continue;
      }
      if (
        nothing.test(bare(item.title)) ||
        (entry.mode !== 'schedule' && !activity.change && !this.believes(item, activity, entry))
      )
        continue;
      this.drafts.push({
        item,
        entry,
        ...(activity.change && !activity.itself && { change: activity.change }),
        ...(activity.remark && { remark: true }),
      });
    }
  }

  /** 9月份：习惯养成月 names the month, no work. */
  private isTheme(item: PlanItem, activity: Activity, entry: Entry): boolean {
    const months = (activity.sentence ?? activity.line)?.months.length ?? 0;
    return (
      months > 0 &&
      activity.own.length === 0 &&
      !entry.tabular &&
      item.start !== null &&
      item.precision?.startsWith('month') === true &&
      /^[^，。；]{2,10}月$/.test(item.title)
    );
  }

  /** In running text only work within the term counts: no history, no rule. */
  private believes(item: PlanItem, activity: Activity, entry: Entry): boolean {
    const { year, semester } = this.anchors.term;
    if (activity.own.length === 0 && activity.sentence === null) return false;
    if (entry.titled) return item.start !== null;
    const leads = activity.sentence !== null && activity.own.length === 0;
    if (item.recurrence && item.recurrence.weekdays.length > 0) return tellsOfWork(item.title);
    if (this.scheduled && item.precision !== 'day' && !leads) return false;
    if (item.start === null || item.end === null || year === null)
      return item.recurrence === null && tellsOfWork(item.title);
    const first = semester === 'autumn' ? `${year}-06-15` : `${year}-01-01`;
    const last = semester === 'autumn' ? `${year + 1}-08-31` : `${year}-12-31`;
    return item.start >= first && item.end <= last && tellsOfWork(item.title);
  }

  /** Work without a date is kept where a plan lists it: in tables, or when it says that the date is open. */
  private keepsUndated(entry: Entry, activity: Activity, said: boolean): boolean {
    if (activity.change) return true;
    return entry.mode === 'schedule' && (said || entry.containers.length > 0);
  }
}

const none: Dated = {
  start: null,
  end: null,
  precision: null,
  recurrence: null,
  because: '',
  warnings: ['文中说延期或另定，没有新日期。'],
  due: false,
};
