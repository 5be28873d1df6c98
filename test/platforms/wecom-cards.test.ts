// Choices as buttons on the long connection: what becomes a card, how it goes out, what a press is heard as, and how its card dies.
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer, Heard, Said } from '../../src/bot/message.ts';
import { cardOf, readKey, spentCard } from '../../src/platforms/wecom/card.ts';
import type { Accepted } from '../support/fake-wecom.ts';
import { answering, group, type Kit, pause, person, sending, until, wecomKit } from './wecom-kit.ts';

const yesNo = ['确认', '取消'].map((label) => ({ label, says: label }));
const question: Said = { text: '要取消视0001吗？\n3月23日，二码头小学。', choices: yesNo, asks: 'q-1' };

describe('a card', () => {
  it('shows a short question whole, with its choices as buttons', () => {
    expect(cardOf(question, 't-1')).toEqual({
      card_type: 'button_interaction',
      task_id: 't-1',
      main_title: { title: '要取消视0001吗？', desc: '也可以直接回复序号' },
      sub_title_text: '3月23日，二码头小学。',
      button_list: [
        { text: '确认', key: 'q-1|确认' },
        { text: '取消', key: 'q-1|取消' },
      ],
    });
  });

  it('does not offer numbers where the choices are commands of their own', () => {
    const said = {
      title: '有一条消息不知道发出去没有',
      text: 'd1',
      choices: [{ label: '重发', says: '/发送 d1 重发' }],
    };
    expect(cardOf(said, 't')).toMatchObject({
      main_title: { title: '有一条消息不知道发出去没有' },
      button_list: [{ text: '重发', key: '|/发送 d1 重发' }],
    });
    expect(cardOf(said, 't')?.main_title.desc).toBeUndefined();
  });

  it('writes labels too long for a button as numbered lines, with buttons of their numbers', () => {
    const labels = ['3月21日（周二，第6周）', '3月28日（周二，第7周）'];
    const card = cardOf(
      { text: '哪个周二？', asks: 'q', choices: labels.map((label) => ({ label, says: label })) },
      't',
    );
    expect(card?.sub_title_text).toBe('1. 3月21日（周二，第6周）\n2. 3月28日（周二，第7周）');
    expect(card?.button_list).toEqual([
      { text: '选1', key: `q|${labels[0]}` },
      { text: '选2', key: `q|${labels[1]}` },
    ]);
  });

  it('takes the mentions and tags out of what it shows', () => {
    const card = cardOf({ text: '通知 @all\n<@WangWei> 好吗', choices: [{ label: '<b>', says: 'x' }], asks: 'q' }, 't');
    expect(card).toMatchObject({ main_title: { title: '通知 ＠all' }, sub_title_text: '＜@WangWei＞ 好吗' });
    expect(card?.button_list[0]?.text).toBe('＜b＞');
  });

  it.for([
    ['no choices', { text: '好' }],
    ['none in the list', { text: '好', choices: [] }],
    ['more than six', { text: '好', choices: '一二三四五六七'.split('').map((label) => ({ label, says: label })) }],
    ['two that say the same', { text: '好', choices: [...yesNo, ...yesNo] }],
    ['a link', { ...question, links: [{ label: '看', url: 'https://office.example/' }] }],
    ['a long text', { ...question, text: '很长'.repeat(70) }],
    ['a long title', { ...question, title: '很长'.repeat(14) }],
    ['a long key', { ...question, choices: [{ label: '好', says: '好'.repeat(400) }] }],
  ] as [string, Said][])('is none with %s', ([, said]) => {
    expect(cardOf(said, 't')).toBeNull();
  });

  it('has keys that can be read again, and no others can', () => {
    expect(readKey('q-1|确认|是')).toEqual({ says: '确认|是', asks: 'q-1' });
    expect(readKey('|/记录 第2页')).toEqual({ says: '/记录 第2页' });
    for (const key of ['', '确认', 'spent', 'q-1|']) expect(readKey(key)).toBeNull();
  });

  it('is left with one button that does nothing, and with its words where they are known', () => {
    const before = cardOf(question, 't-1')!;
    expect(spentCard('t-1', '确认', before)).toEqual({
      ...before,
      main_title: { title: '要取消视0001吗？', desc: '已选：确认' },
      button_list: [{ text: '已选', key: 'spent' }],
    });
    expect(spentCard('t-1', null)).toMatchObject({ main_title: { title: '请选一项', desc: '已经过时' } });
  });
});

