// Reminders of the plan's own items: meetings and exam affairs with an exact day (config/reminders.ts, `items`).
import { type Lead, reminders } from '../../../config/reminders.ts';
import { type Said, say } from '../../bot/message.ts';
import { dayLabel } from '../../lib/datelabel.ts';
import { dateOf, dayMs, daysBetween, monthDayWeekday } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { allGroups, type Group } from '../people/model.ts';
import { beginningOf, expiryOf, inSpan, leadAt } from '../reminders/leads.ts';
import { groupsFor, type SpeakingKind, speakingKind } from './audience.ts';
import { around } from './days.ts';
import type { Calendar, Item } from './model.ts';
import type { DatedItem } from './rules.ts';

/** One reminder of an item, before it is known who hears it. */
export interface ItemReminder {
  item: DatedItem;
  kind: SpeakingKind;
  lead: Lead;
  /** Epoch ms. */
  due: number;
}

/**
 * The reminders of items that fall due in (from, to], epoch ms. Only items of precision `day` have leads, and only those
 * that were not over when the calendar was imported. Pure.
 */
export function itemReminders(calendar: Calendar, from: number, to: number): ItemReminder[] {
  const speaking = calendar.items.flatMap((item) => {
    const { start, end, precision, recurrence, past } = item;
    const kind = speakingKind(item);
    const speaks = kind && precision === 'day' && !recurrence && !past && start && end;
    return speaks ? [{ kind, item: { ...item, start, end } }] : [];
  });
  return speaking.flatMap(({ kind, item }) =>
    reminders.items[kind].leads.flatMap((lead) => {
      const due = leadAt(calendar, item.start, lead);
      return due !== null && inSpan(due, from, to) ? [{ item, kind, lead, due }] : [];
    }),
  );
}

/** What of it is owed, to the groups that are for the roles concerned; never to groups with outsiders or of one subject. */
export async function dueItems(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found = itemReminders(calendar, from, to);
  if (found.length === 0) return [];
  const groups = await allGroups(db);
  return found.flatMap((reminder) =>
    groupsFor(reminder.item, groups).map((group) => wanted(calendar, reminder, group)),
  );
}

/** Names the one message of an item that came in when all its leads were over. */
const atOnce: Lead = { name: 'late', schoolDays: 0, at: reminders.dayBegins.at };

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
    if (left.has(item.id) || beginningOf(start, item.time) <= now) return [];
    const reminder: ItemReminder = { item: { ...item, start, end }, kind, lead: atOnce, due: now };
    return groupsFor(item, groups).map((group) => wanted(calendar, reminder, group));
  });
}

function wanted(calendar: Calendar, reminder: ItemReminder, group: Group): Wanted {
  const { item, kind, lead, due } = reminder;
  const { class: name } = reminders.items[kind];
  return {
    source: { kind: 'item', id: item.id },
    occurrence: item.start,
    lead: lead.name,
    revision: item.revision,
    audience: { kind: 'group', id: group.id },
    class: name,
    said: itemSaid(calendar, reminder),
    due,
    expires: expiryOf(item.start, name, item.time),
  };
}

const closings = {
  meeting: '请参会的老师提前安排好工作。',
  paperPickup: '请各校安排好领卷的老师。',
  examDay: '请各校安排好考务。',
};

/** 明天3月31日（周五，第7周）14:30：教育学会换届会（地点：区教研室）。 */
function itemSaid(calendar: Calendar, { item, kind, due }: ItemReminder): Said {
  const { start, end, title, time, venue } = item;
  const near = ['今天', '明天'][daysBetween(dateOf(due), start)] ?? '';
  const until = end > start ? `到${monthDayWeekday(end)}` : '';
  const where = venue ? `（地点：${venue}）` : '';
  return say(
    `${near}${dayLabel(start, around(calendar, start))}${time ?? ''}${until}：${title}${where}。${closings[kind]}`,
  );
}
