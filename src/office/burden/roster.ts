// Who hears what is said in a group, from the roster: whoever is meant by its subjects, schools and roles. Pure.
import type { Group, Person } from '../people/model.ts';
import { contactRoles } from '../people/queries.ts';
import { hears } from '../replies/rules.ts';
import type { Push, Roster } from './model.ts';

/** The roster of these groups and people. */
export function rosterOf(groups: readonly Group[], people: readonly Person[]): Roster {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const known = new Map<string, readonly string[]>();
  const inGroup = (id: string): readonly string[] => {
    const group = byId.get(id);
    return group ? people.filter((person) => hears(group, person)).map((person) => person.id) : [];
  };
  const schools = new Map(
    people
      .filter(({ roles }) => roles.some((role) => contactRoles.includes(role)))
      .map(({ id, schoolId }) => [id, schoolId]),
  );
  return {
    hearers({ kind, id }: Push['audience']) {
      if (kind !== 'group') return [id];
      const own = known.get(id) ?? inGroup(id);
      known.set(id, own);
      return own;
    },
    schoolOf: (id) => schools.get(id) ?? null,
  };
}
