// 整改: what a school has to put right after a visit, until when. Confidential: the school, its contact 教研员 and whoever wrote it, the 主任.
import type { LocalDate } from '../../lib/dates.ts';
import type { Row } from '../../store/tables.ts';

/** What the office decides about 整改; each `about` is the sentence shown beside the setting. */
export const rectificationSettings = {
  again: { about: '过了期限还没完成的，每隔几天再私信学校联系人一次，到学期结束为止', days: 7 },
};

/** One 整改. */
export interface Rectification {
  /** 整0001. */
  number: string;
  termId: string;
  schoolId: string;
  /** The issue, as typed. Never in messages that come by themselves, in groups, or in the record. */
  issue: string;
  dueOn: LocalDate;
  /** 视0001: the visit it comes from; null when none was named. */
  visitNumber: string | null;
  createdBy: string;
  /** `done`: the school says so; `confirmed`: the 教研员 has looked at it. */
  state: 'open' | 'done' | 'confirmed' | 'cancelled';
  /** What the school says it has done. */
  report: string | null;
  /** From 1; grows with every change of the due date and whenever it is open again. */
  revision: number;
  /** Epoch ms since when it is open as it stands. */
  openSince: number;
  /** Epoch ms at which it stopped being open; null while it is. */
  settledAt: number | null;
}

/** A row of `rectifications`. */
export const rectificationOf = (row: Row<'rectifications'>): Rectification => ({
  number: row.number,
  termId: row.term_id,
  schoolId: row.school_id,
  issue: row.issue,
  dueOn: row.due_on,
  visitNumber: row.visit_number,
  createdBy: row.created_by,
  state: row.state,
  report: row.report,
  revision: row.revision,
  openSince: row.open_since,
  settledAt: row.settled_at,
});

/** Where messages about a 整改 come from in the ledger. */
export const rectificationSource = ({ number }: Pick<Rectification, 'number'>) => ({
  kind: 'rectification',
  id: number,
});

/** The running number `n` as people say it: 整0001. */
export const rectificationNumber = (n: number): string => `整${String(n).padStart(4, '0')}`;

/** `整0001`, `整1`, `1` → 整0001; null for anything else. */
export function readRectificationNumber(text: string): string | null {
  const digits = /^整?\s*0*([1-9]\d{0,5})$/.exec(text.normalize('NFKC').trim())?.[1];
  return digits ? rectificationNumber(Number(digits)) : null;
}
