// A WeCom to test against: HTTP API, long connection and callbacks with the real one's checks, limits and faults. Written from
// protocols/wecom.md alone and sharing no code with src/platforms/wecom, so that both can only agree by following the same page.
import { randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Called, Caller, type CallOptions } from './fake-wecom/caller.ts';
import { encryptBytes } from './fake-wecom/crypto.ts';
import { Api } from './fake-wecom/http.ts';
import { Sockets } from './fake-wecom/socket.ts';
import { type Accepted, type FakeOptions, type Fault, State } from './fake-wecom/state.ts';

export { activeMarkup } from './fake-wecom/markup.ts';
export type { Accepted, Called, CallOptions, FakeOptions, Fault };

/** What a person says to the robot. `chat` is a group's id; absent in private. */
export interface Spoken {
  user: string;
  chat?: string;
  /** The words; in a group `@<robot> ` is put in front unless `mention` says otherwise. */
  text?: string;
  mention?: 'start' | 'end' | 'none';
  msgid?: string;
  /** Further fields of the message, over everything else (images, quotes …). */
  more?: Record<string, unknown>;
}

/** A running fake; `stop` it at the end. */
export interface FakeWecom {
  apiBase: string;
  wsUrl: string;
  options: FakeOptions;
  /** The settings an adapter needs to talk to this fake. */
  settings: {
    apiBase: string;
    wsUrl: string;
    botId: string;
    botSecret: string;
    botName: string;
    botTokens: string[];
    botAesKeys: string[];
    corpId: string;
    appSecret: string;
    appAgentId: string;
    appTokens: string[];
    appAesKeys: string[];
    maxSkewMs: number;
    mediaHosts: string[];
  };
  /** Everything shown to people, oldest first, with times. */
  accepted: Accepted[];
  /** Dropped without a word: repeats within the duplicate check, excess of a member. */
  dropped: Accepted[];
  /** What an adapter must never do. */
  violations: string[];
  /** Requests over a limit, by key (`hook <key>`, `chat <id>`, `app <user>`, `subscribe`). */
  overruns: Map<string, number>;
  /** Resolves with the first accepted message that fits, also one of the past. @throws Error after `ms` (5000) */
  heard(fits: (message: Accepted) => boolean, ms?: number): Promise<Accepted>;
  /** Says something over the long connection; `delivered` is false when nobody was connected (it is lost then). */
  say(spoken: Spoken): { msgid: string; reqId: string; delivered: boolean };
  /** An event over the long connection (`enter_chat`, `template_card_event` …). */
  event(user: string, event: Record<string, unknown>, chat?: string): { msgid: string; delivered: boolean };
  /**
   * Presses the button with these words on a card as it is shown now, in the chat it was sent to; over the long connection.
   * @throws Error when the card has no such button
   */
  press(user: string, taskId: string, button: string): { msgid: string; delivered: boolean };
  /** The same message as JSON, for `postBot`. */
  message(spoken: Spoken): Record<string, unknown>;
  /** Posts to the robot's hook; set `hooks.bot` first. */
  postBot(message: Record<string, unknown>, options?: CallOptions): Promise<Called>;
  /** Posts to the app's hook; `fields` of the inner XML beside ToUserName, CreateTime and AgentID. Set `hooks.app` first. */
  postApp(fields: Record<string, string>, options?: CallOptions): Promise<Called>;
  checkUrl(kind: 'bot' | 'app', plaintext: string, options?: CallOptions): Promise<{ status: number; body: string }>;
  hooks: { bot: string; app: string };
  /** The next request on `way` (`ws`, `message/send`, `webhook/send`, `cgi-bin/gettoken`) meets this fault. */
  break(way: string, fault: Fault): void;
  /** From now on each HTTP request asks here which fault it meets; `body` is the request's. */
  weather(pick: ((way: string, body: string) => Fault | undefined) | undefined): void;
  healAll(): void;
  /** Access tokens die early. */
  expire(): void;
  /** Webhook keys that exist; at first `hook-key-1`. */
  webhooks: Set<string>;
  /** A file to download: encrypted for a url, with its aeskey; or as it is, under a media id. */
  file(name: string, bytes: Buffer, how?: 'ws' | 'callback' | 'app'): { url: string; aeskey: string; mediaId: string };
  api: Api;
  sockets: Sockets;
  stop(): Promise<void>;
}

const usual: FakeOptions = {
  botId: 'AIBOT-FAKE',
  botSecret: 'fake-robot-secret',
  botName: '教研助手',
  botToken: 'fakeBotToken01',
  botAesKey: 'Zq3vT8mLr1XcN5hYw7DkJ0bGsE4uPfA9oRiV2tKyQxM',
  corpId: 'wwFAKE00001',
  appSecret: 'fake-app-secret',
  agentId: '1000002',
  appToken: 'fakeAppToken01',
  appAesKey: 'q1Os1ZMe0nG28KUEx9lg3HjK7V5QyXvi212fzsgDqgz',
  minute: 60_000,
  hour: 3_600_000,
  tokenLife: 7200,
  patience: 5000,
  cardPatience: 5000,
  subscribes: 20,
};

