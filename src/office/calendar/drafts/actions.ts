// A plan from document to calendar: read, shown, edited, confirmed or let go. Nothing speaks before confirmation.

import { askToConfirm } from '../../../bot/command.ts';
import type { Said } from '../../../bot/message.ts';
import { pastedDocument } from '../../../files/document/read.ts';
import { type LocalDate, weekdayOf } from '../../../lib/dates.ts';
import { type DateSpec, resolveDate } from '../../../lib/datespec.ts';
import { digestOf } from '../../../lib/digest.ts';
import { refuse } from '../../../lib/refuse.ts';
import { type Act, later, record, tell } from '../../act.ts';
import { type ChangeMade, changeCalendar } from '../change.ts';
import type { Calendar } from '../model.ts';
import { goingIn, type PlanDraft, refusedLines } from './model.ts';
import { outlook, previewSaid, shownOf } from './preview.ts';
import { draftFrom } from './reading.ts';
import { termOf } from './rules.ts';
import { type DraftSource, draftRow, newDraft, type OpenDraft, openDraft, saveDraft, settleDraft } from './store.ts';
import * as wording from './wording.ts';

/** The open plan draft. @throws Refusal when there is none */
export const planDraft = (act: Act, number?: string): Promise<OpenDraft<PlanDraft>> =>
  openDraft<PlanDraft>(act, 'plan', wording.noOpenDraft, number);

/** Text that was pasted into the chat: read at once. Answers the preview. */
export async function importPasted(act: Act, text: string): Promise<Said> {
  const content = await draftFrom(pastedDocument(text));
  const number = await newDraft(act, 'plan', { content });
  return previewSaid(act, number, content);
}

/** What was read on the command line, kept as a draft. Answers its number and the preview. */
export async function importRead(act: Act, content: PlanDraft): Promise<{ number: string; text: string }> {
  const number = await newDraft(act, 'plan', { content });
  return { number, text: (await previewSaid(act, number, content)).text };
}

/** Takes on a file that came with a message; a job fetches and reads it and sends the preview. Answers its number. */
export async function requestPlan(act: Act, source: DraftSource): Promise<string> {
  const number = await newDraft(act, 'plan', { source });
  await later(act, 'import-plan', { draft: number });
  return number;
}

/** Shows whoever asked what was read from a fetched document. A second call changes nothing. */
export async function offerPlan(act: Act, number: string, content: PlanDraft): Promise<void> {
  const row = await draftRow(act, number);
  if (row?.state !== 'fetching') return;
  await saveDraft(act, number, content);
  await answerRequester(act, number, row.requested_by, 'preview', await previewSaid(act, number, content));
}

/** Tells whoever asked that nothing comes of a file, and why; nothing is kept. */
export async function endPlan(act: Act, number: string, why: string): Promise<void> {
  const row = await draftRow(act, number);
  if (row?.state !== 'fetching') return;
  await settleDraft(act, number, 'refused');
  await answerRequester(act, number, row.requested_by, 'refused', { text: why });
}

async function answerRequester(
  act: Act,
  number: string,
  person: string | null,
  lead: string,
  said: Said,
): Promise<void> {
  if (!person) return;
  await tell(act, {
    source: { kind: 'calendar-draft', id: number },
    lead,
    audience: { kind: 'person', id: person },
    class: 'notice',
    said,
  });
}

/** Lines of the open draft. */
export async function draftLines(act: Act, part: wording.Part, page: number): Promise<Said> {
  const { number, content } = await planDraft(act);
  return wording.linesPage(await shownOf(act, number, content), part, page);
}

/** Edits the open draft; answers the lines that were touched. */
export async function editDraft(
  act: Act,
  edit: (content: PlanDraft, shown: wording.Shown) => { content: PlanDraft; touched: readonly number[]; done: string },
): Promise<Said> {
  const { number, content: old } = await planDraft(act);
  const { content, touched, done } = edit(old, await shownOf(act, number, old));
  await saveDraft(act, number, content);
  const lines = content.lines.filter(({ no }) => touched.includes(no));
  return wording.editedSaid(await shownOf(act, number, content), lines, done);
}

