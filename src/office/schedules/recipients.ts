// Who hears a timed message today: groups in their chats, people in private, with what their texts depend on.
import type { Audience as LedgerAudience } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups, allPeople, type Group, type Person } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import type { Audience } from './model.ts';
import { type Hearer, type SameText, textsFor } from './template.ts';

/** Who hears it: groups in their chats, people in private. */
export interface Recipients {
  groups: Group[];
  people: Person[];
}

const overlap = (wanted: readonly string[], has: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some((one) => has.includes(one));

/** Who an audience is today, each once. */
export const recipientsOf = async (db: Reader, audience: Audience): Promise<Recipients> =>
  recipientsAmong({ groups: await allGroups(db), people: await allPeople(db) }, audience);

/** Who an audience is among these, for many audiences at once. Pure. */
export function recipientsAmong(all: Recipients, audience: Audience): Recipients {
  const { subjects, schools, roles } = audience;
  const toPeople = roles.length > 0;
  const toGroups = !toPeople && subjects.length + schools.length > 0;
  return {
    groups: all.groups.filter(
      (group) =>
        audience.groups.includes(group.id) ||
        (toGroups && overlap(subjects, group.subjects) && overlap(schools, group.schools)),
    ),
    people: all.people.filter(
      (person) =>
        audience.people.includes(person.id) ||
        (toPeople &&
          overlap(roles, person.roles) &&
          overlap(subjects, person.subjects) &&
          overlap(schools, person.schoolId ? [person.schoolId] : [])),
    ),
  };
}

/** The recipients as their texts see them; `schools`: names by id. Pure. */
export function hearersOf({ groups, people }: Recipients, schools: ReadonlyMap<string, string>): Hearer[] {
  const named = (ids: readonly string[]): string[] => ids.map((id) => schools.get(id) ?? id);
  return [
    ...groups.map(({ id, name, subjects, schools: ids }) => {
      return { kind: 'group' as const, id, name, subjects, schools: named(ids) };
    }),
    ...people.map(({ id, name, subjects, schoolId }) => {
      return { kind: 'person' as const, id, name, subjects, schools: named(schoolId ? [schoolId] : []) };
    }),
  ];
}

/** The audience of the ledger that a hearer is. */
export const addressee = ({ kind, id }: Hearer): LedgerAudience => ({ kind, id });

/** What one timed message says at `at` (epoch ms) to these recipients. Pure. */
export function textsOn(
  { text, audience }: { text: string; audience: Audience },
  at: number,
  calendar: Calendar | null,
  to: { recipients: Recipients; schools: ReadonlyMap<string, string> },
): SameText[] {
  const wanted = { subjects: audience.subjects, schools: audience.schools.map((id) => to.schools.get(id) ?? id) };
  return textsFor(text, at, calendar, { wanted, hearers: hearersOf(to.recipients, to.schools) });
}

/** The same, looked up. */
export async function textsNow(
  db: Reader,
  said: { text: string; audience: Audience },
  at: number,
  calendar: Calendar | null,
): Promise<SameText[]> {
  const recipients = await recipientsOf(db, said.audience);
  return textsOn(said, at, calendar, { recipients, schools: await schoolNames(db) });
}
