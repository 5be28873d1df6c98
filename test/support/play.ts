// Plays a conversation file through the real engine, store, outbox and queue runner; only platform and clock are pretended.
// The format is described in test/chats/README.md.
import { loadSettings } from '../../config/load.ts';
import { tick } from '../../jobs/tick.ts';
import { type Core, createCore } from '../../src/app.ts';
import type { Said } from '../../src/bot/message.ts';
import { movableClock } from '../../src/lib/clock.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { invariants } from '../../src/office/invariants.ts';
import { allGroups, allPeople, everyone, roleNames } from '../../src/office/people/model.ts';
import { upcoming } from '../../src/office/reminders/due.ts';
import { seedSandbox } from '../../src/office/sample/seed.ts';
import { numberedLines } from '../../src/platforms/render.ts';
import { sandboxPlatform } from '../../src/platforms/sandbox.ts';
import { inlineRunner } from '../../src/queue/inline.ts';
import { noPace } from '../../src/queue/pace.ts';
import type { Store } from '../../src/store/db.ts';
import type { TestStore } from './stores.ts';

/** Where a conversation begins when its file does not say: Monday of week 4. */
const start = instantOf('2023-03-06', '08:00');

/** One thing that is done, and what follows it in the file. */
interface Scene {
  line: string;
  expected: string[];
}

/** What was expected and what happened, as text; equal when the conversation went as written. */
export interface Played {
  expected: string;
  happened: string;
}

/** Plays the text of a `.chat` file on a fresh sample district. */
export async function play(text: string, { store, where }: TestStore): Promise<Played> {
  const stage = await openStage(store, where.dataDir);
  const expected: string[] = [];
  const happened: string[] = [];
  for (const scene of scenes(text)) {
    const real = await stage.perform(scene.line);
    const shown = reconcile(scene.expected, real);
    expected.push(scene.line, ...scene.expected);
    happened.push(scene.line, ...shown);
  }
  const broken = await invariants(store.read);
  happened.push(...broken.map((b) => `（数据不对：${b}）`));
  return { expected: expected.join('\n'), happened: happened.join('\n') };
}

/** Cuts a file into things done and the robot's lines after each. Comments and empty lines are for readers. */
function scenes(text: string): Scene[] {
  const found: Scene[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    if (line === '' || line.startsWith('#')) continue;
    const last = found.at(-1);
    const continues = line.startsWith('  ');
    if (/^机器人(→[^>]+)?>/.test(line) || line === '……') last?.expected.push(line);
    else if (continues && last && last.expected.length > 0) last.expected[last.expected.length - 1] += `\n${line}`;
    else if (continues && last) last.line += `\n${line.slice(2)}`;
    else found.push({ line, expected: [] });
  }
  return found;
}

/** `…` in an expected line stands for any words; a line `……` lets other messages arrive that are not written down. */
function reconcile(expected: string[], real: string[]): string[] {
  const matches = (want: string, got: string) => {
    const pattern = want
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s\\S]*?');
    return new RegExp(`^${pattern}$`).test(got);
  };
  const open = expected.includes('……');
  const left = [...real];
  const shown = expected.map((want) => {
    if (want === '……') return want;
    const at = left.findIndex((got) => matches(want, got));
    if (at < 0) return null;
    left.splice(at, 1);
    return want;
  });
  return [...shown.filter((line) => line !== null), ...(open ? [] : left)];
}

