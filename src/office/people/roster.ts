// The roster workbook on its way into the roster: fetched by a job, previewed, confirmed, undone. Everything or nothing.

import type { MediaRef } from '../../bot/message.ts';
import { digestOf } from '../../lib/digest.ts';
import { refuse } from '../../lib/refuse.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import { type Act, later, record, tell } from '../act.ts';
import { applyChanges, changedSince, revertChanges, rosterState } from './roster/apply.ts';
import type { Change, Plan, Workbook } from './roster/model.ts';
import { planRoster } from './roster/plan.ts';
import { countLines, faultPage, importedText, nothingNew, previewText } from './roster/wording.ts';
import { readRoster } from './roster/workbook.ts';

export { rosterTemplate } from './roster/workbook.ts';

/** How long a preview waits for its confirmation: a day. */
const pendingLasts = 86_400_000;
/** How long an import can be taken back: a week. */
const undoLasts = 7 * 86_400_000;

/** What a workbook would change, with the plan's digest. @throws Refusal with all mistakes by cell */
async function planned(act: Act, workbook: Workbook): Promise<{ plan: Plan; text: string }> {
  const state = await rosterState(act.tx);
  const { plan, faults } = planRoster(state, workbook);
  if (faults.length > 0) refuse('roster', faultPage(faults));
  const rows = plan.changes.flatMap((change) => (change.kind === 'school' ? [change.new] : []));
  const names = new Map([...state.schools, ...rows].map(({ id, name }) => [id, name]));
  return { plan, text: plan.changes.length === 0 ? nothingNew : previewText(plan, names) };
}

/** The preview of a workbook's bytes; changes nothing. @throws Refusal with all mistakes by cell */
export async function previewRoster(act: Act, bytes: Buffer): Promise<string> {
  return (await planned(act, await readRoster(bytes))).text;
}

/** Imports a workbook's bytes at once, for the command line. @throws Refusal with all mistakes by cell */
export async function importRoster(act: Act, bytes: Buffer): Promise<string> {
  await serialise(act.tx, 'roster');
  const { plan } = await planned(act, await readRoster(bytes));
  if (plan.changes.length === 0) return nothingNew;
  const number = await newImport(act, 'pending', null);
  return carryOut(act, number, plan.changes);
}

async function newImport(act: Act, state: Row<'imports'>['state'], source: string | null): Promise<string> {
  const number = `名${String(await nextNumber(act.tx, 'imports')).padStart(4, '0')}`;
  const empty = { workbook: null, digest: null, changes: null, settled_at: null };
  await act.tx
    .insertInto('imports')
    .values({ number, state, source, ...empty, requested_by: act.speaker?.id ?? null, created_at: act.now })
    .execute();
  return number;
}

const settle = (act: Act, number: string, state: Row<'imports'>['state'], more: Partial<Row<'imports'>> = {}) =>
  act.tx
    .updateTable('imports')
    .set({ state, source: null, workbook: null, settled_at: act.now, ...more })
    .where('number', '=', number)
    .execute();

async function carryOut(act: Act, number: string, changes: readonly Change[]): Promise<string> {
  await applyChanges(act, changes);
  await settle(act, number, 'done', { changes: JSON.stringify(changes) });
  await record(
    act,
    'roster.imported',
    { kind: 'import', id: number },
    { new: { summary: countLines(changes).join('；') } },
  );
  return importedText(number, changes);
}

/** Where the file of an import can be fetched. */
export interface ImportSource {
  platform: string;
  media: MediaRef;
}

/** Takes on a workbook that came with a message; a job fetches it and sends the preview. Answers its number. */
export async function requestImport(act: Act, source: ImportSource): Promise<string> {
  const number = await newImport(act, 'fetching', JSON.stringify(source));
  await later(act, 'import-file', { import: number });
  return number;
}

/** The import that the job is to fetch; null when it has been fetched or given up. */
export async function sourceOf(db: Act['tx'], number: string): Promise<ImportSource | null> {
  const row = await db.selectFrom('imports').selectAll().where('number', '=', number).executeTakeFirst();
  return row?.state === 'fetching' && row.source ? JSON.parse(row.source) : null;
}

/** Writes the preview of a fetched workbook to whoever asked, with the two answers; a second call changes nothing. */
export async function offerImport(act: Act, number: string, workbook: Workbook): Promise<void> {
  const row = await importCalled(act, number);
  if (row.state !== 'fetching') return;
  const { plan, text } = await planned(act, workbook);
  if (plan.changes.length === 0) return endFetching(act, number, text);
  await act.tx
    .updateTable('imports')
    .set({ state: 'pending', source: null, workbook: JSON.stringify(workbook), digest: digestOf(plan.changes) })
    .where('number', '=', number)
    .execute();
  await tellRequester(act, row, 'preview', `${number} 会这样改名册：\n${text}`, number);
}

