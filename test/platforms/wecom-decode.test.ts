// What arrives from WeCom, as tables: robot JSON and app XML.
import { describe, expect, it } from 'vitest';
import { WecomRefused } from '../../src/platforms/wecom/crypto.ts';
import { decodeBot } from '../../src/platforms/wecom/decode.ts';
import { decodeApp } from '../../src/platforms/wecom/decode-app.ts';
import { readEnvelope, readXml, writeXml } from '../../src/platforms/wecom/xml.ts';

const ear = { channel: 'wecom-ws', botId: 'AIBOT-1', botName: '教研助手', answerBy: 'delivery' } as const;
const inGroup = {
  msgid: 'm-1',
  aibotid: 'AIBOT-1',
  chatid: 'wrGroup_01',
  chattype: 'group',
  from: { userid: 'WangWei' },
  msgtype: 'text',
  text: { content: '@教研助手 行事历 本周' },
};
const inPrivate = { ...inGroup, chatid: undefined, chattype: 'single' };

function heardOf(message: object) {
  const decoded = decodeBot(JSON.parse(JSON.stringify(message)), ear);
  if (decoded.kind !== 'heard') throw new Error(`not heard: ${decoded.kind}`);
  return decoded.heard;
}

describe('robot messages', () => {
  it('a text in a group', () => {
    expect(heardOf(inGroup)).toEqual({
      platform: 'wecom',
      channel: 'wecom-ws',
      robot: 'AIBOT-1',
      messageId: 'm-1',
      chat: { kind: 'group', id: 'wrGroup_01' },
      sender: { id: 'WangWei', kind: 'person' },
      text: '行事历 本周',
      mentions: [],
      media: [],
      answerBy: 'delivery',
    });
  });

  it('a text in private: the sender is the chat', () => {
    expect(heardOf(inPrivate)).toMatchObject({ chat: { kind: 'private', id: 'WangWei' }, text: '行事历 本周' });
  });

  it('the transcript of a voice', () => {
    const voice = { ...inPrivate, msgtype: 'voice', text: undefined, voice: { content: '这周有什么安排' } };
    expect(heardOf(voice)).toMatchObject({ text: '这周有什么安排', media: [] });
  });

  it.for(['image', 'file', 'video'] as const)('a %s with its key beside the url', (kind) => {
    const url = 'https://x.cos.ap-guangzhou.myqcloud.com/a?sign=1';
    const message = { ...inPrivate, msgtype: kind, text: undefined, [kind]: { url, aeskey: 'K' } };
    expect(heardOf(message)).toMatchObject({ text: '', media: [{ kind, ref: { url, aeskey: 'K' } }] });
  });

  it('texts and pictures mixed', () => {
    const item = (text: string) => ({ msgtype: 'text', text: { content: text } });
    const msg_item = [item('@教研助手 看看'), { msgtype: 'image', image: { url: 'https://h/1' } }, item('这张')];
    const heard = heardOf({ ...inGroup, msgtype: 'mixed', text: undefined, mixed: { msg_item } });
    expect(heard).toMatchObject({ text: '看看\n这张', media: [{ kind: 'image', ref: { url: 'https://h/1' } }] });
  });

  it('a quotation beside the words, never in them', () => {
    const quoted = heardOf({ ...inGroup, quote: { msgtype: 'text', text: { content: '/视导 取消 视0001' } } });
    expect(quoted).toMatchObject({ text: '行事历 本周', quote: { text: '/视导 取消 视0001', media: [] } });
    const picture = heardOf({ ...inGroup, quote: { msgtype: 'image', image: { url: 'https://h/2' } } });
    expect(picture.quote).toEqual({ media: [{ kind: 'image', ref: { url: 'https://h/2' } }] });
  });

  it('a pressed button, as if its words had been typed', () => {
    const event = {
      eventtype: 'template_card_event',
      template_card_event: { card_type: 'button_interaction', event_key: 'q-1|同意', task_id: 't-1' },
    };
    const pressed = heardOf({ ...inGroup, msgtype: 'event', text: undefined, event });
    expect(pressed).toMatchObject({ text: '同意', pressed: { key: 'q-1|同意', cardId: 't-1', asks: 'q-1' } });
  });

  it.for([
    ['the robot itself', { from: { userid: 'AIBOT-1' } }],
    ['somebody without a userid', { from: {} }],
    ['nobody', { from: undefined }],
  ] as const)('what %s says is a robot’s', ([, change]) => {
    expect(heardOf({ ...inGroup, ...change }).sender.kind).toBe('robot');
  });

  it.for([
    ['enter_chat', { kind: 'nothing' }],
    ['disconnected_event', { kind: 'evicted' }],
    ['feedback_event', { kind: 'nothing' }],
    ['something_new', { kind: 'nothing' }],
  ] as const)('the event %s', ([eventtype, expected]) => {
    expect(decodeBot({ ...inPrivate, msgtype: 'event', event: { eventtype } }, ear)).toEqual(expected);
  });

  it('a refresh poll, and kinds that are not known', () => {
    expect(decodeBot({ ...inGroup, msgtype: 'stream', stream: { id: 's-1' } }, ear)).toEqual({
      kind: 'poll',
      streamId: 's-1',
    });
    expect(decodeBot({ ...inGroup, msgtype: 'hologram' }, ear)).toEqual({ kind: 'nothing' });
  });

  it.for([
    null,
    [],
    'text',
    {},
    { ...inGroup, msgid: undefined },
    { ...inGroup, msgid: '' },
    { ...inGroup, msgid: 7 },
    { ...inGroup, chatid: undefined },
    { ...inGroup, chattype: 'tribe' },
    { ...inPrivate, from: {} },
    { ...inGroup, text: { content: 5 } },
    { ...inGroup, from: 'WangWei' },
  ])('malformed %#', (message) => {
    expect(() => decodeBot(message, ear)).toThrow(new WecomRefused('message'));
  });
});

