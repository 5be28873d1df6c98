// The 智能机器人 in callback mode: GET and POST /hooks/wecom/bot, answered in the response (protocols/wecom.md §2, §3).
import type { Context } from 'koa';
import type Router from 'koa-router';
import { z } from 'zod';
import type { PlatformParts } from '../platform.ts';
import { type CallbackSecrets, seal, WecomRefused } from './crypto.ts';
import { decodeBot } from './decode.ts';
import { answerNothing, answerUrlCheck, guarded, heardOrAgain, openPost } from './hook.ts';
import { latest } from './latest.ts';
import { renderOne } from './render.ts';

const channel = 'wecom-bot';
const envelope = z.object({ encrypt: z.string().min(1) });

/** Answers kept for refresh polls; only an answer whose response got lost is ever asked for again. */
const kept = 200;

/** What the robot's callback needs; `secrets.receiveId` is empty for the robot of a corp (§2). */
export interface BotHook {
  secrets: CallbackSecrets;
  botId: string | undefined;
  botName: string | undefined;
}

/** Mounts the robot's callback. */
export function botHook(router: Router, parts: PlatformParts, { secrets, botId, botName }: BotHook): void {
  const recent = latest<string>(kept);

  /** The stream to answer with, or null for silence. Always finished: what takes longer is a job and says so. */
  async function streamFor(message: unknown): Promise<{ id: string; content: string } | null> {
    const decoded = decodeBot(message, { channel, botId, botName, answerBy: 'return' });
    if (decoded.kind === 'poll') {
      return decoded.streamId === '' ? null : { id: decoded.streamId, content: recent.get(decoded.streamId) ?? '' };
    }
    // A press here takes nothing but a new card as its answer (§3.4), and the cards are the long connection's: left over from there.
    if (decoded.kind !== 'heard' || decoded.heard.pressed) return null;
    const answer = await heardOrAgain(parts.hear(decoded.heard));
    if (!answer.said) return null;
    const content = renderOne('wecom-bot', answer.said);
    recent.add(answer.id, content);
    return { id: answer.id, content };
  }

  async function post(ctx: Context): Promise<void> {
    const { plaintext, token, aesKey, query } = await openPost(
      ctx,
      secrets,
      parts.clock.real(),
      (body) => parse(body, 'body', envelope).encrypt,
    );
    const stream = await streamFor(parse(plaintext, 'message', z.unknown()));
    if (!stream) return answerNothing(ctx);
    const reply = JSON.stringify({ msgtype: 'stream', stream: { ...stream, finish: true } });
    const timestamp = Math.floor(parts.clock.real() / 1000);
    const { encrypt, signature } = seal({ token, aesKey, receiveId: secrets.receiveId }, reply, timestamp, query.nonce);
    // Koa would announce JSON; the vendor's own plugin answers with text/plain (§3.1).
    ctx.type = 'text/plain; charset=utf-8';
    ctx.body = JSON.stringify({ encrypt, msgsignature: signature, timestamp, nonce: query.nonce });
  }

  router.get(
    '/hooks/wecom/bot',
    guarded(channel, parts, async (ctx) => answerUrlCheck(ctx, secrets, parts.clock.real())),
  );
  router.post('/hooks/wecom/bot', guarded(channel, parts, post));
}

function parse<T>(text: string, stage: 'body' | 'message', shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw new WecomRefused(stage);
  }
}
