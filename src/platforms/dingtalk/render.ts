// Said → DingTalk's markdown, and the bodies in which it travels: webhook format (§3.2, §3.3) and robot API (§3.4).
import type { Said } from '../../bot/message.ts';
import { numberedLines, safeUrl, shownParts, splitBytes } from '../render.ts';
import { inertLine, inertText, lineBreak } from './inert.ts';

/** Room for what surrounds the text in a message: field names and the title of the chat list. */
const wrapping = 600;
/** A longer title is printed as ordinary words, bytes. */
const longestHeading = 300;
/** Longest title in the chat list, in code points. */
const titleLength = 40;

/** Bytes the text takes in the JSON that DingTalk measures. */
const wireBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** The words inert, in parts that take no more than `room` bytes each on the wire; parts with nothing to see are left out. */
function inertParts(words: string, room: number): string[] {
  const shown = inertText(words.trimEnd());
  const size = wireBytes(shown);
  if (size <= room) return shown.trim() === '' ? [] : [shown];
  const share = Math.floor((Buffer.byteLength(words) * room * 0.95) / size);
  return splitBytes(words, Math.max(4, share)).flatMap((piece) => inertParts(piece, room));
}

function linkLine(link: { label: string; url: string }): string {
  const url = safeUrl(link.url);
  const label = inertLine(link.label).replaceAll('[', '［').replaceAll(']', '］');
  return url ? `[${label || '链接'}](${url})` : label;
}

/**
 * The Said as markdown parts whose JSON takes at most `maxBytes`: the title as a heading before the first, links and numbered choices
 * after the last. Buttons, where there are any (buttons.ts), come beside these words and not in their place (protocol §3.6).
 */
export function render(said: Said, maxBytes: number): string[] {
  const room = maxBytes - wrapping;
  const title = inertLine(said.title ?? '').replaceAll('#', '＃');
  const heads = title !== '' && Buffer.byteLength(title) <= longestHeading;
  const head = heads ? `### ${title}` : '';
  const words = heads || !said.title ? said.text : `${said.title}\n${said.text}`;
  const tail = [...(said.links ?? []).map(linkLine), ...numberedLines(said.choices ?? [], inertLine)].join(lineBreak);

  const parts = inertParts(words.toWellFormed(), room - wireBytes(head + lineBreak));
  parts[0] = stacked(head, parts[0] ?? '');
  const ending = stacked(parts.at(-1) ?? '', tail);
  const all = wireBytes(ending) <= room ? [...parts.slice(0, -1), ending] : [...parts, ...splitBytes(tail, room / 2)];
  return shownParts(all);
}

const stacked = (...blocks: string[]): string => blocks.filter((block) => block !== '').join(lineBreak);

/** What the chat list shows of a message: its title or first line, without markup. */
export function listTitle(said: Said): string {
  const lines = (said.title || said.text).split(/[\r\n]/, 50).map(inertLine);
  const shown = lines.find((line) => line !== '') ?? '消息';
  return [...shown].slice(0, titleLength).join('');
}

/** A message in webhook format. No `at` list is ever sent, so nothing in the text can mention anybody. */
export const webhookBody = (said: Said, text: string): Record<string, unknown> => ({
  msgtype: 'markdown',
  markdown: { title: listTitle(said), text },
});

/** A message for the robot API: `msgParam` is JSON in a string. */
export const robotMessage = (said: Said, text: string): { msgKey: string; msgParam: string } => ({
  msgKey: 'sampleMarkdown',
  msgParam: JSON.stringify({ title: listTitle(said), text }),
});
