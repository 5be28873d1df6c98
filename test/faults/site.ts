// Where a row does its harm: a real deployment in WeCom's callback mode on a fake WeCom, messages that are owed, people who talk.
import { setTimeout as sleep } from 'node:timers/promises';
import { instantOf } from '../../src/lib/dates.ts';
import type { Address } from '../../src/platforms/platform.ts';
import type { ClassName } from '../../src/queue/classes.ts';
import { want } from '../../src/queue/ledger.ts';
import type { Store } from '../../src/store/db.ts';
import { Deployment, type Plan } from '../support/deployment.ts';
import { type FakeOptions as DingtalkOptions, type FakeDingtalk, startFakeDingtalk } from '../support/fake-dingtalk.ts';
import { type FakeOptions, type FakeWecom, startFakeWecom } from '../support/fake-wecom.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/** Office time at which every process of a site begins (deployment.ts), epoch milliseconds. */
export const siteStart = instantOf('2023-03-06', '08:00');

/** What a site is made of. */
export interface SiteOptions {
  engine: 'sqlite' | 'postgres';
  env?: Record<string, string>;
  processes?: readonly string[];
  fake?: Partial<FakeOptions>;
  /** DingTalk as well, over Stream. */
  dingtalk?: Partial<DingtalkOptions>;
}

/** One message that is to be owed; its words are `通知 <id> 号`. */
export interface Owed {
  id: string;
  /** Epoch ms of office time; the start of the site when absent. */
  due?: number;
  class?: ClassName;
  /** The way it takes; a push robot of its own when absent, so that no limit gets in its way. */
  address?: Address;
}

/** One callback of the platform and what became of it. */
export interface Talked {
  id: string;
  /** Epoch ms at which it was first sent. */
  at: number;
  /** Milliseconds from the first delivery to the acknowledgement; null when the platform gave up. */
  took: number | null;
  /** How often it was delivered. */
  tries: number;
}

/** The source kind of everything that a row owes. */
export const faultKind = 'fault';

/** The words of one owed message. */
export const wordsOf = (id: string): string => `通知 ${id} 号`;

/** Opens what a row needs and closes it all at its end. */
export class Ground {
  readonly #closing: (() => Promise<unknown> | unknown)[] = [];
  #postgres: Promise<TestPostgres> | null = null;
  #count = 0;

  /** To be closed at the end, last opened first. */
  keep(close: () => Promise<unknown> | unknown): void {
    this.#closing.push(close);
  }

  /** An empty PostgreSQL database. */
  async database(): Promise<string> {
    this.#postgres ??= startPostgres().then((server) => {
      // Under everything that uses it.
      this.#closing.unshift(() => server.stop());
      return server;
    });
    return (await this.#postgres).create(`f${process.pid}_${++this.#count}`);
  }

  /** A site, prepared and not yet started. */
  async site(options: SiteOptions): Promise<Site> {
    const fake = await startFakeWecom(options.fake);
    this.keep(() => fake.stop());
    const dingtalk = options.dingtalk ? await startFakeDingtalk(options.dingtalk) : null;
    if (dingtalk) this.keep(() => dingtalk.stop());
    const o = fake.options;
    const postgres = options.engine === 'postgres' ? { DATABASE_URL: await this.database() } : {};
    const plan: Plan = {
      env: {
        WECOM_API_BASE: fake.apiBase,
        WECOM_BOT_NAME: o.botName,
        WECOM_BOT_TOKEN: o.botToken,
        WECOM_BOT_AES_KEY: o.botAesKey,
        WECOM_CORP_ID: o.corpId,
        WECOM_APP_SECRET: o.appSecret,
        WECOM_APP_AGENT_ID: o.agentId,
        ...(dingtalk ? dingtalkSettings(dingtalk) : {}),
        ...postgres,
        ...options.env,
      },
      platform: 'wecom',
      group: { lane: 'wecom-push', key: 'hook-key-1' },
      ...(options.processes ? { processes: options.processes } : {}),
    };
    const deployment = new Deployment(plan);
    this.keep(() => deployment.remove());
    await deployment.prepare();
    return new Site(plan, deployment, fake, dingtalk);
  }

  /** A second deployment of the same office on the same platforms, with an empty folder of its own, neither prepared nor started. */
  successor(site: Site, env: Record<string, string>): Site {
    const plan = { ...site.plan, env: { ...site.plan.env, ...env } };
    const deployment = new Deployment(plan);
    this.keep(() => deployment.remove());
    return new Site(plan, deployment, site.fake, site.dingtalk);
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}

