// The guard for documents: the same rules on the words of a file and on its tables, whose columns are known here. Pure.
import type { PlanDocument } from '../../files/document.ts';
import { type Guarded, type GuardFacts, guardText, heldFor } from '../guard.ts';
import { openText } from './plain.ts';
import { tableTells } from './tables.ts';

const cellText = (cell: string): string => openText(cell).replace(/\s+/g, '');

/** Looks over a document that is to go to a group: its name, its paragraphs, its tables. */
export function guardDocument({ name, blocks }: PlanDocument, facts: GuardFacts): Guarded {
  const lines = blocks.flatMap((block) =>
    block.kind === 'table' ? block.rows.map((row) => row.join('\t')) : [block.text],
  );
  const told = guardText([name ?? '', ...lines].join('\n'), facts);
  if (!told.ok) return told;
  const tells = blocks.some(
    (block) => block.kind === 'table' && tableTells(block.rows.map((row) => row.map(cellText))),
  );
  return tells ? heldFor('score') : { ok: true };
}
