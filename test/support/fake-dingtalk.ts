// A DingTalk to test against: gateway, API and webhooks on one loopback port, callbacks to the service, and the same refusals as the
// real one. Written from the protocol, sharing nothing with src/platforms/dingtalk.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { postEvent, postRobot, signedHeaders } from './fake-dingtalk/caller.ts';
import { createGateway } from './fake-dingtalk/gateway.ts';
import { robotJson, type Speech } from './fake-dingtalk/messages.ts';
import { robotApi } from './fake-dingtalk/robot-api.ts';
import {
  type Accepted,
  type Call,
  createState,
  type FakeOptions,
  type Fault,
  type Reply,
  type State,
} from './fake-dingtalk/state.ts';
import { webhooks } from './fake-dingtalk/webhooks.ts';

export type { Accepted, FakeOptions, Fault, Speech };

const messageTopic = '/v1.0/im/bot/messages/get';

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://fake');
  return {
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    raw: Buffer.concat(chunks).toString(),
  };
}

function write(response: ServerResponse, { status, body }: Reply): void {
  const html = typeof body === 'string';
  response.writeHead(status, { 'content-type': html ? 'text/html' : 'application/json' });
  response.end(html ? body : JSON.stringify(body));
}

/** Plays the fault; `handle` has the message taken where the fault is that only the answer is lost. */
function misbehave(fault: Fault, response: ServerResponse, slowMs: number, handle: () => Reply): void {
  if (['lost', 'hang', '502 taken', 'empty'].includes(fault)) handle();
  if (fault === 'lost' || fault === 'reset') response.socket?.destroy();
  else if (fault === 'slow') setTimeout(() => write(response, handle()), slowMs).unref();
  else if (fault === 'empty') response.writeHead(200).end();
  else if (fault === 'busy') write(response, { status: 200, body: { errcode: -1, errmsg: 'busy' } });
  else if (fault === 'html') write(response, { status: 200, body: '<html>blocked</html>' });
  else if (fault === 'redirect') response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
  else if (fault !== 'hang') write(response, { status: Number.parseInt(fault, 10), body: '<html>error</html>' });
}

function serveFile(state: State, path: string, response: ServerResponse): void {
  const file = state.files.get(decodeURIComponent(path.slice('/files/'.length)));
  if (!file) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': file.type, 'content-disposition': 'attachment; filename=".file"' });
  response.end(file.bytes);
}

/**
 * Starts the fake on loopback. People talk with `say` (Stream, or HTTP when `hook` is given) and it resolves once acknowledged;
 * `accepted` and `sent` tell what the service sent; `fail` arranges a fault for the next call of a path.
 */