/** Tells whoever asked that nothing comes of an import, and why. */
export async function endFetching(act: Act, number: string, why: string): Promise<void> {
  const row = await importCalled(act, number);
  if (row.state !== 'fetching') return;
  await settle(act, number, 'refused');
  await tellRequester(act, row, 'refused', why);
}

async function tellRequester(act: Act, row: Row<'imports'>, lead: string, text: string, offer?: string): Promise<void> {
  if (!row.requested_by) return;
  const choices = offer
    ? [
        { label: '确认导入', says: `/名册 确认 ${offer}` },
        { label: '取消', says: `/名册 取消 ${offer}` },
      ]
    : [];
  await tell(act, {
    source: { kind: 'import', id: row.number },
    lead,
    audience: { kind: 'person', id: row.requested_by },
    class: 'notice',
    said: choices.length > 0 ? { text, choices } : { text },
  });
}

async function importCalled(act: Act, number: string): Promise<Row<'imports'>> {
  const row = await act.tx.selectFrom('imports').selectAll().where('number', '=', number).executeTakeFirst();
  return row ?? refuse('no-import', `没有 ${number} 这次导入。`);
}

/** `12`, `0012`, `名0012` → 名0012; null for anything else. */
export const readImportNumber = (text: string): string | null => {
  const digits = /^名?\s*0*(\d{1,6})$/.exec(text.normalize('NFKC').trim())?.[1];
  return digits ? `名${digits.padStart(4, '0')}` : null;
};

async function pendingImport(act: Act, number: string): Promise<Row<'imports'> & { workbook: string }> {
  await serialise(act.tx, 'roster');
  const row = await importCalled(act, number);
  if (row.state === 'fetching') refuse('import-fetching', `${number} 的文件还在读，预览马上发给您。`);
  if (row.state !== 'pending' || !row.workbook) refuse('import-settled', `${number} 已经处理过了。`);
  if (row.created_at + pendingLasts < act.now) refuse('import-old', `${number} 的预览已过一天，请把名册再发一次。`);
  return { ...row, workbook: row.workbook };
}

/** Does what the preview said; when the roster has changed meanwhile the new preview is shown instead and waits again. */
export async function confirmImport(act: Act, number: string): Promise<{ done: boolean; text: string }> {
  const row = await pendingImport(act, number);
  const { plan, text } = await planned(act, JSON.parse(row.workbook));
  const digest = digestOf(plan.changes);
  if (digest === row.digest) return { done: true, text: await carryOut(act, number, plan.changes) };
  await act.tx.updateTable('imports').set({ digest }).where('number', '=', number).execute();
  return { done: false, text: `预览以后名册又有变化，还没有导入。现在会这样改：\n${text}` };
}

/** Lets a previewed workbook go. */
export async function dropImport(act: Act, number: string): Promise<void> {
  await pendingImport(act, number);
  await settle(act, number, 'dropped');
}

/** The import that `/名册 撤销` would take back, with its changes. @throws Refusal when there is none, or it cannot be taken back */
export async function lastImport(act: Act): Promise<{ number: string; changes: Change[] }> {
  await serialise(act.tx, 'roster');
  const row = await act.tx
    .selectFrom('imports')
    .selectAll()
    .where('state', 'in', ['done', 'undone'])
    .orderBy('settled_at', 'desc')
    .orderBy('number', 'desc')
    .executeTakeFirst();
  if (row?.state !== 'done' || !row.changes || (row.settled_at ?? 0) + undoLasts < act.now) {
    refuse('no-undo', '没有可以撤销的导入：只能撤回最近一次，并且在一周以内。');
  }
  const changes: Change[] = JSON.parse(row.changes);
  const since = changedSince(await rosterState(act.tx), changes);
  if (since.length > 0) {
    refuse(
      'changed-since',
      `${row.number} 不能整个撤回，这些后来又改过：${since.slice(0, 6).join('、')}。请发一份新的名册来改。`,
    );
  }
  return { number: row.number, changes };
}

/** Takes the last import back as a whole. @throws Refusal like `lastImport` */
export async function undoImport(act: Act): Promise<string> {
  const { number, changes } = await lastImport(act);
  await revertChanges(act, changes);
  await settle(act, number, 'undone');
  await record(
    act,
    'roster.undone',
    { kind: 'import', id: number },
    { old: { summary: countLines(changes).join('；') } },
  );
  return `${number} 已撤回，名册回到导入以前的样子。`;
}
