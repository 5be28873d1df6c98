// The page for a plan document over HTTP: what it shows, what it reads, and what it refuses without keeping anything.
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestDocument } from '../../src/files/document/read.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { importPasted } from '../../src/office/calendar/drafts/actions.ts';
import { openDraft, settleDraft } from '../../src/office/calendar/drafts/store.ts';
import { givePlanLink } from '../../src/office/calendar/drafts/upload.ts';
import { planFiles, weekPlan } from '../support/plan-files.ts';
import { openUploads, type UploadSite } from '../support/web.ts';
import { docxOf } from '../support/zip.ts';

const start = instantOf('2023-03-06', '09:00');
let site: UploadSite;

beforeEach(async () => {
  site = await openUploads(start);
});
afterEach(() => site.close());

/** The site again with little patience: silence and whole transfer, milliseconds. */
async function impatient(idle: number, whole: number): Promise<void> {
  await site.close();
  site = await openUploads(start, { idle, whole });
}

const plan = ['2023年春季学期教研行事历', '3月8日 全区教研组长工作会', '3月21日 语文集体备课', '4月 读书活动'].join(
  '\n',
);
const text = Buffer.from(plan);

type Part = [name: string, bytes: Buffer];

function form(...files: Part[]): FormData {
  const data = new FormData();
  for (const [name, bytes] of files) data.append('files', new Blob([new Uint8Array(bytes)]), name);
  return data;
}