let kit: Kit;
describe('on the long connection', () => {
  afterEach(() => kit.stop());
  const start = async (given: Parameters<typeof wecomKit>[0] = {}) => {
    kit = await wecomKit({ connect: true, ...given });
  };
  async function hearing(chat?: string): Promise<Heard> {
    const before = kit.heard.length;
    kit.fake.say({ user: 'WangWei', text: '取消 视0001', ...(chat ? { chat } : {}) });
    await until(() => kit.heard.length > before);
    return kit.heard.at(-1)!;
  }
  const send = (to: ReturnType<typeof group>, said: Said = question, context = sending()) => {
    const texts = kit.platform.render('wecom-ws', said);
    return kit.platform.send(to, said, texts[0]!, context);
  };
  const routed = (heard: Heard) => ({ ...group('wecom-ws', ''), chat: heard.chat, route: heard.route ?? {} });
  /** Sends the question as the answer to a message, and gives the card as it was accepted. */
  async function asked(chat?: string): Promise<Accepted & { card: NonNullable<Accepted['card']> }> {
    expect(await send(routed(await hearing(chat)))).toEqual({ outcome: 'sent' });
    const accepted = kit.fake.accepted.at(-1)!;
    return { ...accepted, card: accepted.card! };
  }
  const pressing = (press: Answer['press']) => async (heard: Heard) => ({
    ...(await answering({ text: '好' })(heard)),
    ...(heard.pressed && press ? { press } : {}),
  });
  const shown = (taskId: string) => kit.fake.sockets.cards.shown.get(taskId);

  it('answers with the card alone, in groups too', async () => {
    await start();
    const { way, to, kind, card } = await asked('wrGroup_01');
    expect({ way, to, kind }).toEqual({ way: 'respond', to: 'wrGroup_01', kind: 'group' });
    expect(card.buttons.map(({ text }) => text)).toEqual(['确认', '取消']);
    expect(kit.fake.accepted).toHaveLength(1);
    expect(kit.fake.violations).toEqual([]);
  });

  it('pushes cards in private, and numbers to groups', async () => {
    await start();
    await hearing();
    await hearing('wrGroup_01');
    expect(await send(person('wecom-ws', 'WangWei'))).toEqual({ outcome: 'sent' });
    expect(await send(group('wecom-ws', 'wrGroup_01'))).toEqual({ outcome: 'sent' });
    const [inPrivate, inGroup] = kit.fake.accepted;
    expect(inPrivate).toMatchObject({ way: 'push', to: 'WangWei', card: { title: '要取消视0001吗？' } });
    expect(inGroup).toMatchObject({ way: 'push', to: 'wrGroup_01', text: expect.stringContaining('1. 确认\n2. 取消') });
    expect(inGroup?.card).toBeUndefined();
    expect(kit.fake.violations).toEqual([]);
  });

  it('pushes the card where the way of the answer has ended, and numbers to a group', async () => {
    await start();
    const [inPrivate, inGroup] = [await hearing(), await hearing('wrGroup_01')].map(routed);
    kit.fake.sockets.forgetCallbacks();
    expect(await send(inPrivate!)).toEqual({ outcome: 'sent' });
    expect(await send(inGroup!)).toEqual({ outcome: 'sent' });
    expect(kit.fake.accepted.map(({ way, card }) => [way, card !== undefined])).toEqual([
      ['push', true],
      ['push', false],
    ]);
  });

  it('says it as text with numbers when the platform takes no card', async () => {
    await start();
    const to = routed(await hearing('wrGroup_01'));
    kit.fake.break('ws', { kind: 'errcode', errcode: 40_058 });
    expect(await send(to)).toEqual({ outcome: 'sent' });
    expect(kit.fake.accepted).toMatchObject([{ way: 'respond', text: expect.stringContaining('1. 确认\n2. 取消') }]);
  });

  it.for([
    [{ kind: 'errcode', errcode: 846_607 }, 'retry', 0],
    [{ kind: 'errcode', errcode: 93_008 }, 'failed', 0],
    [{ kind: 'errcode', errcode: 853_000 }, 'alarm', 0],
    [{ kind: 'lost answer' }, 'unknown', 1],
  ] as const)('is honest about a card that met %j, and does not say it twice', async ([fault, outcome, accepted]) => {
    await start();
    const to = routed(await hearing());
    kit.fake.break('ws', fault);
    expect(await send(to)).toMatchObject({ outcome });
    await pause(30);
    expect(kit.fake.accepted).toHaveLength(accepted);
  });

  it('hears a press as its words, with the question it answers and no way to answer under its id', async () => {
    await start();
    const { card } = await asked('wrGroup_01');
    const { msgid } = kit.fake.press('LiMin', card.taskId, '确认');
    await until(() => kit.heard.length > 1);
    expect(kit.heard[1]).toMatchObject({
      messageId: msgid,
      text: '确认',
      sender: { id: 'LiMin', kind: 'person' },
      chat: { kind: 'group', id: 'wrGroup_01' },
      pressed: { key: 'q-1|确认', cardId: card.taskId, asks: 'q-1' },
    });
    expect(kit.heard[1]?.route).toBeUndefined();
  });

  it('takes the buttons away once a press has counted: the next one is not even heard', async () => {
    await start();
    const { card } = await asked('wrGroup_01');
    kit.engine.answer = pressing('taken');
    kit.fake.press('WangWei', card.taskId, '确认');
    await until(() => shown(card.taskId)?.desc === '已选：确认');
    expect(shown(card.taskId)).toMatchObject({ title: card.title, text: card.text });
    expect(() => kit.fake.press('WangWei', card.taskId, '取消')).toThrow('no button');
    const before = kit.heard.length;
    kit.fake.press('WangWei', card.taskId, '已选');
    await hearing();
    expect(kit.heard).toHaveLength(before + 1);
  });

  it.for([
    ['refused', undefined, '确认'],
    ['refused', 'wrGroup_01', '确认'],
    ['outdated', 'wrGroup_01', '确认'],
    ['outdated', undefined, '已经过时'],
    [undefined, undefined, '确认'],
  ] as const)('a press that was %s in %s leaves the card with %s', async ([press, chat, button]) => {
    await start();
    const { card } = await asked(chat);
    kit.engine.answer = pressing(press);
    kit.fake.press('WangWei', card.taskId, '确认');
    await until(() => kit.heard.length > 1);
    await pause(50);
    expect(shown(card.taskId)?.buttons[0]?.text).toBe(button);
  });

  it('replaces a card of before a restart without its words', async () => {
    await start();
    const { card } = await asked();
    await kit.platform.disconnect?.();
    await kit.platform.connect?.(kit.parts);
    await until(async () => (await kit.platform.health()).ok);
    kit.engine.answer = pressing('taken');
    kit.fake.press('WangWei', card.taskId, '确认');
    await until(() => shown(card.taskId)?.desc === '已选：确认');
    expect(kit.heard.at(-1)).toMatchObject({ text: '确认', pressed: { asks: 'q-1' } });
    expect(shown(card.taskId)).toMatchObject({ title: '请选一项', text: '' });
  });

  it('goes on when a card can no longer be replaced', async () => {
    await start({ fake: { cardPatience: 0 } });
    const { card } = await asked();
    kit.engine.answer = async (heard) => {
      await pause(20);
      return pressing('taken')(heard);
    };
    kit.fake.press('WangWei', card.taskId, '确认');
    await until(() => kit.logged.some((line) => line.includes('card not replaced')));
    expect(kit.logged.join('')).not.toMatch(/视0001|确认/);
    expect((await kit.platform.health()).ok).toBe(true);
  });
});
