// The HTTP side: contract routes, health, metrics, one error page, no content in any log line.
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa, { type Context } from 'koa';
import Router from 'koa-router';
import { systemClock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { allowance } from './limits.ts';
import { patience } from './receive.ts';

/** What /readyz tells: ready is the store alone; Redis and platforms are reported and do not stop callbacks. */
export interface Readiness {
  store: boolean;
  parts: Record<string, { ok: boolean; detail: string }>;
}

/** What the server is given. */
export interface ServerParts {
  log: Log;
  host: string;
  port: number;
  ready(): Promise<Readiness>;
  metrics(): Promise<string>;
  /** Mounts the product's routes. */
  mount(router: Router): void;
}

/** A listening server. */
export interface WebServer {
  /** Where it listens, `http://host:port`. */
  url: string;
  /** Stops taking connections; answers what is under way. */
  close(): Promise<void>;
}

/** How a connection ends that the other side gives up; `HPE_…` is Node's parser, which was promised more. */
const endings = /^(?:HPE_\w+|ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/;
const minute = 60_000;

/**
 * Notes what went wrong with a request: a fault of ours with its stack each time, a sender that broke off (phones lose their network)
 * once a minute and without one. A store that resets its connection has the same codes, but then the sender is still there.
 */
function reporter(log: Log): (error: Error & { code?: unknown }, ctx?: Context) => void {
  const mayTell = allowance(1, minute);
  return (error, ctx) => {
    const code = String(error.code);
    if (!ctx?.req.socket.destroyed || !endings.test(code)) log.error({ err: error }, 'request failed');
    else if (mayTell('broken off', systemClock.real())) log.info({ code }, 'request broken off by its sender');
  };
}

/** Starts the web server. @throws when the port is taken */
export async function startServer(parts: ServerParts): Promise<WebServer> {
  const app = new Koa();
  const router = new Router();
  app.silent = true;
  app.on('error', reporter(parts.log));
  app.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/u/')) giveUpSlowly(ctx.req);
    ctx.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'X-Frame-Options': 'DENY' });
    await next();
  });
  router.get('/healthz', (ctx) => {
    ctx.body = 'ok';
  });
  router.get('/readyz', async (ctx) => {
    const ready = await parts.ready();
    ctx.status = ready.store ? 200 : 503;
    ctx.body = { ready: ready.store, ...ready.parts };
  });
  router.get('/metrics', async (ctx) => {
    ctx.type = 'text/plain; version=0.0.4';
    ctx.body = await parts.metrics();
  });
  parts.mount(router);
  app.use(router.routes()).use(router.allowedMethods());
  const server = await listen(app, parts.host, parts.port);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${parts.host}:${port}`, close: () => close(server) };
}

/** How long a request may take to arrive, milliseconds: its headers, and all of it. An upload has its own, shorter, patience. */
const arrival = { headers: 60_000, whole: patience.whole + 300_000 };

/** How long the body of anything but an upload may take to arrive, milliseconds: a callback is a few kilobytes. */
const bodyArrival = 30_000;

function giveUpSlowly(request: IncomingMessage): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, bodyArrival);
  request.once('close', () => clearTimeout(timer));
}

function listen(app: Koa, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, () => resolve(server));
    server.headersTimeout = arrival.headers;
    server.requestTimeout = arrival.whole;
    server.once('error', reject);
  });
}

/** How long requests under way may take to end when the server closes, milliseconds; a stalled upload must not hold up the rest. */
const farewell = 3_000;

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), farewell);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
