// The office's own word on days: a makeup day and whose timetable it follows, a day off, back to what is published.
import { readNumber } from '../../lib/chinese.ts';
import { daysFrom, type LocalDate, monthDay, weekdayOf } from '../../lib/dates.ts';
import type { DateSpec } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel, keyOf, want } from '../../queue/ledger.ts';
import type { Act } from '../act.ts';
import { followMeetings } from '../preparation/moved.ts';
import { dueOfTerm } from '../reminders/due.ts';
import { longestSpan, settleLate, threadOf } from '../reminders/late.ts';
import { calendarToChange } from './change.ts';
import { correctDays } from './corrections.ts';
import { dayKind, nominalMeetings } from './days.ts';
import { seriesSource } from './dependents.ts';
import { datesMeant } from './edit.ts';
import type { Calendar, DayOverride, Item } from './model.ts';
import { meetingsIn } from './rules.ts';
import { setDay } from './terms.ts';

/** What somebody wants of days; null: as published. */
export type DayWish = { kind: 'school'; follows: number | null } | { kind: 'holiday'; name: string } | null;

/** Days as they are and as they would be. */
export interface DayEdit {
  days: LocalDate[];
  wish: DayWish;
  before: Calendar;
  after: Calendar;
}

const weekdays = '一二三四五六日';

/** 补周二, 周二, 上周二的课 → 2; 不补 → null; undefined for anything else. Pure. */
export function readTimetable(text: string): number | null | undefined {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  if (/^(?:不补|不补课|无|没有)$/.test(plain)) return null;
  const day = /^(?:补|上|按)?(?:周|星期|礼拜)([一二三四五六日天1-7])(?:的?课表?)?$/.exec(plain)?.[1];
  if (day === undefined) return undefined;
  const at = weekdays.indexOf(day === '天' ? '日' : day);
  return at >= 0 ? at + 1 : (readNumber(day) ?? undefined);
}

/** Most days that are set at once. */
const mostDays = 40;

/** What a wish would do. @throws Refusal, AskBack */
export async function dayEdit(act: Act, spec: DateSpec, wish: DayWish): Promise<DayEdit> {
  const before = await calendarToChange(act);
  const { start, end, precision } = datesMeant(before, act.today, spec);
  const days = daysFrom(start, end);
  if (precision !== 'day' || days.length > mostDays)
    refuse('days', `请写具体的日子，一次最多 ${mostDays} 天，例如 4月23日。`);
  if (wish?.kind === 'school' && days.length > 1) refuse('one-day', '调休一次定一天，因为每天要写清按周几的课表。');
  const overrides = new Map(before.overrides);
  for (const day of days) {
    const wanted = overrideOf(before, day, wish);
    if (wanted) overrides.set(day, wanted);
    else overrides.delete(day);
  }
  const { stamp: _, ...rest } = before;
  const after = { ...rest, overrides };
  for (const day of days) refuseMovedAway(after, day);
  return { days, wish, before, after };
}

/** A meeting that was moved from a day would be gone with the timetable of that day. @throws Refusal */
function refuseMovedAway(after: Calendar, day: LocalDate): void {
  for (const item of after.items) {
    const moved = item.exceptions.find((one) => one.day === day && one.to !== null && one.to !== day);
    if (!moved?.to || nominalMeetings(after, item).some((meeting) => meeting.day === day)) continue;
    refuse(
      'moved-away',
      `${monthDay(day)}的${item.title}已经改到${monthDay(moved.to)}，这样一改它就没有了。请先发“/行事历 取消 ${item.title} 哪次=${monthDay(moved.to)}”。`,
    );
  }
}

function overrideOf(calendar: Calendar, day: LocalDate, wish: DayWish): DayOverride | null {
  if (!wish) return null;
  if (wish.kind === 'holiday') return { kind: 'holiday', name: wish.name, follows: null };
  const known = dayKind(calendar, day);
  const weekend = weekdayOf(day) >= 6;
  // A makeup day that is published keeps its name; only the timetable is new.
  const name = known.kind === 'makeup' ? known.name : weekend ? '调休' : '照常上课';
  return { kind: 'school', name, follows: wish.follows };
}

/** Meetings that come or go with an edit, by day. */
export function meetingChanges({
  days,
  before,
  after,
}: DayEdit): { day: LocalDate; title: string; held: boolean; item: Item }[] {
  return days.flatMap((day) => {
    const at = (calendar: Calendar) => meetingsIn(calendar, { start: day, end: day });
    const held = (calendar: Calendar) => at(calendar).filter(({ lostTo }) => lostTo === null);
    const [was, is] = [held(before), held(after)];
    const come = is.filter(({ item }) => !was.some((one) => one.item.id === item.id));
    const go = was.filter(({ item }) => !is.some((one) => one.item.id === item.id));
    return [
      ...come.map(({ item }) => ({ day, title: item.title, held: true, item })),
      ...go.map(({ item }) => ({ day, title: item.title, held: false, item })),
    ];
  });
}

/**
 * Reminders count school days: where one less lies before an event, a message that was still to come may have had its time. It is
 * owed now, unless a later one about the same remains.
 */
async function sayOvertaken(act: Act, { before, after }: DayEdit): Promise<void> {
  const [from, to] = [act.now - longestSpan, act.now + longestSpan];
  const ahead = new Set((await dueOfTerm(act.tx, before, act.now, to)).map(keyOf));
  const left = new Set((await dueOfTerm(act.tx, after, act.now, to)).map(threadOf));
  const overtaken = (await dueOfTerm(act.tx, after, from, act.now)).filter(
    (wish) => ahead.has(keyOf(wish)) && !left.has(threadOf(wish)),
  );
  await want(act.tx, act.now, settleLate(overtaken, act.now, after));
}

/** Does it: what was owed for meetings that fall away is taken back, their groups are told, and no reminder is lost by it. */
export async function makeDayEdit(act: Act, spec: DateSpec, wish: DayWish): Promise<DayEdit & { told: number }> {
  const edit = await dayEdit(act, spec, wish);
  for (const day of edit.days) {
    const wanted = edit.after.overrides.get(day) ?? null;
    await setDay(act, day, wanted);
    for (const { item } of meetingsIn(edit.before, { start: day, end: day })) {
      const source = seriesSource(edit.before, item);
      if (source) await cancel(act.tx, act.now, { ...source, occurrence: day }, '这一天的安排已更改');
    }
  }
  await sayOvertaken(act, edit);
  for (const { day, held, item } of meetingChanges(edit)) {
    const subject = seriesSource(edit.after, item) && item.recurrence?.subject;
    const move = held ? { from: null, to: day } : { from: day, to: null };
    if (subject) await followMeetings(act, edit.after, subject, [move]);
  }
  return { ...edit, told: await correctDays(act, edit.before, edit.after, edit.days) };
}
