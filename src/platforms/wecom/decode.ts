// Messages of the robot as they arrive (JSON, callback or long connection) → Heard. Pure; protocols/wecom.md §3.2, §3.3, §3.8.
import { z } from 'zod';
import type { Heard, MediaRef } from '../../bot/message.ts';
import { readKey } from './card.ts';
import { WecomRefused } from './crypto.ts';

/** What arrived: a message for the engine, or one of the platform's own signals. */
export type Decoded =
  | { kind: 'heard'; heard: Heard }
  /** The platform asks how a stream goes on (§3.5). */
  | { kind: 'poll'; streamId: string }
  /** A later connection took ours over (§4.1). */
  | { kind: 'evicted' }
  /** Nothing to be said or done. `enter_chat` too: that a chat was opened is no proof that it takes a push (§4.2). */
  | { kind: 'nothing' };

const media = z.object({ url: z.string(), aeskey: z.string().optional() }).optional();
const words = z.object({ content: z.string() }).optional();
const content = {
  msgtype: z.string(),
  text: words,
  voice: words,
  image: media,
  file: media,
  video: media,
  mixed: z.object({ msg_item: z.array(z.object({ msgtype: z.string(), text: words, image: media })) }).optional(),
};
const botMessage = z.object({
  ...content,
  msgid: z.string().min(1),
  aibotid: z.string(),
  chatid: z.string().min(1).optional(),
  chattype: z.enum(['single', 'group']).optional(),
  from: z.object({ userid: z.string().optional() }).optional(),
  quote: z.object(content).optional(),
  stream: z.object({ id: z.string() }).optional(),
  event: z
    .object({
      eventtype: z.string(),
      template_card_event: z.object({ event_key: z.string(), task_id: z.string().default('') }).optional(),
    })
    .optional(),
});
type BotMessage = z.infer<typeof botMessage>;
type Content = Pick<BotMessage, 'msgtype' | 'text' | 'voice' | 'image' | 'file' | 'video' | 'mixed'>;

/** How an entrance hears: its channel, the robot's display name (mention removal) and how its answers travel. */
export interface Ear {
  channel: 'wecom-bot' | 'wecom-ws';
  botName: string | undefined;
  answerBy: Heard['answerBy'];
}

/** One decrypted callback or long-connection body. @throws WecomRefused `message` when it is not what §3.2 describes */
export function decodeBot(json: unknown, ear: Ear): Decoded {
  const parsed = botMessage.safeParse(json);
  if (!parsed.success) throw new WecomRefused('message');
  const message = parsed.data;
  if (message.msgtype === 'stream') return { kind: 'poll', streamId: message.stream?.id ?? '' };
  if (message.event) {
    const { eventtype, template_card_event: card } = message.event;
    if (eventtype === 'disconnected_event') return { kind: 'evicted' };
    const press = eventtype === 'template_card_event' && card ? readKey(card.event_key) : null;
    if (!press || !card) return { kind: 'nothing' };
    const { says, ...asked } = press;
    const pressed = { key: card.event_key, cardId: card.task_id, ...asked };
    return { kind: 'heard', heard: { ...frame(message, ear), text: says, media: [], pressed } };
  }
  const known = ['text', 'voice', 'image', 'file', 'video', 'mixed'].includes(message.msgtype);
  if (!known) return { kind: 'nothing' };
  const heard: Heard = {
    ...frame(message, ear),
    text: withoutMention(textOf(message), ear.botName),
    media: mediaOf(message),
  };
  if (message.quote) {
    const text = textOf(message.quote);
    heard.quote = { ...(text === '' ? {} : { text }), media: mediaOf(message.quote) };
  }
  return { kind: 'heard', heard };
}

function frame(message: BotMessage, ear: Ear): Omit<Heard, 'text' | 'media'> {
  const userId = message.from?.userid ?? '';
  const group = message.chattype ? message.chattype === 'group' : message.chatid !== undefined;
  const chatId = group ? message.chatid : userId;
  if (!chatId) throw new WecomRefused('message');
  // Only people have a userid; what comes without one, or under the robot's own id, was not said by a person.
  const person = userId !== '' && userId !== message.aibotid;
  return {
    platform: 'wecom',
    channel: ear.channel,
    robot: message.aibotid,
    messageId: message.msgid,
    chat: { kind: group ? 'group' : 'private', id: chatId },
    sender: { id: userId, kind: person ? 'person' : 'robot' },
    mentions: [],
    answerBy: ear.answerBy,
  };
}

/** The words: a voice message arrives as its transcript, a mixed one with its texts between pictures. */
function textOf(message: Content): string {
  if (message.mixed) return message.mixed.msg_item.flatMap((item) => item.text?.content ?? []).join('\n');
  return message.text?.content ?? message.voice?.content ?? '';
}

function mediaOf(message: Content): MediaRef[] {
  // The key of a callback's files is the robot's own AES key and stays out of what is stored; the long connection sends one per url.
  const one = (kind: MediaRef['kind'], found: z.infer<typeof media>): MediaRef[] =>
    found ? [{ kind, ref: { url: found.url, ...(found.aeskey ? { aeskey: found.aeskey } : {}) } }] : [];
  return [
    ...one('image', message.image),
    ...one('file', message.file),
    ...one('video', message.video),
    ...(message.mixed?.msg_item ?? []).flatMap((item) => one('image', item.image)),
  ];
}

/**
 * The text without the mention of the robot: its configured name only, once, wherever it stands, with the blanks around it (§3.8).
 * A place where the name ends is preferred, so that `@教研助手小王` is not taken for `@教研助手`.
 */
export function withoutMention(text: string, botName: string | undefined): string {
  if (!botName) return text;
  const mention = `@${botName}`;
  let at = -1;
  do at = text.indexOf(mention, at + 1);
  while (at >= 0 && /^[\p{L}\p{N}_]/u.test(text.slice(at + mention.length, at + mention.length + 2)));
  if (at < 0) at = text.indexOf(mention);
  if (at < 0) return text;
  const before = text.slice(0, at);
  const after = text.slice(at + mention.length);
  if (before.trim() === '') return after.trimStart();
  if (after.trim() === '') return before.trimEnd();
  const blank = /[^\S\n]/;
  let end = before.length;
  while (end > 0 && blank.test(before[end - 1]!)) end--;
  let start = 0;
  while (start < after.length && blank.test(after[start]!)) start++;
  const glued = end === before.length && start === 0;
  const border = before[end - 1] === '\n' || after[start] === '\n';
  return before.slice(0, end) + (glued || border ? '' : ' ') + after.slice(start);
}
