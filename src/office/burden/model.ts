// What a week's burden is reckoned with: pushes (things said unasked), and the messages they come in.
import type { ClassName } from '../../queue/classes.ts';
import type { Wanted } from '../../queue/ledger.ts';

/** Something that is said unasked, owed already or worked out. */
export interface Push {
  /** Unique key in the ledger. */
  key: string;
  audience: { kind: string; id: string };
  class: ClassName;
  source: { kind: string; id: string };
  occurrence: string | null;
  /** When it goes out, went out, or would without company (epoch ms). */
  at: number;
  /** Epoch ms; null: never too late. */
  expires: number | null;
  /** It stands in the ledger: no longer put off. */
  written: boolean;
  /** Gone, or on its way: nothing joins it any more. */
  gone: boolean;
  /** The message of the ledger it went into with others. */
  bundle: string | null;
  /** When it was due before it was put off (epoch ms). */
  putOffFrom: number | null;
  /** What is to be owed, where that is not in the ledger yet. */
  wish: Wanted | null;
}

/** One message: what goes to one group or person at one moment. */
export interface Message {
  audience: Push['audience'];
  /** Epoch ms. */
  at: number;
  gone: boolean;
  pushes: Push[];
}

/** Who hears what, and who answers for which school. */
export interface Roster {
  /** Ids of the people in the roster who are meant by a group, or the one person. */
  hearers(audience: Push['audience']): readonly string[];
  /** The school that a person answers for (学校联系人, 校长); null for others. */
  schoolOf(personId: string): string | null;
}
