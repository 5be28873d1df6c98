// A confirmed proposal as changes of the calendar and of visits. Pure.
import type { LocalDate } from '../../../lib/dates.ts';
import type { Calendar, Exception, Item } from '../model.ts';
import type { Move, Proposal } from './model.ts';

/** The items with everything moved. A single item remembers where it stood first; a meeting becomes an exception of its series. */
export function applyProposal(calendar: Pick<Calendar, 'items'>, { moves }: Pick<Proposal, 'moves'>): Item[] {
  const byItem = Map.groupBy(
    moves.filter(({ kind }) => kind !== 'visit'),
    ({ itemId }) => itemId,
  );
  return calendar.items.map((item) => (byItem.get(item.id) ?? []).reduce(moved, item));
}

function moved(item: Item, { kind, nominal, to, why }: Move): Item {
  if (kind === 'meeting')
    return nominal === null ? item : withException(item, { day: nominal, to: to.start, why, revision: 0 });
  const { start, end, movedFrom } = item;
  const from = movedFrom ?? (start && end ? { start, end } : null);
  const home = from !== null && from.start === to.start && from.end === to.end;
  return { ...item, start: to.start, end: to.end, movedFrom: home ? null : from };
}

/** The revision is given when the calendar is changed (`revised` in changes.ts). */
function withException(item: Item, exception: Exception): Item {
  const others = item.exceptions.filter(({ day }) => day !== exception.day);
  return { ...item, exceptions: [...others, exception].sort((a, b) => (a.day < b.day ? -1 : 1)) };
}

/** One visit that moves. */
export interface VisitMove {
  visitId: string;
  from: LocalDate;
  to: LocalDate;
  why: string;
}

/** The visits a proposal moves; they are kept apart from the calendar. */
export const visitMoves = ({ moves }: Pick<Proposal, 'moves'>): VisitMove[] =>
  moves.flatMap(({ kind, itemId, from, to, why }) =>
    kind === 'visit' ? [{ visitId: itemId, from: from.start, to: to.start, why }] : [],
  );
