// The upload page on a real server with a real store, for tests of pages.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import Router from 'koa-router';
import { fileStore } from '../../src/files/storage.ts';
import { type MovableClock, movableClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { givePlanLink } from '../../src/office/calendar/drafts/upload.ts';
import { giveLink } from '../../src/office/contests/actions.ts';
import { allContests } from '../../src/office/contests/model.ts';
import type { OfficeParts } from '../../src/office/parts.ts';
import { seedContest } from '../../src/office/sample/contest.ts';
import { planUploadRoutes } from '../../src/web/plan-upload.ts';
import type { Patience } from '../../src/web/receive.ts';
import { uploadRoutes } from '../../src/web/uploads.ts';
import { openOffice, type TestOffice } from './office.ts';

/** The running upload pages. */
export interface UploadSite {
  office: TestOffice;
  parts: OfficeParts;
  clock: MovableClock;
  url: string;
  /** How often something was committed. */
  commits(): number;
  /** The lines of the log. */
  log: string[];
  /** A link of that person, by name. */
  linkFor(who: string): Promise<string>;
  /** A link for a plan document of that person, by name. */
  planLinkFor(who: string): Promise<string>;
  /** Names of what lies in the incoming folder. */
  incoming(): string[];
  close(): Promise<void>;
}

/** Opens it at `now` (epoch ms) with the sample contest. */
export async function openUploads(now: number, wait?: Patience): Promise<UploadSite> {
  const office = await openOffice(now);
  await office.act(null, seedContest);
  const dir = mkdtempSync(join(tmpdir(), 'jiaoyan-web-'));
  const incoming = join(dir, 'files', 'incoming');
  const clock = movableClock(now, true);
  const log: string[] = [];
  const parts: OfficeParts = {
    store: office.store,
    clock,
    log: createLog('trace', { write: (line: string) => log.push(line) }),
    files: fileStore(dir),
    settings: { publicUrl: 'http://127.0.0.1', sandbox: true },
    fetchMedia: () => Promise.reject(new Error('no media here')),
  };
  let commits = 0;
  const router = new Router();
  planUploadRoutes(router, parts, () => commits++, wait);
  uploadRoutes(router, parts, () => commits++, wait);
  const app = new Koa();
  app.silent = true;
  app.on('error', (err) => parts.log.error({ err }, 'request failed'));
  app.use(router.routes()).use(router.allowedMethods());
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ office, parts, clock, url, log },
    commits: () => commits,
    linkFor: (who) =>
      office.act(
        who,
        async (act) => {
          const [contest] = await allContests(act.tx);
          if (!contest) throw new Error('no contest');
          return `${url}${new URL((await giveLink(act, contest)).url).pathname}`;
        },
        { at: clock.now() },
      ),
    planLinkFor: (who) =>
      office.act(
        who,
        async (act) => {
          const given = await givePlanLink(act);
          if (!given) throw new Error('no link');
          return `${url}${new URL(given.url).pathname}`;
        },
        { at: clock.now() },
      ),
    incoming: () => (existsSync(incoming) ? readdirSync(incoming) : []),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await office.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
