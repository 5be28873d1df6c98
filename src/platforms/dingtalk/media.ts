// Files that came with a message: code → address → bytes, from public hosts only, within the size given (protocol §3.8).
import { type LookupAddress, lookup as resolve } from 'node:dns';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { MediaRef } from '../../bot/message.ts';
import { refuse } from '../../lib/refuse.ts';
import { downloadRule, isInner } from './addresses.ts';
import type { Api } from './api.ts';
import { callWithin, type DingtalkSettings } from './settings.ts';

/** Longest file name kept, in characters. */
const nameLength = 100;
/** A download as a whole may take this long, milliseconds. */
const downloadWithin = 120_000;

const kindNames = { image: '图片', file: '文件', voice: '语音', video: '视频' } as const;

/** First bytes (latin1) of what people send; DingTalk serves everything as `.file`. */
const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^\x89PNG/, 'png'],
  [/^\xff\xd8\xff/, 'jpg'],
  [/^GIF8/, 'gif'],
  [/^RIFF.{4}WEBP/s, 'webp'],
  [/^%PDF/, 'pdf'],
  [/^#!AMR/, 'amr'],
  [/^OggS/, 'ogg'],
  [/^.{4}ftyp/s, 'mp4'],
  [/^PK\x03\x04/, 'zip'],
];

/** The sender's file name without folders, control and direction signs; empty when nothing is left. Never to be used as a path all the same. */
export function cleanName(name: string): string {
  const last = name.toWellFormed().split(/[\\/]/).at(-1) ?? '';
  const shown = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*]/gu, '').replace(/^[.\s]+|[.\s]{1,20}$/g, '');
  const dot = shown.lastIndexOf('.');
  const ending = dot > 0 && shown.length - dot <= 12 ? shown.slice(dot) : '';
  const stem = [...(ending ? shown.slice(0, dot) : shown)].slice(0, nameLength - ending.length).join('');
  return stem + ending;
}

function nameFor(media: MediaRef, bytes: Buffer): string {
  const start = bytes.subarray(0, 16).toString('latin1');
  const ending = beginnings.find(([begins]) => begins.test(start))?.[1] ?? 'bin';
  return cleanName(media.name ?? '') || `${kindNames[media.kind]}.${ending}`;
}

class InnerAddress extends Error {}

/** Looks a host up for the connection itself, so that the address that was judged is the one connected to. */
const publicLookup: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [one] = addresses ?? [];
    if (error || !one) return done(error ?? new Error('no address'), '');
    if (addresses.some(({ address }) => isInner(address))) return done(new InnerAddress('inner address'), '');
    return options.all ? done(null, addresses) : done(null, one.address, one.family);
  });
};

const tooLarge = (): never => refuse('media-too-large', '文件太大了，请用上传链接交。');
const gone = (): never => refuse('media-gone', '这个文件已经取不到了，请重新发一次。');
const foreign = (): never => refuse('media-foreign', '这个文件的地址不可信，没有取。');

async function collect(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (response.statusCode !== 200) return gone();
  if (Number(response.headers['content-length']) > maxBytes) return tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function download(address: string, guarded: boolean, maxBytes: number): Promise<Buffer> {
  const { promise, resolve: done, reject } = Promise.withResolvers<Buffer>();
  const options = {
    signal: AbortSignal.timeout(downloadWithin),
    agent: false,
    ...(guarded && { lookup: publicLookup }),
  };
  const request = (address.startsWith('https:') ? httpsGet : httpGet)(address, options, (response) => {
    collect(response, maxBytes)
      .finally(() => request.destroy())
      .then(done, reject);
  });
  request.on('error', (error) => {
    try {
      if (error instanceof InnerAddress) foreign();
      reject(new Error('download failed'));
    } catch (refusal) {
      reject(refusal);
    }
  });
  return promise;
}

/**
 * The bytes of a received file. @throws Refusal when it is gone, too large or its address is not a public one;
 * Error (nothing of the address in it) when DingTalk cannot be reached and it may be tried again
 */
export async function fetchMedia(
  media: MediaRef,
  maxBytes: number,
  settings: DingtalkSettings,
  api: Api,
): Promise<{ name: string; bytes: Buffer }> {
  const { downloadCode, robotCode } = media.ref;
  if (!downloadCode || !robotCode) return gone();
  const meaning = await api.call(
    '/v1.0/robot/messageFiles/download',
    { downloadCode, robotCode },
    AbortSignal.timeout(callWithin),
  );
  if (meaning.kind === 'not' && meaning.sent.outcome === 'failed') return gone();
  if (meaning.kind !== 'ok') throw new Error('no download address');
  const { downloadUrl } = meaning.data;
  if (typeof downloadUrl !== 'string') return gone();
  const rule = downloadRule(downloadUrl, settings.webhookHosts);
  if (!rule) return foreign();
  const bytes = await download(downloadUrl, rule === 'guarded', maxBytes);
  return { name: nameFor(media, bytes), bytes };
}
