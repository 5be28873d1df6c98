// Robot messages as DingTalk sends them (HTTP body or Stream data, the same JSON) → Heard. Tolerant of fields, strict about ids.
import type { Heard, MediaRef } from '../../bot/message.ts';
import { withoutMention } from '../mention.ts';
import { webhookAllowed } from './addresses.ts';

/** What decoding depends on. */
export interface DecodeSettings {
  clientId?: string | undefined;
  botName?: string | undefined;
  webhookHosts: string[];
}

type Fields = Record<string, unknown>;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** The value as an object; some senders put the object's JSON text in its place. */
export function fields(value: unknown): Fields {
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      return fields(JSON.parse(value));
    } catch {
      return {}; // a text that only begins like JSON
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fields) : []);

const blank = /[\s\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]/;

/** The text without Unicode and zero-width blanks at its ends. A loop: a regular expression would be quadratic on long runs. */
export function trimBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && blank.test(value.charAt(start))) start++;
  while (end > start && blank.test(value.charAt(end - 1))) end--;
  return value.slice(start, end);
}

const mediaKinds: Record<string, MediaRef['kind']> = { picture: 'image', audio: 'voice', video: 'video', file: 'file' };

function mediaOf(type: string, content: Fields, robot: string): MediaRef[] {
  const kind = mediaKinds[type];
  const downloadCode = text(content.downloadCode) || text(content.pictureDownloadCode);
  if (!kind || !downloadCode) return [];
  const name = text(content.fileName).slice(0, 255);
  return [{ kind, ...(name && { name }), ref: { downloadCode, robotCode: robot } }];
}

/** Words and media of one message body by its type; used for the message and for what it quotes (protocol §1.2). */
function bodyOf(type: string, message: Fields, robot: string): { words: string; media: MediaRef[] } {
  const content = fields(message.content);
  if (type === 'text') {
    const plain = text(content.text) || text(content.content) || text(message.content);
    return { words: text(fields(message.text).content) || plain, media: [] };
  }
  if (type === 'richText') {
    const items = list(content.richText);
    return {
      words: items.map((item) => text(item.text)).join(''),
      media: items.flatMap((item) => mediaOf(text(item.type), item, robot)),
    };
  }
  return { words: type === 'audio' ? text(content.recognition) : '', media: mediaOf(type, content, robot) };
}

/** In rich text the mention stays, perhaps glued to the words; in plain text the platform has removed it (protocol §1.3). */
const spoken = (type: string, words: string, botName: string | undefined): string =>
  trimBlanks(type === 'richText' ? withoutMention(trimBlanks(words), botName) : words);

function quoteOf(message: Fields, robot: string): Heard['quote'] {
  const reply = fields(message.text);
  if (reply.isReplyMsg !== true) return undefined;
  const replied = fields(reply.repliedMsg);
  const { words, media } = bodyOf(text(replied.msgType), replied, robot);
  const quoted = trimBlanks(words);
  return { ...(quoted && { text: quoted }), ...(media.length > 0 && { media }) };
}

function routeOf(message: Fields, hosts: string[]): Heard['route'] {
  const sessionWebhook = text(message.sessionWebhook);
  const expires = Number(message.sessionWebhookExpiredTime);
  return expires > 0 && webhookAllowed(sessionWebhook, hosts) ? { sessionWebhook, expires } : undefined;
}

/** Other people mentioned: the staff id, or the encrypted id of those who have none in this organisation. */
const mentionsOf = (message: Fields): string[] =>
  list(message.atUsers)
    .filter((user) => text(user.dingtalkId) !== text(message.chatbotUserId))
    .map((user) => text(user.staffId) || text(user.dingtalkId))
    .filter((id) => id !== '');

/** Whether DingTalk tells, in place of a message, that the month's push quota is spent (protocol §1.1, `20001`). */
export const quotaSpent = (body: unknown): boolean => text(fields(body).errorCode) === '20001';

/**
 * Whether the body was said to another robot: an internal app's `robotCode` is its client id, and custom robots send none (protocol
 * §1.1). The corp is not compared, because neither a setting nor a call tells which one is ours.
 */
export function isForeign(body: unknown, clientId: string | undefined): boolean {
  const { robotCode } = fields(body);
  return robotCode !== undefined && robotCode !== null && robotCode !== '' && robotCode !== clientId;
}

/**
 * One robot message as the engine hears it, or null when it names no message, chat or sender. The robot is always the configured
 * one: what `isForeign` is to be turned away before. A type DingTalk itself does not
 * know (`unknownMsgType`) is heard without words. The sender of other organisations, who has no staff id, is heard under the
 * encrypted id, which the roster never holds.
 */
export function decode(body: unknown, settings: DecodeSettings): Heard | null {
  const message = fields(body);
  const type = text(message.msgtype);
  const messageId = text(message.msgId);
  const robot = settings.clientId;
  const sender = text(message.senderStaffId) || text(message.senderId);
  const group = text(message.conversationType) === '2';
  const chatId = group ? text(message.conversationId) : sender;
  if (!type || !messageId || !robot || !sender || !chatId || (!group && text(message.conversationType) !== '1'))
    return null;
  const { words, media } = bodyOf(type, message, robot);
  const quote = quoteOf(message, robot);
  const route = routeOf(message, settings.webhookHosts);
  const own = text(message.senderId) !== '' && text(message.senderId) === text(message.chatbotUserId);
  return {
    platform: 'dingtalk',
    channel: 'dingtalk',
    robot,
    messageId,
    chat: { kind: group ? 'group' : 'private', id: chatId },
    sender: { id: sender, kind: own ? 'robot' : 'person' },
    text: spoken(type, words, settings.botName),
    mentions: mentionsOf(message),
    ...(quote && { quote }),
    media,
    ...(route && { route }),
    answerBy: 'delivery',
  };
}
