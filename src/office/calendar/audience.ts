// Which groups an item of the calendar concerns: whoever is reminded of it also hears when it changes. Pure.
import type { Group } from '../people/model.ts';
import { ruleOf } from '../reminders/rules.ts';
import type { Calendar, Item } from './model.ts';

/** Kinds of items that speak by themselves, with rules of their own (config/reminders.ts). */
export const speakingKinds = ['meeting', 'paperPickup', 'examDay'] as const;
export type SpeakingKind = (typeof speakingKinds)[number];

/** The kind under which an item speaks to groups by itself, if it does. */
export const speakingKind = ({ reminderKind }: Item): SpeakingKind | undefined =>
  speakingKinds.find((kind) => kind === reminderKind);

const isGeneral = ({ subjects, schools }: Group): boolean => subjects.length === 0 && schools.length === 0;

/**
 * The groups that hear of an item: those for the roles its reminders are for; the groups of its subjects or schools; else the
 * groups for everybody. Never a group with outsiders: nobody has approved these words.
 */
export function groupsFor(calendar: Pick<Calendar, 'rules'>, item: Item, groups: readonly Group[]): Group[] {
  const inside = groups.filter(({ outsiders }) => !outsiders);
  // Markers hear of it in private; where it is moved, those hear who answer for schools at exams.
  const kind = item.reminderKind === 'marking' ? 'examDay' : speakingKind(item);
  if (kind) {
    return inside.filter((group) => isGeneral(group) && shares(group.roles, ruleOf(calendar, kind, group.id).roles));
  }
  if (item.subjects.length > 0) return inside.filter((group) => shares(group.subjects, item.subjects));
  if (item.schools.length > 0) return inside.filter((group) => shares(group.schools, item.schools));
  return inside.filter(isGeneral);
}

const shares = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => others.includes(one));
