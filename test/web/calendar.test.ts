// What stands behind a calendar link, over HTTP: page, feed and files, and what nobody else may see.
import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import type { Item } from '../../src/office/calendar/model.ts';
import { type ReadEvent, readWithIcalJs, readWithKhal } from '../support/calendar-clients.ts';
import { type CalendarSite, openCalendars } from '../support/calendar-web.ts';
import { khal, noKhal } from '../support/outside.ts';

const now = instantOf('2023-03-13', '10:05');
let site: CalendarSite;

beforeEach(async () => {
  site = await openCalendars(now);
});
afterEach(() => site.close());

const all = { kind: 'all', id: '' } as const;
const mine = { kind: 'person', id: 'p-liqiang' } as const;
const look = async (url: string, init: RequestInit = {}) => {
  const answer = await fetch(url, init);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

/** The status of a conditional request; `fetch` would ask for everything anew. */
const statusWith = (url: string, etag: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { 'if-none-match': etag } }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
    }).once('error', reject);
  });

/** Moves 教育学会换届会 to 4月7日 09:30 at a place of its own. */
const moved = (items: Item[]): Item[] =>
  items.map((item) =>
    item.title === '教育学会换届会'
      ? {
          ...item,
          start: '2023-04-07',
          end: '2023-04-07',
          time: '09:30',
          venue: '三楼会议室，东侧',
          movedFrom: { start: '2023-03-31', end: '2023-03-31' },
        }
      : item,
  );

describe('the page', () => {
  it('shows the term by week with holidays, themes and remarks, and needs nothing from elsewhere', async () => {
    await site.change(moved);
    const link = await site.linkFor('陈安', all);
    const { status, text, headers } = await look(link);
    expect(status).toBe(200);
    for (const words of [
      '五通桥区2023年春季学期小学教研行事历',
      '五教研（小）〔2023〕4号',
      '新课改学习月',
      '第5周',
      '本周',
      '清明节放假',
      '停一次：数学集体备课',
      '原定3月31日（周五），顺延',
      '三楼会议室，东侧',
      '专家讲座',
    ])
      expect(text).toContain(words);
    expect(text).toContain(`${link}.ics`);
    expect(text).toContain(`webcal://${new URL(link).host}`);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toBeNull();
    expect(text).not.toMatch(/<script|style="| on\w+="/);
    expect((await look(`${site.url}/calendar/calendar.css`)).headers.get('content-type')).toBe(
      'text/css; charset=utf-8',
    );
  });

  it('of a link for a look says how to subscribe, but has no feed', async () => {
    const link = await site.linkFor('李强', mine, 'look');
    const { text } = await look(link);
    expect(text).toContain('/行事历 订阅 我的');
    expect(text).not.toContain('.ics');
    expect((await look(`${link}.ics`)).status).toBe(404);
  });

  it('shows a teacher the own subject only', async () => {
    const { text } = await look(await site.linkFor('李强', mine));
    expect([text.includes('数学集体备课'), text.includes('语文集体备课')]).toEqual([true, false]);
  });

  it('escapes what people wrote', async () => {
    await site.change((items) => items.map((item) => ({ ...item, title: `<b>"${item.title}"` })));
    const { text } = await look(await site.linkFor('陈安', all));
    expect(text).toContain('&lt;b&gt;&quot;领卷&quot;');
    expect(text).not.toContain('<b>');
  });
});

describe('a link that is over', () => {
  const cases: [string, number, string][] = [
    ['unknown', 404, '没有这个行事历链接'],
    ['revoked', 410, '换成了新的'],
    ['left', 410, '换成了新的'],
    ['ended', 410, '已经过期'],
    ['gone', 410, '已经停用'],
  ];
  it.each(cases)('%s: %i, in a page and in plain words', async (why, status, words) => {
    const group = { kind: 'group', id: 'g-math' } as const;
    let link = await site.linkFor('李强', why === 'gone' ? group : mine, why === 'ended' ? 'look' : 'subscription');
    if (why === 'unknown') link = `${site.url}/calendar/${'x'.repeat(32)}`;
    if (why === 'revoked') await site.linkFor('李强', mine);
    if (why === 'ended') site.clock.moveTo(instantOf('2023-03-27', '10:05'));
    const { store } = site.office;
    if (why === 'left') await store.write((tx) => tx.updateTable('people').set({ active: 0 }).execute());
    if (why === 'gone') await store.write((tx) => tx.updateTable('groups').set({ active: 0 }).execute());
    for (const ending of ['', ...(why === 'ended' ? [] : ['.ics']), '.docx', '.xlsx']) {
      const shown = await look(link + ending);
      expect([ending, shown.status, shown.text.includes(words)]).toEqual([ending, status, true]);
      expect(shown.headers.get('content-type')).toBe(`text/${ending ? 'plain' : 'html'}; charset=utf-8`);
      expect(shown.text).not.toContain('领卷');
    }
  });

  it.each(['/calendar/', '/calendar/x', '/calendar/..%2Fpages%2Fcalendar.ts', `/calendar/${'x'.repeat(32)}.exe`])(
    '%s is nothing',
    async (path) => {
      expect((await look(site.url + path)).status).toBe(404);
    },
  );
});

