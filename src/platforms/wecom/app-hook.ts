// The self-built app: GET and POST /hooks/wecom/app in XML, answered in the response within 5 s (protocols/wecom.md §2, §7.1).
import type { Context } from 'koa';
import type Router from 'koa-router';
import type { PlatformParts } from '../platform.ts';
import { type CallbackSecrets, seal, WecomRefused } from './crypto.ts';
import { decodeApp } from './decode-app.ts';
import { answerNothing, answerUrlCheck, guarded, heardOrAgain, openPost } from './hook.ts';
import { renderOne } from './render.ts';
import { readEnvelope, readXml, writeXml } from './xml.ts';

const channel = 'wecom-app';

/** What the app's callback needs beside its secrets. */
export interface AppHook {
  secrets: CallbackSecrets;
  /** Callbacks of another app of the corp are foreign; unset where no app is configured for sending. */
  agentId: string | undefined;
}

/** Mounts the app's callback. */
export function appHook(router: Router, parts: PlatformParts, { secrets, agentId }: AppHook): void {
  async function post(ctx: Context): Promise<void> {
    const { plaintext, token, aesKey, query } = await openPost(ctx, secrets, parts.clock.real(), readEnvelope);
    const fields = readXml(plaintext, 'message');
    const otherCorp = fields.get('ToUserName') !== secrets.receiveId;
    if (otherCorp || (agentId && fields.get('AgentID') !== agentId)) throw new WecomRefused('foreign');
    const decoded = decodeApp(fields);
    if (decoded.kind !== 'heard') return answerNothing(ctx);

    const answer = await heardOrAgain(parts.hear(decoded.heard));
    if (!answer.said) return answerNothing(ctx);
    const seconds = Math.floor(parts.clock.real() / 1000);
    const reply = writeXml({
      ToUserName: decoded.heard.sender.id,
      FromUserName: secrets.receiveId,
      CreateTime: seconds,
      MsgType: 'text',
      // What is longer than a reply comes by the ledger and not here, unless the app cannot send: then it is cut with a note.
      Content: renderOne(channel, answer.said),
    });
    const { encrypt, signature } = seal({ token, aesKey, receiveId: secrets.receiveId }, reply, seconds, query.nonce);
    ctx.type = 'text/xml; charset=utf-8';
    ctx.body = writeXml({ Encrypt: encrypt, MsgSignature: signature, TimeStamp: seconds, Nonce: query.nonce });
  }

  router.get(
    '/hooks/wecom/app',
    guarded(channel, parts, async (ctx) => answerUrlCheck(ctx, secrets, parts.clock.real())),
  );
  router.post('/hooks/wecom/app', guarded(channel, parts, post));
}
