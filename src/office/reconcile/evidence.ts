// What has been changed since when, read from the record: a difference that somebody's change explains is none.
import type { Reader } from '../../store/db.ts';
import type { ItemChange } from '../calendar/changes.ts';
import type { Change } from '../people/roster/model.ts';

/** Tells whether one of the subjects (`item:…`, `group:…`, see subjects.ts) was changed at or after an instant (epoch ms). */
export type ChangedSince = (subjects: readonly string[], since: number) => boolean;

/** Names of what messages hang on; kinds of the record and of sources alike. */
export const subject = {
  of: (kind: string, id: string): string => `${kind}:${id}`,
  /** Days, weeks, or which term it is: everything of the term hangs on them. */
  term: 'term',
  /** Any item of the calendar. */
  anyItem: 'items',
  /** Lead times, hours, audiences. */
  rules: 'rules',
  series: (subjectName: string): string => `series:${subjectName}`,
  arrangement: (subjectName: string, day: string): string => `arrangement:${subjectName} ${day}`,
  entry: (contestId: string, schoolId: string): string => `entry:${contestId}/${schoolId}`,
} as const;

/** Everything on record from `from` on (epoch ms). */
export async function changesOnRecord(db: Reader, from: number): Promise<ChangedSince> {
  const latest = new Map<string, number>();
  const note = (name: string, at: number) => void latest.set(name, Math.max(at, latest.get(name) ?? 0));
  for (const read of [noteAudit, noteCalendar, noteImports, noteEntries]) await read(db, from, note);
  return (subjects, since) => subjects.some((name) => (latest.get(name) ?? -1) >= since);
}

type Note = (name: string, at: number) => void;

/** Of the calendar only days: its items are told apart by what was changed. */
const ofItems = ['calendar.import', 'calendar.edit', 'calendar.postpone', 'calendar.undo'];

async function noteAudit(db: Reader, from: number, note: Note): Promise<void> {
  const rows = await db
    .selectFrom('audit')
    .select(['at', 'action', 'subject', 'subject_id', 'old', 'new'])
    .where('at', '>=', from)
    .where('action', 'not in', ofItems)
    .execute();
  const visits = await db.selectFrom('visits').select(['id', 'number']).execute();
  const idOf = new Map(visits.map(({ id, number }) => [number, id]));
  for (const row of rows) {
    const { at, subject: kind, subject_id } = row;
    note(subject.of(kind, kind === 'visit' ? (idOf.get(subject_id) ?? subject_id) : subject_id), at);
    if (row.action === 'calendar.day') note(subject.term, at);
    if (ruleActions.test(row.action)) note(subject.rules, at);
    if (kind === 'preparation') {
      const { subject: name, day } = JSON.parse(row.new ?? row.old ?? '{}') as { subject?: string; day?: string };
      if (name && day) note(subject.arrangement(name, day), at);
    }
  }
}

const ruleActions = /^(?:rule|reminder)/;

async function noteCalendar(db: Reader, from: number, note: Note): Promise<void> {
  const rows = await db
    .selectFrom('calendar_changes')
    .select(['at', 'changes', 'term', 'version'])
    .where('at', '>=', from)
    .execute();
  for (const { at, changes, term, version } of rows) {
    // The first version of a term takes the place of the one before.
    if (term !== null || version === 1) note(subject.term, at);
    note(subject.anyItem, at);
    for (const item of (JSON.parse(changes) as ItemChange[]).flatMap(({ old, new: made }) => [old, made])) {
      if (!item) continue;
      note(subject.of('item', item.id), at);
      if (item.recurrence?.subject) note(subject.series(item.recurrence.subject), at);
    }
  }
}

/** Whom an import brought in: changes of those known before are on record one by one. */
async function noteImports(db: Reader, from: number, note: Note): Promise<void> {
  const rows = await db
    .selectFrom('imports')
    .select(['changes', 'settled_at'])
    .where('settled_at', '>=', from)
    .where('changes', 'is not', null)
    .execute();
  for (const { changes, settled_at } of rows) {
    for (const { kind, new: made } of JSON.parse(changes ?? '[]') as Change[])
      if (made && 'id' in made) note(subject.of(kind, made.id), settled_at ?? 0);
  }
}

async function noteEntries(db: Reader, from: number, note: Note): Promise<void> {
  const rows = await db
    .selectFrom('entries')
    .select(['contest_id', 'school_id', 'updated_at'])
    .where('updated_at', '>=', from)
    .execute();
  for (const { contest_id, school_id, updated_at } of rows)
    note(subject.entry(contest_id, school_id ?? ''), updated_at);
}
