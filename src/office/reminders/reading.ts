// What admins type about rules of reminders: kinds, leads, hours, lateness. Pure; null where words make no sense.
import { type Lead, leadOf, type RuleKind } from '../../../config/reminders.ts';
import { compareKey, normalise, readNumber } from '../../lib/chinese.ts';
import type { LocalTime } from '../../lib/dates.ts';
import { everyone, type Role, roleNames } from '../people/model.ts';
import { type Rules, ruleKinds } from './rules.ts';

/** The kind of that name. */
export const kindCalled = ({ kinds }: Rules, words: string): RuleKind | undefined =>
  ruleKinds.find((kind) => compareKey(kinds[kind].title) === compareKey(words));

/** Whether the words mean hours and bounds instead of a kind. */
export const namesHabits = (words: string): boolean => /^(时段|时段和上限|设置)$/.test(words);

/** The closing sentence of a kind; 无 means none. */
export const closingIn = (words: string): string => (/^(无|没有|不要)$/.test(words) ? '' : words);

/** Most days ahead and most times one thing is reminded of: more would be noise. */
export const mostDaysAhead = 60;
export const mostLeads = 6;

const pieces = (text: string): string[] =>
  normalise(text)
    .split(/[、,，;；]|\s+和\s*/)
    .map((piece) => piece.trim())
    .filter(Boolean);

/** 8:05, 8点5分, 下午4点12 are not all read: only a clock of 24 hours. `HH:MM`; null when it is none. */
function timeIn(text: string): LocalTime | null {
  const [, hour, minute] = /^(\d{1,2})[:：点](\d{2})分?$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, '0')}:${minute}`;
}

/**
 * 前3天 16:12、前1天、当天 7:42 → leads, the earliest first. A lead without a time takes that of the one before, the first one `usual`.
 * Days are school days. Null when a piece is none of it, two leads are of the same day, or there are too many.
 */
export function leadsIn(text: string, usual: LocalTime): Lead[] | null {
  const found: Lead[] = [];
  let at = usual;
  for (const piece of pieces(text)) {
    const [, days, clock] =
      /^(?:提?前)?\s*(当天|当日|[\d一二三四五六七八九十两]+)\s*(?:个?上课日|天|日)?\s*(\S+)?$/.exec(piece) ?? [];
    if (days === undefined) return null;
    const number = days.startsWith('当') ? 0 : readNumber(days);
    const time = clock === undefined ? at : timeIn(clock);
    if (number === null || number > mostDaysAhead || time === null) return null;
    at = time;
    found.push(leadOf(number, time));
  }
  const different = new Set(found.map(({ name }) => name)).size === found.length;
  if (found.length === 0 || found.length > mostLeads || !different) return null;
  return found.sort((a, b) => b.schoolDays - a.schoolDays);
}

/** 7:30-12:00、13:30-18:00 → spans in order; null when one ends before it begins or two overlap. */
export function hoursIn(text: string): { from: LocalTime; to: LocalTime }[] | null {
  const spans = pieces(text).map((piece) => {
    const [from, to] = piece.split(/\s*[-~至到]+\s*/).map(timeIn);
    return from && to && from < to ? { from, to } : null;
  });
  const found = spans.filter((span) => span !== null).sort((a, b) => a.from.localeCompare(b.from));
  const apart = found.every(({ from }, i) => i === 0 || (found[i - 1]?.to ?? '') < from);
  return found.length > 0 && found.length === spans.length && apart ? found : null;
}

/** 8:30 → `08:30`. */
export const clockIn = (text: string): LocalTime | null => timeIn(normalise(text).trim());

/** 2小时, 30分钟, 0 → milliseconds; null when it is none or more than two days. */
export function latenessIn(text: string): number | null {
  const [, number, unit] = /^([\d.]+|半)\s*(小时|分钟|分|时)?$/.exec(normalise(text).trim()) ?? [];
  if (number === undefined || (unit === undefined && number !== '0')) return null;
  const minutes = (number === '半' ? 0.5 : Number(number)) * (unit === '分钟' || unit === '分' ? 1 : 60);
  return Number.isFinite(minutes) && minutes <= 2 * 24 * 60 ? Math.round(minutes) * 60_000 : null;
}

/** 学校联系人、教研员 → roles; null when one is unknown. */
export function rolesIn(text: string): Role[] | null {
  const words = pieces(text);
  const found = words.flatMap(
    (word) => everyone.find((role) => compareKey(roleNames[role]) === compareKey(word)) ?? [],
  );
  return found.length > 0 && found.length === words.length ? [...new Set(found)] : null;
}
