// The fake's WebSocket side: subscribe, eviction, callbacks without acknowledgement, answers and pushes with the real one's codes.
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { Cards, readCard, type ShownCard, wordsOn } from './cards.ts';
import { bytes, type State } from './state.ts';

type Body = Record<string, unknown>;
interface Frame {
  cmd?: string;
  headers?: { req_id?: string };
  body?: Body;
}

/** The long-connection server over one state. */
export class Sockets {
  readonly #state: State;
  readonly #server: WebSocketServer;
  readonly #open = new Set<WebSocket>();
  /** The one authenticated connection of the robot. */
  #robot: WebSocket | undefined;
  /** req_ids of message callbacks, with the chat an answer goes to. */
  readonly #callbacks = new Map<string, { chatId: string; kind: 'group' | 'private'; at: number }>();
  /** req_ids of events, which take no message as an answer. */
  readonly #events = new Set<string>();
  readonly #finished = new Set<string>();
  /** Chats in which somebody wrote to the robot: only these take pushes. */
  readonly #opened = new Set<string>();
  readonly cards = new Cards();
  readonly connections: { at: number }[] = [];
  readonly subscribes: { at: number; errcode: number }[] = [];
  pings = 0;
  /** Refuses new connections at the handshake (the server is down). */
  down = false;
  /** Takes pings and everything else without a word: a dead peer behind a living TCP connection. */
  mute = false;
  /** Called in the same tick in which a subscribe is answered. */
  afterSubscribe: (() => void) | undefined;

  constructor(state: State, http: Server) {
    this.#state = state;
    this.#server = new WebSocketServer({ noServer: true });
    http.on('upgrade', (request, socket, head) => {
      if (this.down) return void socket.destroy();
      this.#server.handleUpgrade(request, socket, head, (client) => this.#connected(client));
    });
  }

  get connected(): boolean {
    return this.#robot !== undefined;
  }

  /** How many sockets are open, authenticated or not. */
  get open(): number {
    return this.#open.size;
  }

  #connected(client: WebSocket): void {
    this.connections.push({ at: Date.now() });
    this.#open.add(client);
    client.on('error', () => this.#open.delete(client));
    client.on('close', () => {
      this.#open.delete(client);
      if (this.#robot === client) this.#robot = undefined;
    });
    client.on('message', (data) => this.#received(client, String(data)));
  }

  #received(client: WebSocket, text: string): void {
    if (this.mute) return;
    const frame = JSON.parse(text) as Frame;
    const reqId = frame.headers?.req_id ?? '';
    const fault = ['aibot_subscribe', 'ping'].includes(frame.cmd ?? '') ? undefined : this.#state.fault('ws');
    if (fault?.kind === 'reset early') {
      client.terminate();
      return;
    }
    const errcode = fault?.kind === 'errcode' ? fault.errcode : this.#outcome(client, frame, reqId);
    const reply = () => send(client, { headers: { req_id: reqId }, errcode, errmsg: errcode ? 'fake' : 'ok' });
    if (fault?.kind === 'reset') client.terminate();
    else if (fault?.kind === 'slow') setTimeout(reply, fault.ms);
    else if (fault?.kind !== 'lost answer') reply();
    if (frame.cmd === 'aibot_subscribe' && errcode === 0) this.afterSubscribe?.();
  }

  #outcome(client: WebSocket, frame: Frame, reqId: string): number {
    if (frame.cmd === 'aibot_subscribe') return this.#subscribe(client, frame.body ?? {});
    if (client !== this.#robot) return 846_609;
    if (frame.cmd !== 'ping') return this.#message(frame.cmd ?? '', reqId, frame.body ?? {});
    this.pings++;
    return 0;
  }

  #subscribe(client: WebSocket, body: Body): number {
    const { botId, botSecret, subscribes } = this.#state.options;
    const errcode = !this.#state.minutes.allows('subscribe', subscribes)
      ? 45_009
      : body.bot_id !== botId || body.secret !== botSecret
        ? 853_000
        : 0;
    this.subscribes.push({ at: Date.now(), errcode });
    if (errcode !== 0) return errcode;
    const earlier = this.#robot;
    this.#robot = client;
    if (earlier && earlier !== client) {
      send(
        earlier,
        eventFrame(randomUUID(), { msgid: randomUUID(), aibotid: botId, event: { eventtype: 'disconnected_event' } }),
      );
      earlier.close();
    }
    return 0;
  }

