// Fair between groups and between sources: whoever has much to say stands behind everybody else's first word. Pure.
import type { Row } from '../store/tables.ts';
import { type ClassName, classes } from './classes.ts';

/** How many of the same group (or person) and of the same source stand before each delivery, by id: from 1; 0 waits for nobody. */
export type Turns = ReadonlyMap<string, number>;

/** Beyond so many all are alike: far more than any limit of a platform lets through before it is looked at again. */
export const lastTurn = 800;

/** What of a delivery counts. */
export type Claimant = Pick<
  Row<'deliveries'>,
  'id' | 'class' | 'audience_kind' | 'audience_id' | 'source_kind' | 'source_id'
>;

/** Somebody is waiting in front of the chat for these. */
const waitedFor: readonly ClassName[] = ['answer', 'receipt'];

/** Counts turns over everything that is handed over in one go, batch after batch. */
export function turnCounter(): (claimants: readonly Claimant[]) => Turns {
  const before = new Map<string, number>();
  return (claimants) =>
    new Map(
      claimants.map((one): [string, number] => {
        if (waitedFor.some((name) => name === one.class && name in classes)) return [one.id, 0];
        const flows = flowsOf(one);
        const turn = 1 + Math.max(...flows.map((flow) => before.get(flow) ?? 0));
        for (const flow of flows) before.set(flow, (before.get(flow) ?? 0) + 1);
        return [one.id, Math.min(turn, lastTurn)];
      }),
    );
}

/** To whom it goes, and what it comes from: the reminders of one contest to all schools are one source. */
const flowsOf = ({ audience_kind, audience_id, source_kind, source_id }: Claimant): string[] => [
  `to ${audience_kind} ${audience_id}`,
  `from ${source_kind} ${source_id.split('/')[0]}`,
];
