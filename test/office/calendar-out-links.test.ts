// Links out of the calendar: who gets them, what ends them, and that the store opens no page.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarOut } from '../../handlers/calendar-out.ts';
import { forgetLink } from '../../jobs/forget-link.ts';
import type { Said } from '../../src/bot/message.ts';
import { dayMs, instantOf } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { tokenHash } from '../../src/lib/ids.ts';
import type { Act } from '../../src/office/act.ts';
import { calendarLink, linkOf, subscribe, viewDays } from '../../src/office/calendar/out/links.ts';
import type { Scope } from '../../src/office/calendar/out/scope.ts';
import { viewOf } from '../../src/office/calendar/out/view.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { planVisit } from '../../src/office/visits/actions.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023File } from '../support/term.ts';

const now = instantOf('2023-03-06', '09:00');
const live = { publicUrl: 'https://jy.example.cn', sandbox: false };
let office: TestOffice;

beforeEach(async () => {
  office = await openOffice(now);
  await office.act(null, (act) => importTerm(act, spring2023File));
});
afterEach(() => office.close());

type Place = { group?: string; at?: number; settings?: Partial<Act['settings']> };

/** Says a command of this file's subject as the engine would run it. */
function run(who: string, name: string, args: Record<string, string> = {}, place: Place = {}): Promise<Said | null> {
  const { settings, ...said } = place;
  const found = calendarOut.find((command) => command.name === name);
  if (!found) throw new Error(`no command ${name}`);
  return office.act(who, (act) => found.run({ ...act, settings: { ...act.settings, ...settings } }, args), said);
}

const urlIn = (said: Said | null): string => said?.links?.find(({ label }) => label === '打开网页')?.url ?? '';
const tokenIn = (url: string): string => /\/calendar\/([\w-]{32})$/.exec(url)?.[1] ?? '';
const stateOf = async (url: string, at = now) => (await linkOf(office.store.read, tokenIn(url), at)).state;
const mine: Scope = { kind: 'person', id: 'p-liqiang' };

