// The long connection to WeCom: one authenticated socket at a time, kept alive, reopened with back-off (protocols/wecom.md §4, §4.1).
// Why not the vendor's SDK: docs/decisions/0003-wecom-long-connection.md.
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { type Asked, parseFrame, type Requests, requestsOver } from './frames.ts';
import type { Timings } from './timings.ts';

/**
 * `refused`: wrong credentials; `evicted`: another instance took over. Neither is tried again by itself: two instances would evict each
 * other for ever, and wrong credentials do not improve by repetition.
 */
export type State = 'closed' | 'connecting' | 'ready' | 'waiting' | 'refused' | 'evicted';

/** What the connection needs. */
export interface ConnectionParts {
  url: string;
  botId: string;
  secret: string;
  timings: Timings;
  clock: Clock;
  log: Log;
  /** One callback of the platform; must not throw. */
  onCallback(requestId: string, body: unknown): void;
}

const wrongCredentials = 853_000;
const tooManySubscribes = 45_009;
const maxFrame = 1_048_576;
const tag = { channel: 'wecom-ws' };

/** The life of one robot's long connection. `open` tries until `close`; at no time are there two sockets. */
export class Connection {
  state: State = 'closed';
  readonly #parts: ConnectionParts;
  #socket: WebSocket | undefined;
  #requests: Requests | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pings: NodeJS.Timeout | undefined;
  #attempts = 0;
  #lastSeen = 0;
  #readySince = 0;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Starts trying, also after an eviction or refusal. Does nothing while a connection is up or on its way. */
  open(): void {
    if (this.state === 'connecting' || this.state === 'ready' || this.state === 'waiting') return;
    this.#attempts = 0;
    this.#connect();
  }

  /** Ends the connection for good; nothing is heard after it returns. */
  close(): void {
    this.#drop('closed');
  }

  /** Gives way to the instance that took over (`disconnected_event`). */
  evict(): void {
    this.#drop('evicted');
    this.#parts.log.error(tag, 'another instance took the long connection over; not reconnecting');
  }

  /** A new connection in place of one the platform no longer counts as subscribed (846609). */
  restart(): void {
    if (this.state !== 'ready') return;
    this.#retry();
  }

  /** Sends one request and waits for the answer with the same `requestId`. Never throws. */
  async ask(cmd: string, requestId: string, body: unknown, signal?: AbortSignal): Promise<Asked> {
    if (this.state !== 'ready' || !this.#requests) return { was: 'not written' };
    return this.#requests.ask(cmd, requestId, body, signal);
  }

  #connect(): void {
    const { url, timings, clock, log } = this.#parts;
    this.state = 'connecting';
    this.#lastSeen = clock.real();
    let socket: WebSocket;
    try {
      socket = new WebSocket(url, { handshakeTimeout: timings.answer, maxPayload: maxFrame, perMessageDeflate: false });
    } catch {
      // An address that is none. Settings are checked at start, so this is rare enough to be treated like every other failure.
      this.#retry();
      return;
    }
    this.#socket = socket;
    this.#requests = requestsOver(socket, timings.answer);
    // What a socket of the past still has to say is not heard any more.
    const on = <Args extends unknown[]>(event: string, work: (...args: Args) => void) =>
      socket.on(event, (...args: unknown[]) => {
        if (this.#socket === socket) work(...(args as Args));
      });
    on('open', () => void this.#subscribe(socket));
    on('pong', () => this.#seen());
    on('message', (data: Buffer, binary: boolean) => this.#receive(binary ? '' : data.toString('utf8')));
    on('close', () => this.#retry());
    // 'close' follows. The error's text may hold the address, so only the code is kept; without a listener it would end the process.
    on('error', (error: Error & { code?: string }) => log.warn({ ...tag, code: error.code }, 'long connection broke'));
  }

  async #subscribe(socket: WebSocket): Promise<void> {
    const { botId, secret, log, timings, clock } = this.#parts;
    const asked = await this.#requests?.ask('aibot_subscribe', `sub-${randomUUID()}`, { bot_id: botId, secret });
    if (this.#socket !== socket) return;
    const errcode = asked?.was === 'answered' ? asked.errcode : undefined;
    if (errcode === 0) {
      this.state = 'ready';
      this.#readySince = clock.real();
      this.#pings = setInterval(() => this.#ping(), timings.ping);
      log.info(tag, 'long connection ready');
    } else if (errcode === wrongCredentials) {
      this.#drop('refused');
      log.error({ ...tag, errcode }, 'robot id or secret refused; not reconnecting');
    } else {
      log.warn({ ...tag, errcode }, 'subscribe failed');
      // More attempts would only prolong the block, so the longest wait comes at once.
      if (errcode === tooManySubscribes) this.#attempts = Math.max(this.#attempts, 16);
      this.#retry();
    }
  }

  #ping(): void {
    const { clock, timings } = this.#parts;
    if (clock.real() - this.#lastSeen > timings.silence) this.#retry();
    else void this.#requests?.ask('ping', `ping-${randomUUID()}`, undefined);
  }

  #seen(): void {
    this.#lastSeen = this.#parts.clock.real();
  }

  #receive(text: string): void {
    this.#seen();
    const frame = parseFrame(text);
    if (!frame) {
      this.#parts.log.warn({ ...tag, bytes: text.length }, 'frame not understood');
    } else if (frame.cmd === 'aibot_msg_callback' || frame.cmd === 'aibot_event_callback') {
      // Not only when ready: a message may come in the same read as the answer to our subscribing, and it comes once.
      this.#parts.onCallback(frame.headers.req_id, frame.body);
    } else if (frame.cmd === undefined && frame.errcode !== undefined) {
      this.#requests?.answered(frame.headers.req_id, frame.errcode);
    }
  }

  /** Ends the socket, settles what waits for answers, and stays in `state`. */
  #drop(state: State): void {
    this.state = state;
    clearTimeout(this.#timer);
    clearInterval(this.#pings);
    const socket = this.#socket;
    const requests = this.#requests;
    this.#socket = undefined;
    this.#requests = undefined;
    if (socket?.readyState === WebSocket.OPEN) {
      socket.close(1000);
      // A peer that never answers the close frame must not keep the socket.
      setTimeout(() => socket.terminate(), 1000).unref();
    } else {
      socket?.terminate();
    }
    requests?.abandon();
  }

  #retry(): void {
    const { timings, clock, log } = this.#parts;
    // Only a connection that lasted starts the count anew: one that is accepted and closed at once is a failure too.
    if (this.state === 'ready' && clock.real() - this.#readySince > timings.ping) this.#attempts = 0;
    this.#drop('waiting');
    const wait = Math.min(timings.backoffLast, timings.backoffFirst * 2 ** this.#attempts) * (0.5 + Math.random() / 2);
    this.#attempts++;
    log.info({ ...tag, wait: Math.round(wait), attempt: this.#attempts }, 'long connection will be reopened');
    this.#timer = setTimeout(() => this.#connect(), wait);
  }
}
