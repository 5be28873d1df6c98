// What the messages of each source hang on, which of its rows follow from calendar and rules, and whose words move by themselves.
import { subject } from './evidence.ts';

/** Where a message comes from and who hears it, of a wish or of a row. */
export interface Origin {
  kind: string;
  id: string;
  occurrence: string | null;
  lead: string | null;
  audience: { kind: string; id: string };
}

interface Habit {
  /** Whether the clock owes rows with this lead; others are owed at the moment somebody does something. */
  derived(lead: string | null): boolean;
  /** What it hangs on, besides hearers, term and rules. */
  hangsOn(origin: Origin): string[];
  /** Its words count or list what others do meanwhile: other words today are no fault of the row that waits. */
  wordsMove?(origin: Origin): boolean;
}

/** Leads that are named by their school days, or by the one thing the clock says of a meeting that falls away. */
const byDays = (lead: string | null): boolean => lead === null || /^(?:-?\d+|lost)$/.test(lead);

const split = (id: string): [string, string] => {
  const at = id.lastIndexOf('/');
  return at < 0 ? [id, ''] : [id.slice(0, at), id.slice(at + 1)];
};

const always = (): boolean => true;

const habits: Record<string, Habit> = {
  // Of exams people hear their own duties, and who has not confirmed; the record names the item.
  item: {
    derived: (lead) => byDays(lead) || lead === 'alert' || lead === 'list',
    hangsOn: ({ id }) => [subject.of('item', id)],
    wordsMove: ({ audience }) => audience.kind === 'person',
  },
  visit: { derived: byDays, hangsOn: ({ id }) => [subject.of('visit', id)] },
  preparation: {
    derived: byDays,
    hangsOn: ({ id, occurrence }) => [
      subject.series(split(id)[1]),
      subject.arrangement(split(id)[1], occurrence ?? ''),
    ],
  },
  // By the arrangement, under which stages and what is done of them are on record; where it is held by the calendar.
  stage: {
    derived: byDays,
    hangsOn: ({ id }) => [subject.of('preparation', id.split('/')[0] ?? ''), subject.anyItem],
    wordsMove: always,
  },
  theme: { derived: byDays, hangsOn: () => [subject.anyItem] },
  rectification: {
    derived: (lead) => /^[-+]?\d+$/.test(lead ?? ''),
    hangsOn: ({ id }) => [subject.of('rectification', id)],
    wordsMove: always,
  },
  contest: {
    derived: byDays,
    hangsOn({ id }) {
      const [contest, school] = split(id);
      return [subject.of('contest', contest), subject.of('school', school), subject.entry(contest, school)];
    },
    wordsMove: always,
  },
  // What people want passed on; no clock owes it.
  reply: { derived: () => false, hangsOn: ({ id }) => [subject.of('reply', id)] },
  schedule: { derived: (lead) => lead === null, hangsOn: ({ id }) => [subject.of('schedule', id)] },
  digest: { derived: byDays, hangsOn: () => [subject.anyItem], wordsMove: always },
  undated: { derived: byDays, hangsOn: () => [subject.anyItem], wordsMove: always },
};

/** Sources without a line above: only what is missing is looked for, and any change of the calendar may explain it. */
const unknown: Habit = {
  derived: () => false,
  hangsOn: ({ kind, id }) => [subject.of(kind, id), subject.of(kind, split(id)[0]), subject.anyItem],
};

const habitOf = (kind: string): Habit => habits[kind] ?? unknown;

/** Whether a row follows from calendar and rules alone, so that the clock must come to the same. */
export const isDerived = ({ kind, lead }: Origin): boolean => habitOf(kind).derived(lead);

/** Whether the words of a message may be others from hour to hour. */
export const wordsMove = (origin: Origin): boolean => habitOf(origin.kind).wordsMove?.(origin) ?? false;

/** Everything whose change explains that a message is wanted now and was not, or the other way round. */
export const subjectsOf = (origin: Origin): string[] => [
  subject.of(origin.audience.kind, origin.audience.id),
  subject.rules,
  ...(origin.kind === 'schedule' ? [] : [subject.term]),
  ...habitOf(origin.kind).hangsOn(origin),
];