describe('/行事历 订阅', () => {
  it('keeps only the hash of the token, and cuts the link out of the stored answer after an hour', async () => {
    const said = await run('李强', '行事历 订阅', {}, { settings: live });
    const url = urlIn(said);
    expect(url).toMatch(/^https:\/\/jy\.example\.cn\/calendar\/[\w-]{32}$/);
    expect(said?.text).not.toContain(tokenIn(url));
    const rows = await office.store.read.selectFrom('calendar_links').selectAll().execute();
    expect(rows).toEqual([
      {
        ...{ token_hash: tokenHash(tokenIn(url)), scope: 'person', scope_id: 'p-liqiang', person_id: 'p-liqiang' },
        ...{ created_at: now, revoked_at: null },
      },
    ]);
    const [task] = await office.store.read.selectFrom('tasks').selectAll().where('name', '=', 'forget-link').execute();
    expect(task?.due_at).toBe(now + 3_600_000);
    expect(task?.payload).not.toContain(tokenIn(url));
    const audit = await office.store.read.selectFrom('audit').selectAll().execute();
    expect(JSON.stringify(audit)).not.toContain(tokenIn(url));
  });

  it('sends the link in private when asked in a group; it is forgotten there too', async () => {
    const said = await run('李强', '行事历 订阅', { scope: '群' }, { group: '数学教研群', settings: live });
    expect(said?.links).toBeUndefined();
    const [sent] = await office.store.read.selectFrom('deliveries').selectAll().execute();
    expect([sent?.audience_kind, sent?.audience_id, sent?.class]).toEqual(['person', 'p-liqiang', 'answer']);
    const url = urlIn(JSON.parse(sent?.said ?? '{}'));
    expect(await linkOf(office.store.read, tokenIn(url), now)).toMatchObject({
      state: 'open',
      link: { scope: { kind: 'group', id: 'g-math' }, feed: true },
    });
    await office.store.write((tx) =>
      tx.updateTable('deliveries').set({ state: 'sent', settled_at: now, address: '{}' }).execute(),
    );
    const [task] = await office.store.read.selectFrom('tasks').selectAll().where('name', '=', 'forget-link').execute();
    const parts = { store: office.store } as Parameters<typeof forgetLink.run>[1];
    await forgetLink.run(forgetLink.payload.parse(JSON.parse(task?.payload ?? '{}')), parts);
    const [kept] = await office.store.read.selectFrom('deliveries').select('said').execute();
    expect(kept?.said).not.toContain('/calendar/');
  });

  it('ends the older subscription to the same, and no other', async () => {
    const [old, maths] = [
      urlIn(await run('李强', '行事历 订阅')),
      urlIn(await run('李强', '行事历 订阅', { scope: '数学' })),
    ];
    const other = urlIn(await run('赵雪', '行事历 订阅'));
    const next = urlIn(await run('李强', '行事历 订阅'));
    expect(await Promise.all([old, maths, other, next].map((url) => stateOf(url)))).toEqual([
      'over',
      'open',
      'open',
      'open',
    ]);
  });

  it('ends for people who leave, and is unknown for a token that never was', async () => {
    const url = urlIn(await run('李强', '行事历 订阅'));
    await office.store.write((tx) =>
      tx.updateTable('people').set({ active: 0 }).where('id', '=', 'p-liqiang').execute(),
    );
    expect(await stateOf(url)).toBe('over');
    expect(await stateOf(`https://jy.example.cn/calendar/${'x'.repeat(32)}`)).toBe('unknown');
  });

  it('refuses where links would lead nowhere', async () => {
    const settings = { publicUrl: null };
    await expect(run('李强', '行事历 订阅', {}, { settings })).rejects.toThrow(/PUBLIC_URL/);
    await expect(run('李强', '行事历 导出', {}, { settings })).rejects.toThrow(/PUBLIC_URL/);
  });
});

describe('/行事历 导出', () => {
  it('gives links that end by themselves, and leaves subscriptions alone', async () => {
    const feed = urlIn(await run('李强', '行事历 订阅', { scope: '全部' }));
    const url = urlIn(await run('李强', '行事历 导出'));
    const end = now + viewDays * dayMs;
    expect([await stateOf(feed), await stateOf(url, end - 1), await stateOf(url, end)]).toEqual([
      'open',
      'open',
      'over',
    ]);
    expect(await linkOf(office.store.read, tokenIn(url), now)).toMatchObject({ link: { feed: false } });
  });

  it('forgets links that ended long ago', async () => {
    await run('李强', '行事历 导出');
    const later = now + 2 * viewDays * dayMs + 1;
    await run('李强', '行事历 导出', {}, { at: later });
    expect(await office.store.read.selectFrom('calendar_links').select('created_at').execute()).toEqual([
      { created_at: later },
    ]);
  });
});

it('/行事历 订阅 撤销 ends all of one person', async () => {
  const urls = [urlIn(await run('李强', '行事历 订阅')), urlIn(await run('李强', '行事历 导出'))];
  const other = urlIn(await run('赵雪', '行事历 订阅'));
  expect((await run('李强', '行事历 订阅 撤销'))?.text).toContain('2 个');
  expect(await Promise.all([...urls, other].map((url) => stateOf(url)))).toEqual(['over', 'over', 'open']);
  expect((await run('李强', '行事历 订阅 撤销'))?.text).toBe('您没有在用的行事历订阅。');
});

