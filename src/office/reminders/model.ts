// Changes of the rules of reminders, and what they do.
import type { Calendar } from '../calendar/model.ts';

/** One place where rules are kept: a kind for all (`groupId` empty) or for one group, or the habits; null: as the default. */
export interface Edit {
  /** RuleKind or `habits`. */
  kind: string;
  groupId: string;
  old: object | null;
  new: object | null;
}

/** A change that was made and can be taken back. */
export interface RuleChangeMade {
  number: number;
  summary: string;
  edits: Edit[];
  personId: string | null;
  /** Epoch ms. */
  at: number;
}

/** One message that is different afterwards; instants in epoch ms, null where there is none. */
export interface Difference {
  was: number | null;
  is: number | null;
  reason: string;
}

/** What a change does this term. */
export interface Effect {
  /** Null: no term has been imported, nothing is due. */
  calendar: Calendar | null;
  /** How many messages are left this term before and after. */
  before: number;
  after: number;
  /** By the earlier of the two instants. */
  differences: Difference[];
}
