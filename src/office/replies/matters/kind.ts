// What a kind of thing that can be answered has to know.
import type { LocalDate } from '../../../lib/dates.ts';
import type { Reader } from '../../../store/db.ts';
import type { Calendar } from '../../calendar/model.ts';
import type { Person } from '../../people/model.ts';
import type { Matter, MatterRef } from '../model.ts';

/** What matters are read with. */
export interface Around {
  tx: Reader;
  /** Null without a term. */
  calendar: Calendar | null;
  /** Everybody in the roster, read once for all matters. */
  people: readonly Person[];
  today: LocalDate;
  /** Epoch ms. */
  now: number;
}

/** A kind of thing that can be answered, by its source kind in the ledger. */
export interface MatterKind {
  /** The thing of a ref as it stands now; null when it is no more (cancelled, fallen away, put elsewhere, deleted). */
  load(around: Around, ref: MatterRef): Promise<Matter | null>;
}

/** Everybody of the office who answers for what nobody else does: the 主任, without one the 管理员. */
export const officeOf = ({ people }: Pick<Around, 'people'>): { called: string; people: Person[] }[] => [
  { called: '主任', people: having(people, 'head') },
  { called: '管理员', people: having(people, 'admin') },
];

/** Those of a post. */
export const having = (people: readonly Person[], role: Person['roles'][number]): Person[] =>
  people.filter(({ roles }) => roles.includes(role));

/** The one of an id, as a list; empty when they have left. */
export const withId = (people: readonly Person[], id: string | undefined): Person[] =>
  people.filter((person) => person.id === id);

/** Ids of the people in some lists, each once. */
export const idsOf = (...lists: (readonly Person[])[]): string[] => [
  ...new Set(lists.flatMap((people) => people.map(({ id }) => id))),
];
