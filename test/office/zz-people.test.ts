import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
vi.mock('../../handlers/index.ts', async (original) => {
  const real = await original<typeof import('../../handlers/index.ts')>();
  const { roster } = await import('../../handlers/roster.ts');
  const { groups } = await import('../../handlers/groups.ts');
  const { audit } = await import('../../handlers/audit.ts');
  const have = new Set(real.commands.map((c) => c.name));
  const more = [...roster, ...groups, ...audit].filter((c) => !have.has(c.name));
  return { commands: [...real.commands, ...more] };
});
import { play } from '../support/play.ts';
import { checkCommands } from '../../src/bot/check.ts';
import { commands } from '../../handlers/index.ts';
it('check', () => expect(checkCommands(commands)).toEqual([]));
for (const f of (process.env.CHATS ?? 'visits').split(',')) it(f, async () => {
  const { happened, expected } = await play(readFileSync(`/work/main/test/chats/${f}.chat`, 'utf8'));
  writeFileSync(`/tmp/${f}.played`, happened);
  if (process.env.STRICT) expect(happened).toBe(expected);
});
