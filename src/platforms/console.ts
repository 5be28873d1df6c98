// The terminal as a platform (`jiaoyan chat`): messages that arrive anywhere are printed. Answers the command prints itself.
import type { Chat, Said } from '../bot/message.ts';
import type { Lane, Platform } from './platform.ts';
import { numberedLines, safeUrl, shownParts, splitBytes } from './render.ts';

const lane: Lane = {
  name: 'console',
  perChat: [{ count: 10_000, per: 60_000 }],
  perRobot: [{ count: 100_000, per: 60_000 }],
  mutedFor: 0,
  maxBytes: 16_384,
  concurrency: 1,
  idempotent: true,
  bound: false,
};

/** A terminal acts upon control characters (colours, cursor, title); nothing else in a text does anything. */
const inert = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

/** The Said as lines of plain text, in parts of at most 16 KiB. */
export function consoleText(said: Said): string[] {
  const oneLine = (text: string) => inert(text).replace(/\s+/g, ' ').trim();
  const links = (said.links ?? []).flatMap(({ label, url }) => {
    const safe = safeUrl(url);
    return safe ? [`${oneLine(label)}：${safe}`] : [];
  });
  const lines = [
    oneLine(said.title ?? ''),
    inert(said.text),
    ...links,
    ...numberedLines(said.choices ?? [], oneLine),
  ].filter((line) => line !== '');
  return shownParts(splitBytes(lines.join('\n'), lane.maxBytes));
}

/** The platform of the terminal. `write` prints a block of lines; `nameOf` says whose chat it is. */
export const consolePlatform = (
  write: (block: string) => void,
  nameOf: (chat: Chat) => string = ({ id }) => id,
): Platform => ({
  name: 'console',
  lanes: [lane],
  health: async () => ({ ok: true, detail: '终端' }),
  render: (_, said) => consoleText(said),
  async send({ chat }, _said, text, { deliveryId, signal }) {
    if (signal.aborted) return { outcome: 'retry', reason: '发送已中止' };
    const place = chat.kind === 'group' ? `群“${nameOf(chat)}”` : `私信 ${nameOf(chat)}`;
    write(`→ ${place}\n${text.replace(/^/gm, '  ')}`);
    return { outcome: 'sent', ref: deliveryId };
  },
});
