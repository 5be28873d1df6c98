// The foot of a document: signatures, dates, copies.
import { beginsFoot, isDateLine, isOrganisation } from './headings.ts';
import type { Piece } from './sheet.ts';

/** Nothing follows but names of offices, dates and footers. */
export const isTail = (pieces: Piece[], at: number): boolean =>
  pieces.slice(at).every((piece) => {
    if (piece.kind === 'table') return false;
    const text = piece.words.plain.trim();
    return isDateLine(text) || isOrganisation(text) || beginsFoot(text) || /日印发?$/.test(text) || isSigned(text);
  });

/** 教导处 2025年8月22日 on one line. */
export const isSigned = (text: string): boolean => {
  const split =
    /^(.{2,24}?) +((?:20\d\d|二[〇零]).{3,14})$/.exec(text) ??
    /^(.{2,20}?[室校局处中心园所组部])((?:20\d\d)年.{3,10})$/.exec(text);
  return split !== null && isOrganisation(split[1] ?? '') && isDateLine(split[2] ?? '');
};
