// An office in which everybody says everything: engine, store, outbox and queue are real, platform and clock are pretended, and every
// word that goes out, arrives or is logged is kept.
import { loadSettings } from '../../config/load.ts';
import { tick } from '../../jobs/tick.ts';
import { type Core, createCore } from '../../src/app.ts';
import type { Heard, Said } from '../../src/bot/message.ts';
import { type MovableClock, movableClock } from '../../src/lib/clock.ts';
import { instantOf, type LocalDate, type LocalTime } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { upcoming } from '../../src/office/reminders/due.ts';
import { seedSandbox } from '../../src/office/sample/seed.ts';
import { sandboxPlatform } from '../../src/platforms/sandbox.ts';
import { inlineRunner } from '../../src/queue/inline.ts';
import { noPace } from '../../src/queue/pace.ts';
import type { TestStore } from './stores.ts';

/** Words that somebody got to see. */
export interface Seen {
  /** Chat: id of the group, or of the person in private. */
  to: string;
  /** Who had spoken, and what; null for what came by itself. */
  asked: { who: string; text: string } | null;
  text: string;
}

/** The office. */
export interface WholeOffice {
  core: Core;
  clock: MovableClock;
  /** All that was seen, in order. */
  seen: Seen[];
  /** Log lines from trace on. */
  log: string[];
  /** Says something in private, or in a group. Gives the answer's words, '' for silence. */
  say(who: string, text: string, group?: string, media?: Heard['media']): Promise<string>;
  /** Lets everything due happen. */
  beat(): Promise<void>;
  /** Goes on to a local time of a day, from due instant to due instant. */
  runTo(day: LocalDate, time: LocalTime): Promise<void>;
}

/** All words of a Said, links included. */
export const allWords = ({ title = '', text, links = [], choices = [] }: Said): string =>
  [title, text, ...links.flatMap(({ label, url }) => [label, url]), ...choices.flatMap((c) => [c.label, c.says])].join(
    '\n',
  );

/** Opens it at `start` (epoch ms) with the sample district and the spring-2023 term; `called`: what files turn out to be called. */
export async function openWholeOffice(
  { store, where }: TestStore,
  start: number,
  called?: string,
): Promise<WholeOffice> {
  const clock = movableClock(start, true);
  const seen: Seen[] = [];
  const log: string[] = [];
  const platform = sandboxPlatform();
  const core = createCore({
    ...{ store, clock, sandbox: true, pace: noPace, committed: () => undefined },
    settings: { ...loadSettings({}, '/dev/null'), DATA_DIR: where.dataDir },
    log: createLog('trace', { write: (line: string) => void log.push(line) }),
    platforms: [
      {
        ...platform,
        ...(called && { fetchMedia: async () => ({ name: called, bytes: Buffer.from('') }) }),
        async send(to, said, words, context) {
          seen.push({ to: to.chat.id, asked: null, text: allWords({ ...said, text: words }) });
          return platform.send(to, said, words, context);
        },
      },
    ],
  });
  await seedSandbox(core.office);
  await tick(core.office);
  const runner = inlineRunner();
  const beat = async () => {
    await tick(core.office);
    await runner.drain(core.queue);
  };
  return {
    ...{ core, clock, seen, log, beat },
    async say(who, text, group, media = []) {
      const answer = await core.hear({
        ...{ platform: 'sandbox', channel: 'sandbox', robot: 'sandbox', messageId: newId() },
        chat: group === undefined ? { kind: 'private', id: who } : { kind: 'group', id: group },
        sender: { id: who, kind: 'person' },
        ...{ text, mentions: [], media, answerBy: 'return' },
      });
      const words = answer.said ? allWords(answer.said) : '';
      seen.push({ to: group ?? who, asked: { who, text }, text: words });
      return words;
    },
    async runTo(day, time) {
      const to = instantOf(day, time);
      for (let now = clock.now(); now < to; now = clock.now()) {
        const next = await upcoming(store.read, await loadCalendar(store.read), now);
        clock.moveTo(next === null ? to : Math.min(next, to));
        await beat();
      }
    },
  };
}

/** A text without what is drawn by lot: ids, codes, tokens, numbers of faults. */
export const withoutLots = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '〔id〕')
    .replace(/[A-Za-z0-9_-]{32}/g, '〔token〕')
    .replace(/(?<![0-9A-Za-z])(?:[0-9a-f]{8}|\d{8})(?![0-9A-Za-z])/g, '〔8〕')
    .replace(/编号 [0-9A-F]{6}/g, '编号〔6〕');

/** A line for each thing seen, without what is drawn by lot. */
export const seenLines = (seen: readonly Seen[]): string[] =>
  seen.map(({ to, asked, text }) => withoutLots(`${asked ? `${asked.who}> ${asked.text}` : '←'} ⇒ ${to}: ${text}`));
