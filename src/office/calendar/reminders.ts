// Reminders of the plan's own items: meetings and exam affairs with an exact day (config/reminders.ts, `items`).
import { type Lead, leadOf, type Rule } from '../../../config/reminders.ts';
import { type Said, say } from '../../bot/message.ts';
import { dayLabel } from '../../lib/datelabel.ts';
import { dateOf, dayMs, daysBetween, monthDayWeekday } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { allGroups, type Group } from '../people/model.ts';
import { beginningOf, expiryOf, leadAt } from '../reminders/leads.ts';
import { hearings } from '../reminders/rules.ts';
import { timelines } from '../reminders/timeline.ts';
import { groupsFor, type SpeakingKind, speakingKind } from './audience.ts';
import { around } from './days.ts';
import type { Calendar, Item } from './model.ts';
import type { DatedItem } from './rules.ts';

/** One reminder of an item, before it is known who hears it. */
export interface ItemReminder {
  item: DatedItem;
  kind: SpeakingKind;
  lead: Lead;
  rule: Rule;
  /** Whether that rule is the one for the group of that id. */
  holdsFor(groupId: string): boolean;
  /** Epoch ms. */
  due: number;
}

/**
 * The reminders of items that fall due in (from, to], epoch ms. Only items of precision `day` have leads, and only those
 * that were not over when the calendar was imported. Pure.
 */
export const itemReminders = (calendar: Calendar, from: number, to: number): ItemReminder[] =>
  ofTerm(calendar).between(from, to);

const ofTerm = timelines((calendar: Calendar): ItemReminder[] => {
  const speaking = calendar.items.flatMap((item) => {
    const { start, end, precision, recurrence, past } = item;
    const kind = speakingKind(item);
    const speaks = kind && precision === 'day' && !recurrence && !past && start && end;
    return speaks ? [{ kind, item: { ...item, start, end } }] : [];
  });
  return speaking.flatMap(({ kind, item }) =>
    hearings(calendar, kind).flatMap(({ rule, holdsFor }) =>
      rule.leads.flatMap((lead) => {
        // On the day itself those are asked in private who have not confirmed (exams/reminders.ts).
        if (kind === 'paperPickup' && lead.schoolDays === 0) return [];
        const due = leadAt(calendar, item.start, lead);
        return due === null ? [] : [{ item, kind, lead, due, rule, holdsFor }];
      }),
    ),
  );
});

/** What of it is owed, to the groups that are for the roles concerned; never to groups with outsiders or of one subject. */
export async function dueItems(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found = itemReminders(calendar, from, to);
  if (found.length === 0) return [];
  const groups = await allGroups(db);
  return found.flatMap((reminder) =>
    hearersOf(calendar, reminder, groups).map((group) => wanted(calendar, reminder, group)),
  );
}

/** The groups that hear of it by this very rule. */
const hearersOf = (calendar: Calendar, { item, holdsFor }: ItemReminder, groups: readonly Group[]): Group[] =>
  groupsFor(calendar, item, groups).filter(({ id }) => holdsFor(id));

/** Names the one message of an item that came in when all its leads were over. */
const atOnce: Lead = { ...leadOf(0, '08:30'), name: 'late' };

/**
 * What is owed at once (epoch ms `now`) of items that have just come in: leads that are over are skipped while a later one remains;
 * when none remains and the event has not begun, its groups hear of it once, in the next sending hours (domain.md §4).
 */
export function lateNotices(
  calendar: Calendar,
  items: readonly Item[],
  groups: readonly Group[],
  now: number,
): Wanted[] {
  const came = { ...calendar, items: [...items] };
  const horizon = now + 400 * dayMs;
  const left = new Set(itemReminders(came, now, horizon).map(({ item }) => item.id));
  return items.flatMap((item) => {
    const kind = speakingKind(item);
    const { start, end, precision, recurrence, past } = item;
    if (!kind || precision !== 'day' || recurrence || past || !start || !end) return [];
    if (left.has(item.id) || beginningOf(calendar, start, item.time) <= now) return [];
    return hearings(calendar, kind).flatMap((hearing) => {
      const reminder: ItemReminder = { item: { ...item, start, end }, kind, lead: atOnce, due: now, ...hearing };
      return hearersOf(calendar, reminder, groups).map((group) => wanted(calendar, reminder, group));
    });
  });
}

function wanted(calendar: Calendar, reminder: ItemReminder, group: Group): Wanted {
  const { item, lead, due, rule } = reminder;
  return {
    source: { kind: 'item', id: item.id },
    occurrence: item.start,
    lead: lead.name,
    revision: item.revision,
    audience: { kind: 'group', id: group.id },
    class: rule.class,
    said: itemSaid(calendar, reminder),
    saidAt: (at) => itemSaid(calendar, { ...reminder, due: at }),
    due,
    expires: expiryOf(calendar, item.start, rule, item.time),
  };
}

/** 明天3月31日（周五，第7周）14:30：教育学会换届会（地点：区教研室）。 */
function itemSaid(calendar: Calendar, { item, rule, due }: ItemReminder): Said {
  const { start, end, title, time, venue } = item;
  const near = ['今天', '明天'][daysBetween(dateOf(due), start)] ?? '';
  const until = end > start ? `到${monthDayWeekday(end)}` : '';
  const where = venue ? `（地点：${venue}）` : '';
  return say(
    `${near}${dayLabel(start, around(calendar, start))}${time ?? ''}${until}：${title}${where}。${rule.closing ?? ''}`,
  );
}
