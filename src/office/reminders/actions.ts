// What admins do with the rules of reminders: see them, change a kind for all or for one group, change the habits, take it back.

import { habits as defaultHabits, type Habits, type Rule, type RuleKind } from '../../../config/reminders.ts';
import { askToConfirm } from '../../bot/command.ts';
import { digestOf } from '../../lib/digest.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { groupInUse } from '../people/groups.ts';
import { allGroups, type Group } from '../people/model.ts';
import { changeRules, lastChange, lockRules, reversed, undoChange, withEdits } from './changes.ts';
import type { Edit } from './model.ts';
import { effectOf } from './previews.ts';
import { kindCalled } from './reading.ts';
import { habitsName, type RuleChange, type Rules, ruleOf, rulesWith, storedChanges } from './rules.ts';
import * as wording from './wording.ts';

/** A kind, for all or for one group. */
export interface Place {
  kind: RuleKind;
  group: Group | null;
  rules: Rules;
  /** The rule that holds there now. */
  rule: Rule;
}

/** The kind (and group) that is meant. @throws Refusal when there is none, or groups do not hear it */
export async function placeOf(act: Act, kindText: string, groupText?: string): Promise<Place> {
  const rules = rulesWith(await storedChanges(act.tx));
  const kind = kindCalled(rules, kindText) ?? refuse('no-kind', wording.noKind(kindText, rules));
  const group = groupText === undefined ? null : await groupInUse(act, groupText);
  if (group && rules.kinds[kind].to === 'people')
    refuse('not-for-groups', wording.notForGroups(rules.kinds[kind].title));
  return { kind, group, rules, rule: ruleOf({ rules }, kind, group?.id) };
}

/** A change on its way: what is shown for confirming, and what is done. */
export interface Planned {
  subject: string;
  edits: Edit[];
  /** Old → new, in lines. */
  changes: string[];
  remarks: string[];
}

const subjectOf = ({ rule, group }: Place): string => wording.ruleSubject(rule.title, group?.name);

/** Plans a change of one kind. `change` null: back to the default. @throws Refusal when nothing would change or it makes no sense there */
export async function planKind(
  act: Act,
  words: { kind: string; group?: string | undefined },
  change: RuleChange | null,
): Promise<Planned> {
  // Before anything is read of what will be changed: of two admins the second one builds on the first.
  await lockRules(act);
  const place = await placeOf(act, words.kind, words.group);
  const { kind, group, rules, rule } = place;
  if (change?.roles && rule.roles.length === 0) refuse('no-roles', wording.noRoles(rule.title));
  if (change?.closing !== undefined && rule.closing === null) refuse('no-closing', wording.noClosing(rule.title));
  const stored = await storedChanges(act.tx);
  const old = stored.kinds.find((one) => one.kind === kind && one.groupId === (group?.id ?? null))?.change ?? null;
  if (change === null && old === null) refuse('is-default', wording.isDefault(subjectOf(place)));
  const edit: Edit = { kind, groupId: group?.id ?? '', old, new: change && { ...old, ...change } };
  const after = rulesWith(withEdits(stored, [edit]));
  const changes = wording.ruleChanges(rule, ruleOf({ rules: after }, kind, group?.id));
  if (changes.length === 0) refuse('nothing-changes', wording.nothingChanges);
  return { subject: subjectOf(place), edits: [edit], changes, remarks: remarksOn(change?.leads ?? [], rules.habits) };
}

/** Plans a change of the habits; null: back to the defaults. @throws Refusal when nothing would change */
export async function planHabits(act: Act, change: Partial<Habits> | null): Promise<Planned> {
  await lockRules(act);
  const { habits: old } = await storedChanges(act.tx);
  const kept = Object.keys(old).length > 0 ? old : null;
  const edit: Edit = { kind: habitsName, groupId: '', old: kept, new: change && { ...old, ...change } };
  const changes = wording.habitChanges({ ...defaultHabits, ...old }, { ...defaultHabits, ...edit.new });
  if (changes.length === 0) refuse('nothing-changes', wording.nothingChanges);
  return { subject: wording.habitsSubject, edits: [edit], changes, remarks: [] };
}

function remarksOn(leads: Rule['leads'], { hours }: Habits): string[] {
  const times = [...new Set(leads.map(({ at }) => at))];
  return times.flatMap((time) => [
    ...(/:[03]0$/.test(time) ? [wording.roundTime(time)] : []),
    ...(hours.some(({ from, to }) => from <= time && time < to) ? [] : [wording.outsideHours(time, hours)]),
  ]);
}

/**
 * Makes a planned change once it has been confirmed as shown. `seen`: what the yes was for; another or none: shows it and asks.
 * @throws AskBack
 */
export async function makePlanned(act: Act, planned: Planned, seen: string | undefined): Promise<string> {
  const { subject, edits, changes, remarks } = planned;
  const digest = digestOf(edits);
  if (seen !== digest) {
    const effect = wording.effectLines(await effectOf(act.tx, edits, act.now));
    askToConfirm('seen', wording.preview(subject, changes, effect, remarks, seen !== undefined), digest);
  }
  await changeRules(act, edits, `${subject}：${changes.join('；')}`);
  return wording.changed(subject, changes);
}

/** Takes the last change back, once confirmed. @throws Refusal, AskBack */
export async function undo(act: Act, seen: string | undefined): Promise<string> {
  await lockRules(act);
  const last = await lastChange(act);
  const digest = digestOf(reversed(last.edits));
  if (seen !== digest) {
    const effect = wording.effectLines(await effectOf(act.tx, reversed(last.edits), act.now));
    askToConfirm('seen', wording.undoQuestion(last.summary, last.at, effect), digest);
  }
  await undoChange(act, last);
  return wording.undone(last.summary);
}

/** The list of all rules, in words. */
export async function listed(act: Act): Promise<string> {
  const stored = await storedChanges(act.tx);
  const names = new Map((await allGroups(act.tx)).map(({ id, name }) => [id, name]));
  const changed = new Set(stored.kinds.filter(({ groupId }) => groupId === null).map(({ kind }) => kind));
  return wording.list(rulesWith(stored), changed, names);
}

/** One rule in words, with what single groups have of their own. */
export async function shown(act: Act, { kind, group, rules, rule }: Place): Promise<string> {
  if (group) return wording.ruleText(rule, group.name);
  const names = new Map((await allGroups(act.tx)).map(({ id, name }) => [id, name]));
  const own = [...(rules.groups.get(kind) ?? [])];
  return [wording.ruleText(rule), ...own.map(([id, one]) => wording.ruleText(one, names.get(id) ?? '已停用的群'))].join(
    '\n',
  );
}
