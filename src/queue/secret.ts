// Answers that were secret: their words lie sealed until they have gone out, and are not kept afterwards.

/** Lead in the ledger of an answer whose words are not kept. */
export const secretAnswer = 'secret';

/** What is kept in its place (JSON of a Said): it has been read, and nobody sends it again. */
export const notKept = JSON.stringify({ text: '（保密，不保留）' });
