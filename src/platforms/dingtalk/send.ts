// One part of one delivery on its lane: which of DingTalk's ways it takes, and what became of it.
import type { Said } from '../../bot/message.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Address, SendContext, Sent } from '../platform.ts';
import { webhookAllowed } from './addresses.ts';
import { type Api, outcomeOf } from './api.ts';
import { robotCard, webhookCard } from './buttons.ts';
import { type Meaning, unsafe } from './errors.ts';
import { robotMessage, webhookBody } from './render.ts';
import { type DingtalkSettings, lanes } from './settings.ts';

/** A session that ends within this many milliseconds is not begun any more. */
const routeMargin = 10_000;

type Send = (to: Address, said: Said, text: string, context: SendContext) => Promise<Sent>;

/** The session webhook of the route while it lives; checked again, because the ledger may have kept it for long. */
function liveWebhook({ route }: Address, settings: DingtalkSettings, now: number): string | null {
  const url = route?.sessionWebhook;
  if (typeof url !== 'string' || !webhookAllowed(url, settings.webhookHosts)) return null;
  return Number(route?.expires) - routeMargin > now ? url : null;
}

/** In private chats session webhooks are documented both ways (protocol §6): any clear no leads on to the robot API there. */
const goesOn = (meaning: Meaning, to: Address): boolean =>
  meaning.kind === 'session-over' ||
  (to.chat.kind === 'private' && meaning.kind === 'not' && meaning.sent.outcome === 'failed');

const names = (value: unknown, id: string): boolean => Array.isArray(value) && value.includes(id);

/** A single-chat sending is answered with success even where the person was left out (protocol §3.4). */
function privateOutcome(meaning: Meaning, person: string): Sent {
  if (meaning.kind !== 'ok') return outcomeOf(meaning);
  if (names(meaning.data.invalidStaffIdList, person)) {
    return { outcome: 'failed', reason: '此人不在钉钉组织里，或不在应用的可见范围', gone: true };
  }
  if (names(meaning.data.flowControlledStaffIdList, person)) {
    return { outcome: 'retry', reason: '发给此人过快', after: lanes.app.mutedFor, muted: 'chat' };
  }
  return outcomeOf(meaning);
}

/** Refused in this form: another may be taken, unless there is nobody to take it or the words themselves are refused. */
const isRefused = (meaning: Meaning): boolean =>
  meaning.kind === 'not' && meaning.sent.outcome === 'failed' && !meaning.sent.gone && meaning !== unsafe;

/** Sends the first form that is not refused as such: a card where there is one, else the plain words, which every client shows. */
async function firstTaken<T>(forms: readonly (T | null)[], post: (form: T) => Promise<Meaning>): Promise<Meaning> {
  const given = forms.filter((form): form is T => form !== null);
  for (const form of given.slice(0, -1)) {
    const meaning = await post(form);
    if (!isRefused(meaning)) return meaning;
  }
  return post(given.at(-1) as T);
}

/** Sends through the app's robot: by session webhook while it lives, else by the robot API, in the same sending. */
export function createAppSend(settings: DingtalkSettings, api: Api, clock: Clock): Send {
  return async (to, said, text, { signal }) => {
    const webhook = liveWebhook(to, settings, clock.real());
    if (webhook) {
      const bodies = [webhookCard(said, text), webhookBody(said, text)];
      const meaning = await firstTaken(bodies, (body) => api.reply(webhook, body, signal));
      if (!goesOn(meaning, to)) return outcomeOf(meaning);
    }
    const messages = [robotCard(said, text), robotMessage(said, text)];
    if (to.chat.kind === 'private') {
      const meaning = await firstTaken(messages, (message) =>
        api.call(
          '/v1.0/robot/oToMessages/batchSend',
          { robotCode: to.robot, ...message, userIds: [to.chat.id] },
          signal,
        ),
      );
      return privateOutcome(meaning, to.chat.id);
    }
    const meaning = await firstTaken(messages, (message) =>
      api.call(
        '/v1.0/robot/groupMessages/send',
        { robotCode: to.robot, ...message, openConversationId: to.chat.id },
        signal,
      ),
    );
    return outcomeOf(meaning);
  };
}

/** Sends through a custom robot; `msgUuid` makes DingTalk drop a repeat of the same part (protocol §3.3). */
export function createCustomSend(api: Api): Send {
  return async (to, said, text, { deliveryId, part, signal }) => {
    if (!to.hook) return { outcome: 'failed', reason: '没有登记群机器人的地址' };
    const body = { ...webhookBody(said, text), msgUuid: `${deliveryId}-${part}` };
    return outcomeOf(await api.custom(to.hook, body, signal));
  };
}
