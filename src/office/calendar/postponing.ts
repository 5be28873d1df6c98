// 市级优先，区级顺延 in the office: a proposal after a city event came in, edited line by line, confirmed once, undone as a whole.
import type { Choice, Said } from '../../bot/message.ts';
import type { LocalDate } from '../../lib/dates.ts';
import type { DateSpec } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { type Act, calendarOf, me, record } from '../act.ts';
import { allContests } from '../contests/model.ts';
import { hangingByItem } from '../exams/moved.ts';
import { allGroups, allPeople } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import { preparationsOf } from '../preparation/queries.ts';
import { plannedVisits } from '../visits/queries.ts';
import { mayChange } from '../visits/rules.ts';
import { type ChangeMade, calendarToChange, changeCalendar } from './change.ts';
import { rankOf } from './clashes/engagements.ts';
import { newDraft, type OpenDraft, openDraft, saveDraft, settleDraft } from './drafts/store.ts';
import { datesMeant } from './edit.ts';
import { findItem, mayEdit } from './find.ts';
import type { Calendar, Item } from './model.ts';
import { applyProposal, visitMoves } from './postpone/apply.ts';
import { editMove } from './postpone/edit.ts';
import { fixedRank, type PostponeOptions, type Proposal } from './postpone/model.ts';
import { proposePostponement } from './postpone/propose.ts';
import { proposalText } from './postpone/wording.ts';

/** The content of a draft of kind `postpone`, stored as JSON. */
interface PostponeDraft {
  /** Items that others make room for. */
  causes: string[];
  proposal: Proposal;
  /** The calendar it was worked out on. */
  stamp: string | null;
  /** Ids of the people who were shown it as it is: nobody says yes to what they have not seen. */
  seenBy?: string[];
}

const none = '现在没有要顺延的安排。市级活动进了行事历，我会自己排出要让的；也可以发“/顺延 活动名”。';

/** What is known beside the calendar when things are put off. */
async function options(act: Act, calendar: Calendar): Promise<PostponeOptions> {
  const contests = await allContests(act.tx);
  return {
    today: act.today,
    visits: await plannedVisits(act.tx, calendar),
    people: await allPeople(act.tx),
    schools: await schoolNames(act.tx),
    groups: await allGroups(act.tx),
    preparations: await preparationsOf(act.tx, calendar),
    hanging: await hangingByItem(act, calendar),
    contests: contests.map(({ name, closesAt }) => ({ name, closesAt })),
  };
}

/** Whether others make room for an item: it is of the city or above, has its day, and is not over. */
const makesRoom = (item: Item, today: LocalDate): boolean =>
  rankOf(item.level) >= fixedRank && item.precision === 'day' && !item.theme && (item.end ?? '') >= today;

/**
 * What is said after a change of the calendar: the text, and – when a city event came in or moved – the proposal of what gives way
 * to it, waiting for its confirmation.
 */
export async function proposalAfter(act: Act, made: ChangeMade, text: string): Promise<Said> {
  const causes = made.changes.flatMap(({ old, new: item }) => {
    const news = !old || old.start !== item?.start || old.end !== item?.end || rankOf(old.level) < fixedRank;
    return item && news && makesRoom(item, act.today) ? [item] : [];
  });
  if (causes.length === 0) return { text };
  const offered = await offer(act, made.after, causes);
  return offered
    ? { ...offered, text: `${text}\n${offered.text}` }
    : { text: `${text}\n没有和它撞上、需要顺延的区级安排。` };
}

/** Works a proposal out and keeps it; null when nothing has to give way. */
async function offer(act: Act, calendar: Calendar, causes: readonly Item[]): Promise<Said | null> {
  const proposal = proposePostponement(calendar, causes, await options(act, calendar));
  if (proposal.moves.length === 0 && proposal.stuck.length === 0) return null;
  const content: PostponeDraft = {
    causes: causes.map(({ id }) => id),
    proposal,
    stamp: calendar.stamp ?? null,
    seenBy: act.speaker ? [act.speaker.id] : [],
  };
  const number = await newDraft(act, 'postpone', { content });
  return proposalSaid(act, calendar, number, proposal);
}

function proposalSaid(act: Act, calendar: Calendar, number: string, proposal: Proposal): Said {
  const choices: Choice[] = [
    ...(proposal.moves.length > 0 ? [{ label: '确认顺延', says: `/顺延 确认 ${number}` }] : []),
    { label: '不顺延', says: `/顺延 放弃 ${number}` },
  ];
  return { text: `${number} ${proposalText(calendar, proposal, act.today)}`, choices };
}

/** The open proposal on the calendar as it stands; worked out anew when that has changed meanwhile. */
async function current(
  act: Act,
  number?: string,
): Promise<{ draft: OpenDraft<PostponeDraft>; calendar: Calendar; fresh: boolean }> {
  const draft = await openDraft<PostponeDraft>(act, 'postpone', none, number);
  const calendar = await calendarOf(act);
  if (draft.content.stamp === (calendar.stamp ?? null)) return { draft, calendar, fresh: false };
  const causes = calendar.items.filter(({ id }) => draft.content.causes.includes(id));
  const proposal = proposePostponement(calendar, causes, await options(act, calendar));
  const content: PostponeDraft = { ...draft.content, proposal, stamp: calendar.stamp ?? null, seenBy: [] };
  return { draft: { ...draft, content }, calendar, fresh: true };
}