describe('the mention', () => {
  const said = (content: string, botName: string | undefined, message: object = inGroup) => {
    const decoded = decodeBot({ ...message, text: { content } }, { ...ear, botName });
    return decoded.kind === 'heard' ? decoded.heard.text : decoded.kind;
  };

  it('goes where the name is configured, wherever it stands', () => {
    expect(said('行事历 本周 @教研助手\u2005', '教研助手')).toBe('行事历 本周');
    expect(said('@别的助手 /帮助', '教研助手')).toBe('@别的助手 /帮助');
  });

  it('goes from before a command where no name is configured, in groups only', () => {
    expect(said('@教研助手\u2005/行事历 本周', undefined)).toBe('/行事历 本周');
    expect(said('@教研助手 行事历 本周', undefined)).toBe('@教研助手 行事历 本周');
    expect(said('@教研助手 /行事历 本周', undefined, { ...inPrivate, chatid: undefined })).toBe(
      '@教研助手 /行事历 本周',
    );
  });
});

describe('the robot addressed', () => {
  it.for([inGroup, { ...inGroup, msgtype: 'event', event: { eventtype: 'disconnected_event' } }])(
    'is ours or the message is foreign (%#)',
    (message) => {
      expect(() => decodeBot({ ...message, aibotid: 'AIBOT-2' }, ear)).toThrow(new WecomRefused('foreign'));
    },
  );

  it('has one name whatever the body says, where no id is configured', () => {
    const callback = { ...ear, channel: 'wecom-bot', botId: undefined, answerBy: 'return' } as const;
    const robots = ['AIBOT-1', 'AIBOT-2'].map((aibotid) => {
      const decoded = decodeBot({ ...inGroup, aibotid }, callback);
      return decoded.kind === 'heard' ? decoded.heard.robot : decoded.kind;
    });
    expect(robots).toEqual(['wecom-bot', 'wecom-bot']);
    const itself = decodeBot({ ...inGroup, from: { userid: 'AIBOT-1' } }, callback);
    expect(itself).toMatchObject({ heard: { sender: { kind: 'robot' } } });
  });
});