describe('the feed', () => {
  it('has its type, is nobody else’s to keep, and answers HEAD', async () => {
    const link = `${await site.linkFor('李强', mine)}.ics`;
    const { status, text, headers } = await look(link);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      'private, no-cache',
    ]);
    expect(text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true);
    const head = await look(link, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', headers.get('etag')]);
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  });

  it('is not sent again until the calendar changes', async () => {
    const link = `${await site.linkFor('李强', mine)}.ics`;
    const etag = (await look(link)).headers.get('etag') ?? '';
    expect(await statusWith(link, etag)).toBe(304);
    await site.change(moved);
    expect(await statusWith(link, etag)).toBe(200);
  });

  it('follows a move: same event, higher sequence, new day', async () => {
    const link = `${await site.linkFor('李强', mine)}.ics`;
    const meeting = async () => readWithIcalJs((await look(link)).text).find(({ title }) => title === '教育学会换届会');
    const before = await meeting();
    await site.change(moved);
    expect(await meeting()).toEqual({
      ...before,
      ...{ sequence: (before?.sequence ?? 0) + 1, start: '2023-04-07', end: '2023-04-07', time: '09:30' },
      venue: '三楼会议室，东侧',
      about: '会议 · 区级 · 第8周\n地点：三楼会议室，东侧\n原定3月31日（周五），顺延',
    });
  });

  it('is read by khal and by ical.js with equal events', async ({ skip }) => {
    skip(!khal, noKhal);
    await site.change((items) =>
      moved(items).map((item) =>
        item.subjects.includes('数学')
          ? { ...item, time: '14:10', exceptions: [{ day: '2023-04-26', to: '2023-04-28', why: '让路', revision: 0 }] }
          : item,
      ),
    );
    const { text } = await look(`${await site.linkFor('陈安', all)}.ics`);
    const byUid = (events: Omit<ReadEvent, 'sequence' | 'about'>[]) =>
      events
        .map(({ uid, title, start, end, time, venue }) => ({ uid, title, start, end, time, venue }))
        .sort((a, b) => a.uid.localeCompare(b.uid));
    const other = byUid(readWithIcalJs(text));
    expect(other.length).toBeGreaterThan(50);
    expect(byUid(readWithKhal(khal ?? '', text, '2023-01-01', '2023-12-31'))).toEqual(other);
  });
});

describe('the files', () => {
  it.each([
    ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ])('%s comes with its type and a Chinese name', async (ending, type) => {
    const answer = await fetch(`${await site.linkFor('李强', mine, 'look')}.${ending}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    const name = encodeURIComponent(`五通桥区2023年春季学期小学教研行事历（李强）.${ending}`);
    expect(answer.headers.get('content-disposition')).toContain(name);
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });
});

it('gives a link twenty files and a hundred and twenty looks in ten minutes, and other links theirs', async () => {
  const [one, other] = [
    await site.linkFor('李强', mine),
    await site.linkFor('赵雪', { kind: 'person', id: 'p-zhaoxue' }),
  ];
  const codes = async (url: string, times: number) => {
    const found: number[] = [];
    for (let i = 0; i < times; i++) found.push((await look(url)).status);
    return found;
  };
  expect(await codes(`${one}.xlsx`, 21)).toEqual([...Array(20).fill(200), 429]);
  expect(await codes(`${one}.ics`, 121)).toEqual([...Array(120).fill(200), 429]);
  const refused = await look(one);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '600']);
  expect((await look(other)).status).toBe(200);
});

it('writes no token into the log, even when it breaks', async () => {
  const link = await site.linkFor('李强', mine);
  await look(link);
  await site.office.store.write((tx) => tx.updateTable('items').set({ subjects: 'broken' }).execute());
  await site.office.store.write((tx) => tx.updateTable('terms').set({ stamp: 'broken' }).execute());
  expect((await look(`${link}.ics`)).status).toBe(500);
  expect(site.log.join('\n')).toContain('request failed');
  expect(site.log.join('\n')).not.toContain(link.split('/calendar/')[1]);
});
