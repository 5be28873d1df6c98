// Which item of the calendar people mean by its name.
import { askBack } from '../../bot/command.ts';
import { compareKey } from '../../lib/chinese.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Person } from '../people/model.ts';
import { whenText } from './change-wording.ts';
import { likeness } from './drafts/compare.ts';
import type { Calendar, Item } from './model.ts';

/** How many are offered when several are meant. */
const mostOffered = 6;

/** Below this a title is not what somebody may have meant. */
const nearFrom = 0.34;

/** Those that `words` mean by their title: the whole of it, else part of it; width and blanks do not count. Pure. */
export function titled<T extends { title: string }>(all: readonly T[], words: string): T[] {
  const key = compareKey(words);
  const whole = all.filter(({ title }) => compareKey(title) === key);
  return whole.length > 0 ? whole : all.filter(({ title }) => compareKey(title).includes(key));
}

/** Items whose title has all the words in it, else those that are like it, best first. Pure. */
export function itemsLike(items: readonly Item[], text: string): { sure: Item[]; near: Item[] } {
  const words = text.trim().split(/\s+/).map(compareKey);
  const plain = items.filter(({ theme }) => !theme);
  const exact = plain.filter(({ title }) => compareKey(title) === compareKey(text));
  if (exact.length > 0) return { sure: exact, near: [] };
  const sure = plain.filter(({ title }) => words.every((word) => compareKey(title).includes(word)));
  if (sure.length > 0) return { sure, near: [] };
  const near = plain
    .map((item) => ({ item, like: likeness(item.title, text) }))
    .filter(({ like }) => like >= nearFrom)
    .sort((a, b) => b.like - a.like)
    .map(({ item }) => item);
  return { sure: [], near };
}

/**
 * The item meant by `text` (also its id, which choices carry). Several or only similar ones are asked back about `field`.
 * @throws Refusal when there is nothing like it; AskBack
 */
export function findItem(calendar: Calendar, text: string, today: LocalDate, field = 'item'): Item {
  const byId = calendar.items.find(({ id, theme }) => id === text && !theme);
  if (byId) return byId;
  const { sure, near } = itemsLike(calendar.items, text);
  const [only, ...others] = sure;
  if (only && others.length === 0) return only;
  const candidates = (sure.length > 0 ? sure : near).slice(0, mostOffered);
  if (candidates.length === 0) {
    refuse('no-item', `行事历上没有“${text}”。发“/行事历 搜索 ${text.slice(0, 10)}”或“/行事历 全部”看看它叫什么。`);
  }
  return askBack(
    field,
    sure.length > 0 ? `“${text}”有${sure.length}项，是哪一项？` : `没有“${text}”，是不是下面的一项？`,
    candidates.map((item) => ({ label: `${item.title}（${whenText(calendar, item, today)}）`, value: item.id })),
  );
}

/** Whether somebody may change an item: 主任 and 管理员 any; a 教研员 those of the own subjects. Pure. */
export function mayEdit({ roles, subjects }: Person, item: Item): boolean {
  if (roles.includes('head') || roles.includes('admin')) return true;
  return roles.includes('researcher') && item.subjects.some((subject) => subjects.includes(subject));
}

/** Whether somebody may give an item its day: also any 教研员 while it has none. Pure. */
export const mayDate = (person: Person, item: Item): boolean =>
  mayEdit(person, item) || (person.roles.includes('researcher') && item.precision !== 'day' && !item.recurrence);
