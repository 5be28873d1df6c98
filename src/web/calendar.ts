// What stands behind a personal calendar link: the page, the feed for calendars, and the files. The token in the path is the only
// credential; it must stand in no log line.
import type { Context } from 'koa';
import type Router from 'koa-router';
import { dateOf, monthDay } from '../lib/dates.ts';
import { sheetDocument } from '../office/calendar/out/document.ts';
import { entriesOf } from '../office/calendar/out/entries.ts';
import { icsText } from '../office/calendar/out/ics.ts';
import { type CalendarLink, linkOf } from '../office/calendar/out/links.ts';
import { sheetOf } from '../office/calendar/out/sheet.ts';
import { type View, viewOf } from '../office/calendar/out/view.ts';
import * as wording from '../office/calendar/out/wording.ts';
import { calendarWarnings } from '../office/calendar/warnings.ts';
import type { OfficeParts } from '../office/parts.ts';
import { assets, pageHeaders } from './assets.ts';
import { allowance } from './limits.ts';
import { calendarPage, nothingPage } from './pages/calendar.ts';

const minute = 60_000;
/** As many looks, and as many files, as one link gives within ten minutes. */
const most = { looks: 120, files: 20 };

/** What a path asks for, by what stands behind the token. */
type Wanted = 'page' | 'ics' | 'docx' | 'xlsx';
const path = /^([A-Za-z0-9_-]{20,64})(?:\.(ics|docx|xlsx))?$/;

/** Mounts `/calendar/:token`, `.ics`, `.docx`, `.xlsx`, and the style of the page. */
export function calendarRoutes(router: Router, parts: OfficeParts): void {
  const asset = assets(new URL('./pages/', import.meta.url), ['calendar.css']);
  const mayLook = allowance(most.looks, 10 * minute);
  const mayTake = allowance(most.files, 10 * minute);

  router.get('/calendar/calendar.css', (ctx) => asset(ctx, 'calendar.css'));
  router.get('/calendar/:token', async (ctx) => {
    ctx.set(pageHeaders);
    const [, token = '', ending] = path.exec(String(ctx.params.token ?? '')) ?? [];
    const wanted = (ending ?? 'page') as Wanted;
    const found = await linkOf(parts.store.read, token, parts.clock.now());
    if (found.state !== 'open') return nothing(ctx, wanted, found.state);
    const { link } = found;
    // A link for a look has no feed: calendars would subscribe to something that ends by itself.
    if (wanted === 'ics' && !link.feed) return nothing(ctx, wanted, 'unknown');
    const file = wanted === 'docx' || wanted === 'xlsx';
    const may = file ? mayTake : mayLook;
    if (!may(link.hash, parts.clock.real())) return tooOften(ctx, wanted);
    const view = await viewOf(parts.store.read, link);
    if (typeof view === 'string') return nothing(ctx, wanted, view);
    await show[wanted](ctx, { view, link, token, parts });
  });
}

/** What a link has led to. */
interface Shown {
  view: View;
  link: CalendarLink;
  token: string;
  parts: OfficeParts;
}

const show: Record<Wanted, (ctx: Context, shown: Shown) => void | Promise<void>> = {
  page: showPage,
  ics: showFeed,
  docx: showFile('docx'),
  xlsx: showFile('xlsx'),
};

function showPage(ctx: Context, { view, link, token, parts: { clock, settings } }: Shown): void {
  const today = dateOf(clock.now());
  const feed = link.feed && settings.publicUrl !== null ? `${settings.publicUrl}/calendar/${token}.ics` : null;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = calendarPage({
    ...{ view, today, token, feed },
    sheet: sheetOf(view.calendar, view.visits),
    warnings: calendarWarnings(view.calendar, today),
  });
}

/** Calendars ask again and again: what they have already is not sent twice. Nobody in between may keep it. */
function showFeed(ctx: Context, { view }: Shown): void {
  const { scope, name, calendar, visits, changedAt, stamp } = view;
  ctx.set({ 'Cache-Control': 'private, no-cache', ETag: `"${stamp}"` });
  ctx.status = 200;
  ctx.type = 'text/calendar; charset=utf-8';
  if (ctx.fresh) ctx.status = 304;
  else ctx.body = icsText({ name: wording.feedName(scope, name), changedAt, entries: entriesOf(calendar, visits) });
}

function showFile(ending: 'docx' | 'xlsx'): (ctx: Context, shown: Shown) => Promise<void> {
  return async (ctx, { view: { scope, name, calendar, visits }, parts: { clock } }) => {
    const heading = wording.scopeHeading(scope, name);
    const table = sheetDocument(sheetOf(calendar, visits), heading, `截至${monthDay(dateOf(clock.now()))}`);
    // Sets the type by the ending too.
    ctx.attachment(`${calendar.term.title}${heading && `（${heading}）`}.${ending}`, {
      fallback: `calendar.${ending}`,
    });
    ctx.body = await write[ending](table);
  };
}

/** Writers are loaded when the first file is wanted. */
const write = {
  docx: async (table: ReturnType<typeof sheetDocument>) => (await import('../files/docx.ts')).writeDocx(table),
  xlsx: async (table: ReturnType<typeof sheetDocument>) =>
    (await import('../files/table-xlsx.ts')).writeTableXlsx('行事历', table),
};

const statusOf: Record<wording.Nothing, number> = { unknown: 404, over: 410, gone: 410, 'no-calendar': 404 };

const nothing = (ctx: Context, wanted: Wanted, why: wording.Nothing): void =>
  plainAnswer(ctx, wanted, statusOf[why], wording.linkOver(why));

function tooOften(ctx: Context, wanted: Wanted): void {
  ctx.set('Retry-After', '600');
  plainAnswer(ctx, wanted, 429, { title: '请稍后再试', text: wording.tooOften });
}

/** A sentence, as a page where a page was wanted. */
function plainAnswer(ctx: Context, wanted: Wanted, status: number, said: { title: string; text: string }): void {
  ctx.status = status;
  ctx.type = wanted === 'page' ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
  ctx.body = wanted === 'page' ? nothingPage(said) : said.text;
}
