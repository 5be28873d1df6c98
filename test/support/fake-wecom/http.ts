// The fake's HTTP API: gettoken, message/send, webhook/send, media and file downloads, with the limits and codes of the real one.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bytes, type Fault, type State } from './state.ts';

type Json = Record<string, unknown>;
const ok = { errcode: 0, errmsg: 'ok' };
const error = (errcode: number): Json => ({ errcode, errmsg: `fake, hint: [${errcode}], from ip: 127.0.0.1` });

/** The API over one state. */
export class Api {
  readonly #state: State;
  readonly #tokens = new Map<string, number>();
  readonly #sent = new Map<string, number>();
  readonly calls = { gettoken: 0, send: 0 };
  blockedUntil = 0;
  #wrongSecrets = 0;

  constructor(state: State) {
    this.#state = state;
  }

  /** All tokens die now, before their time. */
  expire(): void {
    this.#tokens.clear();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const way = url.pathname.split('/').slice(-2).join('/');
    const body = await read(request);
    const fault = this.#state.fault(way, body);
    if (fault?.kind === 'reset early') {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === 'errcode') return json(response, error(fault.errcode));
    if (fault?.kind === 'redirect') {
      response.writeHead(302, { location: '/elsewhere' }).end();
      return;
    }
    if (fault?.kind === 'html' && !fault.taken) return page(response, fault.status);
    if (fault?.kind === 'empty' && !fault.taken) return void response.writeHead(200).end();
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (url.pathname.startsWith('/file/') || way === 'media/get') return this.#file(url, way, response);
    this.#answer(request, response, this.#route(way, url.searchParams, body), fault);
  }

  #answer(request: IncomingMessage, response: ServerResponse, answer: Json, fault: Fault | undefined): void {
    if (fault?.kind === 'lost answer') return;
    if (fault?.kind === 'reset') request.socket.resetAndDestroy();
    else if (fault?.kind === 'html') page(response, fault.status);
    else if (fault?.kind === 'empty') response.writeHead(200).end();
    else json(response, answer);
  }

  #route(way: string, query: URLSearchParams, body: string): Json {
    if (way === 'cgi-bin/gettoken') return this.#token(query);
    if (way === 'agent/get') return this.#agent(query);
    let message: Json;
    try {
      message = JSON.parse(body) as Json;
    } catch {
      return error(47001);
    }
    if (way === 'webhook/send') return this.#hook(query.get('key') ?? '', message);
    if (way === 'message/send') return this.#send(query.get('access_token'), message);
    return error(40066);
  }

  #token(query: URLSearchParams): Json {
    this.calls.gettoken++;
    const { corpId, appSecret, tokenLife } = this.#state.options;
    if (Date.now() < this.blockedUntil) return error(45009);
    if (query.get('corpid') !== corpId) return error(40013);
    if (query.get('corpsecret') !== appSecret) {
      // Wrong secrets repeated get the address banned for an hour.
      if (++this.#wrongSecrets >= 5) this.blockedUntil = Date.now() + 3_600_000;
      return error(40001);
    }
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, Date.now() + tokenLife * 1000);
    return { ...ok, access_token: token, expires_in: tokenLife };
  }

  /** 0, or why a call with this token is refused. */
  #admits(token: string | null): number {
    if (!token) return 41001;
    const until = this.#tokens.get(token);
    if (until === undefined) return 40014;
    return Date.now() > until ? 42001 : 0;
  }

  /** The app's own page (developer.work.weixin.qq.com/document/path/90227): for its own token only. */
  #agent(query: URLSearchParams): Json {
    const refused = this.#admits(query.get('access_token'));
    if (refused !== 0) return error(refused);
    const { agentId } = this.#state.options;
    return query.get('agentid') === agentId ? { ...ok, agentid: Number(agentId), name: '教研助手' } : error(301002);
  }

  #send(token: string | null, message: Json): Json {
    this.calls.send++;
    const refused = this.#admits(token);
    if (refused !== 0) return error(refused);
    if (message.agentid !== Number(this.#state.options.agentId)) return error(40056);
    const content = contentOf(message, ['text', 'markdown']);
    if (typeof content !== 'string') return error(content);
    if (bytes(content) > 2048) {
      this.#state.violations.push('app text over 2048 bytes');
      return error(45002);
    }
    const users = typeof message.touser === 'string' ? message.touser.split('|') : [];
    const reached = users.filter((user) => this.#state.knows(user));
    const invaliduser = users.filter((user) => !reached.includes(user)).join('|');
    if (reached.length === 0) return { ...error(81013), invaliduser };
    const unlicensed = reached.filter((user) => this.#state.options.unlicensed?.includes(user));
    for (const user of reached) if (!unlicensed.includes(user)) this.#deliver(user, content, message);
    return { ...ok, invaliduser, unlicenseduser: unlicensed.join('|'), msgid: randomBytes(8).toString('hex') };
  }

  #deliver(user: string, content: string, message: Json): void {
    // Clients show nothing for signs of no width.
    const entry = { way: 'app', to: user, kind: 'private', text: content.replace(/[\u200b-\u200d]+$/, '') } as const;
    const key = `${user} ${content}`;
    const interval = Number(message.duplicate_check_interval ?? 1800) * 1000;
    const before = this.#sent.get(key) ?? Number.NEGATIVE_INFINITY;
    const repeated = message.enable_duplicate_check === 1 && Date.now() - before < interval;
    // Both are dropped with an errcode of 0: the sender never learns.
    if (repeated || !this.#state.minutes.allows(`app ${user}`, 30) || !this.#state.hours.allows(`app ${user}`, 1000)) {
      this.#state.dropped.push({ ...entry, at: Date.now() });
      return;
    }
    this.#sent.set(key, Date.now());
    this.#state.accept(entry);
  }

  #hook(key: string, message: Json): Json {
    if (!this.#state.hooks.has(key)) return error(93000);
    const content = contentOf(message, ['text', 'markdown', 'markdown_v2']);
    if (typeof content !== 'string') return error(content);
    if (bytes(content) > (message.msgtype === 'text' ? 2048 : 4096)) {
      this.#state.violations.push('push over its limit');
      return error(40058);
    }
    if (!this.#state.minutes.allows(`hook ${key}`, 20)) return error(45009);
    this.#state.accept({ way: 'hook', to: key, kind: 'group', text: content });
    return ok;
  }

  #file(url: URL, way: string, response: ServerResponse): void {
    const media = way === 'media/get';
    const id = media ? (url.searchParams.get('media_id') ?? '') : url.pathname.slice('/file/'.length);
    const known = !media || this.#tokens.has(url.searchParams.get('access_token') ?? '');
    const file = known ? this.#state.files.get(id) : undefined;
    if (file) {
      const name = encodeURIComponent(file.name);
      response.writeHead(200, {
        'content-type': file.type,
        'content-disposition': `attachment; filename="${name}"; filename*=utf-8''${name}`,
      });
      response.end(file.bytes);
    } else if (media) json(response, error(known ? 40007 : 40014));
    else page(response, 404);
  }
}

/** The text of a message, or the code it is refused with. */
function contentOf(message: Json, kinds: string[]): string | number {
  const kind = String(message.msgtype);
  if (!kinds.includes(kind)) return 40008;
  const content = (message[kind] as { content?: unknown } | undefined)?.content;
  if (typeof content !== 'string') return 40058;
  return content.trim() === '' ? 44004 : content;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function json(response: ServerResponse, value: Json): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(value));
}

function page(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>gateway</body></html>');
}
