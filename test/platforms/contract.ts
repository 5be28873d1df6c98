// The one suite every platform runs: what an entrance must hear and what a lane must say, whatever the wire looks like.
// A platform brings harnesses (its adapter against its fake); an entrance without a lane, or a lane without an entrance, is fine.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Choice, Heard, Said } from '../../src/bot/message.ts';
import type { Address, Platform, SendContext, Sent } from '../../src/platforms/platform.ts';

/** What a person does in the fake; the harness writes it in the platform's own wire format. */
export interface Spoken {
  text: string;
  chat: 'group' | 'private';
  /** Where the mention of the robot stands in the wire text; groups only. */
  mention?: 'start' | 'end';
  /** Same id, same message: used to deliver a repeat. */
  messageId?: string;
  /** Sent by another robot (or by ourselves) instead of a person. */
  byRobot?: boolean;
}

/** Faults a lane must tell apart. */
export type Fault = 'too fast' | 'gone' | 'lost answer' | 'not reachable' | 'bad credentials';

/** What is known of the adapter before anything runs; only the tests that apply are registered. */
export interface Traits {
  /** The entrance, absent for one-way robots. `chats`: what the platform delivers; `robots`: whether robots' messages can arrive. */
  entrance?: { channel: string; chats: Spoken['chat'][]; robots: boolean };
  /** The lane, absent where answers only travel back in the response. `faults`: those the fake can arrange. */
  lane?: { name: string; faults: Fault[] };
  /** Lanes (or other names `render` takes) to run the rendering part for, with their limit in UTF-8 bytes. */
  renders: { lane: string; maxBytes: number }[];
}

/** One adapter against its fake. Entrances need `say`, lanes the four after it. */
export interface Harness {
  platform: Platform;
  /** Every message the adapter handed to `hear`, see `listening`. */
  heard: Heard[];
  /** Says it in the fake; resolves once the fake has the adapter's acknowledgement or answer. */
  say?(spoken: Spoken): Promise<void>;
  /** A chat that can be reached. */
  address?: Address;
  /** Texts the fake accepted, oldest first, as they stood on the wire. */
  accepted?(): string[];
  /** Arranges the fault for the next sending and gives the address to use (`gone`: one that is). */
  break?(fault: Fault): Promise<Address>;
  /** Undoes the fault. */
  heal?(): Promise<void>;
  /**
   * What in a rendered text the platform's clients would act upon (mentions, links, emphasis, headings, tags), as the fake
   * reads it; written independently of the adapter's own rules.
   */
  active(lane: string, text: string): string[];
  stop(): Promise<void>;
}

/** An engine of two lines for harnesses: notes what it hears and answers as told, at first with silence. */
export function listening(answer: (heard: Heard) => Promise<Answer> = silent) {
  const heard: Heard[] = [];
  const hear = (message: Heard): Promise<Answer> => {
    heard.push(message);
    return answer(message);
  };
  return { heard, hear };
}

/** Says nothing to anybody. */
export const silent = async (message: Heard): Promise<Answer> => ({
  id: `a-${message.messageId}`,
  said: null,
  repeat: false,
});

/** Texts that are markup or a mention on at least one platform and must come out inert and readable everywhere. */
export const hostile = [
  '@all 请注意',
  '通知 @所有人。',
  '<@WangWei> 你好 <@all>',
  '[点这里](https://evil.example/)',
  '![图](https://evil.example/a.png)',
  '[文字][1]\n[1]: https://evil.example/',
  '**加粗** 与 *斜体* 与 __下划__ 与 _斜_ 与 ~~删~~',
  '# 一级\n###### 六级\n标题\n===\n标题二\n---',
  '> 引用\n- 列表\n* 列表\n+ 列表\n3. 第三\n7) 第七',
  '`代码` ```\n块\n```\n    缩进的代码',
  '<font color="warning">红</font><a href="https://evil.example/">链</a><br/><!-- x -->',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '&lt;@all&gt; &#60;b&#62; \\*星\\*',
  '<think>想</think>',
  '](https://evil.example/)',
];

const context = (part = 0): SendContext => ({
  deliveryId: `00000000-0000-4000-8000-${Math.random().toString(16).slice(2, 14).padEnd(12, '0')}`,
  part,
  signal: new AbortController().signal,
});

