// The fake's Stream gateway: tickets that open once, sockets, pushes that come again until they are acknowledged.
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { apiError, type Call, ok, parsed, type Reply, type State } from './state.ts';

/** One live socket. `quiet`: asked to move on, gets nothing more. */
interface Line {
  socket: WebSocket;
  topics: Set<string>;
  quiet: boolean;
}

/** An answer of the client to one frame. */
export interface FrameAnswer {
  code: number;
  headers: { messageId: string; contentType?: string };
  message?: string;
  data: string;
}

/** The gateway. */
export type Gateway = ReturnType<typeof createGateway>;

const frame = (type: string, topic: string, messageId: string, data: string, now: number): string =>
  JSON.stringify({
    specVersion: '1.0',
    type,
    headers: {
      appId: 'fake',
      connectionId: 'fake',
      contentType: 'application/json',
      messageId,
      time: String(now),
      topic,
    },
    data,
  });

export function createGateway(state: State) {
  const tickets = new Map<string, { until: number; topics: string[] }>();
  const lines = new Set<Line>();
  const waiting = new Map<string, (answer: FrameAnswer) => void>();
  const timers = new Set<NodeJS.Timeout>();
  const server = new WebSocketServer({ noServer: true });
  /** Set by tests: how the gateway misbehaves. */
  const manners = { refuseSockets: 0, closeAfterOpen: 0, silentHandshake: 0, openStatus: 200 };
  const opens: number[] = [];
  let pongs = true;

  function open(call: Call): Reply {
    opens.push(state.now());
    if (manners.openStatus !== 200) return apiError('gateway', manners.openStatus);
    const body = parsed(call.raw);
    if (call.headers.accept !== 'application/json') return { status: 200, body: '<xml/>' };
    if (body?.clientId !== state.options.clientId || body.clientSecret !== state.options.clientSecret) {
      return apiError('authFailed', 401);
    }
    const wanted = Array.isArray(body.subscriptions) ? body.subscriptions : [];
    const ticket = `${randomBytes(12).toString('base64')}+/=`;
    const topics = wanted.map(({ topic }: { topic?: unknown }) => String(topic));
    tickets.set(ticket, { until: state.now() + state.options.ticketLasts, topics });
    return ok({ endpoint: `${state.base.replace('http', 'ws')}/connect`, ticket });
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', state.base).searchParams.get('ticket') ?? '';
    const row = tickets.get(ticket);
    tickets.delete(ticket);
    if (manners.silentHandshake > 0) {
      manners.silentHandshake--;
      // Read on, or the end of the connection would never be noticed.
      for (const over of ['end', 'error']) socket.on(over, () => socket.destroy());
      socket.resume();
      return;
    }
    const refused = manners.refuseSockets > 0;
    if (refused) manners.refuseSockets--;
    if (refused || !row || row.until < state.now()) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (ws) => join(ws, row.topics));
  }

  function join(socket: WebSocket, topics: string[]): void {
    for (const line of state.options.evicts ? lines : []) {
      line.quiet = true;
      line.socket.close(1001);
    }
    const line: Line = { socket, topics: new Set(topics), quiet: false };
    lines.add(line);
    socket.on('close', () => lines.delete(line));
    socket.on('error', () => lines.delete(line));
    socket.on('message', (data) => heardFrom(String(data)));
    // The server answers pings by itself; a silent line is imitated by taking that away.
    if (!pongs) Object.assign(socket, { pong() {} });
    if (manners.closeAfterOpen > 0) {
      manners.closeAfterOpen--;
      line.quiet = true;
      socket.close(1000);
    }
  }

  function heardFrom(raw: string): void {
    const answer = parsed(raw) as unknown as FrameAnswer | null;
    const done = answer && waiting.get(answer.headers?.messageId);
    if (!done) return;
    waiting.delete(answer.headers.messageId);
    done(answer);
  }

  /** Sends one frame and waits for its answer; null when none came in `within` milliseconds or there is no line. */
  function exchange(type: string, topic: string, data: string, within: number, messageId: string = randomUUID()) {
    const able = [...lines].filter((line) => !line.quiet && (type !== 'CALLBACK' || line.topics.has(topic)));
    const line = able[Math.floor(Math.random() * able.length)];
    if (!line) return Promise.resolve(null);
    return new Promise<FrameAnswer | null>((done) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        waiting.delete(messageId);
        done(null);
      }, within);
      timers.add(timer);
      waiting.set(messageId, (answer) => {
        clearTimeout(timer);
        timers.delete(timer);
        done(answer);
      });
      line.socket.send(frame(type, topic, messageId, data, state.now()));
    });
  }

  /** Pushes until acknowledged; waits for a line to push on. Gives the answer and how often it took. */
  async function push(topic: string, body: unknown): Promise<{ answer: FrameAnswer; tries: number }> {
    for (let tries = 1; tries <= 1 + state.options.redeliveries; tries++) {
      await connected();
      const answer = await exchange('CALLBACK', topic, JSON.stringify(body), state.options.redeliverAfter);
      if (answer) return { answer, tries };
    }
    throw new Error('the push was never acknowledged');
  }

  async function connected(within = 10_000): Promise<void> {
    const end = state.now() + within;
    while (![...lines].some((line) => !line.quiet)) {
      if (state.now() > end) throw new Error('nobody connected to the gateway in time');
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  return {
    open,
    upgrade,
    push,
    exchange,
    connected,
    manners,
    opens,
    /** Live sockets, quiet ones included. */
    count: () => lines.size,
    /** Text sent as it is on every line. */
    raw(text: string) {
      for (const line of lines) line.socket.send(text);
    },
    /** Asks every connection to move on, keeps quiet, closes after a while. */
    disconnect(reason = 'the gateway is restarted') {
      for (const line of lines) {
        line.quiet = true;
        line.socket.send(frame('SYSTEM', 'disconnect', randomUUID(), JSON.stringify({ reason }), state.now()));
        const timer = setTimeout(() => line.socket.close(1000), state.options.quietFor);
        timers.add(timer);
      }
    },
    /** Cuts every connection without a word. */
    cut() {
      for (const line of lines) line.socket.terminate();
      lines.clear();
    },
    /** From the next connection on, pings are not answered and nothing is said. */
    playDead(dead: boolean) {
      pongs = !dead;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      for (const line of lines) line.socket.terminate();
      server.close();
    },
  };
}