async function openStage(store: Store, dir: string) {
  const settings = { ...loadSettings({}, '/dev/null'), DATA_DIR: dir };
  const clock = movableClock(start, true);
  const arrived: { to: string; said: Said }[] = [];
  const platform = sandboxPlatform();
  const core = createCore({
    settings,
    store,
    clock,
    log: createLog('silent'),
    platforms: [
      {
        ...platform,
        fetchMedia: async ({ name = '' }) => ({ name, bytes: bytesOf(name) }),
        async send(to, said, words, context) {
          const sent = await platform.send(to, said, words, context);
          if (sent.outcome === 'sent') arrived.push({ to: to.chat.id, said: { ...said, text: words } });
          return sent;
        },
      },
    ],
    pace: noPace,
    sandbox: true,
    committed: () => undefined,
  });
  await seedSandbox(core.office);
  // The first beat only takes the position; what is due afterwards speaks.
  await tick(core.office);
  const runner = inlineRunner();
  const people = await allPeople(store.read);
  const groups = await allGroups(store.read);
  let place: { kind: 'group' | 'private'; id: string } = { kind: 'private', id: '' };

  const nameOf = (id: string) =>
    groups.find((g) => g.chatId === id)?.name ?? people.find((p) => p.id === id)?.name ?? id;
  const arrivals = () => arrived.splice(0).map(({ to, said }) => block(`机器人→${nameOf(to)}>`, printed(said)));

  return {
    core,
    async perform(line: string): Promise<string[]> {
      const time = /^时间 (\S+)(?: (\S+))?$/.exec(line);
      if (time) {
        await moveTo(core, clock, runner, instantOf(time[1]!, time[2] ?? '00:00'));
        return arrivals();
      }
      const group = /^群 ([^：:]+)/.exec(line);
      if (group) {
        const found = groups.find((g) => g.name === group[1]!.trim());
        if (!found?.chatId) throw new Error(`no group ${group[1]}`);
        place = { kind: 'group', id: found.chatId };
        return [];
      }
      const also = /^([^\s>]+)也是([^\s>]+)$/.exec(line);
      if (also) {
        await addRole(store, also[1]!, also[2]!);
        return [];
      }
      if (/^私聊/.test(line)) {
        place = { kind: 'private', id: '' };
        return [];
      }
      return [...(await hear(line)), ...(await drained())];
    },
  };

  async function drained(): Promise<string[]> {
    await tick(core.office);
    await runner.drain(core.queue);
    return arrivals();
  }

  async function hear(line: string): Promise<string[]> {
    const at = line.indexOf('>');
    const [, speaker = '', quote, file] = spokenBy.exec(line.slice(0, at)) ?? [];
    const person = people.find((p) => p.name === speaker);
    if (at < 0) throw new Error(`not a line of a conversation: ${line}`);
    const id = person?.id ?? `stranger:${speaker}`;
    const answer = await core.hear({
      platform: 'sandbox',
      channel: 'sandbox',
      robot: 'sandbox',
      messageId: newId(),
      chat: place.kind === 'private' ? { kind: 'private', id } : place,
      sender: { id, kind: 'person' },
      text: line.slice(at + 1).replace(/^ /, ''),
      mentions: [],
      ...(quote ? { quote: { text: quote } } : {}),
      media: file ? [{ kind: 'file', name: file, ref: { file } }] : [],
      answerBy: 'return',
    });
    return answer.said ? [block('机器人>', printed(answer.said))] : [];
  }
}

/** 李强, 李强〔明天3月8日数学集体备课〕 with a quotation, 李强［教案.pdf］ with a file. */
const spokenBy = /^\s*([^〔［>]+?)\s*(?:〔([^〕]*)〕)?\s*(?:［([^］]*)］)?\s*$/;

/** What is in a file of a conversation: every PDF is one, nothing else is what its name says. */
const bytesOf = (name: string): Buffer => Buffer.from(name.endsWith('.pdf') ? '%PDF-1.7 示例' : '示例');

/** Gives somebody of the sample district one more role: `周岚也是管理员`. */
async function addRole(store: Store, name: string, word: string): Promise<void> {
  const role = everyone.find((one) => roleNames[one] === word);
  const person = (await allPeople(store.read)).find((one) => one.name === name);
  if (!role || !person) throw new Error(`no such person or role: ${name}也是${word}`);
  const roles = JSON.stringify([...person.roles, role]);
  await store.write((tx) => tx.updateTable('people').set({ roles }).where('id', '=', person.id).execute());
}

async function moveTo(
  core: Core,
  clock: ReturnType<typeof movableClock>,
  runner: ReturnType<typeof inlineRunner>,
  to: number,
) {
  for (;;) {
    const calendar = await loadCalendar(core.store.read);
    const next = await upcoming(core.store.read, calendar, clock.now());
    const stop = next === null || next > to ? to : next;
    clock.moveTo(stop);
    await tick(core.office);
    await runner.drain(core.queue);
    if (stop === to) return;
  }
}

const block = (head: string, text: string): string => {
  const [first = '', ...rest] = text.split('\n');
  // Empty lines of a conversation are for its readers; those of a message are not compared.
  const lines = [`${head} ${first}`, ...rest.filter(Boolean).map((line) => `  ${line}`)];
  return lines.map((line) => line.trimEnd()).join('\n');
};

const printed = (said: Said): string =>
  [
    ...(said.title ? [said.title] : []),
    said.text,
    ...(said.links ?? []).map(({ label, url }) => `［${label}］${url}`),
    ...numberedLines(said.choices ?? [], (words) => words),
  ].join('\n');
