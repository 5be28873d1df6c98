// The control socket from which tests move the clock of a running process (contract.md; refused in production by config).
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { MovableClock } from '../lib/clock.ts';

/**
 * Listens on a unix socket. One JSON line in, one out: `{"now": <epoch ms or ISO>}` puts the clock there,
 * `{"advance": <ms>}` puts it forward, `{}` asks; the answer is `{"now": <epoch ms>}` or `{"error": "…"}`.
 * `moved` is called after each move, so that nobody has to wait for the next beat.
 */
export async function clockSocket(path: string, clock: MovableClock, moved: () => void): Promise<{ close(): void }> {
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) =>
      socket.write(`${JSON.stringify(obey(line, clock, moved))}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  return { close: () => server.close() };
}

function obey(line: string, clock: MovableClock, moved: () => void): { now: number } | { error: string } {
  try {
    const { now, advance } = JSON.parse(line) as { now?: number | string; advance?: number };
    const to = now === undefined ? clock.now() + (advance ?? 0) : typeof now === 'string' ? Date.parse(now) : now;
    if (!Number.isFinite(to)) return { error: 'not a time' };
    if (now !== undefined || advance !== undefined) {
      clock.moveTo(to);
      moved();
    }
    return { now: clock.now() };
  } catch {
    return { error: 'not a JSON line' };
  }
}