async function until(done: () => boolean, ms = 3000): Promise<void> {
  const end = performance.now() + ms;
  while (!done()) {
    if (performance.now() > end) throw new Error('nothing came in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Runs the suite; `make` is called once, the fake is stopped at the end. */
export function platformContract(name: string, traits: Traits, make: () => Promise<Harness>): void {
  describe(`${name} keeps the platform contract`, () => {
    let harness: Harness;
    beforeAll(async () => {
      harness = await make();
    });
    afterAll(() => harness?.stop());
    const get = () => harness;

    if (traits.entrance) entranceContract(traits.entrance, get);
    if (traits.lane) laneContract(traits.lane, get);
    renderContract(traits.renders, get);
  });
}

function entranceContract(traits: NonNullable<Traits['entrance']>, get: () => Harness): void {
  async function hears(spoken: Spoken): Promise<Heard> {
    const { heard, say } = get();
    const before = heard.length;
    await say?.(spoken);
    await until(() => heard.length > before);
    return heard[heard.length - 1]!;
  }
  const anyChat = traits.chats[0] ?? 'private';

  it.for(traits.chats)('hears a text in a %s chat', async (chat) => {
    const heard = await hears({ text: '行事历 本周', chat, ...(chat === 'group' ? { mention: 'start' } : {}) });
    expect(heard).toMatchObject({
      channel: traits.channel,
      platform: get().platform.name,
      text: '行事历 本周',
      media: [],
    });
    expect(heard.chat.kind).toBe(chat);
    expect(heard.sender.kind).toBe('person');
    expect(heard.messageId).not.toBe('');
    expect(heard.robot).not.toBe('');
    if (chat === 'private') expect(heard.chat.id).toBe(heard.sender.id);
  });

  if (traits.chats.includes('group')) {
    it.for(['start', 'end'] as const)('takes the mention out at the %s', async (mention) => {
      expect((await hears({ text: '帮助', chat: 'group', mention })).text).toBe('帮助');
    });
  }

  it('keeps signs, blanks and lines inside a text as they were typed', async () => {
    const text = '/视导　安排 <二码头小学> 第6周周四\n备注：a & b [c] “d” 😀';
    expect((await hears({ text, chat: anyChat })).text).toBe(text);
  });

  it('keeps the id of a message that is delivered again', async () => {
    const first = await hears({ text: '帮助', chat: anyChat, messageId: '7000000000000000123' });
    const again = await hears({ text: '帮助', chat: anyChat, messageId: '7000000000000000123' });
    expect(again.messageId).toBe(first.messageId);
  });

  it('gives two messages two ids', async () => {
    const first = await hears({ text: '帮助', chat: anyChat });
    const second = await hears({ text: '帮助', chat: anyChat });
    expect(second.messageId).not.toBe(first.messageId);
  });

  if (traits.robots) {
    it('never hands on what a robot said as a word of a person', async () => {
      const { heard, say } = get();
      const before = heard.length;
      await say?.({ text: '机器人说', chat: anyChat, byRobot: true });
      await hears({ text: '人说', chat: anyChat });
      const since = heard.slice(before).map(({ text, sender }) => [text, sender.kind]);
      expect(since.filter(([text]) => text === '人说')).toEqual([['人说', 'person']]);
      expect(since.filter(([text, kind]) => text === '机器人说' && kind !== 'robot')).toEqual([]);
    });
  }
}

const outcomes: Record<Fault, Sent['outcome']> = {
  'too fast': 'retry',
  gone: 'failed',
  'lost answer': 'unknown',
  'not reachable': 'retry',
  'bad credentials': 'alarm',
};

function laneContract(traits: NonNullable<Traits['lane']>, get: () => Harness): void {
  const send = (to: Address, said: Said, text: string, part = 0): Promise<Sent> =>
    get().platform.send(to, said, text, context(part));
  const render = (said: Said): string[] => get().platform.render(traits.name, said);

  it('is declared with limits', () => {
    const lane = get().platform.lanes.find(({ name }) => name === traits.name);
    expect(lane?.maxBytes).toBeGreaterThanOrEqual(512);
    for (const limit of [...(lane?.perChat ?? []), ...(lane?.perRobot ?? [])]) {
      expect(limit.count).toBeGreaterThan(0);
      expect(limit.per).toBeGreaterThan(0);
    }
  });

  it('sends every part of a long Said, whole and in order', async () => {
    const { address, accepted } = get();
    const said = { title: '通知', text: Array.from({ length: 900 }, (_, i) => `第${i}行：集体备课`).join('\n') };
    const before = accepted?.().length;
    const parts = render(said);
    for (const [part, text] of parts.entries()) {
      expect(await send(address!, said, text, part)).toMatchObject({ outcome: 'sent' });
    }
    expect(parts.length).toBeGreaterThan(1);
    expect(accepted?.().slice(before)).toEqual(parts);
  });

  it.for(traits.faults)('tells apart: %s', async (fault) => {
    const to = (await get().break?.(fault))!;
    try {
      const said = { text: `试 ${fault}` };
      const sent = await send(to, said, render(said)[0]!);
      expect(sent.outcome).toBe(outcomes[fault]);
      if (sent.outcome === 'sent') return;
      if (sent.outcome === 'retry' && fault === 'too fast') expect(sent.muted).toBeDefined();
      if (sent.outcome === 'failed') expect(sent.gone).toBe(true);
      expect(sent.reason).toMatch(/\p{Script=Han}/u);
      for (const secret of [to.hook?.key, to.hook?.secret]) if (secret) expect(sent.reason).not.toContain(secret);
    } finally {
      await get().heal?.();
    }
  });

  it('sends nothing and does not throw when the sending was given up before it started', async () => {
    const { address, accepted, platform } = get();
    const before = accepted?.().length;
    const sent = await platform.send(address!, { text: '止' }, '止', { ...context(), signal: AbortSignal.abort() });
    expect(['retry', 'unknown']).toContain(sent.outcome);
    expect(accepted?.().length).toBe(before);
  });
}

function renderContract(renders: Traits['renders'], get: () => Harness): void {
  const each = (check: (lane: string, maxBytes: number, platform: Platform) => void) => {
    for (const { lane, maxBytes } of renders) check(lane, maxBytes, get().platform);
  };

  it('makes every part fit', () =>
    each((lane, maxBytes, platform) => {
      for (const text of [
        '好'.repeat(30_000),
        '一行\n'.repeat(20_000),
        '😀'.repeat(9000),
        '<@a>[b](c)\n'.repeat(4000),
        '短',
      ]) {
        const parts = platform.render(lane, { text, choices: [{ label: '同意', says: '同意' }] });
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) {
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(maxBytes);
          expect(part.trim()).not.toBe('');
          expect(part.isWellFormed()).toBe(true);
        }
      }
    }));

  it('says something whatever it is given: every Said has at least one part, and each of them can be seen', () =>
    each((lane, maxBytes, platform) => {
      for (const said of [
        { text: '' },
        { text: ' \n\u3000\u00a0\n ' },
        { text: '\u200b\u2060\u0000' },
        { title: ' ', text: '\n', links: [], choices: [] },
      ]) {
        const parts = platform.render(lane, said);
        expect(parts.length, JSON.stringify(said)).toBe(1);
        expect(parts[0]).toMatch(/\p{Script=Han}/u);
        expect(Buffer.byteLength(parts[0] ?? '')).toBeLessThanOrEqual(maxBytes);
      }
      expect(platform.render(lane, { title: '题', text: '' })).toHaveLength(1);
    }));

  it('makes hostile text inert in text, title and labels', () =>
    each((lane, _, platform) => {
      const plain = get().active(
        lane,
        platform.render(lane, { title: '题', text: '文', choices: [{ label: '甲', says: '甲' }] }).join(''),
      );
      for (const text of hostile) {
        const choices: Choice[] = [{ label: text, says: 'x' }];
        expect(get().active(lane, platform.render(lane, { text }).join('\n')), text).toEqual([]);
        const parts = platform.render(lane, { title: text, text: '文', choices }).join('\n');
        expect(get().active(lane, parts).length, text).toBeLessThanOrEqual(plain.length);
      }
    }));

  it('keeps a usage line readable', () =>
    each((lane, _, platform) => {
      const shown = platform.render(lane, { text: '/视导 安排 <学校> <日期> [组员]' }).join('').normalize('NFKC');
      expect(shown.replace(/[\u200b\u200c\u2060\\]/g, '')).toContain('/视导 安排 <学校> <日期> [组员]');
    }));

  it('prints choices as numbered lines that can be typed', () =>
    each((lane, _, platform) => {
      const choices = [
        { label: '4月4日（周二）', says: '4月4日' },
        { label: '4月6日（周四）', says: '4月6日' },
      ];
      const shown = platform.render(lane, { text: '改到哪天？', choices }).join('\n');
      expect(shown).toMatch(/^1\. 4月4日（周二）\s*$/m);
      expect(shown).toMatch(/^2\. 4月6日（周四）\s*$/m);
    }));

  it('shows links with their address, and only http links', () =>
    each((lane, _, platform) => {
      const links = [
        { label: '上传', url: 'https://office.example/u/abc_DEF-1' },
        { label: '坏', url: 'javascript:alert(1)' },
      ];
      const shown = platform.render(lane, { text: '请上传', links }).join('\n');
      expect(shown).toContain('https://office.example/u/abc_DEF-1');
      expect(shown).not.toContain('javascript:');
    }));
}
