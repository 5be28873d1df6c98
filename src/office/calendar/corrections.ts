// 更正: one message for each group concerned, naming old and new, whenever something already announced changes.
import { say } from '../../bot/message.ts';
import { addDays, dayMs, type LocalDate, monthDayWeekday } from '../../lib/dates.ts';
import { newId } from '../../lib/ids.ts';
import { cancel } from '../../queue/ledger.ts';
import { type Act, tell } from '../act.ts';
import { allGroups, type Group } from '../people/model.ts';
import { nextSendingTime } from '../reminders/hours.ts';
import { beginningOf } from '../reminders/leads.ts';
import { groupsFor } from './audience.ts';
import { correctionLines, correctionText } from './change-wording.ts';
import { type ItemChange, movedMeetings } from './changes.ts';
import { dayKind } from './days.ts';
import type { Calendar, Item } from './model.ts';
import { meetingsIn } from './rules.ts';

/** A change as far as its corrections need to know. */
export interface Announced {
  number: string;
  changes: readonly ItemChange[];
  before: Calendar;
  after: Calendar;
  /** The change it takes back: groups that had not yet heard of that one need no correction of it. */
  undoes?: string;
}

/** Where a change's corrections come from in the ledger. */
const correctionSource = (number: string) => ({ kind: 'correction', id: number });

/** The days a change is about: where it was and where it is. */
function daysOf(change: ItemChange): LocalDate[] {
  const moved = movedMeetings(change).flatMap(({ from, to }) => [from, to]);
  const own = moved.length > 0 ? moved : [change.old?.start, change.old?.end, change.new?.start, change.new?.end];
  return own.filter((day): day is LocalDate => typeof day === 'string');
}

/**
 * Whether a change is worth a word: something that had been known before – or comes back after it was called off – and is not over
 * in both states.
 */
const isNews = (change: ItemChange, { undoes }: Announced, today: LocalDate): boolean => {
  const known = change.old ?? (undoes ? change.new : null);
  return known !== null && !known.theme && daysOf(change).some((day) => day >= today);
};

/** The groups concerned with either state of an item. */
function concerned(change: ItemChange, { after }: Announced, groups: readonly Group[]): Group[] {
  const states = [change.old, change.new].filter((item): item is Item => item !== null);
  return [...new Set(states.flatMap((item) => groupsFor(after, item, groups)))];
}

/**
 * When a correction goes out (epoch ms): at once when something begins or would have begun within a day, else in the next sending
 * hours (domain.md §4).
 */
function dueOf(act: Act, after: Calendar, days: readonly LocalDate[]): number {
  const soon = days.some((day) => day >= act.today && beginningOf(after, day) - act.now <= dayMs);
  return soon ? act.now : (nextSendingTime(after, act.now) ?? act.now);
}

/** The items each group is told of, ids by the id of the group. */
export type Told = ReadonlyMap<string, ReadonlySet<string>>;

/** Owes each group concerned its correction. */
export async function correctGroups(act: Act, announced: Announced): Promise<Told> {
  const told = new Map<string, Set<string>>();
  const news = announced.changes.filter((change) => isNews(change, announced, act.today));
  if (news.length === 0) return told;
  const unaware = announced.undoes ? await unheard(act, announced.undoes) : new Set<string>();
  const groups = (await allGroups(act.tx)).filter(({ id }) => !unaware.has(id));
  for (const group of groups) {
    const own = news.flatMap((change) => {
      const lines = concerned(change, announced, groups).includes(group)
        ? correctionLines(announced, change, act.today)
        : [];
      return lines.length > 0 ? [{ change, lines }] : [];
    });
    if (own.length === 0) continue;
    const days = own.flatMap(({ change }) => daysOf(change));
    const last = days.reduce((a, b) => (a > b ? a : b), act.today);
    await tell(act, {
      source: correctionSource(announced.number),
      audience: { kind: 'group', id: group.id },
      class: 'correction',
      said: say(
        correctionText(
          announced.after,
          own.flatMap(({ lines }) => lines),
        ),
      ),
      due: dueOf(act, announced.after, days),
      expires: beginningOf(announced.after, addDays(last, 1)),
    });
    told.set(group.id, new Set(own.flatMap(({ change }) => (change.old ?? change.new)?.id ?? [])));
  }
  return told;
}

/** Takes back the corrections of a change that have not gone out. Called before the change is undone. */
export async function withdrawCorrections(act: Act, number: string): Promise<void> {
  await cancel(act.tx, act.now, correctionSource(number), '这次改动已经撤销');
}

/** The groups and people whose correction of a change was taken back in time: for them nothing ever changed. */
export async function unheard(act: Act, number: string): Promise<Set<string>> {
  const rows = await act.tx
    .selectFrom('deliveries')
    .select('audience_id')
    .where('source_kind', '=', 'correction')
    .where('source_id', '=', number)
    .where('state', '=', 'cancelled')
    .execute();
  return new Set(rows.map(({ audience_id }) => audience_id));
}

/**
 * Tells the groups of series whose meetings come or go because a day became one of school or one off. Answers how many groups.
 */
export async function correctDays(
  act: Act,
  before: Calendar,
  after: Calendar,
  days: readonly LocalDate[],
): Promise<number> {
  const groups = await allGroups(act.tx);
  const lines = new Map<Group, string[]>();
  for (const day of days.filter((one) => one >= act.today)) {
    const held = (calendar: Calendar) =>
      meetingsIn(calendar, { start: day, end: day }).filter(({ lostTo }) => lostTo === null);
    const [was, is] = [held(before).map(({ item }) => item), held(after).map(({ item }) => item)];
    for (const item of [...was, ...is]) {
      const [had, has] = [was, is].map((list) => list.some(({ id }) => id === item.id));
      if (had === has) continue;
      for (const group of groupsFor(after, item, groups)) {
        const line = `${item.title}：${monthDayWeekday(day)}${has ? '要上' : '停一次'}（${dayKind(after, day).name || '按课表'}）`;
        lines.set(group, [...(lines.get(group) ?? []), line]);
      }
    }
  }
  const source = correctionSource(newId());
  const last = days.at(-1) ?? act.today;
  for (const [group, own] of lines) {
    await tell(act, {
      source,
      audience: { kind: 'group', id: group.id },
      class: 'correction',
      said: say(correctionText(after, own)),
      due: dueOf(act, after, days),
      expires: beginningOf(after, addDays(last, 1)),
    });
  }
  return lines.size;
}
