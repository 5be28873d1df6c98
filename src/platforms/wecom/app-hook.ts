// The self-built app: GET and POST /hooks/wecom/app in XML, answered in the response within 5 s (protocols/wecom.md §2, §7.1).
import type { Context } from 'koa';
import type Router from 'koa-router';
import type { Answer, Heard } from '../../bot/message.ts';
import type { PlatformParts, SendContext, Sent } from '../platform.ts';
import { type CallbackSecrets, seal, WecomRefused } from './crypto.ts';
import { decodeApp } from './decode-app.ts';
import { answerNothing, answerUrlCheck, guarded, heardOrAgain, openPost } from './hook.ts';
import { render, renderOne } from './render.ts';
import { readEnvelope, readXml, writeXml } from './xml.ts';

const channel = 'wecom-app';

/** What the app's callback needs beside its secrets. */
export interface AppHook {
  secrets: CallbackSecrets;
  /** Callbacks of another app of the corp are foreign; unset where no app is configured for sending. */
  agentId: string | undefined;
  /** Sends what does not fit the passive reply by `message/send`; unset where it cannot, the reply is then cut with a note. */
  sendOn: ((heard: Heard, text: string, context: SendContext) => Promise<Sent>) | undefined;
}

/** Mounts the app's callback. */
export function appHook(router: Router, parts: PlatformParts, { secrets, agentId, sendOn }: AppHook): void {
  async function post(ctx: Context): Promise<void> {
    const { plaintext, token, aesKey, query } = await openPost(ctx, secrets, parts.clock.real(), readEnvelope);
    const fields = readXml(plaintext, 'message');
    const otherCorp = fields.get('ToUserName') !== secrets.receiveId;
    if (otherCorp || (agentId && fields.get('AgentID') !== agentId)) throw new WecomRefused('foreign');
    const decoded = decodeApp(fields);
    if (decoded.kind === 'opened') {
      const { robot, userId } = decoded;
      parts.opened?.({ platform: 'wecom', channel, robot, userId });
    }
    if (decoded.kind !== 'heard') return answerNothing(ctx);

    const answer = await heardOrAgain(parts.hear(decoded.heard));
    if (!answer.said) return answerNothing(ctx);
    const [first = '', ...rest] = sendOn ? render('wecom-app', answer.said) : [renderOne('wecom-app', answer.said)];
    const seconds = Math.floor(parts.clock.real() / 1000);
    const reply = writeXml({
      ToUserName: decoded.heard.sender.id,
      FromUserName: secrets.receiveId,
      CreateTime: seconds,
      MsgType: 'text',
      Content: first,
    });
    const { encrypt, signature } = seal({ token, aesKey, receiveId: secrets.receiveId }, reply, seconds, query.nonce);
    ctx.type = 'text/xml; charset=utf-8';
    ctx.body = writeXml({ Encrypt: encrypt, MsgSignature: signature, TimeStamp: seconds, Nonce: query.nonce });
    // A repeat gets its reply again, but what was sent beside it is not sent twice.
    if (sendOn && rest.length > 0 && !answer.repeat) {
      ctx.res.once('finish', () => void sendRest(decoded.heard, answer, rest));
    }
  }

  /** The rest of a long answer, one after another so that it is read in order; gives up at the first part that fails. */
  async function sendRest(heard: Heard, answer: Answer, rest: string[]): Promise<void> {
    for (const [index, text] of rest.entries()) {
      const part = index + 1;
      const sent = await sendOn?.(heard, text, { deliveryId: answer.id, part, signal: AbortSignal.timeout(10_000) });
      if (sent?.outcome === 'sent') continue;
      parts.log.warn(
        { channel, answer: answer.id, part, of: rest.length + 1, outcome: sent?.outcome },
        'rest of answer lost',
      );
      return;
    }
  }

  router.get(
    '/hooks/wecom/app',
    guarded(channel, parts, async (ctx) => answerUrlCheck(ctx, secrets, parts.clock.real())),
  );
  router.post('/hooks/wecom/app', guarded(channel, parts, post));
}
