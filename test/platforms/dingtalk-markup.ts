// A reader of markdown for tests: what in a text a lenient client might act upon. Written apart from the adapter's own rules.

const inline: readonly RegExp[] = [
  /(?<![A-Za-z0-9._%+-])@[\p{L}\p{N}]+/gu, // mention
  /!?\[[^\]\n]*\]\([^)\n]*\)/g, // link, image
  /\[[^\]\n]+\]\[[^\]\n]*\]/g, // reference link
  /\*{1,3}(?=\S)[^*\n]*[^*\s]\*/g, // emphasis
  /(?<![\p{L}\p{N}])_{1,3}(?=\S)[^_\n]*[^_\s]_(?![\p{L}\p{N}])/gu,
  /~~[^~\n]+~~/g,
  /`[^`\n]+`/g,
  /<\/?[A-Za-z][^<\n]*>/g, // tag, autolink
  /<!--|<\?/g,
  /&(?:[A-Za-z]\w*|#\d+|#x[\da-f]+);/gi, // entity
  /\\[!-/:-@[-`{-~]/g, // escape
  /(?<!https?:[^\s]*)\b(?:dtmd|dingtalk|javascript):\/\//gi, // a scheme inside a web address is part of it
];

const block: readonly RegExp[] = [
  /^ {0,3}#{1,6}(?:\s.*|$)/gm,
  /^ {0,3}>.*/gm,
  /^ {0,3}[-*+](?:\s.*|$)/gm,
  /^ {0,3}\d{1,9}[.)](?:\s.*|$)/gm,
  /^(?: {4}| {0,3}\t).*\S.*/gm, // indented code
  /^ {0,3}(?:```|~~~).*/gm,
  /^ {0,3}(?:=+|-+|(?:[-*_] *){3,}) *$/gm, // underlined heading, rule
  /^ {0,3}\|?[ :]*-+[-:| ]*\|[-:| ]*$/gm, // table
  /^ {0,3}\[[^\]\n]+\]:/gm, // link definition
];

/** Everything in the text that markdown or a mention would make of it, as written. */
export const activeMarkup = (text: string): string[] => [...inline, ...block].flatMap((rule) => text.match(rule) ?? []);
