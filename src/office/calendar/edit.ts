// Single changes of the calendar by chat: an item added, dated, moved, called off; a meeting of a series moved. One step each, with preview.
import { askBack } from '../../bot/command.ts';
import { type LocalDate, monthDay, monthDayWeekday } from '../../lib/dates.ts';
import { type DateSpec, type Reading, resolveDate } from '../../lib/datespec.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { type Act, me } from '../act.ts';
import { findSchool } from '../people/queries.ts';
import { type ChangeMade, calendarToChange, changeCalendar } from './change.ts';
import { whenText } from './change-wording.ts';
import { around, dayKind, meetings } from './days.ts';
import { findItem, mayDate, mayEdit } from './find.ts';
import { type Calendar, type Item, plainItem } from './model.ts';
import { audienceOf, kindOf, levelOf, reminderKindOf, subjectsOf } from './plan/classify.ts';
import type { ItemKind, Level } from './plan/model.ts';

/** What an item is to be, as typed. */
export interface ItemWish {
  title: string;
  date: DateSpec;
  kind?: ItemKind | undefined;
  level?: Level | undefined;
  subjects?: string[] | undefined;
  audience?: string | undefined;
  venue?: string | undefined;
  school?: string | undefined;
}

/** The dates somebody states, in the term; two meanings are asked back about `field`. @throws Refusal, AskBack */
export function datesMeant(calendar: Calendar, today: LocalDate, spec: DateSpec, field = 'date'): Reading {
  const { readings, problem } = resolveDate(spec, around(calendar, today));
  if (problem) refuse('no-day', problem.text);
  const [first, second] = readings;
  if (!first) return refuse('no-day', '没看懂是哪一天，可以说“3月21日”或“第6周周四”。');
  if (!second) return first;
  return askBack(
    field,
    `“${spec.said}”是哪一天？`,
    readings.map(({ label, start }) => ({ label, value: start })),
  );
}

/** What a date does to an item. */
const dated = ({ start, end, precision, time }: Reading): Pick<Item, 'start' | 'end' | 'precision' | 'time'> => ({
  start,
  end,
  precision,
  time: time ?? null,
});

/** Chinese remarks on a day somebody chose: holiday, weekend, over. */
export function dayRemarks(calendar: Calendar, { start, end, precision }: Reading, today: LocalDate): string[] {
  if (precision !== 'day') return ['只到周或月，到时候不会提醒；定了日子再发“/行事历 改期”。'];
  const { kind, name } = dayKind(calendar, start);
  const free = kind === 'holiday' || kind === 'weekend' || kind === 'vacation';
  return [
    ...(end < today ? ['这一天已经过去，不会提醒。'] : []),
    ...(free && end === start ? [`注意：${monthDayWeekday(start)}是${name}，不上课。`] : []),
  ];
}

/** Under which kind an item speaks by its words; only a day can. */
const remindsAs = (title: string, { start, end, precision }: Reading): string | null =>
  precision === 'day' ? (reminderKindOf(title, start !== end)?.value ?? null) : null;

/** The item a wish stands for; not yet in the calendar. */
export async function wishedItem(
  act: Act,
  calendar: Calendar,
  wish: ItemWish,
): Promise<{ item: Item; reading: Reading }> {
  const reading = datesMeant(calendar, act.today, wish.date);
  const school = wish.school ? await findSchool(act, wish.school) : null;
  const kind = wish.kind ?? kindOf(wish.title, false).value;
  const item: Item = {
    ...plainItem,
    id: newId(),
    title: wish.title,
    kind,
    reminderKind: remindsAs(wish.title, reading),
    ...dated(reading),
    subjects: wish.subjects ?? subjectsOf(wish.title),
    audience: wish.audience ?? audienceOf(wish.title),
    level: wish.level ?? levelOf(wish.title, 'district').value,
    venue: wish.venue ?? null,
    schools: school ? [school.id] : [],
    quote: act.message?.text.slice(0, 200) ?? wish.title,
    past: reading.end < act.today,
    origin: 'chat',
  };
  const twice = calendar.items.find(({ title, start }) => title === item.title && start === item.start);
  if (twice) refuse('twice', `行事历上已经有${whenText(calendar, twice, act.today)}的“${item.title}”。`);
  return { item, reading };
}

/** Adds an item. */
export async function addItem(act: Act, item: Item): Promise<ChangeMade> {
  const calendar = await calendarToChange(act);
  return changeCalendar(
    act,
    { term: calendar.term, items: [...calendar.items, item] },
    { kind: 'edit', summary: `新增 ${item.title}` },
  );
}

/** The item somebody may change in the way `may` says. @throws Refusal, AskBack */
async function editableItem(act: Act, text: string, may: typeof mayEdit): Promise<{ calendar: Calendar; item: Item }> {
  const calendar = await calendarToChange(act);
  const item = findItem(calendar, text, act.today);
  if (!may(me(act), item)) {
    refuse(
      'not-yours',
      `“${item.title}”由教研室主任、管理员${item.subjects.length > 0 ? `和${item.subjects.join('、')}教研员` : ''}调整。`,
    );
  }
  return { calendar, item };
}

