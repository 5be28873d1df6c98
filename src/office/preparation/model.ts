// 集体备课 as the rules see it: who leads which meeting, and what teachers said about it.
import type { LocalDate } from '../../lib/dates.ts';
import type { Row } from '../../store/tables.ts';
import type { Calendar, Item } from '../calendar/model.ts';

/** Subjects of primary schools, as people name them in commands and as the roster has them. */
export const subjectNames = [
  '语文',
  '数学',
  '英语',
  '科学',
  '道德与法治',
  '音乐',
  '美术',
  '艺术',
  '体育',
  '体育与健康',
  '信息技术',
  '信息科技',
  '综合实践',
  '劳动',
  '书法',
  '心理健康',
] as const;

/** The weekly 集体备课 of a subject: the item of the calendar it comes from. */
export interface Series {
  subject: string;
  item: Item;
}

/** What is arranged for one meeting. The meeting itself comes from the calendar and needs no row. */
export interface Preparation {
  id: string;
  subject: string;
  day: LocalDate;
  /** 主备人. */
  leadId: string;
  topic: string | null;
  place: string | null;
  /** From 1; grows with every change. */
  revision: number;
  /** Epoch ms of the last change. */
  updatedAt: number;
  /** Epoch ms since when the lead preparer is this one. */
  assignedAt: number;
}

/** A row of `preparations`. */
export const preparationOf = (row: Row<'preparations'>): Preparation => ({
  id: row.id,
  subject: row.subject,
  day: row.day,
  leadId: row.lead_person_id,
  topic: row.topic,
  place: row.place,
  revision: row.revision,
  updatedAt: row.updated_at,
  assignedAt: row.assigned_at,
});

/** One meeting of one subject. */
export interface Occasion {
  subject: string;
  day: LocalDate;
}

/** Where messages about the 集体备课 of a subject come from in the ledger; the meeting's day is the occurrence. */
export const preparationSource = ({ term }: Pick<Calendar, 'term'>, subject: string) => ({
  kind: 'preparation',
  id: `${term.id}/${subject}`,
});
