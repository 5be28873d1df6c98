// Signed callbacks for rows that harm the web process: three entrances, each repeated as its platform repeats, until acknowledged.
import { startFakeDingtalk } from '../support/fake-dingtalk.ts';
import type { Stage } from './stage.ts';

/** What became of one message. */
export interface Told {
  /** `wecom-bot/…`: the origin of whatever it does. */
  origin: string;
  acknowledged: boolean;
  /** How often it was delivered. */
  deliveries: number;
  /** The answers in the responses, where the platform takes them there. */
  replies: string[];
}

/**
 * How often a platform delivers again what was not acknowledged: WeCom three times, 5 s apart; DingTalk after about 60 s, how often is
 * not documented, so three times too.
 */
export const repeats = 3;

/** Who arranges meetings of what, and whom they name. */
const speakers = [
  { id: 'p-wangmin', subject: '数学', lead: '李强' },
  { id: 'p-liufang', subject: '语文', lead: '曾琴' },
  { id: 'p-hejing', subject: '英语', lead: '冯倩' },
];
const weeks = [7, 9, 11, 13];

type Dingtalk = Awaited<ReturnType<typeof startFakeDingtalk>>;

/** A fake DingTalk beside the stage's WeCom, with windows of a fifth of a second, and the settings to reach it over HTTP. */
export async function dingtalkBeside(): Promise<{ dingtalk: Dingtalk; env: Record<string, string> }> {
  const dingtalk = await startFakeDingtalk({ window: 200, perWindow: 1_000, qps: 1_000 });
  const { clientId, clientSecret, botName } = dingtalk.options;
  const env = {
    DINGTALK_API_BASE: dingtalk.apiBase,
    DINGTALK_OAPI_BASE: dingtalk.oapiBase,
    DINGTALK_CLIENT_ID: clientId,
    DINGTALK_CLIENT_SECRET: clientSecret,
    DINGTALK_BOT_NAME: botName,
    DINGTALK_MODE: 'http',
  };
  return { dingtalk, env };
}

/** Lets the speakers of the sample district speak on DingTalk too. */
export async function linkSpeakers({ store, now }: Stage): Promise<void> {
  const linked = { platform: 'dingtalk', linked_by: 'roster', linked_at: now(), opened_at: null, opened_robot: null };
  const rows = speakers.map(({ id }) => ({ ...linked, user_id: id, person_id: id }));
  await store.write((tx) => tx.insertInto('identities').values(rows).execute());
}

/** How a message is repeated. */
export interface Repeating {
  /** Resolves when the platform delivers for the n-th time again: a real pause is longer than a restart. */
  pause(n: number): Promise<void>;
  /** Once more although it was acknowledged. */
  twice: boolean;
  /** Called with each acknowledgement. */
  taken(): void;
}

/** Message number `i` to one of the entrances, repeated until acknowledged or the platform gives up. */
export async function tellBot(
  stage: Stage,
  dingtalk: Dingtalk,
  i: number,
  { pause, twice, taken }: Repeating,
): Promise<Told> {
  const { id, subject, lead } = speakers[i % speakers.length] ?? { id: '', subject: '', lead: '' };
  const week = weeks[Math.floor(i / speakers.length) % weeks.length];
  const text = `/集体备课 安排 ${subject} 第${week}周 ${lead} 课题${i}`;
  const deliver = entrance(stage, dingtalk, { i, id, text });
  const told: Told = { origin: '', acknowledged: false, deliveries: 0, replies: [] };
  const once = async () => {
    told.deliveries++;
    const answer = await deliver().catch(() => null);
    if (answer) told.origin = answer.origin;
    if (answer?.reply) told.replies.push(answer.reply);
    if (answer?.taken) taken();
    return answer?.taken ?? false;
  };
  for (let n = 0; n <= repeats && !told.acknowledged; n++) {
    if (n > 0) await pause(n);
    told.acknowledged = await once();
  }
  // Acknowledged, but too late or the answer was lost on its way: the platform cannot know.
  if (told.acknowledged && twice) await once();
  return told;
}

type Delivery = { origin: string; taken: boolean; reply: string | null };

function entrance(
  { fake }: Stage,
  dingtalk: Dingtalk,
  { i, id, text }: { i: number; id: string; text: string },
): () => Promise<Delivery> {
  if (i % 3 === 0) {
    const message = fake.message({ user: id, chat: 'g-math', text, msgid: `fault-${i}` });
    const origin = `wecom-bot/fault-${i}`;
    return async () => {
      const { status, reply } = await fake.postBot(message, { once: true });
      return { origin, taken: status === 200, reply: reply && JSON.parse(reply).stream.content };
    };
  }
  if (i % 3 === 1) {
    const fields = { FromUserName: id, MsgType: 'text', Content: text, MsgId: String(7_000_000_000 + i) };
    const origin = `wecom-app/${fields.MsgId}`;
    return async () => {
      const { status, reply } = await fake.postApp(fields, { once: true });
      return { origin, taken: status === 200, reply: reply && (/<Content>(.*?)<\/Content>/s.exec(reply)?.[1] ?? '') };
    };
  }
  const message = dingtalk.json({ staffId: id, text, msgId: `fault-${i}` });
  const origin = `dingtalk/fault-${i}`;
  return async () => {
    const [headers, body] = [dingtalk.signedHeaders(), JSON.stringify(message)];
    const { status } = await fetch(dingtalk.options.hook ?? '', { method: 'POST', headers, body });
    return { origin, taken: status === 200, reply: null };
  };
}