/** A change of one item that waits for its yes. */
export interface Edit {
  calendar: Calendar;
  old: Item;
  /** Null: it is called off. */
  wanted: Item | null;
  /** Chinese, one line: 改期 教育学会换届会. */
  summary: string;
  remarks: string[];
}

/** An item put on another date; of a series one meeting, which `from` names. @throws Refusal, AskBack */
export async function moveEdit(act: Act, text: string, to: DateSpec, from?: DateSpec): Promise<Edit> {
  const { calendar, item } = await editableItem(act, text, mayDate);
  const reading = datesMeant(calendar, act.today, to);
  const remarks = dayRemarks(calendar, reading, act.today);
  if (item.recurrence) {
    const day = meetingMeant(act, calendar, item, from);
    if (reading.start !== reading.end || reading.precision !== 'day')
      refuse('one-day', '每周的活动一次只能改到某一天，例如 4月14日。');
    refuseTwice(calendar, item, day, reading.start);
    const wanted = withException(item, day, reading.start, '改期');
    return {
      calendar,
      old: item,
      wanted,
      summary: `${item.title} ${monthDay(day)}改到${monthDay(reading.start)}`,
      remarks,
    };
  }
  const keepsTime = reading.time === undefined ? { time: item.time } : {};
  const wanted: Item = { ...item, ...dated(reading), ...keepsTime, movedFrom: null, past: reading.end < act.today };
  const kind = item.reminderKind ?? remindsAs(item.title, reading);
  return { calendar, old: item, wanted: { ...wanted, reminderKind: kind }, summary: `改期 ${item.title}`, remarks };
}

/** An item called off; of a series one meeting when `from` names it. @throws Refusal, AskBack */
export async function cancelEdit(act: Act, text: string, from?: DateSpec): Promise<Edit> {
  const { calendar, item } = await editableItem(act, text, mayEdit);
  if (item.recurrence && from) {
    const day = meetingMeant(act, calendar, item, from);
    return {
      calendar,
      old: item,
      wanted: withException(item, day, null, '取消'),
      summary: `${item.title} ${monthDay(day)}取消`,
      remarks: [],
    };
  }
  const remarks = item.recurrence ? ['这是每周的活动，会整个取消；只取消一次请写上日期，例如 哪次=4月12日。'] : [];
  return { calendar, old: item, wanted: null, summary: `取消 ${item.title}`, remarks };
}

/** Two meetings of a series on one day could not be told apart. @throws Refusal */
function refuseTwice(calendar: Calendar, item: Item, nominal: LocalDate, to: LocalDate): void {
  const there = meetings(calendar, item).some(
    ({ day, lostTo, exception }) => day === to && lostTo === null && (exception?.day ?? day) !== nominal,
  );
  if (there) refuse('meeting-there', `${monthDayWeekday(to)}已经有一次${item.title}，请换一天。`);
}

/** Which meeting of a series is meant. @throws Refusal when it has none on that day, or none was named */
function meetingMeant(act: Act, calendar: Calendar, item: Item, from: DateSpec | undefined): LocalDate {
  const all = meetings(calendar, item);
  if (all.length === 0) {
    const name = item.title.slice(0, 12);
    refuse('no-days', `“${item.title}”没有定到周几，改不了其中一次。要加上一次，请发“/行事历 加 ${name} 4月20日”。`);
  }
  if (!from) {
    const next = all.filter(({ day, lostTo }) => day >= act.today && lostTo === null).slice(0, 4);
    return askBack(
      'from',
      `${item.title}每周都有，您说的是哪一次？`,
      next.map(({ day }) => ({ label: monthDayWeekday(day), value: day })),
    );
  }
  const { start, end } = datesMeant(calendar, act.today, from, 'from');
  const meant = all.find(({ day }) => start <= day && day <= end);
  if (!meant) refuse('no-meeting', `${item.title}在${monthDay(start)}没有安排。`);
  return meant.exception?.day ?? meant.day;
}

const withException = (item: Item, day: LocalDate, to: LocalDate | null, why: string): Item => ({
  ...item,
  exceptions: [...item.exceptions.filter((one) => one.day !== day), { day, to, why, revision: 0 }].sort((a, b) =>
    a.day.localeCompare(b.day),
  ),
});

/** The calendar with an edit made, before it is stored. */
export const editedItems = ({ calendar, old, wanted }: Edit): Item[] =>
  calendar.items.flatMap((item) => (item.id === old.id ? (wanted ? [wanted] : []) : [item]));

/** Makes an edit. */
export const makeEdit = (act: Act, edit: Edit): Promise<ChangeMade> =>
  changeCalendar(act, { term: edit.calendar.term, items: editedItems(edit) }, { kind: 'edit', summary: edit.summary });
