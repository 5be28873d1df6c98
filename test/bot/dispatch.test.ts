// One message, one transaction: what is kept and undone, what a repeat gets, what survives a restart. A tiny world of counters.
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { intArg, textArg } from '../../src/bot/args.ts';
import { askBack, askToConfirm, command } from '../../src/bot/command.ts';
import { createHear } from '../../src/bot/dispatch.ts';
import { type Hear, type Heard, say } from '../../src/bot/message.ts';
import { movableClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { refuse } from '../../src/lib/refuse.ts';
import { nextNumber, type Store, type Tx } from '../../src/store/db.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';

interface World {
  tx: Tx;
  origin: string;
}
/** How often the command that loses a deadlock the first time was begun. */
let lost = 0;
const declare = command<World>();
const common = { summary: '试', roles: ['teacher'], where: 'anywhere' as const, args: z.object({}) };
const commands = [
  declare({ ...common, name: '数', examples: ['/数'], run: async ({ tx }) => say(`第${await nextNumber(tx, 'n')}次`) }),
  declare({
    ...common,
    name: '数了再拒',
    examples: ['/数了再拒'],
    run: async ({ tx }) => {
      await nextNumber(tx, 'n');
      return refuse('no', '不行。');
    },
  }),
  declare({
    ...common,
    name: '数了再坏',
    examples: ['/数了再坏'],
    run: async ({ tx }) => {
      await nextNumber(tx, 'n');
      throw new Error('broken inside');
    },
  }),
  declare({
    ...common,
    name: '数了先输',
    examples: ['/数了先输'],
    run: async ({ tx }) => {
      const count = await nextNumber(tx, 'n');
      if (lost++ === 0) throw Object.assign(new pg.DatabaseError('deadlock detected', 0, 'error'), { code: '40P01' });
      return say(`第${count}次`);
    },
  }),
  declare({
    ...common,
    name: '数几次',
    args: z.object({ times: intArg(1, 9).meta({ title: '次数' }) }),
    examples: ['/数几次 3'],
    run: async ({ tx }, { times }) => {
      for (let i = 0; i < times; i++) await nextNumber(tx, 'n');
      return say(`数了${times}次`);
    },
  }),
  declare({
    ...common,
    name: '清零',
    examples: ['/清零'],
    confirm: async () => say('清零吗？'),
    run: async ({ tx }) => {
      await tx.deleteFrom('counters').where('name', '=', 'n').execute();
      return say('清了');
    },
  }),
  declare({
    ...common,
    name: '哪个',
    args: z.object({ which: textArg().optional().meta({ title: '哪个' }) }),
    examples: ['/哪个'],
    run: async ({ tx }, { which }) => {
      await nextNumber(tx, 'n');
      if (!which) {
        askBack('which', '甲还是乙？', [
          { label: '甲', value: '甲' },
          { label: '乙', value: '乙' },
        ]);
      }
      return say(`是${which}`);
    },
  }),
  declare({
    ...common,
    name: '复述',
    args: z.object({ words: textArg().meta({ title: '话', rest: true }) }),
    examples: ['/复述 你好'],
    run: async (_world, { words }) => say(words),
  }),
  declare({
    ...common,
    name: '来处',
    args: z.object({ about: textArg().meta({ title: '什么' }), seen: textArg().optional().meta({ title: '版本' }) }),
    examples: ['/来处 甲'],
    confirm: async (_world, { seen }) => (seen === undefined ? askToConfirm('seen', '这样吗？', 'v1') : null),
    run: async ({ origin }, { seen }) => say(`${seen}，来自 ${origin}`),
  }),
  declare({
    ...common,
    name: '再来',
    args: z.object({ times: intArg(1, 9).default(1).meta({ title: '次数' }) }),
    examples: ['/再来'],
    run: async ({ tx }, { times }) => {
      for (let i = 0; i < times; i++) await nextNumber(tx, 'n');
      return { text: `来了${times}次`, choices: [{ label: '来三次', says: '/再来 3' }] };
    },
  }),
  declare({
    ...common,
    name: '数了再说',
    args: z.object({ words: textArg().meta({ title: '话', rest: true }) }),
    examples: ['/数了再说 你好'],
    run: async ({ tx }, { words }) => {
      await nextNumber(tx, 'n');
      return { text: words, choices: [{ label: '再数', says: '/数' }] };
    },
  }),
  declare({
    ...common,
    name: '不行',
    args: z.object({ words: textArg().meta({ title: '话', rest: true }) }),
    examples: ['/不行 你好'],
    run: async (_world, { words }) => refuse('no', `不行：${words}`),
  }),
  declare({
    ...common,
    name: '口令',
    secret: true,
    args: z.object({ code: textArg().meta({ title: '口令' }) }),
    examples: ['/口令 123'],
    run: async () => say('知道了'),
  }),
];

afterAll(stopStores);

describe.each(stores)('a message on $name', ({ open }) => {
  let place: TestStore;
  let store: Store;
  let hear: Hear;
  let owed: string[];
  const log: string[] = [];
  const clock = movableClock(Date.parse('2023-03-06T09:00:00+08:00'), true);
  let count = 0;

  const newHear = () =>
    createHear<World>({
      store,
      clock,
      log: createLog('error', { write: (line: string) => void log.push(line) }),
      commands,
      roleNames: { teacher: '教师' },
      enter: async (tx, message) => {
        const known = message.sender.id !== 'stranger';
        return {
          world: { tx, origin: message.messageId },
          speaker: { known, roles: known ? ['teacher'] : ['stranger'] },
          personId: known ? message.sender.id : null,
        };
      },
      cameFrom: (world, origin) => ({ ...world, origin }),
      owe: async (tx, _message, id, said) => {
        owed.push(said.text);
        await tx
          .insertInto('counters')
          .values({ name: `owed:${id}`, value: 1 })
          .execute();
      },
      vet: async (_tx, _message, said) => (said.text.includes('名次') ? '请私聊我再问。' : null),
      returnable: (_message, said) => said.text.length < 100,
      committed: () => undefined,
    });

  const message = (text: string, more: Partial<Heard> = {}): Heard => ({
    platform: 'test',
    channel: 'test',
    robot: 'r',
    messageId: `m${++count}`,
    chat: { kind: 'group', id: 'g' },
    sender: { id: 'p', kind: 'person' },
    text,
    mentions: [],
    media: [],
    answerBy: 'return',
    ...more,
  });
  const ask = async (text: string, more: Partial<Heard> = {}) => (await hear(message(text, more))).said?.text ?? null;
  const counted = async () =>
    (await store.read.selectFrom('counters').select('value').where('name', '=', 'n').executeTakeFirst())?.value ?? 0;
  const inbox = () => store.read.selectFrom('inbox').selectAll().execute();

  beforeEach(async () => {
    place = await open();
    store = place.store;
    owed = [];
    log.length = 0;
    hear = newHear();
  });
  afterEach(() => place.close());

  it('does its work once, however often it comes', async () => {
    const once = message('/数');
    const first = await hear(once);
    const again = await hear(once);
    expect(first).toMatchObject({ said: { text: '第1次' }, repeat: false });
    expect(again).toEqual({ ...first, repeat: true });
    expect(await counted()).toBe(1);
  });

  it('does its work once when it comes twice at the same moment', async () => {
    const once = message('/数');
    const answers = await Promise.all([hear(once), hear(once), newHear()(once)]);
    expect(new Set(answers.map((a) => a.id)).size).toBe(1);
    expect(answers.map((a) => a.said?.text)).toEqual(['第1次', '第1次', '第1次']);
    expect(await counted()).toBe(1);
  });

  it('undoes the work of a refusal and keeps receipt and answer', async () => {
    expect(await ask('/数了再拒')).toBe('不行。');
    expect(await counted()).toBe(0);
    expect(await inbox()).toMatchObject([{ outcome: 'refused', answer: JSON.stringify({ text: '不行。' }) }]);
  });

  it('does it again from the beginning when the store undid it for a deadlock, and says no word of that', async () => {
    // SQLite has one writer and no deadlocks.
    lost = store.engine === 'postgres' ? 0 : 1;
    expect(await ask('/数了先输')).toBe('第1次');
    expect([lost, await counted(), log]).toEqual([2, 1, []]);
  });

  it('undoes the work of a fault, tells a number, and logs the stack under it', async () => {
    const text = await ask('/数了再坏');
    const number = /编号 ([0-9A-F]{6})/.exec(text ?? '')?.[1];
    expect(number).toBeDefined();
    expect(await counted()).toBe(0);
    expect(log.join('')).toContain(number);
    expect(log.join('')).toContain('broken inside');
    expect(text).not.toContain('broken');
  });

  it('leaves nothing behind when the answer cannot be owed', async () => {
    hear = createHear<World>({
      store,
      clock,
      log: createLog('silent'),
      commands,
      roleNames: {},
      cameFrom: (world) => world,
      enter: async (tx) => ({ world: { tx, origin: '' }, speaker: { known: true, roles: ['teacher'] }, personId: 'p' }),
      owe: async () => {
        throw new Error('store full');
      },
      vet: async () => null,
      returnable: (_message, said) => said.text.length < 100,
      committed: () => undefined,
    });
    await expect(hear(message('/数', { answerBy: 'delivery' }))).rejects.toThrow('store full');
    expect(await counted()).toBe(0);
    expect(await inbox()).toEqual([]);
  });

  it('owes the answer once where it is not returned', async () => {
    const once = message('/数', { answerBy: 'delivery' });
    await hear(once);
    await hear(once);
    expect(owed).toEqual(['第1次']);
  });

  it('owes an answer that is too long for the response, once', async () => {
    const once = message(`/复述 ${'长'.repeat(120)}`);
    expect((await hear(once)).said).toBeNull();
    expect((await hear(once)).said).toBeNull();
    expect(owed).toEqual(['长'.repeat(120)]);
  });

  it('remembers a question across a restart, per person and chat', async () => {
    expect(await ask('/数几次')).toContain('次数');
    hear = newHear();
    expect(await ask('3', { sender: { id: 'other', kind: 'person' } })).not.toContain('数了');
    expect(await ask('3', { chat: { kind: 'group', id: 'elsewhere' } })).not.toContain('数了');
    expect(await ask('３')).toBe('数了3次');
    expect(await counted()).toBe(3);
  });

  it('forgets a question after its time', async () => {
    await ask('/数几次');
    clock.moveTo(clock.now() + 11 * 60_000);
    expect(await ask('3')).not.toContain('数了');
  });

  it('does nothing before a confirmation, and nothing after a refusal of it', async () => {
    await ask('/数');
    expect(await ask('/清零')).toContain('清零吗');
    expect(await ask('取消')).toContain('取消');
    expect(await counted()).toBe(1);
    await ask('/清零');
    expect(await ask('确认')).toBe('清了');
    expect(await counted()).toBe(0);
  });

  it('asks back with choices, undoing what was done so far', async () => {
    expect(await ask('/哪个')).toBe('甲还是乙？');
    expect(await counted()).toBe(0);
    expect(await ask('2')).toBe('是乙');
    expect(await counted()).toBe(1);
  });

  describe('a pressed button', () => {
    const press = (text: string, asks: string | undefined, more: Partial<Heard> = {}) =>
      hear(message(text, { pressed: { key: 'k', cardId: 'c', ...(asks === undefined ? {} : { asks }) }, ...more }));
    const asksOf = async (text: string) => (await hear(message(text))).said?.asks;

    it('answers its question like the typed word', async () => {
      await ask('/数');
      const asks = await asksOf('/清零');
      expect(asks).toBeDefined();
      expect(await press('确认', asks)).toMatchObject({ said: { text: '清了' }, press: 'taken' });
      expect(await counted()).toBe(0);
    });

    it('never answers a later question: an old 确认 confirms nothing, and what is open stays open', async () => {
      await ask('/数');
      const old = await asksOf('/清零');
      await ask('取消');
      const asks = await asksOf('/清零');
      expect(asks).not.toBe(old);
      expect(await press('确认', old)).toMatchObject({
        said: { text: expect.stringContaining('过时') },
        press: 'outdated',
      });
      expect(await counted()).toBe(1);
      expect(await press('确认', asks)).toMatchObject({ said: { text: '清了' }, press: 'taken' });
      expect(await press('确认', asks)).toMatchObject({ press: 'outdated' });
    });

    it('is nothing after the question’s time, or when somebody else presses it', async () => {
      await ask('/数');
      const asks = await asksOf('/清零');
      const other = { sender: { id: 'other', kind: 'person' as const } };
      expect(await press('确认', asks, other)).toMatchObject({ press: 'outdated' });
      const stranger = { sender: { id: 'stranger', kind: 'person' as const } };
      expect(await press('确认', asks, stranger)).toMatchObject({ said: null, press: 'outdated' });
      clock.moveTo(clock.now() + 11 * 60_000);
      expect(await press('确认', asks)).toMatchObject({ press: 'outdated' });
      expect(await counted()).toBe(1);
    });

    it('still counts when the same question was asked again, also after a restart', async () => {
      const asks = await asksOf('/哪个');
      expect(await asksOf('都行')).toBe(asks);
      hear = newHear();
      expect(await press('乙', asks)).toMatchObject({ said: { text: '是乙' }, press: 'taken' });
    });

    it('with a command of its own needs no question, and may be pressed again when nothing was done', async () => {
      const asks = await asksOf('/清零');
      expect(await press('/数', undefined)).toMatchObject({ said: { text: '第1次' }, press: 'taken' });
      expect(await press('/数了再拒', undefined)).toMatchObject({ press: 'refused' });
      expect(await press('/数了再坏', undefined)).toMatchObject({ press: 'refused' });
      expect(asks).toBeDefined();
    });

    it('is not told of a typed word, and a typed number works as ever', async () => {
      await ask('/哪个');
      const typed = await hear(message('2'));
      expect(typed).toMatchObject({ said: { text: '是乙' } });
      expect(typed).not.toHaveProperty('press');
    });
  });

  it('names the question to the choices of an answer that is owed, and of no other', async () => {
    const { said } = await hear(message('/清零', { answerBy: 'delivery' }));
    expect(said?.asks).toBeDefined();
    expect((await inbox())[0]?.answer).toContain(`"asks":"${said?.asks}"`);
    expect((await hear(message('/数几次'))).said).not.toHaveProperty('asks');
  });

  it('asks for a confirmation that carries what was shown, and does it in the name of the message that asked', async () => {
    const first = message('/来处');
    await hear(first);
    expect((await hear(message('甲'))).said).toMatchObject({
      text: '这样吗？',
      choices: [{ label: '确认' }, { label: '取消' }],
    });
    expect(await ask('好')).toBe(`v1，来自 test/${first.messageId}`);
    await ask('/来处 乙');
    expect(await ask('否')).toBe('已取消“/来处”，什么也没有改。');
    expect(await ask('确认')).toContain('现在没有在等您回答');
  });

  it('takes the number of a command offered with an answer, and its button even when the number no longer counts', async () => {
    const { said } = await hear(message('/再来'));
    expect(said).toMatchObject({ text: '来了1次', choices: [{ label: '来三次', says: '/再来 3' }] });
    expect(await ask('1')).toBe('来了3次');
    await ask('/数');
    expect(await ask('1')).toContain('现在没有在等您回答');
    const pressed = { key: 'k', cardId: 'c', ...(said?.asks === undefined ? {} : { asks: said.asks }) };
    expect(await hear(message('/再来 3', { pressed }))).toMatchObject({ said: { text: '来了3次' }, press: 'taken' });
    expect(await counted()).toBe(8);
  });

  it('keeps no words of a secret command, also when it is misunderstood', async () => {
    await ask('/口令 12345678');
    await ask('/口令');
    await ask('87654321');
    expect(JSON.stringify(await inbox())).not.toMatch(/12345678|87654321/);
  });

  describe('what may not be said in a group', () => {
    const alone = { chat: { kind: 'private' as const, id: 'p' } };

    it('is replaced in answer, inbox and repeat alike, and the work behind it is undone', async () => {
      const once = message('/数了再说 名次');
      expect((await hear(once)).said).toEqual({ text: '请私聊我再问。' });
      expect((await hear(once)).said).toEqual({ text: '请私聊我再问。' });
      expect(await inbox()).toMatchObject([{ answer: '{"text":"请私聊我再问。"}', outcome: 'refused' }]);
      expect(await counted()).toBe(0);
      expect(await ask('1')).toContain('现在没有在等您回答');
    });

    it('is owed in the same words', async () => {
      await hear(message('/数了再说 名次', { answerBy: 'delivery' }));
      expect(owed).toEqual(['请私聊我再问。']);
    });

    it.each(['/不行 名次', '/名次', '/数几次 名次'])('nor is it in refusals, hints and questions: %s', async (text) => {
      expect(await ask(text)).toBe('请私聊我再问。');
      expect(await ask(text, alone)).toContain('名次');
    });

    it('may be said in private', async () => {
      expect(await ask('/数了再说 名次', alone)).toBe('名次');
      expect(await counted()).toBe(1);
    });
  });

  describe('the key of a robot', () => {
    const alone = { chat: { kind: 'private' as const, id: 'p' } };
    const key = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';
    const address = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`;
    const kept = async () => {
      const tables = [await inbox(), await store.read.selectFrom('questions').selectAll().execute()];
      return JSON.stringify(tables).includes(key.slice(0, 8)) || owed.join().includes(key.slice(0, 8));
    };

    it.each([
      `/口今 ${address}`,
      address,
      `/数了再说 ${address}`,
      `/数几次 ${address}`,
      `/不行 ${address}`,
      `/复述 ?key=${key}`,
    ])('is neither kept nor said again: %s', async (text) => {
      for (const where of [{}, alone]) {
        expect(await ask(text, where)).not.toContain(key.slice(0, 8));
        expect(await kept()).toBe(false);
      }
    });

    it('is not taken by a command that takes none', async () => {
      expect(await ask(`/数了再说 ${address}`)).toBe(
        '“/数了再说”里不写机器人的地址，所以没有照办。您刚才的话里有密钥，群里的人都看见了：请撤回那条消息，到平台上重置地址。',
      );
      await ask('/数几次', alone);
      expect(await ask(address, alone)).toBe(
        '“/数几次”里不写机器人的地址，所以没有照办。您刚才的话里有密钥，我没有留下它。',
      );
      expect(await ask('3', alone)).toBe('数了3次');
      expect(await counted()).toBe(3);
    });

    it('reaches the command that takes it', async () => expect(await ask(`/口令 ${address}`, alone)).toBe('知道了'));

    it('leaves ordinary addresses to the commands', async () => {
      expect(await ask('/复述 https://example.com/a?id=1')).toBe('https://example.com/a?id=1');
      expect(await ask('/数了再说 https://meeting.example.com/a?key=abc')).toBe(
        'https://meeting.example.com/a（密钥不重复）',
      );
      expect(await counted()).toBe(1);
    });
  });

  it('is silent to robots and to strangers in groups, and keeps no words of strangers', async () => {
    expect(await ask('/数', { sender: { id: 'bot', kind: 'robot' } })).toBeNull();
    expect(await ask('/数', { sender: { id: 'stranger', kind: 'person' } })).toBeNull();
    expect(
      await ask('你好呀', { sender: { id: 'stranger', kind: 'person' }, chat: { kind: 'private', id: 'stranger' } }),
    ).toContain('管理员');
    expect(await counted()).toBe(0);
    expect(JSON.stringify(await inbox())).not.toContain('你好呀');
  });

  it('does not obey what is only quoted', async () => {
    await ask('看看这个', { quote: { text: '/数' } });
    expect(await counted()).toBe(0);
  });

  it('acknowledges nothing while the store is down', async () => {
    await store.close();
    await expect(hear(message('/数'))).rejects.toThrow();
  });
});
