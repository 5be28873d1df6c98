// Tells people of a delivery that did not simply go out.
import { attempt, isDeadlock, type Tx } from '../store/db.ts';
import type { QueueParts } from './parts.ts';

/** Tells people what became of a delivery. That this fails must not undo what is written down about the delivery itself. */
export async function tellOf(tx: Tx, parts: QueueParts, id: string, what: 'alarm' | 'failed'): Promise<void> {
  try {
    await attempt(tx, async (inner) => parts[what]?.(inner, id));
  } catch (error) {
    if (isDeadlock(error)) throw error;
    parts.log.error({ err: error, delivery: id, what }, 'nobody could be told');
  }
}
