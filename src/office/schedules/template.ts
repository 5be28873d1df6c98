// Values in braces in the text of a timed message: which there are, and what they stand for on a day and for a hearer. Pure.
import { dateOf, monthDay, weekdayName } from '../../lib/dates.ts';
import { weekLabel } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Audience } from './model.ts';

/** Who hears a message, as far as its words depend on it. */
export interface Hearer {
  kind: 'group' | 'person';
  id: string;
  name: string;
  subjects: readonly string[];
  /** Names of schools. */
  schools: readonly string[];
}

/** When and for whom a text is filled; `at` epoch ms. */
interface Filling {
  at: number;
  calendar: Calendar | null;
  /** The subjects and schools (names) that the audience asks for. */
  wanted: { subjects: readonly string[]; schools: readonly string[] };
  hearer: Hearer;
}

/** Of what a hearer is for, the part that was asked for; of one that is for everything (an empty list), what was asked for. */
const meant = (own: readonly string[], wanted: readonly string[], all: string): string => {
  const both = own.filter((one) => wanted.includes(one));
  return [both, own, wanted].find((list) => list.length > 0)?.join('、') ?? all;
};

/** Every value by its name. */
const values = {
  学期: ({ calendar }: Filling) => calendar?.term.title ?? '本学期',
  周次: ({ at, calendar }: Filling) => (calendar ? weekLabel(calendar.term, dateOf(at)) : '本周'),
  日期: ({ at }: Filling) => monthDay(dateOf(at)),
  星期: ({ at }: Filling) => weekdayName(dateOf(at)),
  学科: ({ hearer, wanted }: Filling) => meant(hearer.subjects, wanted.subjects, '各学科'),
  学校: ({ hearer, wanted }: Filling) => meant(hearer.schools, wanted.schools, '各校'),
  称呼: ({ hearer }: Filling) => (hearer.kind === 'person' ? `${hearer.name}老师` : '各位老师'),
} satisfies Record<string, (filling: Filling) => string>;

/** Names that may stand in braces in a text. */
export const valueNames = Object.keys(values);

const braces = /[{｛]\s*([^{}｛｝\s]{1,10})\s*[}｝]/g;
const isValueName = (name: string): name is keyof typeof values => Object.hasOwn(values, name);

/** Names in braces that mean nothing, each once. */
export const unknownNames = (text: string): string[] => [
  ...new Set([...text.matchAll(braces)].map(([, name = '']) => name).filter((name) => !isValueName(name))),
];

/** Whether the text says something else to each hearer or on each day. */
export const hasValues = (text: string): boolean => [...text.matchAll(braces)].length > 0;

/** The text with 第6周 for {周次} and so on. */
export const fillText = (text: string, filling: Filling): string =>
  text.replace(braces, (braced, name: string) => (isValueName(name) ? values[name](filling) : braced));

/** One text and all who hear exactly that. */
export interface SameText {
  text: string;
  hearers: Hearer[];
}

/** What is said on a day (`at`, epoch ms), text by text; `audience` with the names of its schools. */
export function textsFor(
  text: string,
  at: number,
  calendar: Calendar | null,
  { wanted, hearers }: { wanted: Pick<Audience, 'subjects' | 'schools'>; hearers: readonly Hearer[] },
): SameText[] {
  const found = new Map<string, Hearer[]>();
  for (const hearer of hearers) {
    const said = fillText(text, { at, calendar, wanted, hearer });
    found.set(said, [...(found.get(said) ?? []), hearer]);
  }
  return [...found].map(([said, same]) => ({ text: said, hearers: same }));
}
