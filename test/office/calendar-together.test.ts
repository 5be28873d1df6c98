// Two people change the calendar at the same moment: nothing is lost, nobody waits for ever, the second is told.
import { afterAll, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { type Act, systemAct } from '../../src/office/act.ts';
import { importPasted } from '../../src/office/calendar/drafts/actions.ts';
import { addItem, makeEdit, moveEdit, wishedItem } from '../../src/office/calendar/edit.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { confirmProposal, showProposal } from '../../src/office/calendar/postponing.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { personOf } from '../../src/office/people/model.ts';
import { seedDistrict } from '../../src/office/sample/district.ts';
import type { Store } from '../../src/store/db.ts';
import { stopStores, stores } from '../support/stores.ts';
import { spring2023File } from '../support/term.ts';

afterAll(stopStores);

const settings = { publicUrl: null, sandbox: true };
const now = instantOf('2023-03-06', '09:00');

/** One piece of work of the 主任 in a transaction of its own. */
const asHead = <T>(store: Store, work: (act: Act) => Promise<T>): Promise<T> =>
  store.write(async (tx) => {
    const row = await tx.selectFrom('people').selectAll().where('name', '=', '周岚').executeTakeFirstOrThrow();
    return work({ ...systemAct(tx, now, 'test', settings), speaker: personOf(row) });
  });

/** What to do once everybody who is expected has come so far. */
function meeting(expected: number): () => Promise<void> {
  let [come, open] = [0, () => {}];
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    if (++come === expected) open();
    // Where one has to wait for the other from the start, both can never be here.
    return Promise.race([all, new Promise<void>((resolve) => setTimeout(resolve, 100))]);
  };
}

const day = (text: string) => parseDate(text) ?? expect.fail(text);

describe.each(stores)('at the same moment on $name', ({ open }) => {
  async function office() {
    const opened = await open();
    await opened.store.write(async (tx) => {
      const act = systemAct(tx, now, 'test', settings);
      await seedDistrict(act, { platform: 'sandbox' });
      await importTerm(act, spring2023File);
    });
    return opened;
  }
  const add = async (act: Act, title: string, date: string) => {
    const { item } = await wishedItem(act, (await loadCalendar(act.tx)) ?? expect.fail(), {
      title,
      date: day(date),
      level: title.startsWith('市') ? 'city' : 'district',
    });
    return addItem(act, item);
  };

  it('two edits both hold', async () => {
    const { store, close } = await office();
    const both = meeting(2);
    await Promise.all(
      [
        ['换届会', '4月3日'],
        ['学术活动', '6月7日'],
      ].map(([title = '', date = '']) =>
        asHead(store, async (act) => {
          const edit = moveEdit(act, title, day(date));
          // The second waits inside until the first has ended.
          await both();
          return makeEdit(act, await edit);
        }),
      ),
    );
    const { items } = (await loadCalendar(store.read)) ?? expect.fail();
    const on = (title: string) => items.find((one) => one.title.includes(title))?.start;
    expect([on('换届会'), on('学术活动')]).toEqual(['2023-04-03', '2023-06-07']);
    await close();
  });

  it('a document that comes in and an edit do not wait for each other for ever', async () => {
    const { store, close } = await office();
    const text = '2023年春季行事历\n第二周 21号领卷，22日考试。\n第八周 4月7日召开教研组长会。';
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        asHead(store, (act) => importPasted(act, text)),
        asHead(store, (act) => add(act, `读书会${round}`, `5月${round + 8}日`)),
        asHead(store, (act) => importPasted(act, text)),
        asHead(store, (act) => add(act, `沙龙${round}`, `5月${round + 8}日`)),
      ]);
    }
    const { items } = (await loadCalendar(store.read)) ?? expect.fail();
    expect(items.filter(({ origin }) => origin === 'chat')).toHaveLength(10);
    await close();
  });

  it('of two yeses to one proposal the first does it, the second hears so', async () => {
    const { store, close } = await office();
    await asHead(store, (act) => add(act, '市教学评比', '4月12日'));
    await asHead(store, (act) => showProposal(act, '市教学评比'));
    const said = await Promise.allSettled([1, 2].map(() => asHead(store, (act) => confirmProposal(act))));
    expect(said.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [refused] = said.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toMatchObject({ name: 'Refusal', code: 'no-draft' });
    await close();
  });
});
