// What is done about a comparison: owing what is missing after a yes, and telling admins of the nightly one when something is amiss.

import { type Said, say } from '../../bot/message.ts';
import { digestOf } from '../../lib/digest.ts';
import { refuse } from '../../lib/refuse.ts';
import { keyOf, type Wanted, want } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { type Act, later, me, record, tell } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { namesOf } from '../deliveries/queries.ts';
import type { Role } from '../people/model.ts';
import { peopleWith } from '../people/queries.ts';
import { reasonOf, titlesOf } from '../rehearsal/reasons.ts';
import { nextSendingTime } from '../reminders/hours.ts';
import { settleLate } from '../reminders/late.ts';
import type { Comparison } from './model.ts';
import { reconcile } from './reconcile.ts';
import { comparisonText, longBegins, type Names, nothingToOwe, oweNear } from './wording.ts';

/** So many days are compared at once; more take a job, and the answer comes in private. */
const atOnce = 3;

/** Names of everybody and everything that the differences mention. */
export async function namesIn(db: Reader, { differences }: Comparison): Promise<Names> {
  const audiences = differences.flatMap((one) =>
    one.kind === 'clock'
      ? []
      : one.kind === 'missing'
        ? [one.wanted.audience]
        : [{ kind: one.row.audience_kind, id: one.row.audience_id }],
  );
  const titles = await titlesOf(db, await loadCalendar(db));
  return { called: await namesOf(db, audiences), source: (from, name) => reasonOf(from, name, titles) };
}

/** A comparison as somebody with these roles may see it: what is about secret tasks is for the head alone. */
export const comparisonFor = (found: Comparison, roles: readonly Role[]): Comparison =>
  roles.includes('head') ? { ...found, differences: [...found.differences, ...found.secret] } : found;

async function compared(act: Act, days?: number): Promise<Comparison> {
  const found = await reconcile(act.tx, { now: act.now, ...(days === undefined ? {} : { days }) });
  return comparisonFor(found, me(act).roles);
}

/** What is missing and would still come in time, with a digest of it: a yes is for that and nothing else. */
export interface Owable {
  wishes: Wanted[];
  names: Names;
  seen: string;
}

/** What could be owed now. @throws Refusal when nothing is missing that is worth it, or more days are named than are compared at once */
export async function owable(act: Act, days?: number): Promise<Owable> {
  if (days !== undefined && days > atOnce) refuse('too-long', oweNear(atOnce));
  const comparison = await compared(act, days);
  const found = comparison.differences.flatMap((one) => (one.kind === 'missing' && one.worth ? [one.wanted] : []));
  const wishes = settleLate(found, act.now, await loadCalendar(act.tx)).filter(({ born }) => !born);
  if (wishes.length === 0) refuse('nothing-to-owe', nothingToOwe);
  const seen = digestOf(wishes.map(keyOf).sort());
  return { wishes, names: await namesIn(act.tx, comparison), seen };
}

/** Owes it; what somebody else has owed meanwhile stays as it is. Answers how many messages that made. */
export async function oweMissing(act: Act, { wishes, seen }: Owable): Promise<number> {
  const count = await want(act.tx, act.now, wishes);
  await record(act, 'delivery.owed', { kind: 'reconciliation', id: seen.slice(0, 8) }, { new: { items: count } });
  return count;
}

/**
 * Tells every admin in private of a comparison with differences, the head of those about secret tasks, in the next sending hours;
 * without any nobody is told.
 */
export async function tellDifferences(act: Act, comparison: Comparison): Promise<void> {
  await tellRole(act, 'admin', comparison);
  await tellRole(act, 'head', { ...comparison, differences: comparison.secret });
}

async function tellRole(act: Act, role: Role, comparison: Comparison): Promise<void> {
  if (comparison.differences.length === 0) return;
  const said = comparisonText(comparison, await namesIn(act.tx, comparison));
  const due = nextSendingTime(await loadCalendar(act.tx), act.now) ?? act.now;
  for (const { id } of await peopleWith(act.tx, [role])) {
    await tell(act, {
      source: { kind: 'reconciliation', id: act.today },
      lead: role,
      audience: { kind: 'person', id },
      // What is said about a secret task is as secret: it stands in no list and in no count.
      class: role === 'head' ? 'secret' : 'alert',
      said,
      due,
    });
  }
}

/** Compares now, or says that it will take longer and sends the answer later. */
export async function compareNow(act: Act, days: number | undefined, page: number): Promise<Said> {
  if (days !== undefined && days > atOnce) {
    await later(act, 'reconcile', { asker: me(act).id, days: String(days), page: String(page), request: act.origin });
    return say(longBegins(days));
  }
  const comparison = await compared(act, days);
  return comparisonText(comparison, await namesIn(act.tx, comparison), { page, days });
}
