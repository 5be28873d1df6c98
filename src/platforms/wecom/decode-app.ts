// Messages of the self-built app as they arrive (fields of the inner XML, 1:1 only) → Heard. Pure; protocols/wecom.md §7.1.
import type { Heard, MediaRef } from '../../bot/message.ts';
import { WecomRefused } from './crypto.ts';
import type { Decoded } from './decode.ts';

const mediaKinds: Record<string, MediaRef['kind']> = { image: 'image', voice: 'voice', video: 'video' };

/** One decrypted app callback, as its fields (§7.1). @throws WecomRefused `message` when a needed field is missing */
export function decodeApp(fields: ReadonlyMap<string, string>): Decoded {
  const need = (name: string): string => {
    const value = fields.get(name);
    if (!value) throw new WecomRefused('message');
    return value;
  };
  const [userId, robot, type] = [need('FromUserName'), need('AgentID'), need('MsgType')];
  const base = {
    platform: 'wecom',
    channel: 'wecom-app',
    robot,
    chat: { kind: 'private', id: userId },
    // `sys` is the platform itself, for instance after a batch job.
    sender: { id: userId, kind: userId === 'sys' ? 'robot' : 'person' },
    answerBy: 'return',
  } as const satisfies Partial<Heard>;
  if (type === 'event') {
    const event = need('Event');
    const key = fields.get('EventKey') ?? '';
    // A menu entry whose key is a command counts as the command typed, like a card's button.
    if ((event !== 'template_card_event' && event !== 'click') || key === '') return { kind: 'nothing' };
    const cardId = fields.get('TaskId') ?? '';
    const messageId = [userId, need('CreateTime'), event, cardId, key].join(':');
    return {
      kind: 'heard',
      heard: { ...base, mentions: [], messageId, text: key, media: [], pressed: { key, cardId } },
    };
  }
  const kind = mediaKinds[type];
  if (type !== 'text' && !kind) return { kind: 'nothing' };
  const text = fields.get('Content') ?? '';
  const found: MediaRef[] = kind ? [{ kind, ref: { mediaId: need('MediaId') } }] : [];
  return { kind: 'heard', heard: { ...base, mentions: [], messageId: need('MsgId'), text, media: found } };
}
