// The stages of a 集体备课: 初备 → 研讨 → 定稿 → 二次备课 → 反思, each with who and until when. Pure.
import { dateOf, type LocalDate } from '../../lib/dates.ts';
import type { Row } from '../../store/tables.ts';
import { isSchoolDay, schoolDayAfter, schoolDayBefore, schoolDaysFrom } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Preparation } from './model.ts';

/** Whose a stage is when nobody says otherwise: the lead preparer's, the meeting itself, or each teacher's own. */
type Usually = 'lead' | 'meeting' | 'each';

/**
 * The stages in their order, as the office has them; `about` is the sentence shown beside the setting, `schoolDays` counts from the
 * meeting. What each teacher does for themselves is asked of nobody in a group, and nobody is named for not having said it is done.
 */
export const stageSettings = {
  draft: { title: '初备', about: '主备人在集体备课前写出初稿', who: 'lead', schoolDays: -3 },
  discussion: { title: '研讨', about: '集体备课这一次', who: 'meeting', schoolDays: 0 },
  final: { title: '定稿', about: '主备人按研讨意见定稿', who: 'lead', schoolDays: 2 },
  adaptation: { title: '二次备课', about: '老师按本班情况改一遍', who: 'each', schoolDays: 5 },
  reflection: { title: '反思', about: '上完课以后想一想', who: 'each', schoolDays: 10 },
} as const satisfies Record<string, { title: string; about: string; who: Usually; schoolDays: number }>;

/** Name of a stage. */
export type StageName = keyof typeof stageSettings;

/** The stages in their order. */
export const stageNames = Object.keys(stageSettings) as StageName[];

/** 初备 of `draft`; 阶段 for anything else. */
export const stageTitle = (name: string): string =>
  stageNames.find((one) => one === name) ? stageSettings[name as StageName].title : '阶段';

/** What somebody has set for a stage of one meeting; null: as usual. */
export interface StageChange {
  preparationId: string;
  stage: string;
  personId: string | null;
  dueOn: LocalDate | null;
  revision: number;
  /** Epoch ms. */
  changedAt: number;
}

/** A row of `preparation_stages`. */
export const stageChangeOf = (row: Row<'preparation_stages'>): StageChange => ({
  preparationId: row.preparation_id,
  stage: row.stage,
  personId: row.person_id,
  dueOn: row.due_on,
  revision: row.revision,
  changedAt: row.changed_at,
});

/** Somebody said that a stage is done; `at` in epoch ms. */
export interface Mark {
  preparationId: string;
  stage: string;
  personId: string;
  at: number;
}

/** A row of `preparation_marks`. */
export const markOf = (row: Row<'preparation_marks'>): Mark => ({
  preparationId: row.preparation_id,
  stage: row.stage,
  personId: row.person_id,
  at: row.at,
});

/** One stage of one meeting. */
export interface Stage {
  name: StageName;
  title: string;
  /** The one person whose it is; `each`: every teacher of the subject does it for their own class; `meeting`: the meeting itself. */
  who: { id: string } | 'each' | 'meeting';
  /** Last day for it, a school day; null when the term ends before. */
  dueOn: LocalDate | null;
  /** Epoch ms since when it stands so. */
  since: number;
  revision: number;
  /** Who said it is done, and when; the first for what is one person's. */
  marks: Mark[];
}

/** Everything that is stored of the stages of a term. */
export interface StageFacts {
  changes: readonly StageChange[];
  marks: readonly Mark[];
}

/** The stages of one arranged meeting. */
export function stagesOf(calendar: Calendar, preparation: Preparation, { changes, marks }: StageFacts): Stage[] {
  return stageNames.map((name) => {
    const { title, who } = stageSettings[name];
    const isThis = (one: { preparationId: string; stage: string }) =>
      one.preparationId === preparation.id && one.stage === name;
    const change = changes.find(isThis);
    const own = change?.personId ?? (who === 'lead' ? preparation.leadId : null);
    return {
      name,
      title,
      who: own === null ? (who === 'meeting' ? 'meeting' : 'each') : { id: own },
      dueOn: change?.dueOn ? schoolDayFor(calendar, change.dueOn) : usualDue(calendar, preparation, name),
      since: Math.max(change?.personId ? 0 : preparation.assignedAt, change?.changedAt ?? 0),
      revision: change?.revision ?? 0,
      marks: marks.filter(isThis).toSorted((a, b) => a.at - b.at),
    };
  });
}

/** Nothing is due on a day off: what was set for one that became so is due on the school day before. */
const schoolDayFor = (calendar: Calendar, day: LocalDate): LocalDate | null =>
  isSchoolDay(calendar, day) ? day : schoolDayBefore(calendar, day, 1);

/**
 * The day a stage is due by its setting. Whoever was asked so late that this is over has until the school day before the meeting,
 * or until the meeting itself.
 */
function usualDue(calendar: Calendar, { day, assignedAt }: Preparation, name: StageName): LocalDate | null {
  const { schoolDays } = stageSettings[name];
  const usual = awayFrom(calendar, day, schoolDays);
  if (schoolDays >= 0) return usual;
  const asked = dateOf(assignedAt);
  const days = [usual, schoolDayBefore(calendar, day, 1)];
  return days.find((one) => one !== null && one > asked) ?? day;
}

/** The day so many school days from another: before it when negative, the day itself for 0; null when the term has none. */
export function awayFrom(calendar: Calendar, day: LocalDate, schoolDays: number): LocalDate | null {
  if (schoolDays === 0) return day;
  return schoolDays < 0 ? schoolDayBefore(calendar, day, -schoolDays) : schoolDayAfter(calendar, day, schoolDays);
}

/** What was set for a meeting on `from`, as far away from `to`: stages move along with their meeting. */
export function movedAlong(calendar: Calendar, dueOn: LocalDate, from: LocalDate, to: LocalDate): LocalDate {
  const itself = isSchoolDay(calendar, from) ? 1 : 0;
  if (dueOn < from) return awayFrom(calendar, to, itself - schoolDaysFrom(calendar, dueOn, from)) ?? to;
  return awayFrom(calendar, to, schoolDaysFrom(calendar, from, dueOn) - itself) ?? to;
}

/** Whether somebody has said that it is done: for what is each teacher's own, that very person. */
export const isDone = ({ who, marks }: Stage, personId?: string): boolean =>
  who === 'each' ? marks.some((mark) => mark.personId === personId) : marks.length > 0;

/** Why a stage cannot be due on a day: it comes before the meeting, or after it. */
export function misplaced(name: StageName, meeting: LocalDate, dueOn: LocalDate): 'tooLate' | 'tooEarly' | null {
  if (stageSettings[name].schoolDays < 0) return dueOn > meeting ? 'tooLate' : null;
  return dueOn < meeting ? 'tooEarly' : null;
}
