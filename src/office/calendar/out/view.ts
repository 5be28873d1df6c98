// What a link shows: the part of the current calendar that belongs to its scope, and the visits of the person behind it.
import { createHash } from 'node:crypto';
import type { Reader } from '../../../store/db.ts';
import { groupOf } from '../../people/model.ts';
import { concerns, plannedVisits, withNames } from '../../visits/queries.ts';
import type { VisitWords } from '../../visits/wording.ts';
import { type Calendar, loadCalendar } from '../model.ts';
import type { CalendarLink } from './links.ts';
import { type Belongs, forAll, forGroup, forPerson, forSchools, forSubject, type Scope } from './scope.ts';

/** One scope's part of the calendar. */
export interface View {
  scope: Scope;
  /** Of the person, group or school, or the subject; empty for all. */
  name: string;
  /** Only the items of the scope. */
  calendar: Calendar;
  /** Those that concern the person, in their own scope only: team and school are nobody else's business. */
  visits: VisitWords[];
  /** When the calendar was last changed, epoch ms. */
  changedAt: number;
  /** The same for the same content. */
  stamp: string;
}

/** The view of a link; a word for why there is none: no calendar yet, or a group or school that is out of use. */
export async function viewOf(
  db: Reader,
  link: Pick<CalendarLink, 'scope' | 'person'>,
): Promise<View | 'no-calendar' | 'gone'> {
  const { scope, person } = link;
  const found = await scopeFacts(db, scope, person);
  if (!found) return 'gone';
  const calendar = await loadCalendar(db);
  if (!calendar) return 'no-calendar';
  const { belongs, name, facts } = found;
  const all = scope.kind === 'person' ? await plannedVisits(db, calendar) : [];
  const visits = await withNames(
    db,
    all.filter((visit) => concerns(visit, person)),
  );
  const changedAt = await changeOf(db, calendar);
  const content = JSON.stringify([layout, calendar.stamp, scope, facts, visits, changedAt]);
  return {
    ...{ scope, name, visits, changedAt },
    calendar: { ...calendar, items: calendar.items.filter(belongs) },
    stamp: createHash('sha256').update(content).digest('base64url').slice(0, 22),
  };
}

/** Grows when feeds are written otherwise, so that clients fetch them anew. */
const layout = 1;

async function changeOf(db: Reader, { term }: Calendar): Promise<number> {
  const row = await db.selectFrom('terms').select('imported_at').where('id', '=', term.id).executeTakeFirst();
  return row?.imported_at ?? 0;
}

/** What belongs to a scope and what it is called, with all that decides it. Null: it is not in use any more. */
async function scopeFacts(
  db: Reader,
  { kind, id }: Scope,
  person: CalendarLink['person'],
): Promise<{ belongs: Belongs; name: string; facts: unknown } | null> {
  switch (kind) {
    case 'person':
      return { belongs: forPerson(person), name: person.name, facts: person };
    case 'group': {
      const row = await db
        .selectFrom('groups')
        .selectAll()
        .where('id', '=', id)
        .where('active', '=', 1)
        .executeTakeFirst();
      if (!row) return null;
      const { name, subjects, schools, roles } = groupOf(row);
      return { belongs: forGroup({ subjects, schools, roles }), name, facts: [name, subjects, schools, roles] };
    }
    case 'school': {
      const row = await db
        .selectFrom('schools')
        .select('name')
        .where('id', '=', id)
        .where('active', '=', 1)
        .executeTakeFirst();
      return row ? { belongs: forSchools([id]), name: row.name, facts: row.name } : null;
    }
    case 'subject':
      return { belongs: forSubject(id), name: id, facts: null };
    case 'all':
      return { belongs: forAll, name: '', facts: null };
  }
}
