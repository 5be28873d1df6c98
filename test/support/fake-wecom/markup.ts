// What WeCom's clients would act upon in a text: read the way a generous markdown renderer reads, not the way the adapter writes.

const anywhere: [string, RegExp][] = [
  ['mention', /<@[^>]*>?/g],
  ['mention', /(?<![A-Za-z0-9])@(?:all\b|所有人)/gi],
  ['tag', /<[A-Za-z/!?\p{L}][^>]*>?/gu],
];

const inMarkdown: [string, RegExp][] = [
  ['link', /!?\[[^\]]*\]\s*\([^)]*\)?/g],
  ['reference', /^ {0,3}\[[^\]]+\]:/gm],
  ['bold', /(\*\*|__)(?=\S)(?:(?!\1).)+?(?<=\S)\1/gs],
  ['italic', /(?<![*\p{L}\p{N}])\*(?=[^\s*])[^*\n]+\*/gu],
  ['italic', /(?<![_\p{L}\p{N}])_(?=[^\s_])[^_\n]+_(?![\p{L}\p{N}])/gu],
  ['struck', /~~?(?=\S)[^~\n]+~~?/g],
  ['code', /`[^`]+`/g],
  ['fence', /^ {0,3}(?:```|~~~)/gm],
  ['heading', /^ {0,3}#{1,6}(?:[ \t]|$)/gm],
  ['heading', /\S[^\n]*\n {0,3}(?:=+|-+)[ \t]*$/gm],
  ['rule', /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/gm],
  ['quote', /^ {0,3}>/gm],
  ['list', /^[ \t]*[-*+](?:[ \t]|$)/gm],
  ['numbered', /^[ \t]*\d{1,9}[.)](?:[ \t]|$)/gm],
  ['indented', /^(?: {4,}|\t)\S/gm],
  ['table', /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/gm],
  ['entity', /&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);/gi],
  ['escape', /\\[!-/:-@[-`{-~]/g],
];

/** The pieces that are more than text, each as `kind: piece`; `wecom-app` is plain text, everything else markdown. */
export function activeMarkup(lane: string, text: string): string[] {
  const rules = lane === 'wecom-app' ? anywhere : [...anywhere, ...inMarkdown];
  return rules.flatMap(([kind, rule]) => [...text.matchAll(rule)].map(([piece]) => `${kind}: ${piece}`));
}
