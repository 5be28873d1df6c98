// What `/记录` is asked for, and what of the record is never shown. Pure.
import { normalise } from '../../lib/chinese.ts';
import { addDays, type LocalDate } from '../../lib/dates.ts';
import { parseDate, type Reading, resolveDate } from '../../lib/datespec.ts';

/** What to show of the record. */
export interface Asked {
  /** Local day from which on; null: all. */
  from: LocalDate | null;
  /** Local day up to which, included; null: to the last. */
  to: LocalDate | null;
  /** Number of the thing that was changed: 视0001, 名0001, the first eight signs of a message's id. */
  subject: string | null;
  /** What is left of the words: the name of a person. */
  person: string | null;
  /** How many at once. */
  count: number;
  /** From 1. */
  page: number;
}

/** How many entries one answer holds unless told otherwise, and at most. */
export const pageSize = { usual: 10, most: 30 };

const numbered = /^([视名赛])0*(\d{1,6})$/;

/** `李强 3天`, `视0001`, `昨天`, `上周`, `3月6日`, `20条`, `第2页` in any order → what to show. */
export function readAsked(text: string, today: LocalDate): Asked {
  const asked: Asked = { from: null, to: null, subject: null, person: null, count: pageSize.usual, page: 1 };
  for (const word of normalise(text).split(/\s+/).filter(Boolean)) {
    const days = /^(?:最近|近)?(\d{1,3})天$/.exec(word)?.[1];
    const count = /^(\d{1,2})条?$/.exec(word)?.[1];
    const page = /^第(\d{1,3})页$/.exec(word)?.[1];
    const number = numbered.exec(word);
    const day = resolved(word, today);
    if (day) [asked.from, asked.to] = [day.start, day.end];
    else if (days) asked.from = addDays(today, 1 - Math.max(1, Number(days)));
    else if (page) asked.page = Math.max(1, Number(page));
    else if (count) asked.count = Math.min(pageSize.most, Math.max(1, Number(count)));
    else if (number) asked.subject = `${number[1]}${(number[2] ?? '').padStart(4, '0')}`;
    else if (/^[0-9a-f]{8}$/i.test(word)) asked.subject = word.toLowerCase();
    else asked.person = asked.person === null ? word : `${asked.person} ${word}`;
  }
  return asked;
}

/** The days a word means; several readings look back, for the record knows no future. */
function resolved(word: string, today: LocalDate): Reading | undefined {
  const spec = parseDate(word);
  const readings = spec ? resolveDate(spec, { today, week1Monday: null, lastWeek: null }).readings : [];
  return readings.findLast(({ start }) => start <= today) ?? readings[0];
}

/** Columns whose values are secrets, in whatever record they stand. */
export const isSecretField = (field: string): boolean => /key|secret|code|token|hash|hook|webhook/i.test(field);

/** A text without codes and keys: somebody may have typed one where it does not belong. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/https?:\/\/\S+/gi, '（网址）')
    .replace(/(key|access_token|token|secret|加签|密钥)\s*[=：:]\s*\S+/gi, '$1=（已隐去）')
    .replace(/(?<!\d)\d{8}(?!\d)/g, '（已隐去）');