  #message(cmd: string, reqId: string, body: Body): number {
    const callback = this.#callbacks.get(reqId);
    if (cmd === 'aibot_respond_msg') {
      if (!callback || this.#events.has(reqId) || Date.now() - callback.at > 24 * 3_600_000) return 846_605;
      if (body.msgtype === 'template_card')
        return this.#takeCard(callback.chatId, callback.kind, 'respond', body.template_card);
      if (body.msgtype !== 'stream') return 40_008;
      const { id, finish, content } = body.stream as { id: string; finish: boolean; content: string };
      if (!id || this.#finished.has(id)) return 846_608;
      const errcode = this.#take(callback.chatId, callback.kind, content, { way: 'respond', streamId: id });
      if (errcode === 0 && finish) this.#finished.add(id);
      return errcode;
    }
    if (cmd === 'aibot_respond_update_msg') return this.cards.replace(reqId, body);
    if (cmd === 'aibot_send_msg') {
      if (body.chat_type !== 1 && body.chat_type !== 2) this.#state.violations.push('push without chat_type');
      const chatId = String(body.chatid);
      if (body.msgtype !== 'markdown' && body.msgtype !== 'template_card') return 40_008;
      // Which code a chat nobody wrote in gives is not documented; this is the one for a bad chat id.
      if (!this.#opened.has(chatId)) return 93_006;
      if (body.msgtype === 'template_card') {
        if (body.chat_type !== 1) this.#state.violations.push('card pushed to a group');
        return body.chat_type === 1 ? this.#takeCard(chatId, 'private', 'push', body.template_card) : 40_008;
      }
      const { content } = body.markdown as { content: string };
      return this.#take(chatId, body.chat_type === 2 ? 'group' : 'private', content, { way: 'push' });
    }
    return 40_066;
  }

  #takeCard(to: string, kind: 'group' | 'private', way: 'respond' | 'push', value: unknown): number {
    const card = readCard(value);
    if (!card) this.#state.violations.push('card against the rules');
    if (!card || this.cards.shown.has(card.taskId)) return 40_058;
    const errcode = this.#take(to, kind, wordsOn(card), { way, card });
    if (errcode === 0) this.cards.show(card);
    return errcode;
  }

  #take(
    to: string,
    kind: 'group' | 'private',
    text: string,
    rest: { way: 'respond' | 'push'; streamId?: string; card?: ShownCard },
  ): number {
    if (typeof text !== 'string' || text.trim() === '') return 44_004;
    if (bytes(text) > 20_480) {
      this.#state.violations.push('robot text over 20480 bytes');
      return 40_058;
    }
    if (!this.#state.minutes.allows(`chat ${to}`, 30) || !this.#state.hours.allows(`chat ${to}`, 1000)) return 846_607;
    this.#state.accept({ to, kind, text, ...rest });
    return 0;
  }

  /** A message callback; false when nobody is connected, it is then lost as on the real platform. */
  deliver(body: Body, chatId: string, kind: 'group' | 'private'): { reqId: string; delivered: boolean } {
    const reqId = `srv-${randomUUID()}`;
    this.#opened.add(chatId);
    if (!this.#robot) return { reqId, delivered: false };
    this.#callbacks.set(reqId, { chatId, kind, at: Date.now() });
    send(this.#robot, { cmd: 'aibot_msg_callback', headers: { req_id: reqId }, body });
    return { reqId, delivered: true };
  }

  /** An event callback; `taskId` of the card it is about, which may be replaced for a while. */
  event(body: Body, taskId?: string): { reqId: string; delivered: boolean } {
    const reqId = `evt-${randomUUID()}`;
    this.#events.add(reqId);
    if (taskId !== undefined) this.cards.pressed(reqId, taskId, this.#state.options.cardPatience);
    if (this.#robot) send(this.#robot, eventFrame(reqId, body));
    return { reqId, delivered: this.#robot !== undefined };
  }

  /** Any text as a frame. */
  raw(text: string): void {
    this.#robot?.send(text);
  }

  /** Callbacks from before are no longer known. */
  forgetCallbacks(): void {
    this.#callbacks.clear();
  }

  /** The robot's connection breaks without a word. */
  drop(): void {
    for (const client of this.#open) client.terminate();
  }

  stop(): void {
    this.drop();
    this.#server.close();
  }
}

const eventFrame = (reqId: string, body: Body) => ({
  cmd: 'aibot_event_callback',
  headers: { req_id: reqId },
  body: { create_time: Math.floor(Date.now() / 1000), msgtype: 'event', ...body },
});

const send = (client: WebSocket, value: unknown): void => client.send(JSON.stringify(value));
