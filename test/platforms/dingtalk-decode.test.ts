// Robot messages as DingTalk sends them → what the engine hears (protocol §1). Bodies are written out here, not made by the fake.
import { describe, expect, it } from 'vitest';
import { downloadRule, webhookAllowed } from '../../src/platforms/dingtalk/addresses.ts';
import { decode, isForeign, quotaSpent, trimBlanks } from '../../src/platforms/dingtalk/decode.ts';

const settings = { clientId: 'dingapp1', botName: '教研助手', webhookHosts: ['oapi.dingtalk.com'] };
const bot = '$:LWCP_v1:$bot==';
const group = {
  conversationId: 'cidGROUP+a==',
  conversationType: '2',
  conversationTitle: '数学教研群',
  isInAtList: true,
  senderNick: '王敏',
  senderStaffId: 'staff-wang',
  senderId: '$:LWCP_v1:$wang==',
  chatbotUserId: bot,
  atUsers: [{ dingtalkId: bot }],
  robotCode: 'dingapp1',
  sessionWebhook: 'https://oapi.dingtalk.com/robot/sendBySession?session=abc',
  sessionWebhookExpiredTime: 1795267800500,
  createAt: 1795262400000,
  msgId: 'msg1==',
};
const text = (content: string) => ({ ...group, msgtype: 'text', text: { content } });
const { atUsers: _, isInAtList: __, conversationTitle: ___, ...single } = { ...group, conversationType: '1' };