/** The open proposal as the speaker now sees it. */
async function shown(act: Act, calendar: Calendar, { number, content }: OpenDraft<PostponeDraft>): Promise<Said> {
  const seenBy = [...new Set([...(content.seenBy ?? []), me(act).id])];
  await saveDraft(act, number, { ...content, seenBy });
  return proposalSaid(act, calendar, number, content.proposal);
}

/**
 * 主任 and 管理员 decide on any proposal; a 教研员 on one that only moves what they may change themselves.
 * @throws Refusal
 */
async function refuseOthers(act: Act, calendar: Calendar, { moves }: Proposal): Promise<void> {
  const person = me(act);
  if (person.roles.includes('head') || person.roles.includes('admin')) return;
  const items = new Map(calendar.items.map((item) => [item.id, item]));
  const visits = new Map((await plannedVisits(act.tx, calendar)).map((visit) => [visit.id, visit]));
  const foreign = moves.filter(({ kind, itemId }) => {
    const [item, visit] = [items.get(itemId), visits.get(itemId)];
    return kind === 'visit' ? !visit || !mayChange(person, visit) : !item || !mayEdit(person, item);
  });
  const [first] = foreign;
  if (first) refuse('not-yours', `里面有“${first.title}”，不是您的学科，请教研室主任或管理员来定：发“/顺延”就能看到。`);
}

/** The open proposal, or a new one for a city item that is named. @throws Refusal, AskBack */
export async function showProposal(act: Act, name?: string): Promise<Said> {
  if (name !== undefined) {
    const calendar = await calendarToChange(act);
    const item = findItem(calendar, name, act.today);
    if (!makesRoom(item, act.today)) {
      refuse(
        'not-city',
        `“${item.title}”不是有确切日子的市级（或更高）活动，别的安排不用给它让。要改它自己，请发“/行事历 改期 ${item.title.slice(0, 12)} 日期”。`,
      );
    }
    const offered = await offer(act, calendar, [item]);
    return offered ?? { text: `没有和“${item.title}”撞上、需要顺延的安排。` };
  }
  const { draft, calendar, fresh } = await current(act);
  const said = await shown(act, calendar, draft);
  return fresh ? { ...said, text: `行事历又有变化，重新排了一遍。\n${said.text}` } : said;
}

/** Puts one line of the open proposal on another day, or (null) leaves it where it is. @throws Refusal, AskBack */
export async function editProposal(act: Act, no: number, to: DateSpec | null): Promise<Said> {
  const { draft, calendar } = await current(act);
  const reading = to === null ? null : datesMeant(calendar, act.today, to);
  if (reading && reading.precision !== 'day') refuse('one-day', '请写改到哪一天，例如 4月17日。');
  await refuseOthers(act, calendar, draft.content.proposal);
  const proposal = editMove(calendar, draft.content.proposal, no, reading?.start ?? null, await options(act, calendar));
  return shown(act, calendar, { ...draft, content: { ...draft.content, proposal, seenBy: [] } });
}

/** Does what the open proposal says. When the calendar changed since it was shown, it shows the new one instead. */
export async function confirmProposal(act: Act, number?: string): Promise<Said> {
  const { draft, calendar, fresh } = await current(act, number);
  const { proposal } = draft.content;
  await refuseOthers(act, calendar, proposal);
  if (!draft.content.seenBy?.includes(me(act).id)) {
    const said = await shown(act, calendar, draft);
    const why = fresh ? '您看过以后行事历又有变化' : '这份方案您还没有看过，或者别人又改过';
    return { ...said, text: `${why}，还没有顺延。现在是这样：\n${said.text}` };
  }
  if (proposal.moves.length === 0)
    refuse('nothing', '没有可以顺延的，请先给留在原处的各项定日子，或者发“/顺延 放弃”。');
  const titles = proposal.causes.map(({ title }) => title).join('、');
  const made = await changeCalendar(
    act,
    { term: calendar.term, items: applyProposal(calendar, proposal) },
    {
      number: draft.number,
      kind: 'postpone',
      summary: `${proposal.moves.length} 项让给${titles}`,
      visits: visitMoves(proposal).map(({ visitId: id, from, to }) => ({ id, from, to })),
    },
  );
  await settleDraft(act, draft.number, 'done');
  const left = proposal.stuck.length > 0 ? `还有 ${proposal.stuck.length} 项留在原处，要您来定。` : '';
  const told = made.told > 0 ? `更正会发到 ${made.told} 个群。` : '';
  return {
    text: `${draft.number} 已顺延 ${proposal.moves.length} 项。${told}${left}\n24小时内发“/顺延 撤销”可以整个撤回。`,
  };
}

/** Lets the open proposal go. */
export async function dropProposal(act: Act, number?: string): Promise<string> {
  const draft = await openDraft<PostponeDraft>(act, 'postpone', none, number);
  if (draft.requestedBy !== me(act).id) await refuseOthers(act, await calendarOf(act), draft.content.proposal);
  await settleDraft(act, draft.number, 'dropped');
  await record(act, 'calendar.dropped', { kind: 'calendar', id: draft.number });
  return `${draft.number} 不顺延，行事历没有变。`;
}
