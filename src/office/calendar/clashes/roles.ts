// Whom an item is for, read from the words of the plan: 各校教务主任 → liaison. Pure.
import type { Role } from '../../people/model.ts';
import type { Item } from '../model.ts';

/** Words for people, with the roles they name. Teachers include those who lead them. */
const words: readonly (readonly [RegExp, readonly Role[]])[] = [
  [/教研室主任/, ['head']],
  [/教务主任|教导主任|联系人|教务处/, ['liaison']],
  [/副校长|分管(?:教学)?(?:的)?(?:领导|校长)/, ['vicePrincipal']],
  [/(?<!副|分管|分管教学)校长|校级领导|学校领导/, ['principal']],
  [/教研员/, ['researcher']],
  [/教研组长/, ['groupLeader', 'teacher']],
  [/备课组长/, ['prepLeader', 'teacher']],
  [/教师|老师/, ['teacher', 'groupLeader', 'prepLeader']],
];

/** Whom things are for whose plan does not say. */
const byKind: Partial<Record<string, readonly Role[]>> = {
  jointPrep: ['teacher', 'groupLeader', 'prepLeader', 'researcher'],
  paperPickup: ['liaison'],
  marking: ['teacher', 'groupLeader', 'prepLeader'],
  paperSetting: ['researcher'],
};

/** The roles an item is for; empty: everybody, or the words name nobody that the roster knows (各小学, 学生). */
export function rolesOf({ audience, reminderKind }: Item): Role[] {
  const named = audience ? words.flatMap(([word, roles]) => (word.test(audience) ? roles : [])) : [];
  return [...new Set(named.length > 0 ? named : audience ? [] : (byKind[reminderKind ?? ''] ?? []))];
}
