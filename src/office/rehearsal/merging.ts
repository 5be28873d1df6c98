// What goes out as one message: the same merging as the relay's, over messages that are only rehearsed. Pure.
import { bundleKind, classes } from '../../queue/classes.ts';
import { inOrder, together } from '../../queue/together.ts';
import type { Hearers } from './hearers.ts';
import type { Mergeable, Rehearsed } from './model.ts';
import { isSaid, type Outcome } from './outcome.ts';

type Waiting = Outcome & { entry: Rehearsed; mergeable: Mergeable };

const isWaiting = (outcome: Outcome): outcome is Waiting => {
  const { entry, mergeable } = outcome;
  return mergeable !== undefined && classes[entry.class].merges && isSaid(entry) && entry.to.kind !== 'chat';
};

/** The outcomes with what is due for the same hearer at the same instant in one; alerts stay those of the single messages. */
export function merged(outcomes: readonly Outcome[], hearers: Hearers): Outcome[] {
  const waiting = outcomes.filter(isWaiting);
  const sets = [...Map.groupBy(waiting, ({ entry: { at, to } }) => `${at} ${to.kind}:${to.id}`).values()];
  const ended = new Set<Outcome>();
  const bundles = sets.flatMap((set) => {
    const bundle = set.length > 1 ? bundleOf(set, hearers) : null;
    for (const one of bundle ? set : []) ended.add(one);
    return bundle ? [bundle] : [];
  });
  return [...outcomes.filter((one) => !ended.has(one)), ...bundles];
}

function bundleOf(set: readonly Waiting[], hearers: Hearers): Outcome | null {
  const members = inOrder(set.map((one) => ({ ...one.mergeable, one })));
  const [first] = members;
  if (!first) return null;
  const said = together(members.map((member) => member.said));
  if (!hearers.fits({ audience: first.audience, said, due: first.due })) return null;
  const entries = members.map(({ one }) => one.entry);
  const { at, to, class: name } = first.one.entry;
  return {
    entry: {
      ...{ at, to, class: name, said },
      source: { kind: bundleKind, id: first.key },
      reason: joined(entries.map(({ reason }) => reason)),
      // What is planned comes to what waits.
      state: entries.every(({ state }) => state === 'waiting') ? 'waiting' : 'planned',
    },
    alerts: set.flatMap(({ alerts }) => alerts),
  };
}

/** The reasons of several things in one message. */
export const joined = (reasons: readonly string[]): string => [...new Set(reasons)].join('；');