describe('the page behind a long answer', () => {
  const cases: [string, string | null, Scope, Partial<Act['settings']>, boolean][] = [
    ['李强', null, mine, {}, true],
    ['李强', null, { kind: 'all', id: '' }, {}, true],
    ['李强', '数学教研群', { kind: 'all', id: '' }, {}, true],
    ['李强', '数学教研群', mine, {}, false],
    ['李强', null, mine, { publicUrl: null }, false],
  ];
  it.each(cases)('%s in %s of %o with %o: %s', async (who, group, scope, settings, given) => {
    const link = await office.act(
      who,
      (act) => calendarLink({ ...act, settings: { ...act.settings, ...settings } }, scope),
      group ? { group } : {},
    );
    expect(link !== null).toBe(given);
    if (link) expect(await stateOf(link)).toBe('open');
  });

  it('is not given in a group with outsiders', async () => {
    await office.store.write((tx) =>
      tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-math').execute(),
    );
    const link = await office.act('李强', (act) => calendarLink(act, { kind: 'all', id: '' }), { group: '数学教研群' });
    expect(link).toBeNull();
  });

  it('does not end the subscription', async () => {
    const url = urlIn(await run('李强', '行事历 订阅'));
    await office.act('李强', (act) => calendarLink(act, mine));
    expect(await stateOf(url)).toBe('open');
  });
});

describe('what is seen', () => {
  const see = async (who: string, scope: Scope) => {
    const link = await office.act(who, async (act) => {
      const { url } = await subscribe(act, scope);
      return linkOf(act.tx, tokenIn(url), act.now);
    });
    if (link.state !== 'open') throw new Error(link.state);
    const view = await viewOf(office.store.read, link.link);
    if (typeof view === 'string') return view;
    return {
      items: view.calendar.items.map(({ title }) => title),
      visits: view.visits.map(({ visit }) => visit.number),
      stamp: view.stamp,
    };
  };
  const person = (id: string): Scope => ({ kind: 'person', id });

  beforeEach(async () => {
    const date = parseDate('第6周周四');
    if (!date) throw new Error('no date');
    await office.act('王敏', (act) => planVisit(act, { school: '二码头小学', date, team: ['王敏', '高远'] }));
  });

  it.each([
    ['王敏', person('p-wangmin'), ['视0001']],
    ['高远', person('p-gaoyuan'), ['视0001']],
    ['丁宁', person('p-dingning'), ['视0001']],
    ['宋志远', person('p-songzhiyuan'), ['视0001']],
    ['李强', person('p-liqiang'), []],
    ['周岚', person('p-zhoulan'), []],
    ['丁宁', { kind: 'school', id: 's-ermatou' }, []],
    ['王敏', { kind: 'all', id: '' }, []],
    ['王敏', { kind: 'group', id: 'g-math' }, []],
  ] satisfies [string, Scope, string[]][])('visits by %s in %o: %j', async (who, scope, visits) => {
    expect(await see(who, scope)).toMatchObject({ visits });
  });

  it('changes its stamp with the calendar, the visits and the person, and only then', async () => {
    const stamp = async () => ((await see('王敏', person('p-wangmin'))) as { stamp: string }).stamp;
    const first = await stamp();
    expect(await stamp()).toBe(first);
    await office.store.write((tx) => tx.updateTable('visits').set({ revision: 9 }).execute());
    const second = await stamp();
    await office.store.write((tx) =>
      tx.updateTable('people').set({ subjects: '["英语"]' }).where('id', '=', 'p-wangmin').execute(),
    );
    const third = await stamp();
    await office.store.write((tx) => tx.updateTable('terms').set({ stamp: 'other' }).execute());
    expect(new Set([first, second, third, await stamp()]).size).toBe(4);
  });

  it('is gone with its group or school', async () => {
    await office.store.write((tx) => tx.updateTable('groups').set({ active: 0 }).where('id', '=', 'g-math').execute());
    expect(await see('王敏', { kind: 'group', id: 'g-math' })).toBe('gone');
    await office.store.write((tx) => tx.updateTable('schools').set({ active: 0 }).execute());
    expect(await see('王敏', { kind: 'school', id: 's-ermatou' })).toBe('gone');
  });
});