export async function startFakeDingtalk(given: Partial<FakeOptions> = {}) {
  const state = createState(given);
  const gateway = createGateway(state);
  const handlers: Record<string, (call: Call) => Reply> = {
    ...robotApi(state),
    ...webhooks(state),
    '/v1.0/gateway/connections/open': gateway.open,
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    if (call.path.startsWith('/files/')) return serveFile(state, call.path, response);
    const handler = handlers[call.path];
    if (!handler || request.method !== 'POST') return write(response, { status: 404, body: { code: 'NotFound' } });
    state.calls.set(call.path, [...(state.calls.get(call.path) ?? []), state.now()]);
    const at = state.faults.findIndex(({ path }) => path === call.path);
    const [row] = at >= 0 ? state.faults.splice(at, 1) : [];
    const fault = row?.fault ?? state.weather?.(call);
    if (fault) misbehave(fault, response, state.options.slowMs, () => handler(call));
    else write(response, handler(call));
  }

  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  server.on('upgrade', gateway.upgrade);
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  state.base = `http://127.0.0.1:${port}`;

  const watchers = new Set<() => void>();
  state.onAccepted = () => {
    for (const watcher of watchers) watcher();
  };

  /** The first accepted message for which `wanted` holds, also one from before; rejects after `within` milliseconds. */
  function sent(wanted: (message: Accepted) => boolean = () => true, within = 5_000): Promise<Accepted> {
    return new Promise((done, reject) => {
      const look = () => {
        const found = state.accepted.find(wanted);
        if (!found) return;
        clearTimeout(timer);
        watchers.delete(look);
        done(found);
      };
      const timer = setTimeout(() => {
        watchers.delete(look);
        reject(
          new Error(
            `no such message among ${state.accepted.length}: ${JSON.stringify(state.accepted.map((m) => m.text))}`,
          ),
        );
      }, within);
      watchers.add(look);
      look();
    });
  }

  return {
    apiBase: state.base,
    oapiBase: state.base,
    /** For the service's list of webhook hosts. */
    host: `127.0.0.1:${port}`,
    options: state.options,
    accepted: state.accepted,
    sent,
    gateway,
    /** Calls of a path so far, as times in epoch milliseconds. */
    calls: (path: string): number[] => state.calls.get(path) ?? [],

    /** Says something to the robot over the transport in use; resolves once acknowledged, with how often it was delivered. */
    async say(speech: Speech): Promise<{ msgId: string; tries: number }> {
      const message = robotJson(state, speech);
      const { tries } = state.options.hook
        ? await postRobot(state, message)
        : await gateway.push(messageTopic, message);
      return { msgId: String(message.msgId), tries };
    },
    /** The JSON `say` would send, to be changed and sent by `post` or `push`. */
    json: (speech: Speech) => robotJson(state, speech),
    post: (message: unknown) => postRobot(state, message),
    push: (message: unknown) => gateway.push(messageTopic, message),
    postEvent: (event: unknown, wrong?: Parameters<typeof postEvent>[2]) => postEvent(state, event, wrong),
    signedHeaders: (at?: number) => signedHeaders(state, at),
    /** Where callbacks over HTTP go from now on. */
    setHook(hook: string | undefined) {
      state.options.hook = hook;
    },

    addCustomRobot(key: string, set: { secret?: string; keyword?: string } = {}) {
      state.customRobots.set(key, { ...set, mutedUntil: 0, seen: new Set() });
    },
    /** A file that can be asked for by its code; `url` when its address is to be another than the fake's own. */
    addFile(code: string, bytes: Buffer, url = `${state.base}/files/${encodeURIComponent(code)}`) {
      state.files.set(code, { url, bytes, type: 'application/octet-stream' });
    },
    disband: (conversationId: string) => state.disbanded.add(conversationId),
    remove: (staffId: string) => state.strangers.add(staffId),
    slowDown: (staffId: string) => state.flowControlled.add(staffId),
    /** Ends every token, as a reset in the console does; `secret` also changes the app's secret. */
    expire(secret = state.options.clientSecret) {
      state.token = null;
      state.options.clientSecret = secret;
    },
    /** Silences a group, or a custom robot, as after too much; `unmute` lets all speak again. */
    muteGroup: (conversationId: string) => state.mutedGroups.set(conversationId, state.now() + state.options.mutedFor),
    muteCustom(key: string) {
      const robot = state.customRobots.get(key);
      if (robot) robot.mutedUntil = state.now() + state.options.mutedFor;
    },
    unmute() {
      state.mutedGroups.clear();
      for (const robot of state.customRobots.values()) robot.mutedUntil = 0;
    },
    endSessions: () => state.sessions.clear(),
    /** The next `times` calls of the path go wrong. */
    fail(path: string, fault: Fault, times = 1) {
      for (let i = 0; i < times; i++) state.faults.push({ path, fault });
    },
    /** From now on each call asks here which fault it meets. */
    weather(pick: State['weather']) {
      state.weather = pick;
    },
    /** Everything is cut and nothing listens any more until `plug`. */
    async unplug() {
      const closed = new Promise((done) => server.close(done));
      gateway.cut();
      server.closeAllConnections();
      await closed;
    },
    plug: async () => {
      if (!server.listening) await listen(port);
    },
    async stop() {
      gateway.stop();
      if (!server.listening) return;
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A started fake. */
export type FakeDingtalk = Awaited<ReturnType<typeof startFakeDingtalk>>;
