// 教学视导 as the rules see it: one school, one day, a team.
import type { LocalDate } from '../../lib/dates.ts';
import type { Row } from '../../store/tables.ts';

/** What the office decides about visits (domain.md §6); each `about` is the sentence shown beside the setting. */
export const visitSettings = {
  notice: { about: '视导至少提前几个教学日告知学校；不足时照样安排，但会提醒', schoolDays: 10 },
  /** `leaders`: the meeting's 主备人 and the subject's 教研员; `subject`: everybody of the subject. */
  busyWithPreparation: { about: '集体备课当天谁不能外出视导', who: 'leaders' as 'leaders' | 'subject' },
};

/** One visit. */
export interface Visit {
  id: string;
  /** 视0001. */
  number: string;
  schoolId: string;
  day: LocalDate;
  /** Person ids, at least one. */
  team: string[];
  plannedBy: string;
  state: 'planned' | 'cancelled';
  /** From 1; grows with every change. */
  revision: number;
  /** Epoch ms of planning it as it stands: of the planning, or of the last change of day. */
  plannedAt: number;
}

/** A row of `visits`. */
export const visitOf = (row: Row<'visits'>): Visit => ({
  id: row.id,
  number: row.number,
  schoolId: row.school_id,
  day: row.day,
  team: JSON.parse(row.team),
  plannedBy: row.planned_by,
  state: row.state === 'cancelled' ? 'cancelled' : 'planned',
  revision: row.revision,
  plannedAt: row.planned_at,
});

/** Where messages about a visit come from in the ledger. */
export const visitSource = ({ id }: Visit) => ({ kind: 'visit', id });

/** The running number `n` as people say it: 视0001. */
export const visitNumber = (n: number): string => `视${String(n).padStart(4, '0')}`;

/** `视0001`, `视1`, `1` → 视0001; null for anything else. */
export function readVisitNumber(text: string): string | null {
  const digits = /^视?\s*0*([1-9]\d{0,5})$/.exec(text.normalize('NFKC').trim())?.[1];
  return digits ? visitNumber(Number(digits)) : null;
}