describe('decode', () => {
  it('hears a text in a group', () => {
    expect(decode(text(' 你好'), settings)).toEqual({
      platform: 'dingtalk',
      channel: 'dingtalk',
      robot: 'dingapp1',
      messageId: 'msg1==',
      chat: { kind: 'group', id: 'cidGROUP+a==' },
      sender: { id: 'staff-wang', kind: 'person' },
      text: '你好',
      mentions: [],
      media: [],
      route: { sessionWebhook: group.sessionWebhook, expires: 1795267800500 },
      answerBy: 'delivery',
    });
  });

  it.each([
    ['a blank in front', ' 行事历 本周', '行事历 本周'],
    ['zero-width and full-width blanks', '\u2005\u200b　/帮助\u00a0\ufeff\n', '/帮助'],
    ['blanks and lines inside', '\u200b/视导　安排\n 二码头小学', '/视导　安排\n 二码头小学'],
    ['a hand-typed @', '安装 @foo/bar', '安装 @foo/bar'],
    ['a hand-typed mention of the robot', '@教研助手 你好', '@教研助手 你好'],
  ])('trims %s', (_, content, heard) => {
    expect(decode(text(content), settings)?.text).toBe(heard);
  });

  it.each([
    ['text.content', { text: { content: ' 甲' } }],
    ['a top-level string', { content: ' 甲' }],
    ['an object in content', { content: { content: '甲' } }],
    ['JSON text in content', { content: '{"content":"甲"}' }],
    ['JSON text in text', { text: '{"content":"甲"}' }],
  ])('finds the words in %s', (_, where) => {
    expect(decode({ ...group, msgtype: 'text', ...where }, settings)?.text).toBe('甲');
  });

  it.each([
    ['with a blank', [{ text: '@教研助手 ' }, { text: '登记' }], '登记'],
    ['glued to the words', [{ text: '@教研助手登记' }], '登记'],
    ['after a blank', [{ text: '\u200b @教研助手\n登记' }], '登记'],
    ['in the middle', [{ text: '登记' }, { text: '@教研助手' }, { text: ' 数学教研群' }], '登记 数学教研群'],
    ['at the end', [{ text: '登记 @教研助手' }], '登记'],
    ['at the end, after a picture', [{ text: '登记' }, { type: 'picture' }, { text: '@教研助手\u2005' }], '登记'],
    ['only once', [{ text: '@教研助手 /绑定 @教研助手' }], '/绑定 @教研助手'],
    ['only its own', [{ text: '@教研员 登记' }], '@教研员 登记'],
  ])('takes the mention out of rich text: %s', (_, richText, heard) => {
    expect(decode({ ...group, msgtype: 'richText', content: { richText } }, settings)?.text).toBe(heard);
  });

  it('keeps the mention of rich text when it was not told the name', () => {
    const body = { ...group, msgtype: 'richText', content: { richText: [{ text: '@教研助手 登记' }] } };
    expect(decode(body, { ...settings, botName: undefined })?.text).toBe('@教研助手 登记');
  });

  it('hears pictures in rich text, the newer code first', () => {
    const richText = [
      { text: '看' },
      { type: 'picture', downloadCode: 'new/+=', pictureDownloadCode: 'old' },
      { type: 'picture', pictureDownloadCode: 'old2' },
      { type: 'picture' },
    ];
    expect(decode({ ...group, msgtype: 'richText', content: { richText } }, settings)?.media).toEqual([
      { kind: 'image', ref: { downloadCode: 'new/+=', robotCode: 'dingapp1' } },
      { kind: 'image', ref: { downloadCode: 'old2', robotCode: 'dingapp1' } },
    ]);
  });

  const ref = { downloadCode: 'c', robotCode: 'dingapp1' };
  it.each([
    ['picture', { downloadCode: 'c' }, '', [{ kind: 'image', ref }]],
    [
      'audio',
      { downloadCode: 'c', recognition: '行事历 本周', duration: 900 },
      '行事历 本周',
      [{ kind: 'voice', ref }],
    ],
    ['video', { downloadCode: 'c', videoType: 'mp4', duration: '5' }, '', [{ kind: 'video', ref }]],
    ['file', { downloadCode: 'c', fileName: '../表.xlsx' }, '', [{ kind: 'file', name: '../表.xlsx', ref }]],
    ['file', '{"downloadCode":"c"}', '', [{ kind: 'file', ref }]],
    ['unknownMsgType', { unknownMsgType: '暂不支持的消息' }, '', []],
    ['somethingNew', { downloadCode: 'c' }, '', []],
  ])('hears a %s in private', (msgtype, content, words, media) => {
    const heard = decode({ ...single, msgtype, content }, settings);
    expect(heard).toMatchObject({ text: words, media, chat: { kind: 'private', id: 'staff-wang' } });
  });

  it('takes the people mentioned from atUsers, without the robot', () => {
    const atUsers = [
      { dingtalkId: bot },
      { dingtalkId: '$:a', staffId: 'staff-li' },
      { dingtalkId: '$:outsider' },
      null,
    ];
    expect(decode({ ...text('x'), atUsers }, settings)?.mentions).toEqual(['staff-li', '$:outsider']);
  });

  it('hears people of other organisations under their encrypted id', () => {
    const { senderStaffId: ____, ...outsider } = text('x');
    expect(decode(outsider, settings)?.sender).toEqual({ id: '$:LWCP_v1:$wang==', kind: 'person' });
  });

  it('knows itself', () => {
    expect(decode({ ...text('x'), senderId: bot }, settings)?.sender.kind).toBe('robot');
  });

  it.each([
    ['a text', { msgType: 'text', content: { text: '原话 ' } }, { text: '原话' }],
    [
      'a file',
      { msgType: 'file', content: { downloadCode: 'q', fileName: '表.xlsx' } },
      { media: [{ kind: 'file', name: '表.xlsx', ref: { downloadCode: 'q', robotCode: 'dingapp1' } }] },
    ],
    [
      'rich text',
      { msgType: 'richText', content: { richText: [{ text: '图' }, { type: 'picture', downloadCode: 'q' }] } },
      { text: '图', media: [{ kind: 'image', ref: { downloadCode: 'q', robotCode: 'dingapp1' } }] },
    ],
    ['nothing we know', 7, {}],
  ])('hears what is quoted apart: %s', (_, repliedMsg, quote) => {
    const heard = decode(
      { ...group, msgtype: 'text', text: { content: '收', isReplyMsg: true, repliedMsg } },
      settings,
    );
    expect(heard).toMatchObject({ text: '收', media: [], quote });
  });

  it('falls back to the client id where there is no robot code', () => {
    const { robotCode: ____, ...body } = text('x');
    expect(decode(body, settings)?.robot).toBe('dingapp1');
    expect(isForeign(body, settings.clientId)).toBe(false);
    expect(decode(body, { ...settings, clientId: undefined })).toBeNull();
  });

  it('tells a message to another robot, and never takes the robot from the body', () => {
    const foreign = { ...text('x'), robotCode: 'dingapp2' };
    expect(isForeign(foreign, settings.clientId)).toBe(true);
    expect(isForeign({ ...foreign, robotCode: { $ne: 1 } }, settings.clientId)).toBe(true);
    expect(isForeign(text('x'), settings.clientId)).toBe(false);
    expect(decode(foreign, settings)?.robot).toBe('dingapp1');
  });

  it.each([
    ['a number', 7],
    ['null', null],
    ['a list', [text('x')]],
    ['nothing', {}],
    ['no message id', { ...text('x'), msgId: undefined }],
    ['no type', { ...text('x'), msgtype: undefined }],
    ['no sender', { ...text('x'), senderStaffId: '', senderId: '' }],
    ['no conversation', { ...text('x'), conversationId: '' }],
    ['another kind of conversation', { ...text('x'), conversationType: '3' }],
    ['objects for ids', { ...text('x'), msgId: {}, senderStaffId: [] }],
  ])('hears nothing in %s', (_, body) => {
    expect(decode(body, settings)).toBeNull();
  });

  it('tells a spent quota from a message', () => {
    const { text: ____, ...spent } = { ...text('x'), errorCode: '20001', errorMessage: 'quota' };
    expect(quotaSpent(spent)).toBe(true);
    expect(quotaSpent({ errorCode: 20001 })).toBe(true);
    expect(quotaSpent(text('20001'))).toBe(false);
  });

  it('trims a million blanks at once', () => {
    const began = performance.now();
    expect(trimBlanks(`x${' '.repeat(1_000_000)}x`).length).toBe(1_000_002);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it.each([
    ['http', 'http://oapi.dingtalk.com/robot/sendBySession?session=a'],
    ['another host', 'https://oapi.dingtalk.com.evil.example/robot/sendBySession'],
    ['a host that only ends like it', 'https://eviloapi.dingtalk.com/'],
    ['another port', 'https://oapi.dingtalk.com:8443/robot/sendBySession'],
    ['user info', 'https://oapi.dingtalk.com@evil.example/'],
    ['user info at the right host', 'https://u:p@oapi.dingtalk.com/'],
    ['loopback', 'http://127.0.0.1:6379/'],
    ['no address', 'sendBySession'],
    ['nothing', undefined],
  ])('drops a webhook with %s, not the message', (_, sessionWebhook) => {
    const heard = decode({ ...text('x'), sessionWebhook }, settings);
    expect(heard?.text).toBe('x');
    expect(heard).not.toHaveProperty('route');
  });
});

describe('addresses', () => {
  it.each([
    ['https://oapi.dingtalk.com/a', ['oapi.dingtalk.com'], true],
    ['https://OAPI.dingtalk.com:443/a', ['oapi.dingtalk.com'], true],
    ['http://127.0.0.1:4711/a', ['127.0.0.1:4711'], true],
    ['http://127.0.0.1:4712/a', ['127.0.0.1:4711'], false],
    ['http://127.0.0.1:4712/a', ['127.0.0.1'], true],
    ['http://10.0.0.1/a', ['10.0.0.1'], false],
    ['file:///etc/passwd', ['oapi.dingtalk.com'], false],
  ])('webhook %s with %j: %s', (address, hosts, allowed) => expect(webhookAllowed(address, hosts)).toBe(allowed));

  it.each([
    ['http://down.dingtalk.com/x?Expires=1', 'guarded'],
    ['https://8.8.8.8/x', 'guarded'],
    ['https://example.com:8443/x', null],
    ['http://127.0.0.1/x', null],
    ['http://127.1/x', null],
    ['http://0x7f000001/x', null],
    ['http://169.254.169.254/latest/meta-data', null],
    ['http://[::1]/x', null],
    ['http://[::ffff:10.0.0.1]/x', null],
    ['http://192.168.1.1/x', null],
    ['http://u@down.dingtalk.com/x', null],
    ['ftp://down.dingtalk.com/x', null],
    ['http://127.0.0.1:4711/x', 'free'],
  ])('download %s: %s', (address, rule) => expect(downloadRule(address, ['127.0.0.1:4711'])).toBe(rule));
});
