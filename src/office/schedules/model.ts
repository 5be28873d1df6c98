// A timed message as an admin sets it up: when, to whom, what, and what happens on days without school.
import type { Reader } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import type { Role } from '../people/model.ts';

/** What to do when the day has no school (holiday, weekend, vacation): leave it out, next school day, send all the same. */
export type OnHoliday = 'skip' | 'postpone' | 'send';
/** What to do outside sending hours: wait for the next opening, or leave it out. */
export type OnQuiet = 'postpone' | 'skip';

/**
 * Whom it is for. Groups and people named one by one, and everything that fits the filter: with roles, the people who have
 * one of them (of those subjects and schools, where named) in private; without roles, the groups meant for the subjects and
 * schools. Kept as ids and names and looked up when the message falls due, so the roster may change meanwhile.
 */
export interface Audience {
  groups: string[];
  people: string[];
  subjects: string[];
  schools: string[];
  roles: Role[];
}

/** When it speaks. */
export interface Plan {
  /** Five fields, Asia/Shanghai, checked by lib/cron.ts. */
  cron: string;
  onHoliday: OnHoliday;
  onQuiet: OnQuiet;
}

/** What an admin decides about a timed message. */
export interface Wish extends Plan {
  name: string;
  audience: Audience;
  text: string;
}

/** A timed message. */
export interface Schedule extends Wish {
  id: string;
  /** Short running number, for typing. */
  number: number;
  state: 'on' | 'off' | 'deleted';
  /** Rises with every change; who confirms an older one is told. */
  version: number;
  /** Person; empty: the command line. */
  updatedBy: string;
  /** Epoch ms of the last change; nothing that fell due before it is sent. */
  updatedAt: number;
  /**
   * Epoch ms from which its times count: the last change of when it speaks, or of whether. What was put off when only text or
   * audience changed is still said.
   */
  since: number;
}

/** What stands in a timed message, whoever wrote it and when. */
export interface Content extends Wish {
  state: Schedule['state'];
}

/** One timed message before and after a change; `old` null: it was made. Deleted ones have their state. */
export interface ScheduleChange {
  old: Schedule | null;
  new: Schedule;
}

/** A row of `schedules` as a Schedule. */
export const scheduleOf = (row: Row<'schedules'>): Schedule => ({
  id: row.id,
  number: row.number,
  name: row.name,
  cron: row.cron,
  text: row.text,
  audience: JSON.parse(row.audience),
  onHoliday: row.on_holiday as OnHoliday,
  onQuiet: row.on_quiet as OnQuiet,
  state: row.state,
  version: row.version,
  updatedBy: row.updated_by,
  updatedAt: row.updated_at,
  since: row.since,
});

/** The columns that hold a wish. */
export const columnsOf = (wish: Wish) => ({
  name: wish.name,
  cron: wish.cron,
  text: wish.text,
  audience: JSON.stringify(wish.audience),
  on_holiday: wish.onHoliday,
  on_quiet: wish.onQuiet,
});

/** All timed messages that were not deleted, by number. */
export async function allSchedules(db: Reader): Promise<Schedule[]> {
  const rows = await db.selectFrom('schedules').selectAll().where('state', '!=', 'deleted').orderBy('number').execute();
  return rows.map(scheduleOf);
}

/** A timed message without its number, version and dates. */
export const contentOf = ({ name, cron, onHoliday, onQuiet, audience, text, state }: Content): Content => ({
  name,
  cron,
  onHoliday,
  onQuiet,
  audience,
  text,
  state,
});

const sorted = ({ groups, people, subjects, schools, roles }: Audience): string[][] =>
  [groups, people, subjects, schools, roles].map((list) => [...list].sort());
const key = ({ name, cron, onHoliday, onQuiet, audience, text, state }: Content): string =>
  JSON.stringify([name, cron, onHoliday, onQuiet, text, state, sorted(audience)]);

/** Whether two say the same to the same at the same times. */
export const sameContent = (a: Content, b: Content): boolean => key(a) === key(b);

/** Whether two speak at the same times. */
export const samePlan = (a: Content, b: Content): boolean =>
  a.cron === b.cron && a.onHoliday === b.onHoliday && a.onQuiet === b.onQuiet && a.state === b.state;
