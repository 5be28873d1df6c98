// One process holds the connections; another waits and takes over when the first is gone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLog } from '../../src/lib/log.ts';
import { holdConnections } from '../../src/web/connections.ts';

it('lets the second in only when the first has closed', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'jiaoyan-hold-'));
  const events: string[] = [];
  const hold = (name: string) =>
    holdConnections({
      dataDir,
      log: createLog('silent'),
      open: async () => void events.push(`${name} opens`),
      close: async () => void events.push(`${name} closes`),
    });
  const first = await hold('first');
  const second = await hold('second');
  expect(events).toEqual(['first opens']);
  await first.stop();
  await expect.poll(() => events, { timeout: 10_000 }).toEqual(['first opens', 'first closes', 'second opens']);
  await second.stop();
  expect(events.at(-1)).toBe('second closes');
  rmSync(dataDir, { recursive: true, force: true });
});