const dingtalkSettings = ({ apiBase, oapiBase, options }: FakeDingtalk): Record<string, string> => ({
  DINGTALK_API_BASE: apiBase,
  DINGTALK_OAPI_BASE: oapiBase,
  DINGTALK_CLIENT_ID: options.clientId,
  DINGTALK_CLIENT_SECRET: options.clientSecret,
  DINGTALK_BOT_NAME: options.botName,
});

/** A deployment, its platform, and what is asked of both. */
export class Site {
  readonly plan: Plan;
  readonly deployment: Deployment;
  readonly fake: FakeWecom;
  readonly dingtalk: FakeDingtalk | null;

  constructor(plan: Plan, deployment: Deployment, fake: FakeWecom, dingtalk: FakeDingtalk | null) {
    this.plan = plan;
    this.deployment = deployment;
    this.fake = fake;
    this.dingtalk = dingtalk;
  }

  async start(): Promise<void> {
    await this.deployment.start();
    this.fake.hooks.bot = `${this.deployment.url}/hooks/wecom/bot`;
  }

  /** A push robot of its own. */
  hook(key: string): Address {
    this.fake.webhooks.add(key);
    return { lane: 'wecom-push', robot: key, chat: { kind: 'group', id: key }, hook: { key } };
  }

  /** A person of the self-built app. */
  person(id: string): Address {
    return { lane: 'wecom-app', robot: this.fake.options.agentId, chat: { kind: 'private', id } };
  }

  /** A custom robot of DingTalk. */
  customRobot(key: string): Address {
    this.dingtalk?.addCustomRobot(key);
    return { lane: 'dingtalk-custom', robot: key, chat: { kind: 'group', id: key }, hook: { key } };
  }

  /** A group with the app's robot of DingTalk. */
  conversation(id: string): Address {
    return { lane: 'dingtalk-app', robot: this.dingtalk?.options.clientId ?? '', chat: { kind: 'group', id } };
  }

  /** Owes messages straight in the ledger, as an action of the office would. */
  async owe(owed: readonly Owed[]): Promise<void> {
    const wishes = owed.map(({ id, due = siteStart, class: kind = 'notice', address = this.hook(`key-${id}`) }) => ({
      source: { kind: faultKind, id },
      audience: { kind: 'chat' as const, id: address.chat.id, address },
      class: kind,
      said: { text: wordsOf(id) },
      due,
    }));
    await this.store((store) => store.write((tx) => want(tx, siteStart, wishes)));
  }

  store<T>(work: (store: Store) => Promise<T>): Promise<T> {
    return this.deployment.withStore(work);
  }

