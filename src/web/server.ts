// The HTTP side: contract routes, health, metrics, one error page, no content in any log line.
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import Router from 'koa-router';
import type { Log } from '../lib/log.ts';
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

/** Starts the web server. @throws when the port is taken */
export async function startServer(parts: ServerParts): Promise<WebServer> {
  const app = new Koa();
  const router = new Router();
  app.silent = true;
  app.on('error', (error) => parts.log.error({ err: error }, 'request failed'));
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
