// The upload page over HTTP: what it shows, what it takes, and what it refuses without leaving anything behind.
import { get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { openUploads, type UploadSite } from '../support/web.ts';
import { docxOf, zipOf } from '../support/zip.ts';

const open = instantOf('2023-04-10', '10:05');
let site: UploadSite;

beforeEach(async () => {
  site = await openUploads(open, { idle: 300, whole: 5000 });
});
afterEach(() => site.close());

const pdf = (bytes = 100) => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(bytes - 9, 1)]);

function form(...files: [name: string, bytes: Buffer][]): FormData {
  const data = new FormData();
  for (const [name, bytes] of files) data.append('files', new Blob([new Uint8Array(bytes)]), name);
  return data;
}

async function post(link: string, body: string | FormData, headers: Record<string, string> = {}) {
  const answer = await fetch(`${link}/files`, { method: 'POST', body, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers };
}

const page = async (link: string) => {
  const answer = await fetch(link);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

const fileRows = () => site.office.store.read.selectFrom('entry_files').selectAll().orderBy('name').execute();

async function limit(values: Partial<{ max_file_bytes: number; max_entry_bytes: number; max_files: number }>) {
  await site.office.store.write((tx) => tx.updateTable('contests').set(values).execute());
}

async function nothingLeft(): Promise<void> {
  await expect.poll(() => site.incoming()).toEqual([]);
  expect(await fileRows()).toEqual([]);
  expect(await site.office.store.read.selectFrom('tasks').selectAll().execute()).toEqual([]);
  expect(site.commits()).toBe(0);
}

describe('the page', () => {
  it('shows contest, person, deadline and limits, and may be opened any number of times', async () => {
    const link = await site.linkFor('李强');
    await page(link);
    const { status, text, headers } = await page(link);
    expect(status).toBe(200);
    for (const words of [
      '教学设计大赛',
      '示例',
      '李强',
      '二码头小学',
      '4月28日（周五）18:00',
      '还有 18 天',
      '20 MB',
      '60 MB',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain('accept=".doc,.docx,.pdf,.ppt,.pptx,.xls,.xlsx,.zip,.jpg,.jpeg,.png,application/msword,');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toBeNull();
    expect(text).not.toContain(link.split('/u/')[1]);
    expect(text).not.toMatch(/https?:\/\/|<script(?![^>]*src=)|style="| on\w+="/);
  });

  it('serves its own assets and nothing else', async () => {
    for (const [name, type] of [
      ['upload.css', 'text/css; charset=utf-8'],
      ['upload.js', 'text/javascript; charset=utf-8'],
    ]) {
      const answer = await fetch(`${site.url}/assets/${name}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(await statusWith(`${site.url}/assets/${name}`, answer.headers.get('etag') ?? '')).toBe(304);
    }
    for (const name of ['upload.ts', '..%2Fuploads.ts', 'x']) {
      expect((await fetch(`${site.url}/assets/${name}`)).status).toBe(404);
    }
  });

  it('escapes what people wrote', async () => {
    await site.office.store.write((tx) =>
      tx.updateTable('people').set({ name: '<b>"李"&\'强\'' }).where('id', '=', 'p-liqiang').execute(),
    );
    const { text } = await page(await site.linkFor('p-liqiang'));
    expect(text).toContain('&lt;b&gt;&quot;李&quot;&amp;&#39;强&#39;');
  });

  it.each([
    ['unknown', 404, '链接无效'],
    ['revoked', 410, '链接已更换'],
    ['ended', 410, '链接已过期'],
    ['closed', 410, '已经截止'],
    ['before', 410, '还没有开始'],
  ])('of a link that is %s says so, and takes nothing', async (state, status, words) => {
    let link = await site.linkFor('李强');
    if (state === 'unknown') link = `${site.url}/u/${'x'.repeat(32)}`;
    if (state === 'revoked') await site.linkFor('李强');
    if (state === 'ended') site.clock.moveTo(instantOf('2023-04-24', '10:05'));
    if (state === 'closed') site.clock.moveTo(instantOf('2023-04-28', '18:00'));
    if (state === 'before') site.clock.moveTo(instantOf('2023-04-02'));
    const shown = await page(link);
    expect([shown.status, shown.text.includes(words), shown.text.includes('id="files"')]).toEqual([
      status,
      true,
      false,
    ]);
    const answer = await post(link, form(['教案.pdf', pdf()]));
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatch(/\p{Script=Han}/u);
    expect(await fileRows()).toEqual([]);
  });
});

describe('handing in', () => {
  it('takes several files as one version, stores them under names of our own and queues the job', async () => {
    const link = await site.linkFor('李强');
    const answer = await post(
      link,
      form(['单元设计.docx', docxOf()], ['../../照片.JPG', Buffer.from('ffd8ffe000', 'hex')]),
    );
    expect([answer.status, answer.body]).toEqual([201, { number: '赛0001', version: 1 }]);
    const rows = await fileRows();
    expect(rows.map(({ name, kind, state, version }) => [name, kind, state, version])).toEqual([
      ['单元设计.docx', 'docx', 'received', 1],
      ['照片.JPG', 'jpg', 'received', 1],
    ]);
    expect(rows.map((row) => row.path)).toEqual(rows.map((row) => `incoming/${row.id}`));
    expect(site.incoming().sort()).toEqual(rows.map((row) => row.id).sort());
    expect(site.commits()).toBe(1);
    const tasks = await site.office.store.read.selectFrom('tasks').selectAll().execute();
    expect(tasks.map(({ name, payload }) => [name, JSON.parse(payload).version])).toEqual([['store-file', '1']]);
    const shown = await page(link);
    for (const words of ['赛0001', '第1版', '单元设计.docx', '正在存档', '再次提交会成为第2版']) {
      expect(shown.text).toContain(words);
    }
  });

  it('makes versions 1 to 3 of hand-ins sent at once, and no half ones', async () => {
    const link = await site.linkFor('李强');
    const answers = await Promise.all([1, 2, 3].map((n) => post(link, form([`第${n}份.pdf`, pdf(50_000 * n)]))));
    expect(answers.map(({ body }) => body.version).sort()).toEqual([1, 2, 3]);
    expect((await fileRows()).map((row) => row.version).sort()).toEqual([1, 2, 3]);
  });

  it('takes a file and an entry of exactly the limit', async () => {
    await limit({ max_file_bytes: 5000, max_entry_bytes: 10_000 });
    const answer = await post(await site.linkFor('李强'), form(['a.pdf', pdf(5000)], ['b.pdf', pdf(5000)]));
    expect(answer.status).toBe(201);
  });

  it('counts what arrives when the contest has closed meanwhile as too late', async () => {
    const link = await site.linkFor('李强');
    const boundary = '----x';
    const text = `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--${boundary}--\r\n`;
    const slow = new ReadableStream({
      async pull(stream) {
        stream.enqueue(new TextEncoder().encode(text.slice(0, 80)));
        await new Promise((resolve) => setTimeout(resolve, 100));
        site.clock.moveTo(instantOf('2023-04-28', '18:00'));
        stream.enqueue(new TextEncoder().encode(text.slice(80)));
        stream.close();
      },
    });
    const answer = await fetch(`${link}/files`, {
      method: 'POST',
      body: slow,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(410);
    await nothingLeft();
  });
});

describe('hostile uploads', () => {
  const bomb = zipOf({ name: 'a', data: Buffer.alloc(70_000_000) });
  const cases: [string, [string, Buffer][], number, RegExp][] = [
    ['an empty file', [['空.pdf', Buffer.alloc(0)]], 400, /“空.pdf”是空文件/],
    ['a wrong ending', [['程序.exe', pdf()]], 415, /“程序.exe”的类型不收。可以交：doc、docx/],
    ['no ending', [['教案', pdf()]], 415, /“教案”的类型不收/],
    ['a wrong content', [['教案.pdf', Buffer.from('MZ')]], 415, /“教案.pdf”的内容和后缀不一致/],
    ['macros by ending', [['教案.docm', docxOf()]], 415, /“教案.docm”含有宏/],
    [
      'macros inside',
      [['教案.docx', docxOf('', { name: 'word/vbaProject.bin', data: 'x' })]],
      415,
      /“教案.docx”含有宏/,
    ],
    ['a program in a zip', [['包.zip', zipOf({ name: 'x/run.exe', data: 'x' })]], 400, /“包.zip”里有程序或脚本，/],
    ['a zip in a zip', [['包.zip', zipOf({ name: 'a.zip', data: zipOf() })]], 400, /“包.zip”里还有别的压缩包；/],
    [
      'names that leave',
      [['包.zip', zipOf({ name: '../../etc/passwd', data: 'x' })]],
      400,
      /“包.zip”里的文件路径不正常/,
    ],
    ['a zip bomb', [['包.zip', bomb]], 413, /“包.zip”解开以后太大/],
    ['an encrypted zip', [['包.zip', zipOf({ name: 'a', data: 'b', encrypted: true })]], 400, /“包.zip”设了密码/],
    [
      'a good file beside a bad one',
      [
        ['好.pdf', pdf()],
        ['坏.pdf', Buffer.from('x')],
      ],
      415,
      /“坏.pdf”/,
    ],
    ['a file too large', [['大.pdf', pdf(20_481)]], 413, /“大.pdf”超过了 20 KB/],
    [
      'an entry too large',
      [
        ['一.pdf', pdf(19_000)],
        ['二.pdf', pdf(19_000)],
        ['三.pdf', pdf(19_000)],
      ],
      413,
      /合起来超过了 49 KB/,
    ],
    ['too many files', [1, 2, 3, 4].map((n) => [`${n}.pdf`, pdf()]), 413, /一次最多交 3 个文件/],
    ['nothing', [], 400, /没有收到文件/],
  ];
  it.each(cases)('%s: a clear sentence, nothing left', async (_, files, status, words) => {
    await limit({ max_file_bytes: 20_480, max_entry_bytes: 50_000, max_files: 3 });
    if (files[0]?.[0] === '包.zip') await limit({ max_file_bytes: 1_000_000, max_entry_bytes: 1_000_000 });
    const answer = await post(await site.linkFor('李强'), form(...files));
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(words)]);
    await nothingLeft();
  });

  it.each([
    ['no form at all', 'hello', 'text/plain'],
    ['no boundary', 'hello', 'multipart/form-data'],
    [
      'a form cut off',
      '--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-',
      'multipart/form-data; boundary=x',
    ],
    ['an endless header', `--x\r\n${'a'.repeat(20_000)}: b\r\n\r\n`, 'multipart/form-data; boundary=x'],
  ])('%s', async (_, body, type) => {
    const answer = await post(await site.linkFor('李强'), body, { 'content-type': type });
    expect([answer.status, answer.body.error]).toEqual([
      expect.any(Number),
      expect.stringMatching(/上传|没有收到文件/),
    ]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    await nothingLeft();
  });

  it('refuses a request far over the limit before reading it', async () => {
    const link = new URL(await site.linkFor('李强'));
    const answer = await raw(
      link,
      `Content-Length: ${10 ** 10}\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    await nothingLeft();
  });

  it('stops an endless body', async () => {
    await limit({ max_file_bytes: 1000, max_entry_bytes: 1000 });
    const link = await site.linkFor('李强');
    const socket = connect(Number(new URL(link).port), '127.0.0.1');
    let answer = '';
    let sent = 0;
    const more = () => {
      for (let room = true; room && !socket.destroyed; sent += 65_536)
        room = socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`);
    };
    socket.on('data', (part) => {
      answer += part;
    });
    // The end of the sending side may come as a reset.
    socket.on('error', () => socket.destroy());
    socket.on('drain', more);
    const over = new Promise((resolve) => socket.on('close', resolve));
    const head = '--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n';
    socket.write(
      `POST ${new URL(link).pathname}/files HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n${head.length.toString(16)}\r\n${head}\r\n`,
    );
    more();
    await over;
    expect(answer === '' || answer.startsWith('HTTP/1.1 413 ')).toBe(true);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    await nothingLeft();
  });

  const beginning =
    'Content-Length: 5000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n%PDF-1.7';

  it('gives up a transfer that is silent for too long', async () => {
    const answer = await raw(new URL(await site.linkFor('李强')), beginning);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('网络太慢');
    await nothingLeft();
  });

  it('gives up a transfer that drips', async () => {
    await site.close();
    site = await openUploads(open, { idle: 300, whole: 600 });
    const answer = await raw(new URL(await site.linkFor('李强')), beginning, 50);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    await nothingLeft();
  });

  it('removes what a broken connection left', async () => {
    const link = new URL(await site.linkFor('李强'));
    const socket = connect(Number(link.port), '127.0.0.1');
    socket.write(`POST ${link.pathname}/files HTTP/1.1\r\nHost: x\r\n${beginning}`);
    await expect.poll(() => site.incoming()).toHaveLength(1);
    socket.destroy();
    await nothingLeft();
    expect((await post(link.href, form(['a.pdf', pdf()]))).status).toBe(201);
  });

  it('lets one person wait in line, and a crowd go away', async () => {
    const link = new URL(await site.linkFor('李强'));
    const slow = Array.from({ length: 3 }, () => raw(link, beginning));
    await expect.poll(() => site.incoming()).toHaveLength(1);
    const more = await post(link.href, form(['a.pdf', pdf()]));
    expect([more.status, more.body.error]).toEqual([429, '您还有文件正在上传，请等它传完。']);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('allows thirty tries in ten minutes for each link', async () => {
    const [one, other] = [await site.linkFor('李强'), await site.linkFor('赵雪')];
    const codes: number[] = [];
    for (let i = 0; i < 31; i++) codes.push((await post(one, form())).status);
    expect(codes).toEqual([...Array(30).fill(400), 429]);
    expect((await post(other, form(['a.pdf', pdf()]))).status).toBe(201);
  });

  it('writes no token into the log', async () => {
    const link = await site.linkFor('李强');
    await page(link);
    await post(link, form(['a.pdf', pdf()]));
    await post(link, 'x', { 'content-type': 'text/plain' });
    expect(site.log.join('')).not.toContain(link.split('/u/')[1]);
  });
});

/** The status of a conditional request; fetch would ask past every cache. */
const statusWith = (url: string, etag: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { 'if-none-match': etag } }, (answer) => resolve(answer.resume().statusCode)).on(
      'error',
      reject,
    );
  });

/** Writes a request by hand and reads what comes back until the connection ends. `drip`: a byte every so many ms. */
function raw(link: URL, rest: string, drip?: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(link.port), '127.0.0.1');
    let text = '';
    const timer = drip ? setInterval(() => socket.write('x'), drip) : undefined;
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(text);
    });
    socket.write(`POST ${link.pathname}/files HTTP/1.1\r\nHost: x\r\n${rest}`);
  });
}