  /**
   * Lets a person arrange something every `gapMs` until `over`; each message is one entry in the record, and is delivered again
   * by the platform as long as it is not acknowledged.
   */
  async talk(name: string, gapMs: number, over: () => boolean): Promise<Talked[]> {
    const all: Promise<Talked>[] = [];
    for (let i = 0; !over(); i++) {
      all.push(this.#say(`${name}-${i}`));
      await sleep(gapMs);
    }
    return Promise.all(all);
  }

  /** Says something once and gives the answer. @throws Error when it is not acknowledged */
  async ask(user: string, text: string): Promise<string> {
    const { status, reply } = await this.fake.postBot(this.fake.message({ user, text }));
    if (status !== 200) throw new Error(`${text}: ${status}`);
    return reply ?? '';
  }

  async #say(id: string): Promise<Talked> {
    const at = Date.now();
    // Long enough that a store which may not grow runs out of room within a few of them.
    const text = `/集体备课 安排 数学 第9周 李强 课题${id}${'分'.repeat(30)} 地点=${'校'.repeat(55)}`;
    const message = this.fake.message({ user: 'p-wangmin', chat: 'g-math', text, msgid: id });
    try {
      const { status, deliveries } = await this.fake.postBot(message);
      return { id, at, took: status === 200 ? Date.now() - at : null, tries: deliveries };
    } catch {
      return { id, at, took: null, tries: 4 };
    }
  }

  /** Which of these messages had another number of effects than one. */
  async withoutOneEffect(ids: readonly string[]): Promise<string[]> {
    const rows = await this.store((store) =>
      store.read
        .selectFrom('audit')
        .select((eb) => ['origin', eb.fn.countAll<number>().as('count')])
        .where('origin', 'like', 'wecom-bot/%')
        .groupBy('origin')
        .execute(),
    );
    const effects = new Map(
      rows.map(({ origin, count }) => [origin.slice(origin.lastIndexOf('/') + 1), Number(count)]),
    );
    return ids.filter((id) => effects.get(id) !== 1);
  }

  /** The ledger's rows of this row's making. */
  rows() {
    return this.store((store) =>
      store.read
        .selectFrom('deliveries')
        .select(['source_id', 'state', 'reason', 'due_at', 'settled_at', 'attempts', 'lane', 'class'])
        .where('source_kind', '=', faultKind)
        .execute(),
    );
  }

  /** How many of them are neither at an end nor due later than office time `until`. */
  async open(until = Number.MAX_SAFE_INTEGER): Promise<number> {
    const rows = await this.rows();
    return rows.filter(({ state, due_at }) => (state === 'queued' || state === 'sending') && due_at <= until).length;
  }

  /** Waits until nothing is open; milliseconds it took, or null when `ms` were not enough. */
  async settled(ms: number, until?: number): Promise<number | null> {
    const begun = Date.now();
    for (;;) {
      if ((await this.open(until)) === 0) return Date.now() - begun;
      if (Date.now() - begun > ms) return null;
      await sleep(250);
    }
  }

  /** How often people saw each owed message. */
  shown(): Map<string, number> {
    const times = new Map<string, number>();
    for (const { text } of [...this.fake.accepted, ...(this.dingtalk?.accepted ?? [])]) {
      const id = /通知 (\S+) 号/.exec(text)?.[1];
      if (id) times.set(id, (times.get(id) ?? 0) + 1);
    }
    return times;
  }

  /** Ledger against what people saw, of those whose id begins with `prefix`: states, repeats, and `sent` that nobody saw. */
  async tally(prefix = ''): Promise<Tally> {
    const rows = (await this.rows()).filter(({ source_id }) => source_id.startsWith(prefix));
    const shown = this.shown();
    const of = (...states: string[]) => rows.filter(({ state }) => states.includes(state)).map((row) => row.source_id);
    return {
      rows: rows.length,
      sent: of('sent').length,
      open: of('queued', 'sending').length,
      unknown: of('unknown').length,
      failed: of('failed', 'missed', 'cancelled').length,
      twice: rows.filter(({ source_id }) => (shown.get(source_id) ?? 0) > 1).length,
      lies: of('sent').filter((id) => !shown.has(id)).length,
    };
  }
}

/** Ledger against platform, as numbers of messages. */
export interface Tally {
  rows: number;
  sent: number;
  /** Queued or being sent. */
  open: number;
  unknown: number;
  /** Of those that have to be sent: failed, missed, cancelled. */
  failed: number;
  /** Seen more than once. */
  twice: number;
  /** `sent` in the ledger, and nobody saw it. */
  lies: number;
}
