// What must not go out to a group (domain rules, section 8): pupils' scores and ranks, papers, what is not for outsiders. Pure.
// Words as the office uses them pass; disguises by width, blanks and signs do not help.
import type { Said } from '../bot/message.ts';
import { normalise } from '../lib/chinese.ts';
import type { Calendar } from './calendar/model.ts';
import { averagesTold } from './guard/averages.ts';
import { type ClauseId, clauses } from './guard/clauses.ts';
import { closedLine, openText, withoutBans } from './guard/plain.ts';
import { namesBesidePlaces, placesTold, scoresByName } from './guard/scores.ts';
import { rowsOf, squeezed, tableTells } from './guard/tables.ts';
import { always, beforeOutsiders, paperFiles, type Rule, whilePapersAreSet } from './guard/words.ts';

export { basisOf } from './guard/clauses.ts';
export { papersBeingSet } from './guard/window.ts';

/** Whether a text may go to a group; `clause` says in Chinese what stands against it. */
export type Guarded = { ok: true } | { ok: false; clause: string };

/** What is known of the group and of the office. */
export interface GuardFacts {
  /** Somebody from outside the office and its schools is in it. */
  groupHasOutsiders: boolean;
  /** What the printed plan of the term says itself (`planLines`): public, whatever words are in it. */
  plan?: readonly string[];
  /** Papers are being set or kept for an exam (`papersBeingSet`): nothing of them may be said or sent. */
  papersBeingSet?: boolean;
}

/** The text without what the plan says itself, where that stands for itself: 命题 within other words is no line of the plan. */
function withoutPlan(text: string, plan: readonly string[]): string {
  let left = text;
  for (const line of plan) {
    const words = normalise(line).trim();
    if (words.length < shortestLine || !left.includes(words)) continue;
    const literal = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    left = left.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), '');
  }
  return left;
}

/** A title of two or three signs (命题) would let everything pass that is said about it. */
const shortestLine = 4;

/** What the plan of a term says in print (domain rules, section 8: the guard lets the plan's own line through). */
export const planLines = (calendar: Calendar | null): string[] =>
  calendar?.items.flatMap(({ title, quote }) => [title, quote]) ?? [];

/** A line as the rules look at it: without blanks, its escaped links readable. */
const readLine = (line: string): string =>
  closedLine(line).replace(/(?:%[0-9a-f]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
  );

const hitOf = (rules: readonly Rule[], lines: readonly string[]): ClauseId | null =>
  rules.find(({ pattern }) => lines.some((line) => pattern.test(line)))?.clause ?? null;

/** Names beside figures and places, however they are set down; averages too, unless only what somebody got is asked for. */
function namedHit(lines: readonly string[], onlyPeople = false): ClauseId | null {
  if (scoresByName(lines)) return 'score';
  if (placesTold(lines)) return 'rank';
  if (squeezed(lines) || tableTells(rowsOf(lines), onlyPeople)) return 'score';
  return !onlyPeople && averagesTold(lines) ? 'score' : null;
}

/**
 * Looks a text to a group over. What is held is told to the author in private and let through by the head of the office
 * only. Levels (优秀率, 一等奖), office words (报名次日, 排名不分先后, 平均分组) and lines of the printed plan pass.
 */
export function guardText(text: string, { groupHasOutsiders, plan = [], papersBeingSet }: GuardFacts): Guarded {
  const open = withoutBans(openText(text));
  const lines = withoutPlan(open, plan).split('\n').map(readLine);
  const rules = [always, papersBeingSet ? whilePapersAreSet : [], groupHasOutsiders ? beforeOutsiders : []].flat();
  const hit = hitOf(rules, lines) ?? namedHit(open.split('\n'));
  return hit ? heldFor(hit) : { ok: true };
}

/** Held for a reason. */
export const heldFor = (clause: ClauseId): { ok: false; clause: string } => ({
  ok: false,
  clause: clauses[clause].title,
});

/**
 * Whether a text is of the kind that nobody may let pass: somebody's own marks or place, papers. The head may release
 * aggregates, and words that only sound like marks.
 */
export function neverPasses(text: string): boolean {
  const lines = withoutBans(openText(text)).split('\n');
  return namedHit(lines, true) !== null || namesBesidePlaces(lines) || hitOf(paperFiles, lines.map(readLine)) !== null;
}

/** Everything of a message that people will read, and where its links lead. */
export const wordsOf = ({ title, text, links = [], choices = [] }: Said): string =>
  [
    ...(title ? [title] : []),
    text,
    ...links.flatMap(({ label, url }) => [label, url]),
    ...choices.flatMap(({ label, says }) => [label, says]),
  ].join('\n');
