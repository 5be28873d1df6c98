// The sandbox on a real server: engine, store, outbox and queue runner, with uploads; for tests of its API and its page.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import Router from 'koa-router';
import { loadSettings } from '../../config/load.ts';
import { tick } from '../../jobs/tick.ts';
import { type Core, createCore } from '../../src/app.ts';
import { type MovableClock, movableClock } from '../../src/lib/clock.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { createLog } from '../../src/lib/log.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { upcoming } from '../../src/office/reminders/due.ts';
import { seedSandbox } from '../../src/office/sample/seed.ts';
import { sandboxPlatform } from '../../src/platforms/sandbox.ts';
import { inlineRunner } from '../../src/queue/inline.ts';
import { noPace } from '../../src/queue/pace.ts';
import { openStore } from '../../src/store/db.ts';
import { planUploadRoutes } from '../../src/web/plan-upload.ts';
import { type SandboxPorts, sandboxRoutes } from '../../src/web/sandbox.ts';
import { uploadRoutes } from '../../src/web/uploads.ts';

/** A running sandbox. */
export interface SandboxSite {
  url: string;
  core: Core;
  clock: MovableClock;
  ports: SandboxPorts;
  close(): Promise<void>;
}

/** Opens it on Monday 2023-03-06 08:00. `change` may put other ports in the place of the real ones. */
export async function openSandbox(
  change: (ports: SandboxPorts) => SandboxPorts = (ports) => ports,
): Promise<SandboxSite> {
  const dir = mkdtempSync(join(tmpdir(), 'jiaoyan-sandbox-'));
  const store = await openStore({ dataDir: dir });
  const clock = movableClock(instantOf('2023-03-06', '08:00'), true);
  const app = new Koa();
  app.silent = true;
  const router = new Router();
  // The address is part of what the office knows, so the server listens before there is anything to answer with.
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const core = createCore({
    ...{ store, clock, sandbox: true, pace: noPace, committed: () => undefined },
    settings: { ...loadSettings({ PUBLIC_URL: url }, '/dev/null'), DATA_DIR: dir },
    log: createLog('silent'),
    platforms: [sandboxPlatform()],
  });
  await seedSandbox(core.office);
  // The clock's first beat: what was due before it never speaks.
  await tick(core.office);
  const runner = inlineRunner();
  const drain = () => runner.drain(core.queue);
  const nextDue = async () => upcoming(store.read, await loadCalendar(store.read), clock.now());
  const ports = change({
    ...{ store, clock, drain, nextDue, answerOf: core.answerOf },
    hear: async (message) => {
      const answer = await core.hear(message);
      await tick(core.office);
      await drain();
      return answer;
    },
    async moveClock(to, onStep) {
      for (let stop = -1; stop !== to; ) {
        const next = await nextDue();
        stop = next === null || next > to ? to : next;
        clock.moveTo(stop);
        await tick(core.office);
        await drain();
        onStep?.(stop);
      }
    },
  });
  planUploadRoutes(router, core.office, () => void drain());
  uploadRoutes(router, core.office, () => void drain());
  sandboxRoutes(router, ports);
  server.on('request', app.use(router.routes()).use(router.allowedMethods()).callback());
  return {
    ...{ url, core, clock, ports },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
