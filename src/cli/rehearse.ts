// `jiaoyan rehearse --from D --to D`: every message the calendar would send, to whom, when and why, and every clash. Sends nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataDir, isSandbox, loadSettings, platformConfigured } from '../../config/load.ts';
import type { Settings } from '../../config/schema.ts';
import { channelFacts } from '../app.ts';
import { configuredPlatforms } from '../configured.ts';
import { systemClock } from '../lib/clock.ts';
import { dateOf, daysBetween, isDate, monthDay, timeOf } from '../lib/dates.ts';
import { refuse } from '../lib/refuse.ts';
import { loadCalendar } from '../office/calendar/model.ts';
import type { ChannelFacts } from '../office/people/reach.ts';
import type { Rehearsal } from '../office/rehearsal/model.ts';
import { rehearse as rehearsalOf } from '../office/rehearsal/rehearse.ts';
import { notes, plainText, rehearsalText } from '../office/rehearsal/wording.ts';
import { sandboxPlatform } from '../platforms/sandbox.ts';
import { openStore, type Store } from '../store/db.ts';
import { type CliCommand, parse, UsageError } from './command.ts';

export const rehearse: CliCommand = {
  name: 'rehearse',
  usage: 'rehearse --from 2023-03-06 --to 2023-07-20 [--json]',
  summary: '预演：这段日子会发的每一条消息，发给谁、何时、为什么，还有撞在一起的事；什么都不发',
  async run(args, env) {
    const { values, positionals } = parse(args, {
      from: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    if (positionals.length > 0) throw new UsageError('日期写在 --from 和 --to 后面');
    const [from, to] = [dayOf('--from', values.from), dayOf('--to', values.to)];
    const days = daysBetween(from, to);
    if (days < 0) throw new UsageError('--to 在 --from 之前');
    if (days > longest) throw new UsageError(`一次最多预演 ${longest} 天`);
    const settings = loadSettings(env);
    const { store, channels } = await openedWithCalendar(settings);
    try {
      const found = await rehearsalOf(store.read, { from, to, channels, onProgress: progress() });
      if (!channels) found.notes.push(notes.unchecked);
      console.log(values.json ? JSON.stringify(documentOf(found)) : rehearsalText(found));
      return 0;
    } finally {
      await store.close();
    }
  },
};

/** About two years. */
const longest = 800;

function dayOf(option: string, text: string | undefined): string {
  if (text === undefined) throw new UsageError('要写 --from 和 --to');
  if (!isDate(text)) throw new UsageError(`${option} 要写成存在的日子，例如 2023-03-06`);
  return text;
}

interface Opened {
  store: Store;
  /** The ways out that are set up; undefined while no platform is. */
  channels: ChannelFacts | undefined;
}

/**
 * The office's store; while nothing is set up yet and it has no calendar, the sandbox's. A folder without a store is not made one.
 * @throws Refusal when there is no calendar
 */
async function openedWithCalendar(settings: Settings): Promise<Opened> {
  const { DATABASE_URL: databaseUrl, DATA_DIR } = settings;
  const channels = platformConfigured(settings) ? channelFacts(settings, configuredPlatforms(settings)) : undefined;
  const office = await withCalendar({ dataDir: DATA_DIR, databaseUrl });
  if (office) return { store: office, channels };
  const sandbox = isSandbox(settings)
    ? await withCalendar({ dataDir: dataDir(settings), databaseUrl: undefined })
    : null;
  if (!sandbox) refuse('no-calendar', '还没有行事历，没有可以预演的：请先用 jiaoyan plan import 导入计划。');
  console.error('（办公室自己的行事历还没有导入，预演的是沙盒里的。）');
  return { store: sandbox, channels: channelFacts(settings, [sandboxPlatform()]) };
}

async function withCalendar(place: Parameters<typeof openStore>[0]): Promise<Store | null> {
  if (!place.databaseUrl && !existsSync(join(place.dataDir, 'jiaoyan.db'))) return null;
  const store = await openStore(place);
  if (await loadCalendar(store.read)) return store;
  await store.close();
  return null;
}

/** What takes longer than this, milliseconds, says how far it is. */
const patience = 2_000;

/** Says on standard error which day has been reached, once it takes long. */
function progress(): (day: string) => void {
  const begun = systemClock.real();
  return (day) => {
    if (systemClock.real() - begun > patience) console.error(`正在预演，到 ${monthDay(day)} 了……`);
  };
}

const iso = (at: number): string => `${dateOf(at)}T${timeOf(at)}:00+08:00`;

/** The one JSON document: instants in ISO 8601 with +08:00, words as people read them. */
function documentOf({ messages, silent, ...more }: Rehearsal) {
  return {
    ...more,
    messages: messages.map(({ at, said, ...message }) => ({ at: iso(at), ...message, text: plainText(said) })),
    silent: silent.map(({ at, ...one }) => ({ at: iso(at), ...one })),
  };
}
