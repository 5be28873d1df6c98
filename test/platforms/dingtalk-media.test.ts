// Files that came with a message: fetched from public hosts only, within their size, under a clean name (protocol §3.8, §3.9).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaRef } from '../../src/bot/message.ts';
import { Refusal } from '../../src/lib/refuse.ts';
import { cleanName } from '../../src/platforms/dingtalk/media.ts';
import { type Kit, startKit } from './dingtalk-kit.ts';

let kit: Kit;
beforeAll(async () => {
  kit = await startKit({ mode: 'http' });
});
afterAll(() => kit.stop());

const media = (downloadCode: string, more: Partial<MediaRef> = {}): MediaRef => ({
  kind: 'file',
  ref: { downloadCode, robotCode: kit.fake.options.clientId },
  ...more,
});
const fetchMedia = (ref: MediaRef, max = 1_000) => kit.platform.fetchMedia!(ref, max);
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(90)]);

describe('a received file', () => {
  it('is fetched whole, under its own name', async () => {
    kit.fake.addFile('code/+=', Buffer.from('内容'));
    const { name, bytes } = await fetchMedia(media('code/+=', { name: '盘点表.xlsx' }));
    expect([name, bytes.toString()]).toEqual(['盘点表.xlsx', '内容']);
    expect(kit.usage).toEqual(['api']);
  });

  it('gets a name from what it is', async () => {
    kit.fake.addFile('pic', png);
    expect((await fetchMedia(media('pic', { kind: 'image' }))).name).toBe('图片.png');
    kit.fake.addFile('blob', Buffer.from('??'));
    expect((await fetchMedia(media('blob', { name: '..' }))).name).toBe('文件.bin');
  });

  const refused = (code: string) => expect.objectContaining({ constructor: Refusal, code });

  it('is refused over the size, said beforehand or not', async () => {
    kit.fake.addFile('big', Buffer.alloc(2_000));
    await expect(fetchMedia(media('big'))).rejects.toEqual(refused('media-too-large'));
    await expect(fetchMedia(media('big'), 2_000)).resolves.toMatchObject({ bytes: { length: 2_000 } });
  });

  it('is told as gone when its code or address has ended', async () => {
    await expect(fetchMedia(media('no-such-code'))).rejects.toEqual(refused('media-gone'));
    kit.fake.addFile('nowhere', Buffer.alloc(0), `${kit.fake.apiBase}/files/nothing`);
    await expect(fetchMedia(media('nowhere'))).rejects.toEqual(refused('media-gone'));
    await expect(fetchMedia({ kind: 'file', ref: {} })).rejects.toEqual(refused('media-gone'));
  });

  it.each([
    ['http://127.0.0.1:6379/'],
    ['http://169.254.169.254/latest/meta-data/'],
    ['http://10.0.0.8/file'],
    ['http://[::1]/file'],
    ['https://files.example:8443/x'],
    ['file:///etc/passwd'],
    ['http://localhost/file'],
  ])('is not fetched from %s', async (url) => {
    kit.fake.addFile('ssrf', Buffer.alloc(0), url);
    await expect(fetchMedia(media('ssrf'))).rejects.toEqual(refused('media-foreign'));
  });

  it('may be tried again when DingTalk is away', async () => {
    kit.fake.addFile('later', Buffer.from('x'));
    kit.fake.fail('/v1.0/robot/messageFiles/download', '503');
    await expect(fetchMedia(media('later'))).rejects.not.toBeInstanceOf(Refusal);
    await expect(fetchMedia(media('later'))).resolves.toMatchObject({ name: '文件.bin' });
  });
});

describe('names', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\教案.docx', '教案.docx'],
    ['.htaccess', 'htaccess'],
    ['a\u0000b\u202egnp.exe', 'abgnp.exe'],
    ['  第 3 课.docx  ', '第 3 课.docx'],
    ['<a>:"|?*', 'a'],
    ['...', ''],
    ['', ''],
    [`${'长'.repeat(300)}.docx`, `${'长'.repeat(95)}.docx`],
  ])('%j becomes %j', (name, clean) => expect(cleanName(name)).toBe(clean));
});