async function post(link: string, body: string | FormData, headers: Record<string, string> = {}) {
  const answer = await fetch(`${link}/files`, { method: 'POST', body, headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const page = async (link: string) => {
  const answer = await fetch(link);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

const drafts = () =>
  site.office.store.read
    .selectFrom('calendar_drafts')
    .select(['number', 'state', 'content'])
    .orderBy('number')
    .execute();
const told = () =>
  site.office.store.read.selectFrom('deliveries').select(['said', 'audience_id', 'source_kind']).execute();

/** What a refusal leaves: the draft still waits, nobody was told anything, no file lies anywhere. */
async function nothingLeft(): Promise<void> {
  expect(await drafts()).toEqual([{ number: '历0001', state: 'fetching', content: null }]);
  expect(await told()).toEqual([]);
  expect(await site.office.store.read.selectFrom('tasks').selectAll().execute()).toEqual([]);
  expect(site.incoming()).toEqual([]);
  expect(site.commits()).toBe(0);
}

const change = (values: { active?: number; roles?: string }) =>
  site.office.store.write((tx) => tx.updateTable('people').set(values).where('name', '=', '陈安').execute());

describe('the page', () => {
  it('says what it is for, whose it is and how long it lasts, and may be opened any number of times', async () => {
    const link = await site.planLinkFor('陈安');
    await page(link);
    const { status, text: shown, headers } = await page(link);
    expect(status).toBe(200);
    for (const words of ['交计划文件', '陈安', '历0001', '3月7日（周二）09:00', '不超过 20 MB'])
      expect(shown).toContain(words);
    expect(shown).toContain('docx、pdf、doc、xlsx、xls、txt、md');
    expect(shown).not.toContain(' multiple');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toBeNull();
    expect(shown).not.toContain(link.split('/u/')[1]);
    expect(shown).not.toMatch(/https?:\/\/|<script(?![^>]*src=)|style="| on\w+="/);
    expect((await post(link, form(['计划.txt', text]))).status).toBe(201);
  });

  it('escapes what people wrote', async () => {
    await site.office.store.write((tx) =>
      tx.updateTable('people').set({ name: '<b>"陈"&' }).where('name', '=', '陈安').execute(),
    );
    expect((await page(await site.planLinkFor('p-chenan'))).text).toContain('&lt;b&gt;&quot;陈&quot;&amp;');
  });

  const ends: [string, (link: string) => Promise<unknown>, number, string][] = [
    ['read', (link) => post(link, form(['计划.txt', text])), 410, '已经读过了'],
    ['a day old', async () => site.clock.moveTo(start + 24 * 3_600_000), 410, '链接已过期'],
    ['replaced by a newer one', () => site.planLinkFor('陈安'), 410, '链接不再有效'],
    ['of somebody who left', () => change({ active: 0 }), 410, '链接不再有效'],
    ['of somebody who is no admin any more', () => change({ roles: '["teacher"]' }), 410, '链接不再有效'],
  ];
  it.each(ends)('of a link that is %s says so, and takes nothing', async (_, end, status, words) => {
    const link = await site.planLinkFor('陈安');
    await end(link);
    const before = [await drafts(), await told(), site.commits()];
    const shown = await page(link);
    expect([shown.status, shown.text.includes(words), shown.text.includes('id="files"')]).toEqual([
      status,
      true,
      false,
    ]);
    const answer = await post(link, form(['计划.txt', text]));
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(/机器人|管理员/)]);
    expect([await drafts(), await told(), site.commits()]).toEqual(before);
  });

  it.each(['done', 'dropped'] as const)('of a plan that was read stays closed when its draft is %s', async (state) => {
    const link = await site.planLinkFor('陈安');
    expect((await post(link, form(['计划.txt', text]))).status).toBe(201);
    await site.office.act('陈安', (act) => settleDraft(act, '历0001', state));
    expect([(await page(link)).status, (await post(link, form(['计划.txt', text]))).status]).toEqual([410, 410]);
  });

  it('leaves tokens that nobody knows, and those of contests, to the uploads of contests', async () => {
    const unknown = await page(`${site.url}/u/${'x'.repeat(32)}`);
    expect([unknown.status, unknown.text.includes('链接无效')]).toEqual([404, true]);
    expect((await post(`${site.url}/u/${'x'.repeat(32)}`, form(['计划.txt', text]))).status).toBe(404);
  });
});

describe('handing in', () => {
  it('reads every kind of file, tells how much was read, and sends the preview in private to whoever asked', async () => {
    const files = await planFiles(weekPlan);
    for (const [ending, bytes] of Object.entries(files)) {
      if (!bytes) continue;
      const answer = await post(await site.planLinkFor('陈安'), form([`../行事历.${ending}`, bytes]));
      expect([ending, answer.status]).toEqual([ending, 201]);
      expect(answer.body.items).toBeGreaterThan(8);
      expect(answer.body.text).toContain(`读好了：共 ${answer.body.items} 条，预览已发到您和机器人的私聊`);
      const { content } = await site.office.act('陈安', (act) =>
        openDraft<{ name: string }>(act, 'plan', '', String(answer.body.number)),
      );
      expect(content.name).toBe(`行事历.${ending}`);
    }
    const sent = await told();
    expect(new Set(sent.map(({ audience_id, source_kind }) => `${audience_id} ${source_kind}`))).toEqual(
      new Set(['p-chenan calendar-draft']),
    );
    expect(sent[0]?.said).toContain('确认以前什么都不会发');
    expect(site.incoming()).toEqual([]);
    expect(site.commits()).toBe(sent.length);
  });

  it('goes on after a refusal', async () => {
    const link = await site.planLinkFor('陈安');
    expect((await post(link, form(['空.docx', Buffer.alloc(0)]))).status).toBe(400);
    await nothingLeft();
    expect((await post(link, form(['计划.txt', text]))).status).toBe(201);
    expect((await drafts()).map(({ state }) => state)).toEqual(['open']);
  });

  it('takes nothing that arrives when its sender has lost the right meanwhile', async () => {
    const link = await site.planLinkFor('陈安');
    const boundary = '----x';
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n${plan}\r\n--${boundary}--\r\n`;
    const slow = new ReadableStream({
      async pull(stream) {
        stream.enqueue(new TextEncoder().encode(body.slice(0, 80)));
        await new Promise((resolve) => setTimeout(resolve, 100));
        await change({ active: 0 });
        stream.enqueue(new TextEncoder().encode(body.slice(80)));
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
  const webPage = '<html><body><table><tr><td>3月8日</td><td>工作会</td></tr></table></body></html>';
  const cases: [string, Part[], number, RegExp][] = [
    ['an empty file', [['空.docx', Buffer.alloc(0)]], 400, /这个文件是空的/],
    ['25 MB', [['大.docx', Buffer.alloc(25_000_000, 1)]], 413, /超过 20 MB/],
    ['one byte too many', [['大.txt', Buffer.alloc(largestDocument + 1, 0x20)]], 413, /超过 20 MB/],
    ['a web page renamed', [['计划.docx', Buffer.from(webPage)]], 415, /其实是网页/],
    ['a picture', [['计划.pdf', Buffer.from('ffd8ffe000104a464946', 'hex')]], 415, /这是一张图片/],
    ['a broken Word document', [['计划.docx', docxOf().subarray(0, 200)]], 400, /是坏的或没有传完整/],
    [
      'a document that is no plan',
      [['诗.txt', Buffer.from('白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。')]],
      400,
      /\p{Script=Han}/u,
    ],
    [
      'two files',
      [
        ['一.txt', text],
        ['二.txt', text],
      ],
      413,
      /一次只能交一个文件/,
    ],
    ['no file', [], 400, /没有收到文件/],
  ];
  it.each(cases)('%s: a clear sentence, nothing kept', async (_, files, status, words) => {
    const answer = await post(await site.planLinkFor('陈安'), form(...files));
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(words)]);
    await nothingLeft();
  });

  it('reads a file of exactly the limit', async () => {
    const bytes = Buffer.alloc(largestDocument, '\n');
    text.copy(bytes);
    expect((await post(await site.planLinkFor('陈安'), form(['计划.txt', bytes]))).status).toBe(201);
  });

  const header = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n';
  it.each([
    ['no form at all', 'hello', 'text/plain', 415],
    ['no boundary', 'hello', 'multipart/form-data', 415],
    ['a form cut off', `${header}3月8日`, 'multipart/form-data; boundary=x', 415],
    ['an endless header', `--x\r\n${'a'.repeat(20_000)}: b\r\n\r\n`, 'multipart/form-data; boundary=x', 415],
    [
      'many fields',
      `${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(20)}--x--\r\n`,
      'multipart/form-data; boundary=x',
      415,
    ],
  ])('%s', async (_, body, type, status) => {
    const answer = await post(await site.planLinkFor('陈安'), body, { 'content-type': type });
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(/上传|没有收到文件/)]);
    await nothingLeft();
  });

  it('refuses a request far over the limit before reading it', async () => {
    const link = new URL(await site.planLinkFor('陈安'));
    const type = 'Content-Type: multipart/form-data; boundary=x';
    expect(await raw(link, `Content-Length: ${10 ** 10}\r\n${type}\r\n\r\n--x\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    await nothingLeft();
  });

  it('stops an endless body', async () => {
    const link = new URL(await site.planLinkFor('陈安'));
    const socket = connect(Number(link.port), '127.0.0.1');
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
    const head = `Host: x\r\nTransfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=x`;
    socket.write(
      `POST ${link.pathname}/files HTTP/1.1\r\n${head}\r\n\r\n${header.length.toString(16)}\r\n${header}\r\n`,
    );
    more();
    await over;
    expect(answer === '' || answer.startsWith('HTTP/1.1 413 ')).toBe(true);
    expect(sent).toBeLessThan(96 * 1024 * 1024);
    await nothingLeft();
  });

  const beginning = `Content-Length: 5000\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n${header}3`;

  it('gives up a transfer that is silent for too long', async () => {
    await impatient(200, 60_000);
    const answer = await raw(new URL(await site.planLinkFor('陈安')), beginning);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('网络太慢');
    await nothingLeft();
  });

  it('gives up a transfer that drips', async () => {
    await impatient(60_000, 500);
    expect(await raw(new URL(await site.planLinkFor('陈安')), beginning, 50)).toMatch(/^HTTP\/1\.1 408 /);
    await nothingLeft();
  });

  it('reads one at a time for each person, and goes on after a connection that broke', async () => {
    const link = new URL(await site.planLinkFor('陈安'));
    const socket = connect(Number(link.port), '127.0.0.1');
    socket.write(`POST ${link.pathname}/files HTTP/1.1\r\nHost: x\r\n${beginning}`);
    await expect.poll(async () => (await post(link.href, form())).status).toBe(429);
    expect((await post(link.href, form(['计划.txt', text]))).body.error).toBe('您还有文件正在上传，请等它传完。');
    expect((await post(await site.planLinkFor('周岚'), form(['计划.txt', text]))).status).toBe(201);
    socket.destroy();
    await expect.poll(async () => (await post(link.href, form())).status).toBe(400);
    expect((await post(link.href, form(['计划.txt', text]))).status).toBe(201);
  });

  it('allows thirty tries in ten minutes for each link', async () => {
    const link = await site.planLinkFor('陈安');
    const codes: number[] = [];
    for (let i = 0; i < 31; i++) codes.push((await post(link, form())).status);
    expect(codes).toEqual([...Array(30).fill(400), 429]);
  });

  it('writes no token into the log', async () => {
    const link = await site.planLinkFor('陈安');
    await page(link);
    await post(link, 'x', { 'content-type': 'text/plain' });
    await post(link, form(['计划.txt', text]));
    await post(link, form(['计划.txt', text]));
    expect(site.log.join('')).not.toContain(link.split('/u/')[1]);
  });
});

describe('a link', () => {
  it('is given where links lead somewhere, and its token is not in the store', async () => {
    const given = await site.office.act('陈安', givePlanLink);
    expect(given).toEqual({
      url: expect.stringMatching(/\/u\/[\w-]{32}$/),
      number: '历0001',
      endsAt: start + 24 * 3_600_000,
    });
    const stored = await site.office.store.read.selectFrom('calendar_drafts').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(given?.url.split('/u/')[1]);
    const nowhere = await site.office.act('陈安', (act) =>
      givePlanLink({ ...act, settings: { ...act.settings, publicUrl: null } }),
    );
    expect(nowhere).toBeNull();
  });

  it('that was not used hides no draft, and ends no link of others', async () => {
    await site.office.act('陈安', (act) => importPasted(act, plan));
    const [mine, others] = [await site.planLinkFor('陈安'), await site.planLinkFor('王敏')];
    expect((await page(mine)).status).toBe(200);
    expect((await page(others)).status).toBe(410);
    const open = await site.office.act('陈安', (act) => openDraft(act, 'plan', '没有草稿'));
    expect(open.number).toBe('历0001');
    await expect(site.office.act('陈安', (act) => openDraft(act, 'plan', '没有草稿', '历0002'))).rejects.toThrow(
      '历0002 还在等文件',
    );
  });

  it('is cut out of the stored answer after an hour outside the sandbox', async () => {
    await site.office.act('陈安', (act) => givePlanLink({ ...act, settings: { ...act.settings, sandbox: false } }));
    const tasks = await site.office.store.read.selectFrom('tasks').select(['name', 'due_at']).execute();
    expect(tasks).toEqual([{ name: 'forget-link', due_at: start + 3_600_000 }]);
  });
});

/** Writes a request by hand and reads what comes back until the connection ends. `drip`: a byte every so many ms. */
function raw(link: URL, rest: string, drip?: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(link.port), '127.0.0.1');
    let answer = '';
    const timer = drip ? setInterval(() => socket.write('x'), drip) : undefined;
    socket.on('data', (part) => {
      answer += part;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
    socket.write(`POST ${link.pathname}/files HTTP/1.1\r\nHost: x\r\n${rest}`);
  });
}
