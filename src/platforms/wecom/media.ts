// Files that came with a message: fetched from WeCom's own hosts only, within a size, decrypted (protocols/wecom.md §3.7, §7.4).
import type { MediaRef } from '../../bot/message.ts';
import { Refusal, refuse } from '../../lib/refuse.ts';
import { decryptMedia, WecomRefused } from './crypto.ts';
import type { TokenSource } from './token.ts';

/** What fetching needs; `hosts` may begin with `*.`, `aesKeys` open files of the callback. */
export interface MediaSettings {
  apiBase: string;
  hosts: readonly string[];
  aesKeys: readonly string[];
  tokens: TokenSource | undefined;
  /** Milliseconds for the whole download. */
  timeout: number;
}

const fallbackName: Record<MediaRef['kind'], string> = {
  image: '图片',
  file: '文件',
  voice: '语音.amr',
  video: '视频.mp4',
};

const tooLarge = (maxBytes: number): string => `文件超过 ${Math.round(maxBytes / 104_857.6) / 10} MB，没有收。`;

/**
 * The bytes and the name of a file; never more than `maxBytes`.
 * @throws Refusal when it is gone, too large, from another host or cannot be decrypted
 */
export async function fetchMedia(
  settings: MediaSettings,
  media: MediaRef,
  maxBytes: number,
): Promise<{ name: string; bytes: Buffer }> {
  try {
    const download = await get(settings, await addressOf(settings, media), maxBytes);
    const bytes = media.ref.mediaId ? download.bytes : openMedia(settings, media, download.bytes);
    if (bytes.length > maxBytes) return refuse('media-too-large', tooLarge(maxBytes));
    return { name: media.name ?? download.name ?? fallbackName[media.kind], bytes };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The error of the HTTP client may hold the URL, so it goes no further.
    return refuse('media-unreachable', '文件没有取到，请再发一次。');
  }
}

async function addressOf(settings: MediaSettings, media: MediaRef): Promise<URL> {
  const { url, mediaId } = media.ref;
  if (mediaId) {
    const got = await settings.tokens?.get();
    if (!got || !('token' in got)) return refuse('media-unreachable', '暂时取不到文件，请稍后再发一次。');
    const query = new URLSearchParams({ access_token: got.token, media_id: mediaId });
    return new URL(`${settings.apiBase.replace(/\/+$/, '')}/cgi-bin/media/get?${query}`);
  }
  if (!url || !URL.canParse(url)) return refuse('media-foreign', '文件地址不正确。');
  const address = new URL(url);
  if (!allowed(address, settings)) return refuse('media-foreign', '文件不在企业微信的服务器上，没有取。');
  return address;
}

/** The API's own host, or one of the list; plain http only to this machine (fakes) and where the API itself is plain http. */
function allowed(address: URL, settings: MediaSettings): boolean {
  if (address.username !== '' || address.password !== '') return false;
  const base = new URL(settings.apiBase);
  if (address.protocol === base.protocol && address.host === base.host) return true;
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(address.hostname);
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && loopback)) return false;
  return settings.hosts.some((host) =>
    host.startsWith('*.') ? address.hostname.endsWith(host.slice(1)) : [address.hostname, address.host].includes(host),
  );
}

async function get(settings: MediaSettings, address: URL, maxBytes: number): Promise<{ name?: string; bytes: Buffer }> {
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(settings.timeout) });
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  // media/get answers an error as JSON with 200 (§7.4); a ciphertext is never JSON.
  if (!response.ok || (json && !response.headers.has('content-disposition'))) {
    await response.body?.cancel();
    return refuse('media-gone', '文件已过期，请再发一次。');
  }
  const room = maxBytes + 32;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > room) return refuse('media-too-large', tooLarge(maxBytes));
    chunks.push(chunk);
  }
  const name = nameIn(response.headers.get('content-disposition') ?? '');
  return { ...(name ? { name } : {}), bytes: Buffer.concat(chunks) };
}

/** Long connection: the key beside the url. Callback: one of the robot's own keys, old or new. */
function openMedia(settings: MediaSettings, media: MediaRef, sealed: Buffer): Buffer {
  const keys = media.ref.aeskey ? [media.ref.aeskey] : settings.aesKeys;
  for (const key of keys) {
    try {
      return decryptMedia(sealed, key);
    } catch (error) {
      if (!(error instanceof WecomRefused)) throw error;
    }
  }
  return refuse('media-unreadable', '文件解不开，请再发一次。');
}

/** The file name in a Content-Disposition, decoded; undefined when there is none. Only ever shown, never used as a path. */
export function nameIn(disposition: string): string | undefined {
  const extended = /filename\*=(?:utf-8)?''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
  try {
    // Headers arrive as Latin-1; the platform writes UTF-8 into the plain form, sometimes percent-encoded.
    const name = decodeURIComponent(extended?.trim() ?? Buffer.from(plain ?? '', 'latin1').toString('utf8'));
    return name.replace(/^.*[/\\]/, '').trim() || undefined;
  } catch {
    return undefined;
  }
}
