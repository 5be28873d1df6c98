// A term run through for real: engine, store, outbox and inline runner, the clock going from due instant to due instant. Only platform
// and clock are pretended. Gives what arrived, to be compared with what a rehearsal had said.
import { loadSettings } from '../../config/load.ts';
import { tick } from '../../jobs/tick.ts';
import { channelFacts, createCore } from '../../src/app.ts';
import type { Answer, Said } from '../../src/bot/message.ts';
import { movableClock } from '../../src/lib/clock.ts';
import { instantOf, type LocalDate, type LocalTime, stamp } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { allPeople } from '../../src/office/people/model.ts';
import type { ChannelFacts } from '../../src/office/people/reach.ts';
import type { Rehearsed } from '../../src/office/rehearsal/model.ts';
import { plainText } from '../../src/office/rehearsal/wording.ts';
import { upcoming } from '../../src/office/reminders/due.ts';
import { seedSandbox } from '../../src/office/sample/seed.ts';
import { sandboxPlatform } from '../../src/platforms/sandbox.ts';
import { inlineRunner } from '../../src/queue/inline.ts';
import { noPace } from '../../src/queue/pace.ts';
import type { Store } from '../../src/store/db.ts';
import type { TestStore } from './stores.ts';

/** Something that arrived; ids of groups and people of the sample district are those of its chats. */
export interface Arrival {
  /** Epoch ms of the office's clock. */
  at: number;
  kind: 'group' | 'person';
  id: string;
  said: Said;
}

/** An office whose clock can be run. */
export interface TermRun {
  store: Store;
  channels: ChannelFacts;
  arrived: Arrival[];
  /** Says something in private as somebody of the sample district, and lets everything due happen. */
  say(name: string, text: string): Promise<Answer>;
  /** Goes to the end of a day, or to a local time of it. */
  runTo(day: LocalDate, time?: LocalTime): Promise<void>;
}

/** Opens the office on Monday 2023-03-06 08:00; `seed` fills the store, with the sample district and the spring-2023 term by default. */
export async function openRun(
  { store, where }: TestStore,
  seed: (core: ReturnType<typeof createCore>) => Promise<unknown> = ({ office }) => seedSandbox(office),
  start: number = instantOf('2023-03-06', '08:00'),
): Promise<TermRun> {
  const settings = { ...loadSettings({}, '/dev/null'), DATA_DIR: where.dataDir };
  const clock = movableClock(start, true);
  const arrived: Arrival[] = [];
  const platform = sandboxPlatform();
  const noted: typeof platform = {
    ...platform,
    async send(to, said, words, context) {
      const kind = to.chat.kind === 'group' ? 'group' : 'person';
      arrived.push({ at: clock.now(), kind, id: to.chat.id, said: { ...said, text: words } });
      return platform.send(to, said, words, context);
    },
  };
  const core = createCore({
    ...{ settings, store, clock, sandbox: true, pace: noPace, committed: () => undefined },
    log: createLog('silent'),
    platforms: [noted],
  });
  await seed(core);
  // The first beat only takes the position; what is due afterwards speaks.
  await tick(core.office);
  const runner = inlineRunner();
  const beat = async () => {
    await tick(core.office);
    await runner.drain(core.queue);
  };
  const people = await allPeople(store.read);
  return {
    store,
    channels: channelFacts(settings, [platform]),
    arrived,
    async say(name, text) {
      const id = people.find((person) => person.name === name)?.id ?? '';
      const answer = await core.hear({
        ...{ platform: 'sandbox', channel: 'sandbox', robot: 'sandbox', messageId: newId() },
        chat: { kind: 'private', id },
        sender: { id, kind: 'person' },
        ...{ text, mentions: [], media: [], answerBy: 'return' },
      });
      await beat();
      return answer;
    },
    async runTo(day, time = '23:59') {
      const to = instantOf(day, time);
      for (let now = clock.now(); now < to; now = clock.now()) {
        const next = await upcoming(store.read, await loadCalendar(store.read), now);
        clock.moveTo(next === null ? to : Math.min(next, to));
        await beat();
      }
    },
  };
}

/** A number of a delivery is drawn when it is written; no rehearsal can know it. */
const withoutNumbers = (text: string): string => text.replace(/\b[0-9a-f]{8}\b/g, '〔编号〕');

/** One line for each message: instant, audience, words. */
export const rehearsedLines = (messages: readonly Rehearsed[]): string[] =>
  messages.map(({ at, to, said }) => withoutNumbers(`${stamp(at)} ${to.kind}:${to.id} ${plainText(said)}`)).sort();

/** The same of what arrived. */
export const arrivedLines = (arrived: readonly Arrival[]): string[] =>
  arrived.map(({ at, kind, id, said }) => withoutNumbers(`${stamp(at)} ${kind}:${id} ${plainText(said)}`)).sort();
