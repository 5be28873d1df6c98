// WeCom's entrances and lanes keep the contract of all platforms.

import { activeMarkup } from '../support/fake-wecom.ts';
import { type Harness, platformContract, type Spoken } from './contract.ts';
import { group, type Kit, person, wecomKit } from './wecom-kit.ts';

const robot = 'AIBOT-FAKE';
const from = ({ byRobot }: Spoken) => (byRobot ? robot : 'WangWei');
const inFake = (spoken: Spoken) => ({
  user: from(spoken),
  text: spoken.text,
  ...(spoken.chat === 'group' ? { chat: 'wrGroup_01' } : {}),
  ...(spoken.mention ? { mention: spoken.mention } : {}),
  ...(spoken.messageId ? { msgid: spoken.messageId } : {}),
});
const basis = (kit: Kit): Pick<Harness, 'platform' | 'heard' | 'active' | 'stop'> => ({
  platform: kit.platform,
  heard: kit.heard,
  active: activeMarkup,
  stop: kit.stop,
});
const texts =
  (kit: Kit, ...ways: string[]) =>
  () =>
    kit.fake.accepted.filter(({ way }) => ways.includes(way)).map(({ text }) => text);

platformContract(
  'wecom, long connection',
  {
    entrance: { channel: 'wecom-ws', chats: ['group', 'private'], robots: true },
    lane: { name: 'wecom-ws', faults: ['too fast', 'gone', 'lost answer', 'not reachable', 'bad credentials'] },
    renders: [{ lane: 'wecom-ws', maxBytes: 20_480 }],
  },
  async () => {
    const kit = await wecomKit({ connect: true, timings: { backoffFirst: 1000 } });
    kit.fake.say({ user: 'WangWei', chat: 'wrGroup_01', text: '开始' });
    return {
      ...basis(kit),
      say: async (spoken) => void kit.fake.say(inFake(spoken)),
      address: group('wecom-ws', 'wrGroup_01'),
      accepted: texts(kit, 'respond', 'push'),
      async break(fault) {
        if (fault === 'too fast') kit.fake.break('ws', { kind: 'errcode', errcode: 846_607 });
        if (fault === 'lost answer') kit.fake.break('ws', { kind: 'lost answer' });
        if (fault === 'bad credentials') kit.fake.break('ws', { kind: 'errcode', errcode: 853_000 });
        if (fault === 'not reachable') {
          kit.fake.sockets.drop();
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return group('wecom-ws', fault === 'gone' ? 'wrNobodyWrote' : 'wrGroup_01');
      },
      async heal() {
        kit.fake.healAll();
        while (!(await kit.platform.health()).ok) await new Promise((resolve) => setTimeout(resolve, 10));
      },
    };
  },
);

platformContract(
  'wecom, robot callback',
  {
    entrance: { channel: 'wecom-bot', chats: ['group', 'private'], robots: true },
    renders: [{ lane: 'wecom-bot', maxBytes: 20_480 }],
  },
  async () => {
    const kit = await wecomKit();
    return { ...basis(kit), say: async (spoken) => void (await kit.fake.postBot(kit.fake.message(inFake(spoken)))) };
  },
);

platformContract(
  'wecom, self-built app',
  {
    entrance: { channel: 'wecom-app', chats: ['private'], robots: true },
    lane: { name: 'wecom-app', faults: ['too fast', 'gone', 'lost answer', 'not reachable', 'bad credentials'] },
    renders: [{ lane: 'wecom-app', maxBytes: 2048 }],
  },
  async () => {
    const kit = await wecomKit({ fake: { people: ['WangWei'] } });
    return {
      ...basis(kit),
      async say(spoken) {
        const sender = spoken.byRobot ? 'sys' : 'WangWei';
        const id = spoken.messageId ? { MsgId: spoken.messageId } : {};
        await kit.fake.postApp({ FromUserName: sender, Content: spoken.text, ...id });
      },
      address: person('wecom-app', 'WangWei'),
      accepted: texts(kit, 'app'),
      async break(fault) {
        if (fault === 'too fast') kit.fake.break('message/send', { kind: 'errcode', errcode: 45_009 });
        if (fault === 'lost answer') kit.fake.break('message/send', { kind: 'lost answer' });
        if (fault === 'not reachable') kit.fake.break('message/send', { kind: 'html', status: 503 });
        if (fault === 'bad credentials') kit.fake.break('message/send', { kind: 'errcode', errcode: 60_020 });
        return person('wecom-app', fault === 'gone' ? 'Nobody' : 'WangWei');
      },
      heal: async () => kit.fake.healAll(),
    };
  },
);

platformContract(
  'wecom, push webhook',
  {
    lane: { name: 'wecom-push', faults: ['too fast', 'gone', 'lost answer', 'not reachable'] },
    renders: [{ lane: 'wecom-push', maxBytes: 4096 }],
  },
  async () => {
    const kit = await wecomKit();
    const to = (key: string) => ({ ...group('wecom-push', 'g'), hook: { key } });
    return {
      ...basis(kit),
      address: to('hook-key-1'),
      accepted: texts(kit, 'hook'),
      async break(fault) {
        if (fault === 'too fast') kit.fake.break('webhook/send', { kind: 'errcode', errcode: 45_009 });
        if (fault === 'lost answer') kit.fake.break('webhook/send', { kind: 'lost answer' });
        if (fault === 'not reachable') kit.fake.break('webhook/send', { kind: 'html', status: 503 });
        return to(fault === 'gone' ? 'hook-key-removed' : 'hook-key-1');
      },
      heal: async () => kit.fake.healAll(),
    };
  },
);