/** The Monday of week 1 that is stated, in the year of the draft. @throws Refusal when no day is meant */
export async function mondayMeant(act: Act, spec: DateSpec): Promise<LocalDate> {
  const { content } = await planDraft(act);
  // Without a term a bare month and day lies in the year the plan is for.
  const today = content.term.year
    ? `${content.term.year}-${content.term.semester === 'autumn' ? '09' : '03'}-01`
    : act.today;
  const { readings, problem } = resolveDate(spec, { today, week1Monday: null, lastWeek: null });
  const [reading] = readings;
  const day = reading?.start ?? refuse('no-day', problem?.text ?? '没看懂是哪一天，请写成 2月13日。');
  if (weekdayOf(day) !== 1) refuse('not-monday', '教学周从周一算起，请写第1周那个周一的日期。');
  return day;
}

/** Facts of the term that an admin states. */
export interface TermFacts {
  firstMonday?: string | undefined;
  lastWeek?: number | undefined;
  seriesLastWeek?: number | undefined;
  documentNumber?: string | undefined;
  title?: string | undefined;
}

/** Sets facts of the term. A new first Monday means that the document is read again; edits made before are then gone, and that is said. */
export async function setTermFacts(act: Act, facts: TermFacts): Promise<Said> {
  const { number, content: old } = await planDraft(act);
  const { firstMonday, ...others } = facts;
  const again = firstMonday !== undefined && firstMonday !== old.term.firstMonday;
  const base = again ? await draftFrom(old.document, { ...old.hints, firstMonday }) : old;
  const stated = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const term = { ...base.term, ...(again && keepStated(old)), ...stated };
  if (term.seriesLastWeek > term.lastWeek) term.seriesLastWeek = term.lastWeek;
  const content = { ...base, term: { ...term, ...(again && { because: '管理员设定' }) } };
  await saveDraft(act, number, content);
  const said = await previewSaid(act, number, content);
  const lost = again && old.lines.some(({ edited }) => edited);
  return lost ? { ...said, text: `按新的第1周重新读了一遍，之前改过的行要再改一次。\n${said.text}` } : said;
}

const keepStated = ({ term }: PlanDraft) => ({ lastWeek: term.lastWeek, seriesLastWeek: term.seriesLastWeek });

/**
 * Confirms a draft. Without `seen` – or when draft or calendar changed since – it shows what will happen and asks.
 * @throws AskBack with what will happen; Refusal when week 1 is not known, or nothing is left to import
 */
export async function confirmPlan(act: Act, number: string | undefined, seen: string | undefined) {
  const draft = await planDraft(act, number);
  const { content } = draft;
  termOf(content);
  if (goingIn(content).length === 0) refuse('empty', '草稿里没有要导入的事项了。恢复几行，或者发“/行事历 放弃”。');
  const { current, next } = await outlook(act, content);
  const digest = digestOf(content, current?.stamp ?? null);
  if (seen !== digest || !next) {
    const { text } = await previewSaid(act, draft.number, content);
    askToConfirm('seen', `${seen ? '您看过以后又有改动。现在是这样：\n' : ''}${text}\n确认导入吗？`, digest);
  }
  return carryOut(act, draft, next);
}

/** Confirms a draft that was previewed in the same sitting, on the command line. @throws Refusal like `confirmPlan` */
export async function confirmRead(act: Act, number: string): Promise<string> {
  const draft = await planDraft(act, number);
  termOf(draft.content);
  const { next } = await outlook(act, draft.content);
  return next ? (await carryOut(act, draft, next)).text : refuse('no-week-1', wording.noOpenDraft);
}

async function carryOut(
  act: Act,
  { number, content }: OpenDraft<PlanDraft>,
  next: Calendar,
): Promise<{ made: ChangeMade; text: string }> {
  const { title, documentNumber } = next.term;
  const made = await changeCalendar(act, next, { number, kind: 'import', summary: title, documentNumber });
  await settleDraft(act, number, 'done');
  return { made, text: confirmedText(made, refusedLines(content).length) };
}

function confirmedText({ number, after, told }: ChangeMade, refused: number): string {
  const items = after.items.filter(({ theme }) => !theme);
  return wording.importedText(number, {
    items: items.length,
    past: items.filter(({ past }) => past).length,
    told,
    refused,
  });
}

/** Lets a draft go. */
export async function dropDraft(act: Act, number: string | undefined): Promise<string> {
  const draft = await planDraft(act, number);
  await settleDraft(act, draft.number, 'dropped');
  await record(act, 'calendar.dropped', { kind: 'calendar', id: draft.number });
  return draft.number;
}
