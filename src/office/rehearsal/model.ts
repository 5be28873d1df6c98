// A rehearsal: what would be said between two days, to whom and why, and what would not. Nothing of it is sent or stored.
import type { Said } from '../../bot/message.ts';
import type { LocalDate } from '../../lib/dates.ts';
import type { ClassName } from '../../queue/classes.ts';
import type { Member } from '../../queue/together.ts';
import type { Clash } from '../calendar/clashes/model.ts';

/** Where a message comes from, as the ledger names it. */
export interface From {
  kind: string;
  id: string;
  /** Day (and time) of the occurrence, for sources that recur. */
  occurrence?: string;
  /** Which reminder of the occurrence: `-3`, `lost` … */
  lead?: string;
}

/** Who hears it, by id and by name; people with their school. */
export interface Hearer {
  kind: 'group' | 'person' | 'chat';
  id: string;
  name: string;
}

/** One message. */
export interface Rehearsed {
  /** Epoch ms at which it goes out. */
  at: number;
  to: Hearer;
  class: ClassName;
  source: From;
  /** Plain Chinese: 数学集体备课前一个上课日. */
  reason: string;
  /** Empty of content for what is secret. */
  said: Said;
  /** `planned`: follows from the calendar; `waiting`: stands in the ledger for its time; `sent`: has gone out. */
  state: 'planned' | 'waiting' | 'sent';
}

/** What is not said although there was something to say; `to` null when nobody would hear it. */
export interface Unsaid extends Pick<Rehearsed, 'at' | 'class' | 'source' | 'reason'> {
  to: Hearer | null;
  /** Plain Chinese: 到期时不在发送时段，之后就太晚了. */
  why: string;
}

/** Two things at once (`same`), or two kinds of work in the same weeks (`load`). */
export interface RehearsedClash extends Pick<Clash, 'kind' | 'a' | 'b' | 'days'> {
  /** Chinese, one line. */
  text: string;
}

/** All of it, in order of time. */
export interface Rehearsal {
  from: LocalDate;
  to: LocalDate;
  /** Title of the term; null without a calendar. */
  term: string | null;
  messages: Rehearsed[];
  silent: Unsaid[];
  clashes: RehearsedClash[];
  /** What else to know: 待定日期, items that were over when they came in. */
  notes: string[];
}

/** A message that waits, or will, and may be merged: its words as they are, whoever looks at the rehearsal. */
export type Mergeable = Member & { said: Said; audience: { kind: string; id: string } };
