// The fake's callbacks: signs, encrypts, posts to our hooks, reads the passive answer, and delivers again when it is late or not 200.
import { randomInt } from 'node:crypto';
import { decryptMessage, encryptMessage, sign } from './crypto.ts';
import { bytes, type State } from './state.ts';

/** How one callback is to be malformed or changed. */
export interface CallOptions {
  /** Epoch seconds in place of now. */
  timestamp?: number;
  nonce?: string;
  /** Replaces the whole body. */
  body?: string;
  /** Replaces single query values; `undefined` leaves one out, an array gives it several times. */
  query?: Record<string, string | string[] | undefined>;
  /** Receive id other than the right one. */
  receiveId?: string;
  token?: string;
  aesKey?: string;
  /** No second delivery, whatever the answer. */
  once?: boolean;
}

/** What became of a callback. */
export interface Called {
  status: number;
  /** The opened passive answer; null when the answer was empty. */
  reply: string | null;
  /** How often it was delivered. */
  deliveries: number;
  headers: Headers;
}

/** Posts callbacks for one of the two entrances. */
export class Caller {
  readonly #state: State;
  readonly #kind: 'bot' | 'app';
  hook = '';

  constructor(state: State, kind: 'bot' | 'app') {
    this.#state = state;
    this.#kind = kind;
  }

  #secrets(options: CallOptions) {
    const { botToken, botAesKey, appToken, appAesKey, corpId } = this.#state.options;
    const own =
      this.#kind === 'bot'
        ? { token: botToken, aesKey: botAesKey, receiveId: '' }
        : { token: appToken, aesKey: appAesKey, receiveId: corpId };
    const { token = own.token, aesKey = own.aesKey, receiveId = own.receiveId } = options;
    return { token, aesKey, receiveId, ownId: own.receiveId };
  }

  #query(encrypted: string, name: 'echostr' | null, options: CallOptions): { url: string; nonce: string } {
    const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000));
    const nonce = options.nonce ?? String(randomInt(1e9));
    const values: Record<string, string | string[] | undefined> = {
      msg_signature: sign(this.#secrets(options).token, timestamp, nonce, encrypted),
      timestamp,
      nonce,
      ...(name ? { [name]: encrypted } : {}),
      ...options.query,
    };
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(values)) {
      for (const each of [value].flat()) if (each !== undefined) query.append(key, each);
    }
    return { url: `${this.hook}?${query}`, nonce };
  }

  /** The URL check of the admin page. */
  async check(plaintext: string, options: CallOptions = {}): Promise<{ status: number; body: string }> {
    const { aesKey, receiveId } = this.#secrets(options);
    const response = await fetch(this.#query(encryptMessage(aesKey, plaintext, receiveId), 'echostr', options).url);
    return { status: response.status, body: await response.text() };
  }

  /** One message; repeated up to three times when the answer is late or not 200. */
  async post(plaintext: string, options: CallOptions = {}): Promise<Called> {
    const { aesKey, receiveId } = this.#secrets(options);
    const encrypted = encryptMessage(aesKey, plaintext, receiveId);
    const { corpId, agentId, patience } = this.#state.options;
    const body =
      options.body ??
      (this.#kind === 'bot'
        ? JSON.stringify({ encrypt: encrypted })
        : `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><AgentID><![CDATA[${agentId}]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`);
    for (let deliveries = 1; ; deliveries++) {
      const { url, nonce } = this.#query(encrypted, null, options);
      const last = options.once || deliveries === 4;
      try {
        const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(patience) });
        const text = await response.text();
        if (response.status === 200 || last) {
          const reply = response.status === 200 && text !== '' ? this.#open(text, nonce, options) : null;
          return { status: response.status, reply, deliveries, headers: response.headers };
        }
      } catch (error) {
        if (last) throw error;
      }
    }
  }

  #open(text: string, nonce: string, options: CallOptions): string {
    const { token, aesKey, ownId } = this.#secrets(options);
    const sealed = this.#kind === 'bot' ? sealedJson(text) : sealedXml(text);
    if (sealed.nonce !== nonce) throw new Error('fake wecom: the answer has another nonce');
    if (sealed.signature !== sign(token, sealed.timestamp, nonce, sealed.encrypt))
      throw new Error('fake wecom: signature of the answer');
    const { message, receiveId } = decryptMessage(aesKey, sealed.encrypt);
    if (receiveId !== ownId) throw new Error('fake wecom: receive id of the answer');
    if (this.#kind === 'bot') this.#botReply(message);
    else this.#appReply(message);
    return message;
  }

  #botReply(message: string): void {
    const reply = JSON.parse(message) as {
      msgtype: string;
      stream?: { id?: string; finish?: boolean; content?: string };
    };
    const { id, content } = reply.stream ?? {};
    if (reply.msgtype !== 'stream' || !id || typeof content !== 'string') throw new Error('fake wecom: not a stream');
    if (bytes(content) > 20_480) this.#state.violations.push('stream over 20480 bytes');
    this.#state.accept({ way: 'passive-bot', to: '', text: content, streamId: id });
  }

  #appReply(message: string): void {
    const field = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(message)?.[1] ?? '';
    const text = [...field('Content').matchAll(/<!\[CDATA\[(.*?)\]\]>/gs)].map(([, piece]) => piece).join('');
    if (!message.includes('<MsgType><![CDATA[text]]></MsgType>')) throw new Error('fake wecom: not a text');
    if (bytes(text) > 2048) this.#state.violations.push('passive text over 2048 bytes');
    this.#state.accept({ way: 'passive-app', to: field('ToUserName').replace(/<!\[CDATA\[|\]\]>/g, ''), text });
  }
}

interface Sealed {
  encrypt: string;
  signature: string;
  timestamp: string;
  nonce: string;
}

function sealedJson(text: string): Sealed {
  const value = JSON.parse(text) as { encrypt: string; msgsignature: string; timestamp: number; nonce: string };
  if (typeof value.timestamp !== 'number') throw new Error('fake wecom: timestamp is no number');
  return {
    encrypt: value.encrypt,
    signature: value.msgsignature,
    timestamp: String(value.timestamp),
    nonce: value.nonce,
  };
}

function sealedXml(text: string): Sealed {
  const field = (name: string) => {
    const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[(.*?)\\]\\]>|([^<]*))</${name}>`, 's').exec(text);
    return found?.[1] ?? found?.[2] ?? '';
  };
  return {
    encrypt: field('Encrypt'),
    signature: field('MsgSignature'),
    timestamp: field('TimeStamp'),
    nonce: field('Nonce'),
  };
}
