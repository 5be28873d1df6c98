// The only place where pieces meet: settings in, running services out.
import { onLoopback, platformConfigured, publicUrl } from '../config/load.ts';
import type { Settings } from '../config/schema.ts';
import { commands } from '../handlers/index.ts';
import { jobs } from '../jobs/index.ts';
import { createHear } from './bot/dispatch.ts';
import type { Hear, Heard, Said } from './bot/message.ts';
import { readSaid } from './bot/sealed.ts';
import { platformQuotas } from './configured.ts';
import { fileStore } from './files/storage.ts';
import { secretKey } from './ground/secret-key.ts';
import type { Clock } from './lib/clock.ts';
import { dateOf } from './lib/dates.ts';
import type { Log } from './lib/log.ts';
import { refuse } from './lib/refuse.ts';
import { lazyVault, type Vault } from './lib/vault.ts';
import type { OfficeSettings } from './office/act.ts';
import { systemAct } from './office/act.ts';
import { alertUnknown, tellFailed } from './office/deliveries/actions.ts';
import { fitTogether, guardAnswer, guardDelivery } from './office/deliveries/guard.ts';
import { enter } from './office/enter.ts';
import { refusedPaper, refusePaper } from './office/papers/files.ts';
import type { OfficeParts } from './office/parts.ts';
import { roleNames } from './office/people/model.ts';
import { resolveAddress } from './office/people/reach.ts';
import type { Platform } from './platforms/platform.ts';
import { laneOf } from './queue/lanes.ts';
import { want } from './queue/ledger.ts';
import type { QueueParts } from './queue/outbox.ts';
import type { Pace } from './queue/pace.ts';
import { secretAnswer } from './queue/secret.ts';
import type { Store, Tx } from './store/db.ts';

/** The engine and the office around one store, without any service running yet. */
export interface Core {
  store: Store;
  clock: Clock;
  log: Log;
  platforms: readonly Platform[];
  hear: Hear;
  /** A stored answer of the inbox in words. */
  answerOf(stored: string): Said;
  office: OfficeParts;
  queue: QueueParts;
}

/** What a core is made of. */
export interface CoreParts {
  settings: Settings;
  store: Store;
  clock: Clock;
  log: Log;
  platforms: readonly Platform[];
  pace: Pace;
  /** Sample data and loopback links are fine. */
  sandbox: boolean;
  /** Called after every commit. */
  committed(): void;
}

