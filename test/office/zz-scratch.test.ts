import { readFileSync } from 'node:fs';
import { test, vi } from 'vitest';
vi.mock('../../handlers/index.ts', async () => {
  const { schedules } = await import('../../handlers/schedule.ts');
  const { deliveries } = await import('../../handlers/deliveries.ts');
  return { commands: [...schedules, ...deliveries] };
});
vi.mock('../../src/office/reminders/due.ts', async (original) => {
  const real = await original<typeof import('../../src/office/reminders/due.ts')>();
  const { dueSchedules } = await import('../../src/office/schedules/due.ts');
  const allDue: typeof real.allDue = (db, calendar, from, to) => dueSchedules(db, calendar, from, to);
  const upcoming: typeof real.upcoming = async (db, calendar, after) => {
    const due = await dueSchedules(db, calendar, after, after + 40 * 86_400_000);
    return due.length ? Math.min(...due.map((d) => d.due)) : null;
  };
  return { ...real, allDue, upcoming };
});
vi.mock('../../src/platforms/sandbox.ts', () => ({
  sandboxPlatform: () => ({
    name: 'sandbox',
    lanes: [{ name: 'sandbox', perChat: [], perRobot: [], mutedFor: 0, maxBytes: 4000, concurrency: 1, idempotent: true, bound: false }],
    health: async () => ({ ok: true, detail: '' }),
    render: (_: string, said: { text: string }) => [said.text],
    send: async () => ({ outcome: 'sent' }),
  }),
}));
const { play } = await import('../support/play.ts');
test('scratch', async () => {
  const { happened } = await play(readFileSync('/tmp/scratch.chat', 'utf8'));
  console.log(happened);
});