/** Starts a fake on a free port of this machine. */
export async function startFakeWecom(given: Partial<FakeOptions> = {}): Promise<FakeWecom> {
  const options = { ...usual, ...given };
  const state = new State(options);
  const api = new Api(state);
  const server = createServer((request, response) => void api.handle(request, response));
  const sockets = new Sockets(state, server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const [apiBase, wsUrl] = [`http://127.0.0.1:${port}`, `ws://127.0.0.1:${port}`];
  const [bot, app] = [new Caller(state, 'bot'), new Caller(state, 'app')];

  const message = (spoken: Spoken): Record<string, unknown> => write(options, spoken);
  return {
    apiBase,
    wsUrl,
    options,
    settings: settingsFor(options, apiBase, wsUrl),
    accepted: state.accepted,
    dropped: state.dropped,
    violations: state.violations,
    overruns: state.minutes.overruns,
    heard: (fits, ms) => state.heard(fits, ms),
    say(spoken) {
      const body = message(spoken);
      const kind = spoken.chat ? 'group' : 'private';
      return { msgid: String(body.msgid), ...sockets.deliver(body, spoken.chat ?? spoken.user, kind) };
    },
    event(user, event, chat) {
      const msgid = newMsgId();
      const place = chat ? { chattype: 'group', chatid: chat } : { chattype: 'single' };
      return { msgid, ...sockets.event({ msgid, aibotid: options.botId, ...place, from: { userid: user }, event }) };
    },
    press(user, taskId, button) {
      const to = state.accepted.find(({ card }) => card?.taskId === taskId);
      const key = sockets.cards.shown.get(taskId)?.buttons.find(({ text }) => text === button)?.key;
      if (!to || key === undefined) throw new Error(`fake wecom: no button ${button} on card ${taskId}`);
      const msgid = newMsgId();
      const place = to.kind === 'group' ? { chattype: 'group', chatid: to.to } : { chattype: 'single' };
      const template_card_event = { card_type: 'button_interaction', event_key: key, task_id: taskId };
      const event = { eventtype: 'template_card_event', template_card_event };
      const body = { msgid, aibotid: options.botId, ...place, from: { userid: user }, event };
      return { msgid, ...sockets.event(body, taskId) };
    },
    message,
    postBot: (value, call) => bot.post(JSON.stringify(value), call),
    postApp: (fields, call) => app.post(innerXml(options, fields), call),
    checkUrl: (kind, plaintext, call) => (kind === 'bot' ? bot : app).check(plaintext, call),
    hooks: {
      get bot() {
        return bot.hook;
      },
      set bot(url) {
        bot.hook = url;
      },
      get app() {
        return app.hook;
      },
      set app(url) {
        app.hook = url;
      },
    },
    break: (way, fault) => void state.faults.push({ way, fault }),
    weather(pick) {
      state.weather = pick;
    },
    healAll: () => void state.faults.splice(0),
    expire: () => api.expire(),
    webhooks: state.hooks,
    file: (name, bytes, how = 'ws') => store(state, apiBase, name, bytes, how),
    api,
    sockets,
    async stop() {
      sockets.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const settingsFor = (options: FakeOptions, apiBase: string, wsUrl: string): FakeWecom['settings'] => ({
  apiBase,
  wsUrl,
  botId: options.botId,
  botSecret: options.botSecret,
  botName: options.botName,
  botTokens: [options.botToken],
  botAesKeys: [options.botAesKey],
  corpId: options.corpId,
  appSecret: options.appSecret,
  appAgentId: options.agentId,
  appTokens: [options.appToken],
  appAesKeys: [options.appAesKey],
  maxSkewMs: 3_600_000,
  mediaHosts: ['*.myqcloud.com'],
});

const newMsgId = (): string => `CAIQ${randomBytes(8).toString('hex')}`;

function write(
  options: FakeOptions,
  { user, chat, text = '', mention = chat ? 'start' : 'none', msgid, more }: Spoken,
) {
  const name = `@${options.botName}`;
  const content = mention === 'start' ? `${name} ${text}` : mention === 'end' ? `${text}${name} ` : text;
  return {
    msgid: msgid ?? newMsgId(),
    aibotid: options.botId,
    ...(chat ? { chatid: chat, chattype: 'group' } : { chattype: 'single' }),
    from: { userid: user },
    response_url: 'https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=FAKE',
    msgtype: 'text',
    text: { content },
    ...more,
  };
}

function innerXml(options: FakeOptions, fields: Record<string, string>): string {
  const all: Record<string, string> = {
    ToUserName: options.corpId,
    CreateTime: String(Math.floor(Date.now() / 1000)),
    AgentID: options.agentId,
    MsgType: 'text',
    ...(fields.MsgType === 'event' ? {} : { MsgId: String(randomInt(1e9)) + String(randomInt(1e9)) }),
    ...fields,
  };
  const written = Object.entries(all).map(
    ([name, value]) => `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`,
  );
  return `<xml>${written.join('\n')}</xml>`;
}

function store(state: State, apiBase: string, name: string, bytes: Buffer, how: 'ws' | 'callback' | 'app') {
  const id = randomBytes(6).toString('hex');
  const aeskey = how === 'ws' ? randomBytes(32).toString('base64') : state.options.botAesKey;
  const sealed = how === 'app' ? bytes : encryptBytes(aeskey.slice(0, 43), bytes);
  state.files.set(id, { bytes: sealed, name, type: 'application/octet-stream' });
  return { url: `${apiBase}/file/${id}`, aeskey, mediaId: id };
}
