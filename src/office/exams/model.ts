// The exam chain as the rules see it: 领卷 → 考试 → 阅卷, in that order; who does what; what schools have confirmed.
import type { LocalDate } from '../../lib/dates.ts';
import type { Row } from '../../store/tables.ts';
import type { DatedItem } from '../calendar/rules.ts';

/** The steps of the chain in their order (domain.md §2), by the reminderKind of their items. */
export const steps = { paperPickup: '领卷', examDay: '考试', marking: '阅卷' } as const;

/** One kind of step. */
export type StepKind = keyof typeof steps;

/** The kinds in their order. */
export const stepKinds = Object.keys(steps) as StepKind[];

/** One step: its items of the calendar, by day; at least one. */
export interface Step {
  kind: StepKind;
  items: DatedItem[];
  /** First and last day. */
  start: LocalDate;
  end: LocalDate;
}

/** What belongs to one exam: at most one step of each kind, in order. */
export interface Chain {
  /** Of its exam, else of its first step. */
  title: string;
  steps: Step[];
  start: LocalDate;
  end: LocalDate;
}

/** What the office decides about exams; each `about` is the sentence shown beside the setting. */
export const examSettings = {
  apart: { about: '相隔多少天以上的考务不算同一次考试', days: 21 },
  after: { about: '考务全部结束后多少天内还能确认、补报', days: 14 },
  perRoom: { about: '每个考场最多几位监考', people: 2 },
};

/** What somebody does at an exam: 领卷人, 监考, 阅卷教师. */
export const duties = {
  courier: { title: '领卷人', step: 'paperPickup' },
  invigilator: { title: '监考', step: 'examDay' },
  marker: { title: '阅卷', step: 'marking' },
} as const satisfies Record<string, { title: string; step: StepKind }>;

/** One kind of duty. */
export type DutyKind = keyof typeof duties;

/** One thing one person does. */
export interface Duty {
  id: string;
  /** 考0001. */
  batch: string;
  itemId: string;
  kind: DutyKind;
  personId: string;
  /** Whose papers are fetched, whose room it is; null for markers. */
  schoolId: string | null;
  room: string | null;
  /** The paper that is invigilated or marked. */
  subject: string | null;
  givenBy: string;
  /** Epoch ms. */
  givenAt: number;
}

/** A row of `exam_duties`. */
export const dutyOf = (row: Row<'exam_duties'>): Duty => ({
  id: row.id,
  batch: row.batch,
  itemId: row.item_id,
  kind: row.kind,
  personId: row.person_id,
  schoolId: row.school_id,
  room: row.room,
  subject: row.subject,
  givenBy: row.given_by,
  givenAt: row.given_at,
});

/** What a school has confirmed; `at` in epoch ms. */
export interface Confirmation {
  itemId: string;
  schoolId: string;
  personId: string;
  at: number;
}

/** A school with its cluster (片区), which is asked first for cross invigilation. */
export interface ExamSchool {
  id: string;
  name: string;
  area: string | null;
}

/** Where messages about duties that were given or taken back come from in the ledger. */
export const batchSource = (batch: string) => ({ kind: 'exam', id: batch });

/** The running number `n` as people say it: 考0001. */
export const batchNumber = (n: number): string => `考${String(n).padStart(4, '0')}`;

/** `考0001`, `考1`, `1` → 考0001; null for anything else. */
export function readBatchNumber(text: string): string | null {
  const digits = /^考?\s*0*([1-9]\d{0,5})$/.exec(text.normalize('NFKC').trim())?.[1];
  return digits ? batchNumber(Number(digits)) : null;
}
