// The rules by which reminders speak, as they hold now: the defaults of config/reminders.ts under what an admin has changed.
import { type Habits, habits, type Lead, type Rule, type RuleKind, rules } from '../../../config/reminders.ts';
import type { Reader } from '../../store/db.ts';

/** What of a rule an admin can change. */
export type RuleChange = Partial<Pick<Rule, 'on' | 'leads' | 'roles' | 'closing' | 'late'>>;

/** All rules: for everybody, and what is different for single groups. */
export interface Rules {
  habits: Habits;
  kinds: Readonly<Record<RuleKind, Rule>>;
  /** What single groups have of their own: kind → id of the group → rule. */
  groups: ReadonlyMap<RuleKind, ReadonlyMap<string, Rule>>;
}

/** The kinds in the order of lists. */
export const ruleKinds = Object.keys(rules) as RuleKind[];

/** What holds while nobody has changed anything. */
export const defaultRules: Rules = { habits, kinds: rules, groups: new Map() };

/** What has been changed, as it is stored: of a kind for all (`groupId` null) or for one group, or of the habits. */
export interface StoredChanges {
  habits: Partial<Habits>;
  kinds: readonly { kind: RuleKind; groupId: string | null; change: RuleChange }[];
}

/** The defaults with the changes over them; a group's own change lies over that for all. Pure. */
export function rulesWith({ habits: changed, kinds }: StoredChanges): Rules {
  const forAll: Record<RuleKind, Rule> = { ...rules };
  for (const { kind, groupId, change } of kinds) if (groupId === null) forAll[kind] = { ...rules[kind], ...change };
  const groups = new Map<RuleKind, Map<string, Rule>>();
  for (const { kind, groupId, change } of kinds) {
    if (groupId === null) continue;
    const own = groups.get(kind) ?? new Map<string, Rule>();
    groups.set(kind, own.set(groupId, { ...forAll[kind], ...change }));
  }
  return { habits: { ...habits, ...changed }, kinds: forAll, groups };
}

/** The name under which changes of the habits are stored. */
export const habitsName = 'habits';

/** What has been changed, read from the store. */
export async function storedChanges(db: Reader): Promise<StoredChanges> {
  const rows = await db.selectFrom('reminder_rules').select(['kind', 'group_id', 'change']).execute();
  const own = rows.find(({ kind }) => kind === habitsName);
  return {
    habits: own ? JSON.parse(own.change) : {},
    kinds: rows.flatMap(({ kind, group_id, change }) => {
      const known = ruleKinds.find((one) => one === kind);
      return known ? [{ kind: known, groupId: group_id || null, change: JSON.parse(change) as RuleChange }] : [];
    }),
  };
}

/** The rules as they hold now, read from the store. */
export const loadRules = async (db: Reader): Promise<Rules> => rulesWith(await storedChanges(db));

/** What has rules; calendars made in memory go without, and then the defaults hold. */
interface Ruled {
  rules?: Rules;
}

/** The rules of a calendar; without a calendar or rules of its own, the defaults. */
export const rulesOf = (calendar: Ruled | null): Rules => calendar?.rules ?? defaultRules;

/** The rule of a kind, for one group where that has its own. */
export function ruleOf(calendar: Ruled, kind: RuleKind, groupId?: string | undefined): Rule {
  const { kinds, groups } = rulesOf(calendar);
  return (groupId !== undefined && groups.get(kind)?.get(groupId)) || kinds[kind];
}

/** The leads of a kind that people hear in private; none while it does not speak. */
export function leadsOf(calendar: Ruled, kind: RuleKind): readonly Lead[] {
  const { on, leads } = ruleOf(calendar, kind);
  return on ? leads : [];
}

/** A text with the last sentence its rule gives it. */
export const withClosing = (text: string, { closing }: Pick<Rule, 'closing'>): string =>
  !closing ? text : `${text}\n${closing}`;

/** One rule of a kind that groups hear, and which groups those are. */
export interface Hearing {
  rule: Rule;
  /** Whether it is the one for the group of that id. */
  holdsFor(groupId: string): boolean;
}

/** The rules of a kind that speak at all, each with the groups it holds for: the one for all first, then those of single groups. */
export function hearings(calendar: Ruled, kind: RuleKind): Hearing[] {
  const { kinds, groups } = rulesOf(calendar);
  const own = groups.get(kind) ?? new Map<string, Rule>();
  const all: Hearing[] = [
    { rule: kinds[kind], holdsFor: (groupId) => !own.has(groupId) },
    ...[...own].map(([id, rule]): Hearing => ({ rule, holdsFor: (groupId) => groupId === id })),
  ];
  return all.filter(({ rule }) => rule.on);
}
