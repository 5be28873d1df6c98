// Answers of the calendar made to fit a chat: a phone's screen and a message's bytes; what is longer ends in a link.
import type { Said } from '../../bot/message.ts';
import type { Act } from '../act.ts';
import { calendarLink } from './out/links.ts';
import type { Scope } from './out/scope.ts';

/** Two screens of a phone; half of the smallest message a platform takes (2,048 bytes are left whole by every one of them). */
const most = { lines: 30, bytes: 2_000 };

/** How many of the first lines fit. */
function fitting(lines: readonly string[]): number {
  let bytes = 0;
  const over = lines.findIndex((line, i) => {
    bytes += Buffer.byteLength(line) + 1;
    return i >= most.lines || bytes > most.bytes;
  });
  return over < 0 ? lines.length : over;
}

/** The answer as it is when it fits, else its first lines and a link to the page of `scope` that shows the whole term. */
export async function fitted(act: Act, said: Said, scope: Scope): Promise<Said> {
  const lines = said.text.split('\n');
  const count = fitting(lines);
  if (count === lines.length) return said;
  const url = await calendarLink(act, scope);
  const left = `还有 ${lines.length - count} 行${url ? '，整个学期的在这里：' : '。请问得窄一些，例如“/行事历 4月”。'}`;
  return {
    ...said,
    text: [...lines.slice(0, count), left].join('\n'),
    ...(url && { links: [...(said.links ?? []), { label: '看整个行事历', url }] }),
  };
}
