// DingTalk's entrances and lanes keep the contract of all platforms.
import type { Address } from '../../src/platforms/platform.ts';
import { type Fault, type Harness, platformContract, type Spoken } from './contract.ts';
import { type Kit, startKit } from './dingtalk-kit.ts';
import { activeMarkup } from './dingtalk-markup.ts';

const conversationId = 'cidContract==';
const groupPath = '/v1.0/robot/groupMessages/send';
const renders = [
  { lane: 'dingtalk-app', maxBytes: 15_000 },
  { lane: 'dingtalk-custom', maxBytes: 20_000 },
];

const inFake = ({ text, chat, mention, messageId, byRobot }: Spoken) => ({
  staffId: 'staff-wang',
  text,
  ...(chat === 'group' && { conversationId }),
  ...(mention && { mention }),
  ...(messageId && { msgId: messageId }),
  ...(byRobot && { extra: { senderId: '$:LWCP_v1:$fakeRobot000000==' } }),
});
const basis = (kit: Kit): Pick<Harness, 'platform' | 'heard' | 'active' | 'stop' | 'accepted'> => ({
  platform: kit.platform,
  heard: kit.heard,
  active: (_, text) => activeMarkup(text),
  stop: kit.stop,
  accepted: () => kit.fake.accepted.map(({ text }) => text),
});
/** The limits are one test's business; the others must not run into them. */
const roomy = { perWindow: 1_000, qps: 1_000 };

platformContract(
  'dingtalk, Stream',
  {
    entrance: { channel: 'dingtalk', chats: ['group', 'private'], robots: true },
    lane: { name: 'dingtalk-app', faults: ['too fast', 'gone', 'lost answer', 'not reachable', 'bad credentials'] },
    renders,
  },
  async () => {
    const kit = await startKit({}, roomy);
    const to = kit.address({ conversationId });
    const { clientSecret } = kit.fake.options;
    return {
      ...basis(kit),
      say: async (spoken) => void (await kit.fake.say(inFake(spoken))),
      address: to,
      async break(fault) {
        if (fault === 'too fast') kit.fake.muteGroup(conversationId);
        if (fault === 'lost answer') kit.fake.fail(groupPath, 'lost');
        if (fault === 'not reachable') await kit.fake.unplug();
        if (fault === 'bad credentials') kit.fake.expire('another-secret');
        kit.fake.disband('cidGone==');
        return fault === 'gone' ? kit.address({ conversationId: 'cidGone==' }) : to;
      },
      async heal() {
        kit.fake.options.clientSecret = clientSecret;
        kit.fake.unmute();
        await kit.fake.plug();
      },
    };
  },
);

platformContract(
  'dingtalk, HTTP',
  { entrance: { channel: 'dingtalk', chats: ['group', 'private'], robots: true }, renders },
  async () => {
    const kit = await startKit({ mode: 'http' }, roomy);
    return { ...basis(kit), say: async (spoken) => void (await kit.fake.say(inFake(spoken))) };
  },
);

platformContract(
  'dingtalk, custom robot',
  {
    lane: { name: 'dingtalk-custom', faults: ['too fast', 'gone', 'lost answer', 'not reachable', 'bad credentials'] },
    renders,
  },
  async () => {
    const kit = await startKit({ mode: 'http' }, roomy);
    kit.fake.addCustomRobot('custom-key-1', { secret: 'SECcontract' });
    const to = (key: string, secret = 'SECcontract'): Address => ({
      lane: 'dingtalk-custom',
      robot: 'custom-key-1',
      chat: { kind: 'group', id: 'custom-key-1' },
      hook: { key, secret },
    });
    const addresses: Partial<Record<Fault, Address>> = {
      gone: to('custom-key-removed'),
      'bad credentials': to('custom-key-1', 'SECrotated'),
    };
    return {
      ...basis(kit),
      address: to('custom-key-1'),
      async break(fault) {
        if (fault === 'too fast') kit.fake.muteCustom('custom-key-1');
        if (fault === 'lost answer') kit.fake.fail('/robot/send', 'lost');
        if (fault === 'not reachable') await kit.fake.unplug();
        return addresses[fault] ?? to('custom-key-1');
      },
      async heal() {
        kit.fake.unmute();
        await kit.fake.plug();
      },
    };
  },
);