describe('app messages', () => {
  const fields = (more: Record<string, string>) =>
    readXml(
      writeXml({ ToUserName: 'ww1', FromUserName: 'WangWei', CreateTime: 1_795_000_600, AgentID: '1000002', ...more }),
      'message',
    );

  it('a text; ids stay strings of 19 digits', () => {
    const decoded = decodeApp(
      fields({ MsgType: 'text', MsgId: '7100000000000000019', Content: ' 007 ]]> <b>&amp;\n二 ' }),
    );
    expect(decoded).toEqual({
      kind: 'heard',
      heard: {
        platform: 'wecom',
        channel: 'wecom-app',
        robot: '1000002',
        messageId: '7100000000000000019',
        chat: { kind: 'private', id: 'WangWei' },
        sender: { id: 'WangWei', kind: 'person' },
        text: ' 007 ]]> <b>&amp;\n二 ',
        mentions: [],
        media: [],
        answerBy: 'return',
      },
    });
  });

  it.for(['image', 'voice', 'video'] as const)('a %s', (kind) => {
    const decoded = decodeApp(fields({ MsgType: kind, MsgId: '1', MediaId: 'media-1', PicUrl: 'https://h/1' }));
    expect(decoded).toMatchObject({ heard: { text: '', media: [{ kind, ref: { mediaId: 'media-1' } }] } });
  });

  it('a pressed button and a menu entry, with an id made of what stays the same in a repeat', () => {
    const card = fields({ MsgType: 'event', Event: 'template_card_event', EventKey: '同意', TaskId: 't-1' });
    expect(decodeApp(card)).toMatchObject({
      heard: {
        messageId: 'WangWei:1795000600:template_card_event:t-1:同意',
        text: '同意',
        pressed: { key: '同意', cardId: 't-1' },
      },
    });
    expect(decodeApp(fields({ MsgType: 'event', Event: 'click', EventKey: '/帮助' }))).toMatchObject({
      heard: { text: '/帮助' },
    });
  });

  it.for([
    [{ MsgType: 'event', Event: 'subscribe' }, 'nothing'],
    [{ MsgType: 'event', Event: 'enter_agent' }, 'nothing'],
    [{ MsgType: 'event', Event: 'LOCATION' }, 'nothing'],
    [{ MsgType: 'event', Event: 'click', EventKey: '' }, 'nothing'],
    [{ MsgType: 'location', MsgId: '1' }, 'nothing'],
  ] as const)('%j is %s', ([more, kind]) => {
    expect(decodeApp(fields(more)).kind).toBe(kind);
  });

  it('the platform itself is no person', () => {
    expect(decodeApp(fields({ FromUserName: 'sys', MsgType: 'text', MsgId: '1', Content: 'x' }))).toMatchObject({
      heard: { sender: { kind: 'robot' } },
    });
  });

  it.for([
    { MsgType: 'text' },
    { MsgType: 'image', MsgId: '1' },
    { MsgType: 'event' },
    { MsgType: 'text', MsgId: '1', AgentID: '' },
  ])('malformed: %j', (more) => {
    expect(() => decodeApp(fields(more as Record<string, string>))).toThrow(new WecomRefused('message'));
  });
});

describe('XML', () => {
  it('comes back as it was written, whatever a text holds', () => {
    for (const text of ['', ' a ', ']]>', ']]]]>>', '<![CDATA[x]]>', '&lt;&#65;', '“引号”\n', '😀', '007']) {
      expect(readXml(writeXml({ Content: text }), 'message').get('Content')).toBe(text);
    }
    expect(writeXml({ A: 5, B: 'x' })).toBe('<xml><A>5</A><B><![CDATA[x]]></B></xml>');
  });

  it('loses only what XML cannot carry', () => {
    expect(readXml(writeXml({ Content: 'a\u0000\u0008\ud800b' }), 'message').get('Content')).toBe('a\ufffdb');
  });

  it('reads fields of the first level only, and the five entities', () => {
    const text = '<xml><A>1 &amp; &#x4e00;</A><B><C>inner</C></B><D/></xml>';
    expect(Object.fromEntries(readXml(text, 'message'))).toEqual({ A: '1 & 一', D: '' });
  });

  it.for([
    '',
    'no xml',
    '<xml><Encrypt>a</Encrypt>',
    '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
    '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml><Encrypt>a</Encrypt></xml>',
    '<xml><Encrypt>&unknown;</Encrypt></xml>',
    '<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>',
    '<xml><Other>a</Other></xml>',
    '<root><Encrypt>a</Encrypt></root>',
    '<xml><Deep><Encrypt>a</Encrypt></Deep></xml>',
    '<xml><?php x ?><Encrypt>a</Encrypt></xml>',
    '<xml><Encrypt>a</Encrypt></xml><xml/>',
  ])('is refused: %j', (text) => {
    expect(() => readEnvelope(text)).toThrow(new WecomRefused('body'));
  });
});
