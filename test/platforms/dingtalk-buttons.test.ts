// Choices on DingTalk: action cards for commands that stand for themselves, numbers for everything else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { robotCard, webhookCard } from '../../src/platforms/dingtalk/buttons.ts';
import { meaningOf } from '../../src/platforms/dingtalk/errors.ts';
import { render } from '../../src/platforms/dingtalk/render.ts';
import { createAppSend } from '../../src/platforms/dingtalk/send.ts';
import { type Kit, startKit } from './dingtalk-kit.ts';

const decision = {
  text: '马骏提出换人（改0001）',
  choices: [
    { label: '同意', says: '/改由 同意 改0001' },
    { label: '不同意', says: '/改由 不同意 改0001' },
  ],
};
const [text = ''] = render(decision, 15_000);
const url = (says: string) => `dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent(says)}`;

describe('an action card', () => {
  it('has a button for each command, and the commands in its text too', () => {
    expect(text).toContain('1. 同意，请发送“/改由 同意 改0001”');
    expect(webhookCard(decision, text)).toEqual({
      msgtype: 'actionCard',
      actionCard: {
        ...{ title: '马骏提出换人（改0001）', text, btnOrientation: '0' },
        btns: [
          { title: '同意', actionURL: url('/改由 同意 改0001') },
          { title: '不同意', actionURL: url('/改由 不同意 改0001') },
        ],
      },
    });
    const { msgKey, msgParam } = robotCard(decision, text) ?? { msgKey: '', msgParam: '{}' };
    expect(msgKey).toBe('sampleActionCard2');
    expect(JSON.parse(msgParam)).toMatchObject({
      text,
      actionTitle2: '不同意',
      actionURL2: url('/改由 不同意 改0001'),
    });
  });

  const choice = (says: string, label = says) => ({ label, says });
  it.each([
    ['answers to a question', [choice('确认'), choice('取消')]],
    ['one choice', [choice('/参加')]],
    ['six choices', [1, 2, 3, 4, 5, 6].map((n) => choice(`/参加 ${n}`))],
    ['a long label', [choice('/参加', '参'.repeat(21)), choice('/不参加')]],
    ['none', []],
  ])('is not made of %s', (_, choices) => {
    const said = { text: '问', choices };
    expect([webhookCard(said, '问'), robotCard(said, '问')]).toEqual([null, null]);
  });

  it('gives way to plain words where it would be too large', () => {
    const choices = [1, 2, 3, 4, 5].map((n) => choice(`/参加 ${'字'.repeat(400)}${n}`, `选${n}`));
    expect(robotCard({ text: '问', choices }, '问')).toBeNull();
  });
});

describe('sending', () => {
  let kit: Kit;
  beforeAll(async () => {
    kit = await startKit();
  });
  afterAll(() => kit.stop());

  const keys = () => kit.fake.accepted.slice(-2).map(({ body }) => body.msgKey);

  it('takes the card to people and groups', async () => {
    expect(await kit.send(kit.address({ staffId: 's' }), decision)).toMatchObject({ outcome: 'sent' });
    expect(await kit.send(kit.address({ conversationId: 'cidA==' }), decision)).toMatchObject({ outcome: 'sent' });
    expect(keys()).toEqual(['sampleActionCard2', 'sampleActionCard2']);
    expect(kit.fake.accepted.at(-1)?.text).toBe(text);
  });
});

describe('a card that is refused', () => {
  /** How often it is posted to a group when the robot API answers each time with this code. */
  async function posts(code: string): Promise<number> {
    let count = 0;
    const call = async () => {
      count++;
      return meaningOf(400, JSON.stringify({ code }));
    };
    const api = { call, reply: () => expect.fail('no webhook'), custom: () => expect.fail('no robot') };
    const settings = { apiBase: '', oapiBase: '', mode: 'http', maxSkewMs: 0 } as const;
    const send = createAppSend({ ...settings, webhookHosts: [] }, api, systemClock);
    const context = { deliveryId: 'd', part: 0, signal: AbortSignal.timeout(1_000) };
    const to = kit.address({ conversationId: 'cidA==' });
    expect((await send(to, decision, text, context)).outcome).toBe('failed');
    return count;
  }
  let kit: Kit;
  beforeAll(async () => {
    kit = await startKit();
  });
  afterAll(() => kit.stop());

  it.each([
    ['invalidParameter.msgKey.invalid', 2],
    ['group.disbanded', 1],
    ['contain.unsafe.url', 1],
  ])('as %s is posted %i times: as plain words only where those may be taken', async (code, times) => {
    expect(await posts(code)).toBe(times);
  });
});
