// Said → the text of each WeCom lane. User text is shown as it is: a sign that would begin markup is written in its full-width form
// (`＜学校＞`), which reads the same in Chinese and which no client acts upon. Pure.
import type { Said } from '../../bot/message.ts';
import { cutBytes, numberedLines, safeUrl, shownParts, splitBytes, widen } from '../render.ts';

/** Longest text of each way out in UTF-8 bytes (protocols/wecom.md §3.4, §4.2, §6, §7.3). `wecom-bot` is the passive reply. */
export const maxBytes = { 'wecom-ws': 20_480, 'wecom-bot': 20_480, 'wecom-push': 4096, 'wecom-app': 2048 } as const;
export type WayOut = keyof typeof maxBytes;

/** How many unseen signs of 3 bytes the app's own messages end with (`markOf` in api.ts). */
export const markLength = 12;

/** Stands at the start of a part that begins within a line, so that nothing there is taken for the start of a line. */
const midLine = '\u200b';
const cutNote = '（内容较长，以下从略）';

const isWayOut = (lane: string): lane is WayOut => Object.hasOwn(maxBytes, lane);

/** The Said in parts that fit the lane. @throws RangeError for a lane that is not WeCom's */
export function render(lane: string, said: Said): string[] {
  if (!isWayOut(lane)) throw new RangeError(`not a lane of wecom: ${lane}`);
  const { head, tail } = write(lane, said);
  const parts: string[] = [];
  const room = maxBytes[lane] - 3 * (midLine.length + (lane === 'wecom-app' ? markLength : 0));
  for (const part of splitBytes([head, tail].filter(Boolean).join('\n\n'), room)) {
    const continues = parts.length > 0 && !parts[parts.length - 1]?.endsWith('\n');
    parts.push(continues ? midLine + part : part);
  }
  return shownParts(parts);
}

/** The Said in one text for a reply that cannot be continued: links and choices stay, the text before them is cut with a note. */
export function renderOne(lane: WayOut, said: Said): string {
  const { head, tail } = write(lane, said);
  const room = maxBytes[lane] - (tail === '' ? 0 : Buffer.byteLength(tail) + 2);
  // A tail that fills the reply by itself is cut like text; nothing of ours has choices of that size.
  if (room < 200) return cutBytes(`${head}\n\n${tail}`, maxBytes[lane], cutNote);
  return shownParts([[cutBytes(head, room, cutNote), tail].filter(Boolean).join('\n\n')]).join('');
}

function write(lane: WayOut, said: Said): { head: string; tail: string } {
  // The app speaks plain text: its markdown is not shown in every client, and text is what a passive reply can be.
  const plain = lane === 'wecom-app';
  const inert = plain ? inertText : inertMarkdown;
  const title = inert((said.title ?? '').replace(/\s+/g, ' ').trim());
  const links = (said.links ?? []).flatMap(({ label, url }) => {
    const name = inert(label.replace(/\s+/g, ' ').trim());
    const safe = safeUrl(url);
    if (!safe) return name === '' ? [] : [name];
    return plain ? `${name}：${safe}` : `[${name.replace(/[[\]]/g, widen)}](${safe})`;
  });
  const choices = numberedLines(said.choices ?? [], inert);
  return {
    head: [title === '' || plain ? title : `**${title}**`, inert(said.text)].filter(Boolean).join('\n'),
    tail: [links.join('\n'), choices.join('\n')].filter(Boolean).join('\n\n'),
  };
}

/** Plain text: only tags and mentions could do anything in it. */
export const inertText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .replace(/<(?![\s\d=]|$)([^<>\n]*)(>?)/g, (_, inner: string, end: string) => `＜${inner}${end && '＞'}`)
    .replace(/(?<![a-z0-9])@(?=all(?![a-z0-9])|所有人)/gi, '＠');

/** Markdown of robots and push messages (§4.2, §6), with every sign that would be markup in its full-width form. */
export const inertMarkdown = (text: string): string =>
  inertText(text)
    .replace(/&(?=#?\w{1,32};)/g, '＆')
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/gm, '＼')
    .replace(/`/g, '｀')
    .replace(/(?<!\/)~/g, '～')
    // Left alone: `3 * 4`, and the line in `教案_二年级_v2.docx`.
    .replace(/(?<![ \t])\*|\*(?![ \t])/g, '＊')
    .replace(/_{2,}|(?<![\p{L}\p{N}_])_+|(?<!_)_+(?![\p{L}\p{N}_])/gu, widen)
    .replace(/\](\s*)\(/g, ']$1（')
    // A reference may be defined over two lines, so this is no matter of single lines.
    .replace(/\]:/g, ']：')
    .split('\n')
    .map(inertLine)
    .join('\n');

/** What means something only at the start of a line, or as a line of its own. */
function inertLine(typed: string): string {
  const line = typed.replace(/^[ \t]+/, (blank) => (/^ {1,3}$/.test(blank) ? blank : '\u00a0'.repeat(blank.length)));
  if (/^[\s|:=+-]+$/.test(line)) return widen(line);
  return line
    .replace(/^(\s*)((?:>\s*)+)/, (_, blank: string, signs: string) => blank + widen(signs))
    .replace(/^(\s*)(#{1,6})(?=\s|$)/, (_, blank: string, signs: string) => blank + widen(signs))
    .replace(/^(\s*)([-+*])(?=\s|$)/, (_, blank: string, sign: string) => blank + widen(sign))
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, (_, number: string, sign: string) => number + widen(sign));
}
