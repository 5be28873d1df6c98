// What hangs on something that moves: who leads it, its room, deadlines and hand-ins. Data in, Chinese out.
import { dateOf, monthDay } from '../../../lib/dates.ts';
import type { Engagement } from '../clashes/engagements.ts';
import type { Item } from '../model.ts';
import type { Stretch } from '../rules.ts';
import type { Run } from './run.ts';

/** One line for each thing that moves along, or that does not and should be looked at. */
export function dependentsOf(run: Run, e: Engagement, to: Stretch): string[] {
  const hanging = (e.kind === 'item' && run.options.hanging?.get(e.itemId ?? '')) || [];
  return [...preparation(run, e), ...room(e), ...hanging, ...deadlines(run, e), ...chain(run, e, to)];
}

/** The arrangement of a 集体备课 moves with it (calendar/dependents.ts). */
function preparation({ options }: Run, e: Engagement): string[] {
  const subject = e.item?.recurrence?.subject;
  const found = options.preparations?.find((one) => one.subject === subject && one.day === e.start);
  if (!found || e.kind !== 'meeting') return [];
  const lead = options.people?.find(({ id }) => id === found.leadId)?.name;
  const parts = [
    ...(lead ? [`主备人${lead}`] : ['主备人']),
    ...(found.topic ? [`课题《${found.topic.replace(/^《|》$/g, '')}》`] : []),
  ];
  return [`${parts.join('、')}跟着改期`, ...(found.place ? [`地点${found.place}要重新确认`] : [])];
}

const room = ({ venue }: Engagement): string[] => (venue ? [`地点${venue}要重新确认`] : []);

/** Sign-up and hand-in days are promises: they stay, and whoever decides is told. */
function deadlines({ board, options }: Run, e: Engagement): string[] {
  if (e.kind !== 'item') return [];
  const items = board.calendar.items.flatMap((item) =>
    isDeadline(item) && item.start && item.end && item.end >= board.today && isAbout(item.title, e.title)
      ? [`“${item.title}”（${monthDay(item.end)}）没有跟着改，请看要不要改`]
      : [],
  );
  const contests = (options.contests ?? []).flatMap(({ name, closesAt }) =>
    dateOf(closesAt) >= board.today && isAbout(name, e.title)
      ? [`“${name}”仍在${monthDay(dateOf(closesAt))}截止收件`]
      : [],
  );
  return [...items, ...contests];
}

const isDeadline = ({ kind, reminderKind, theme }: Item): boolean =>
  !theme && (kind === 'deadline' || reminderKind === 'contestDeadline');

const filler = /报名|上交|提交|收集|截止|材料|作品|名单|[《》“”"'（）()\s各校区级市课改]/g;

/** Whether two titles speak of one thing: apart from the words that deadlines add, one contains the other. */
function isAbout(deadline: string, title: string): boolean {
  const [a, b] = [deadline, title].map((text) => text.replace(filler, ''));
  return Boolean(a && b && a.length >= 2 && b.length >= 2 && (a.includes(b) || b.includes(a)));
}

const chainOrder = ['paperPickup', 'examDay', 'marking'];

/** 领卷, 考试 and 阅卷 keep their order (domain.md §2): whoever moves one of them by hand is told which others are wrong now. */
function chain({ board }: Run, e: Engagement, to: Stretch): string[] {
  const rank = chainOrder.indexOf(e.item?.reminderKind ?? '');
  if (rank < 0) return [];
  return board.engagements.flatMap((other) => {
    const otherRank = chainOrder.indexOf(other.item?.reminderKind ?? '');
    if (otherRank < 0 || otherRank === rank || other.past || other.precision !== 'day') return [];
    const at = board.where(other);
    const was = otherRank > rank ? other.start >= e.start : other.start <= e.start;
    const is = otherRank > rank ? at.start > to.end : at.end < to.start;
    return was && !is ? [`${other.title}（${monthDay(at.start)}）要一起改，先后不能颠倒`] : [];
  });
}
