// The calendar pages on a real server with a real store and the sample term, for tests.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import Router from 'koa-router';
import { fileStore } from '../../src/files/storage.ts';
import { type MovableClock, movableClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { changeCalendar, lockedCalendar } from '../../src/office/calendar/change.ts';
import type { Item } from '../../src/office/calendar/model.ts';
import { giveView, subscribe } from '../../src/office/calendar/out/links.ts';
import type { Scope } from '../../src/office/calendar/out/scope.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { assets } from '../../src/web/assets.ts';
import { calendarRoutes } from '../../src/web/calendar.ts';
import { openOffice, type TestOffice } from './office.ts';
import { spring2023File } from './term.ts';

/** A running server with the calendar's pages. */
export interface CalendarSite {
  office: TestOffice;
  clock: MovableClock;
  url: string;
  /** The lines of the log. */
  log: string[];
  /** The address of a new subscription (or of a link for a look) of that person, without an ending. */
  linkFor(who: string, scope: Scope, kind?: 'subscription' | 'look'): Promise<string>;
  /** Makes these the items of the term. */
  change(edit: (items: Item[]) => Item[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens it at `now` (epoch ms). */
export async function openCalendars(now: number): Promise<CalendarSite> {
  const office = await openOffice(now);
  await office.act(null, (act) => importTerm(act, spring2023File));
  const dir = mkdtempSync(join(tmpdir(), 'jiaoyan-calendar-'));
  const clock = movableClock(now, true);
  const log: string[] = [];
  const router = new Router();
  const app = new Koa();
  app.silent = true;
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const parts = {
    store: office.store,
    clock,
    log: createLog('trace', { write: (line: string) => log.push(line) }),
    files: fileStore(dir),
    settings: { publicUrl: url, sandbox: true },
    fetchMedia: () => Promise.reject(new Error('no media here')),
  };
  app.on('error', (err) => parts.log.error({ err }, 'request failed'));
  calendarRoutes(router, parts);
  const shared = assets(new URL('../../src/web/pages/', import.meta.url), ['upload.css']);
  router.get('/assets/:name', (ctx) => shared(ctx, ctx.params.name ?? ''));
  app.use(router.routes()).use(router.allowedMethods());
  server.on('request', app.callback());
  return {
    ...{ office, clock, url, log },
    linkFor: (who, scope, kind = 'subscription') =>
      office.act(
        who,
        async (act) => {
          const give = kind === 'look' ? giveView : subscribe;
          return `${url}${new URL((await give(act, scope)).url).pathname}`;
        },
        { at: clock.now() },
      ),
    change: (edit) =>
      office.act(
        '陈安',
        async (act) => {
          const calendar = await lockedCalendar(act);
          if (!calendar) throw new Error('no calendar');
          const { term, items } = calendar;
          await changeCalendar(act, { term, items: edit(items) }, { kind: 'edit', summary: '测试改动' });
        },
        { at: clock.now() },
      ),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await office.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
