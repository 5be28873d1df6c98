// Which groups an item of the calendar concerns: whoever is reminded of it also hears when it changes. Pure.
import type { Group, Role } from '../people/model.ts';
import { ruleOf } from '../reminders/rules.ts';
import type { Calendar, Item } from './model.ts';

/** Kinds of items that speak by themselves, with rules of their own (config/reminders.ts). */
export const speakingKinds = ['meeting', 'paperPickup', 'examDay'] as const;
export type SpeakingKind = (typeof speakingKinds)[number];

/** The kind under which an item speaks to groups by itself, if it does. */
export const speakingKind = ({ reminderKind }: Item): SpeakingKind | undefined =>
  speakingKinds.find((kind) => kind === reminderKind);

const isGeneral = ({ subjects, schools }: Group): boolean => subjects.length === 0 && schools.length === 0;

/** Words for who takes part, and the roles whose groups are meant. What is not here (教师, 中小学) names nobody in particular. */
const called: readonly [words: RegExp, roles: readonly Role[]][] = [
  [/教研组长/, ['groupLeader']],
  [/备课组长/, ['prepLeader']],
  [/教研员/, ['researcher']],
  [/教[务导]主任|联系人|各(?:小?学)?校|各小学|联系学校|其余学校/, ['liaison']],
  [/校长/, ['principal', 'vicePrincipal']],
];

/** The roles that the words for who takes part name. */
export const rolesCalled = (audience: string | null): Role[] =>
  audience === null ? [] : called.flatMap(([words, roles]) => (words.test(audience) ? [...roles] : []));

/**
 * Of a meeting, the groups of those who take part, as the item says: of its schools, else of its subjects, else of the roles it names.
 * Null when it says nothing of the kind, or nobody has such a group: then the rule decides.
 */
function participants({ schools, subjects, audience }: Item, groups: readonly Group[]): Group[] | null {
  const roles = rolesCalled(audience);
  const tries: ((group: Group) => boolean)[] = [
    (group) => shares(group.schools, schools),
    (group) => shares(group.subjects, subjects),
    (group) => isGeneral(group) && shares(group.roles, roles),
  ];
  return tries.map((one) => groups.filter(one)).find((found) => found.length > 0) ?? null;
}

/**
 * The groups that hear of an item: of a meeting those who take part; those for the roles its reminders are for; the groups of its
 * subjects or schools; else the groups for everybody. Never a group with outsiders: nobody has approved these words.
 */
export function groupsFor(calendar: Pick<Calendar, 'rules'>, item: Item, groups: readonly Group[]): Group[] {
  const inside = groups.filter(({ outsiders }) => !outsiders);
  // Markers hear of it in private; where it is moved, those hear who answer for schools at exams.
  const kind = item.reminderKind === 'marking' ? 'examDay' : speakingKind(item);
  if (kind) {
    const named = kind === 'meeting' ? participants(item, inside) : null;
    if (named) return named;
    return inside.filter((group) => isGeneral(group) && shares(group.roles, ruleOf(calendar, kind, group.id).roles));
  }
  if (item.subjects.length > 0) return inside.filter((group) => shares(group.subjects, item.subjects));
  if (item.schools.length > 0) return inside.filter((group) => shares(group.schools, item.schools));
  return inside.filter(isGeneral);
}

const shares = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => others.includes(one));
