// The baseline of the callbacks: a bare Koa handler that verifies, decrypts, answers in as many words and encrypts; stores nothing.
//   node bench/bare.ts TOKEN AES_KEY ANSWER
import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import Koa from 'koa';

const [token = '', aesKey = '', answer = ''] = process.argv.slice(2);

const app = new Koa();
app.use(async (ctx) => {
  const chunks: Buffer[] = [];
  for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
  const { encrypt: sealed } = JSON.parse(Buffer.concat(chunks).toString()) as { encrypt: string };
  const { msg_signature: given = '', timestamp = '', nonce = '' } = ctx.query as Record<string, string>;
  const expected = Buffer.from(getSignature(token, timestamp, nonce, sealed));
  if (given.length !== expected.length || !timingSafeEqual(expected, Buffer.from(given))) {
    ctx.status = 403;
    return;
  }
  const message = JSON.parse(decrypt(aesKey, sealed).message) as { msgid: string };
  const reply = JSON.stringify({ msgtype: 'stream', stream: { id: message.msgid, content: answer, finish: true } });
  const out = encrypt(aesKey, reply, '');
  ctx.body = JSON.stringify({
    encrypt: out,
    msgsignature: getSignature(token, timestamp, nonce, out),
    timestamp: Number(timestamp),
    nonce,
  });
});
const server = app.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
