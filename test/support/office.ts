// A small office for tests: a real store in a temporary folder with the sample district, and people who act in it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOf, instantOf } from '../../src/lib/dates.ts';
import { createVault } from '../../src/lib/vault.ts';
import { type Act, systemAct } from '../../src/office/act.ts';
import { groupOf, personOf } from '../../src/office/people/model.ts';
import { seedDistrict } from '../../src/office/sample/district.ts';
import { openStore, type Store } from '../../src/store/db.ts';
import type { TestStore } from './stores.ts';

/** Where and when something is said; in private and at the office's time unless told. */
export interface Said {
  /** Name of the group it is said in. */
  group?: string;
  /** Epoch ms, instead of the office's time. */
  at?: number;
  /** The words of the message, for actions that look at them. */
  text?: string;
}

/** The office of a test. */
export interface TestOffice {
  store: Store;
  /** Epoch ms of acts that do not say theirs; tests put it forward. */
  now: number;
  /** Runs `work` in one transaction as the person of that name or id (null: the system); what it throws undoes it. */
  act<T>(who: string | null, work: (act: Act) => Promise<T>, said?: Said): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens a fresh office at `now` (epoch ms; default Monday 2023-03-06 09:00) with the sample district on platform `sandbox`; on SQLite
 * unless it is given another fresh store, which is closed with it.
 */
export async function openOffice(now = instantOf('2023-03-06', '09:00'), place?: TestStore): Promise<TestOffice> {
  const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-office-'));
  const store = place?.store ?? (await openStore({ dataDir: folder }));
  const vault = createVault('the key of a test', 'secret tasks');
  const settings = { publicUrl: 'http://127.0.0.1:3000', sandbox: true, vault };
  let count = 0;
  const office: TestOffice = {
    store,
    now,
    act: (who, work, said = {}) =>
      store.write(async (tx) => {
        const at = said.at ?? office.now;
        const act = systemAct(tx, at, 'test', settings);
        return work(who === null ? act : await speak(act, who, said, ++count));
      }),
    close: async () => {
      await (place ?? store).close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await office.act(null, (act) => seedDistrict(act, { platform: 'sandbox' }));
  return office;
}

async function speak(act: Act, who: string, said: Said, count: number): Promise<Act> {
  const row = await act.tx
    .selectFrom('people')
    .selectAll()
    .where((eb) => eb.or([eb('name', '=', who), eb('id', '=', who)]))
    .executeTakeFirstOrThrow();
  const group = said.group
    ? groupOf(await act.tx.selectFrom('groups').selectAll().where('name', '=', said.group).executeTakeFirstOrThrow())
    : null;
  return {
    ...act,
    today: dateOf(act.now),
    speaker: personOf(row),
    group,
    origin: `sandbox/m${count}`,
    message: {
      platform: 'sandbox',
      channel: 'sandbox',
      robot: 'sandbox',
      messageId: `m${count}`,
      chat: group?.chatId ? { kind: 'group', id: group.chatId } : { kind: 'private', id: row.id },
      sender: { id: row.id, kind: 'person' },
      text: said.text ?? '',
      mentions: [],
      media: [],
      answerBy: 'return',
    },
  };
}
