// The sandbox's API: being somebody, talking, seeing what arrives where, moving the clock.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import type { Line } from '../../src/web/sandbox/feed.ts';
import { openSandbox, type SandboxSite } from '../support/sandbox.ts';

interface Feed {
  epoch: string;
  lines: Line[];
  clock: {
    now: number;
    week: string;
    next: number | null;
    moving: { from: number; to: number } | null;
    failed: boolean;
    ended: number;
  };
}

let site: SandboxSite;
beforeEach(async () => {
  site = await openSandbox();
});
afterEach(() => site.close());

const get = async <T>(path: string): Promise<T> => (await (await fetch(`${site.url}/sandbox/api/${path}`)).json()) as T;
const feed = (epoch = '', since = 0) => get<Feed>(`feed?epoch=${epoch}&since=${since}`);

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${site.url}/sandbox/api/${path}`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.status, body: (await answer.json()) as { error?: string; to?: number } };
}

const say = (person: string, text: string, group: string | null = null) => post('say', { person, group, text });
const where = (line: Line) => `${line.chat.kind}:${line.chat.id}`;

/** Moves the clock and waits until it stands. */
async function move(wish: unknown): Promise<Feed> {
  expect(await post('clock', wish)).toMatchObject({ status: 200 });
  await expect.poll(async () => (await feed()).clock.moving).toBeNull();
  return feed();
}

describe('the page', () => {
  it('is served with its parts, loads nothing from elsewhere and runs nothing inline', async () => {
    const answer = await fetch(`${site.url}/sandbox`);
    const page = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page).not.toMatch(/https?:\/\/|<script(?![^>]*src=)|style="| on\w+="/);
    const parts = ['app.js', 'style.css'];
    for (let i = 0; i < parts.length; i++) {
      const part = await fetch(`${site.url}/sandbox/${parts[i]}`);
      expect([parts[i], part.status]).toEqual([parts[i], 200]);
      for (const found of (await part.text()).matchAll(/from '\.\/([\w-]+\.js)'/g)) {
        if (!parts.includes(found[1] ?? '')) parts.push(found[1] ?? '');
      }
    }
    expect(parts.length).toBeGreaterThan(5);
    for (const name of ['feed.ts', 'people.ts', '..%2Fsandbox.ts']) {
      expect((await fetch(`${site.url}/sandbox/${name}`)).status).toBe(404);
    }
  });

  it('knows people and groups in words', async () => {
    const { people, groups } = await get<{ people: Record<string, unknown>[]; groups: unknown[] }>('people');
    expect(people).toContainEqual({
      id: 'p-liqiang',
      name: '李强',
      roles: ['教师'],
      about: '数学教师',
      school: '二码头小学',
    });
    expect(people[0]?.school).toBeNull();
    expect(groups).toContainEqual({ id: 'g-math', name: '数学教研群', about: '数学' });
    expect(groups).toContainEqual({ id: 'g-liaisons', name: '学校联系人群', about: '学校联系人' });
  });
});

describe('talking', () => {
  it('puts what is said and its answer into the feed of that chat', async () => {
    expect(await say('p-liqiang', '/行事历 本周', 'g-math')).toMatchObject({ status: 200 });
    const { lines } = await feed();
    expect(lines.map((line) => [line.n, where(line), line.from])).toEqual([
      [1, 'group:g-math', 'p-liqiang'],
      [2, 'group:g-math', null],
    ]);
    expect(lines[0]?.text).toBe('/行事历 本周');
    expect(lines[1]).toMatchObject({ answer: true });
    expect(lines[1]?.said?.title).toContain('第4周');
  });

  it('shows what arrives elsewhere, and only what is new', async () => {
    await say('p-liqiang', '/帮助');
    const first = await feed();
    await say('p-wangmin', '/视导 安排 二码头小学 第6周周四');
    const { lines, epoch } = await feed(first.epoch, first.lines.length);
    expect(epoch).toBe(first.epoch);
    expect(lines.map(where)).toEqual([
      'private:p-wangmin',
      'private:p-wangmin',
      'private:p-dingning',
      'private:p-songzhiyuan',
    ]);
    expect(lines.slice(2).every((line) => line.from === null && !line.answer)).toBe(true);
    expect((await feed('another', 3)).lines).toHaveLength(first.lines.length + lines.length);
  });

  it('takes the mention of the robot out, as the platforms do', async () => {
    await say('p-liqiang', '@教研助手 /行事历 今天', 'g-math');
    await say('p-liqiang', '/行事历 @教研助手 今天', 'g-math');
    const { lines } = await feed();
    expect(lines.filter(({ from }) => from).map(({ text }) => text)).toEqual(['/行事历 今天', '/行事历 今天']);
    expect(lines[1]?.said?.title).toContain('3月6日');
  });

  it('does not repeat a code: where words are not kept it says so', async () => {
    await say('p-liqiang', '/绑定 12345678');
    const { lines } = await feed();
    expect(lines[0]?.text).toBeNull();
    expect(JSON.stringify(lines)).not.toContain('12345678');
  });

  it('offers choices that can be pressed', async () => {
    await say('p-chenan', '/定时 新建 周一例会 每周一 16:12 学校联系人群 请各校准备下周教研安排');
    const choices = (await feed()).lines.at(-1)?.said?.choices ?? [];
    expect(choices.map(({ label }) => label)).toEqual(['确认', '取消']);
    await say('p-chenan', choices[0]?.says ?? '');
    expect((await feed()).lines.at(-1)?.said?.text).toContain('周一例会');
  });

  it.each([
    ['nobody', { group: null, text: '好' }, {}],
    ['somebody unknown', { person: 'p-nobody', group: null, text: '/帮助' }, {}],
    ['somebody unknown in a group', { person: 'g-math', group: 'g-math', text: '/帮助' }, {}],
    ['a group that is not there', { person: 'p-liqiang', group: 'g-nowhere', text: '/帮助' }, {}],
    ['a person for a group', { person: 'p-liqiang', group: 'p-liqiang', text: '/帮助' }, {}],
    ['no words', { person: 'p-liqiang', group: null, text: '  ' }, {}],
    ['too many words', { person: 'p-liqiang', group: null, text: '好'.repeat(4001) }, {}],
    ['no JSON', 'x', {}],
    ['too much', `"${'x'.repeat(70_000)}"`, {}],
    ['a form of another site', { person: 'p-liqiang', group: null, text: '好' }, { 'content-type': 'text/plain' }],
    ['a script of another site', { person: 'p-liqiang', group: null, text: '好' }, { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', async (_, body, headers) => {
    const answer = await post('say', body, headers);
    expect([answer.status, answer.body.error]).toEqual([400, expect.stringMatching(/\p{Script=Han}/u)]);
    expect((await feed()).lines).toEqual([]);
  });
});

it('still hears a group that was taken out of use, so that it can be registered again', async () => {
  await say('p-chenan', '/群 停用 数学教研群', 'g-math');
  expect(await say('p-chenan', '/群 登记 数学教研群', 'g-math')).toMatchObject({ status: 200 });
  expect((await get<{ groups: { id: string }[] }>('people')).groups.map(({ id }) => id)).toContain('g-math');
});

describe('the clock', () => {
  it('stands in the fourth week and knows the next reminder', async () => {
    const { clock } = await feed();
    expect([stamp(clock.now), clock.week, stamp(clock.next ?? 0)]).toEqual([
      '2023-03-06 08:00',
      '第4周',
      '2023-03-06 16:12',
    ]);
  });

  it('goes to the next reminder, and shows who got it', async () => {
    const { clock, lines } = await move({ step: 'next' });
    expect([stamp(clock.now), stamp(clock.next ?? 0)]).toEqual(['2023-03-06 16:12', '2023-03-07 16:12']);
    expect(lines.map((line) => [where(line), stamp(line.at)])).toEqual([['group:g-chinese', '2023-03-06 16:12']]);
  });

  it('goes a day, or to a date, with everything on the way at its time', async () => {
    expect(stamp((await move({ step: 'day' })).clock.now)).toBe('2023-03-07 08:00');
    const { lines } = await move({ to: instantOf('2023-03-10', '12:00') });
    expect(lines.map((line) => [line.chat.id, stamp(line.at)])).toEqual([
      ['g-chinese', '2023-03-06 16:12'],
      ['g-math', '2023-03-07 16:12'],
      ['g-english', '2023-03-08 16:12'],
    ]);
  });

  it('goes back silently; what was said before keeps its place', async () => {
    const before = await move({ step: 'next' });
    const back = await move({ to: instantOf('2023-03-06', '09:00') });
    expect(back.lines).toEqual(before.lines);
    await say('p-liqiang', '/帮助');
    expect((await feed()).lines.map((line) => stamp(line.at))).toEqual([
      '2023-03-06 16:12',
      '2023-03-06 09:00',
      '2023-03-06 09:00',
    ]);
  });

  it('refuses to go too far', async () => {
    const answer = await post('clock', { to: instantOf('2033-01-01') });
    expect([answer.status, answer.body.error]).toEqual([400, '一次最多拨 200 天。']);
  });

  it('moves once at a time and tells when a move failed', async () => {
    await site.close();
    let fail: (error: Error) => void = () => undefined;
    site = await openSandbox((ports) => ({ ...ports, moveClock: () => new Promise((_, reject) => (fail = reject)) }));
    const to = instantOf('2023-03-08');
    expect(await post('clock', { to })).toMatchObject({ status: 200, body: { to, move: 1 } });
    expect((await feed()).clock).toMatchObject({ moving: { to }, failed: false, ended: 0 });
    expect((await post('clock', { step: 'day' })).body.error).toContain('时钟正在走');
    fail(new Error('store down'));
    await expect.poll(async () => (await feed()).clock).toMatchObject({ moving: null, failed: true, ended: 1 });
  });
});