/** Puts engine, office and queue together around a store. */
export function createCore(parts: CoreParts): Core {
  const { settings, store, clock, log, platforms } = parts;
  const channels = channelFacts(settings, platforms);
  const key = () => secretKey(settings.DATA_DIR, settings.SECRET_KEY);
  const officeSettings: OfficeSettings = {
    publicUrl: linkBase(settings, parts.sandbox),
    sandbox: parts.sandbox,
    channels,
    quotas: platformQuotas.filter(({ name }) => platforms.some((one) => name.startsWith(`${one.name}:`))),
    vault: lazyVault(key, 'secret tasks'),
  };
  const office: OfficeParts = {
    store,
    clock,
    log,
    files: fileStore(settings.DATA_DIR),
    settings: officeSettings,
    fetchMedia: async (name, media, maxBytes) => {
      const platform = platforms.find((p) => p.name === name);
      if (!platform?.fetchMedia) refuse('no-media', '这个平台上收不到文件，请换一种方式发给我。');
      const fetched = await platform.fetchMedia(media, maxBytes);
      // Some platforms tell the name of a file only now.
      await refusePaper(store.read, fetched.name, dateOf(clock.now()), true);
      return fetched;
    },
  };
  const answers = lazyVault(key, 'answers');
  const hear = createHear({
    store,
    clock,
    log,
    commands,
    roleNames,
    enter: (tx, message, now) => enter(tx, message, now, officeSettings),
    cameFrom: (act, origin) => ({ ...act, origin }),
    turnAway: (tx, { media, quote }, now) =>
      refusedPaper(
        tx,
        [...media, ...(quote?.media ?? [])].map((one) => one.name),
        dateOf(now),
      ),
    vault: answers,
    owe: (tx, message, id, said, now, secret) =>
      owe(tx, message, { id, said, ...(secret ? { vault: answers } : {}) }, now),
    vet: (tx, message, said) => guardAnswer(tx, message, said, dateOf(clock.now())),
    returnable: ({ channel }, said) => {
      const lane = answerLanes[channel];
      return (
        lane === undefined ||
        !lanesOf(platforms).includes(lane) ||
        laneOf(platforms, lane).platform.render(lane, said).length === 1
      );
    },
    committed: parts.committed,
  });
  const jobOf = (name: string) => jobs.find((j) => j.name === name);
  const queue: QueueParts = {
    store,
    clock,
    log,
    platforms,
    pace: parts.pace,
    vault: answers,
    resolve: (tx, audience, tried) => resolveAddress(tx, audience, tried, channels),
    guard: (tx, row) => guardDelivery(systemAct(tx, clock.now(), 'guard', officeSettings), row),
    fits: (tx, audience, said) => fitTogether(tx, audience, said, dateOf(clock.now())),
    alarm: (tx, id) => alertUnknown(systemAct(tx, clock.now(), 'queue', officeSettings), id),
    failed: (tx, id) => tellFailed(systemAct(tx, clock.now(), 'queue', officeSettings), id),
    attemptsOf: (name) => jobOf(name)?.attempts ?? 1,
    deadlineOf: (name) => jobOf(name)?.deadline ?? 60_000,
    runTask: async (name, payload) => {
      const job = jobOf(name);
      if (!job) throw new Error(`no job is called ${name}`);
      return job.run(job.payload.parse(payload), office);
    },
  };
  const answerOf = (stored: string): Said => readSaid(stored, answers);
  return { store, clock, log, platforms, hear, answerOf, office, queue };
}

/** Links on loopback are useless to people on a platform: commands then say that uploads are not set up. */
function linkBase(settings: Settings, sandbox: boolean): string | null {
  const base = publicUrl(settings);
  return onLoopback(base) && platformConfigured(settings) && !sandbox ? null : base;
}

/** The lane on which the answer to a message of a channel goes out, where it is not returned at once or too long for that. */
const answerLanes: Record<string, string> = {
  'wecom-ws': 'wecom-ws',
  'wecom-app': 'wecom-app',
  dingtalk: 'dingtalk-app',
};

const lanesOf = (platforms: readonly Platform[]): string[] => platforms.flatMap((p) => p.lanes.map((l) => l.name));

interface Answer {
  id: string;
  said: Said;
  /** Seals the words of a secret one. */
  vault?: Vault;
}

async function owe(tx: Tx, message: Heard, { id, said, vault }: Answer, now: number): Promise<void> {
  const { robot, chat, route } = message;
  const lane = answerLanes[message.channel];
  if (!lane) throw new Error(`channel ${message.channel} has no lane for answers`);
  await want(tx, now, [
    {
      source: { kind: 'answer', id },
      audience: { kind: 'chat', id: chat.id, address: { lane, robot, chat, ...(route ? { route } : {}) } },
      class: 'answer',
      ...(vault ? { lead: secretAnswer, seal: vault.seal } : {}),
      said,
      due: now,
    },
  ]);
}

/** Which lanes are set up, and the robot that speaks on each: what decides how a person or group can be reached. */
export function channelFacts(settings: Settings, platforms: readonly Platform[]) {
  const robots: Record<string, string | undefined> = {
    'wecom-ws': settings.WECOM_BOT_ID,
    'wecom-app': settings.WECOM_CORP_ID ? settings.WECOM_APP_AGENT_ID : undefined,
    'dingtalk-app': settings.DINGTALK_CLIENT_ID,
    sandbox: 'sandbox',
    console: 'console',
  };
  const lanes = lanesOf(platforms);
  return {
    lanes: lanes.filter((lane) => !(lane in robots) || robots[lane] !== undefined),
    robots: Object.fromEntries(lanes.flatMap((lane) => (robots[lane] ? [[lane, robots[lane]]] : []))),
  };
}
