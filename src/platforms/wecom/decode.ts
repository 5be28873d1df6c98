// Messages of the robot as they arrive (JSON, callback or long connection) → Heard. Pure; protocols/wecom.md §3.2, §3.3, §3.8.
import { z } from 'zod';
import type { Heard, MediaRef } from '../../bot/message.ts';
import { commandAfterMention, withoutMention } from '../mention.ts';
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

/** How an entrance hears: its channel, the robot's id and display name (mention removal) and how its answers travel. */
export interface Ear {
  channel: 'wecom-bot' | 'wecom-ws';
  /** Messages to any other robot are foreign; a callback does without it, because its token and key belong to one robot. */
  botId: string | undefined;
  botName: string | undefined;
  answerBy: Heard['answerBy'];
}

/** The robot of a callback whose id is not configured: a repeat is known by it, whatever `aibotid` its body names. */
const namelessRobot = 'wecom-bot';

/**
 * One decrypted callback or long-connection body. @throws WecomRefused `message` when it is not what §3.2 describes, `foreign` when
 * it is another robot's
 */
export function decodeBot(json: unknown, ear: Ear): Decoded {
  const parsed = botMessage.safeParse(json);
  if (!parsed.success) throw new WecomRefused('message');
  const message = parsed.data;
  if (ear.botId && message.aibotid !== ear.botId) throw new WecomRefused('foreign');
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
  const place = frame(message, ear);
  const heard: Heard = { ...place, text: wordsOf(message, place.chat.kind, ear), media: mediaOf(message) };
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
    robot: ear.botId ?? namelessRobot,
    messageId: message.msgid,
    chat: { kind: group ? 'group' : 'private', id: chatId },
    sender: { id: userId, kind: person ? 'person' : 'robot' },
    mentions: [],
    answerBy: ear.answerBy,
  };
}

/** What was said to the robot: without its mention, as far as that can be told (§3.8). */
function wordsOf(message: BotMessage, kind: Heard['chat']['kind'], { botName }: Ear): string {
  const text = textOf(message);
  if (botName) return withoutMention(text, botName);
  return kind === 'group' ? commandAfterMention(text) : text;
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
