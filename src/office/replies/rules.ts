// What may be answered to what, until when, and whose words are the same. Pure.

import { normalise } from '../../lib/chinese.ts';
import { dayMs } from '../../lib/dates.ts';
import type { Reading } from '../../lib/datespec.ts';
import type { Group, Person } from '../people/model.ts';
import { type Matter, type Reply, type ReplyKind, replyKinds, replySettings, sameRef, stances } from './model.ts';

/** Whether a group is for somebody: for their subject, school or role, as far as it is for any. */
export function hears({ subjects, schools, roles }: Group, person: Person): boolean {
  if (subjects.length + schools.length + roles.length === 0) return true;
  return (
    (subjects.length === 0 || subjects.some((subject) => person.subjects.includes(subject))) &&
    (schools.length === 0 || schools.includes(person.schoolId ?? '')) &&
    (roles.length === 0 || roles.some((role) => person.roles.some((own) => own === role)))
  );
}

/** Words without all signs and blanks: platforms quote texts with other marks and line breaks than they were sent with. */
const bare = (text: string): string =>
  normalise(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Shorter quotations could be of anything. */
const shortestQuote = 6;

/** Whether `quote` is the text or its beginning (platforms cut long quotations), or holds the text within more words. */
export function sameWords(text: string, quote: string): boolean {
  const [said, quoted] = [bare(text), bare(quote)];
  if (quoted.length < shortestQuote || said === '') return false;
  return said.startsWith(quoted) || quoted.includes(said);
}

/** How an answer stands to a matter in time. `late`: it has begun, and not long ago; `over`: nobody answers to it any more. */
export type Timing = 'good' | 'late' | 'over';

/** Whether it began, or closed, so short a time ago that a bare word is still about it. */
export const justBegun = ({ beginsAt }: Matter, now: number): boolean =>
  beginsAt !== null && beginsAt <= now && now < beginsAt + (replySettings.lateWords.hours / 24) * dayMs;

/** Whether an answer of that kind comes in time (`now` epoch ms). */
export function timing(matter: Matter, kind: ReplyKind, now: number): Timing {
  const { beginsAt, overAt } = matter;
  if (overAt !== null && now >= overAt) return 'over';
  if (replyKinds[kind].until === 'after' || beginsAt === null || now < beginsAt) return 'good';
  return justBegun(matter, now) ? 'late' : 'over';
}

/** Whether that can be answered to it by this person: 改由 only by whoever does something in it. */
export const takes = ({ takes: kinds, only, parts }: Matter, kind: ReplyKind, personId: string): boolean =>
  kinds.includes(kind) && (only === null || only.includes(personId)) && (kind !== 'handover' || parts.has(personId));

/** Whether a matter lies within the days that were named. */
export const isOn = ({ span }: Matter, days: Pick<Reading, 'start' | 'end'>): boolean =>
  span !== null && span.start <= days.end && days.start <= span.end;

/** Who hears what the speaker answers: the nearest of the organisers with anybody left but the speaker. */
export function listenersOf({ organisers }: Matter, speakerId: string): Matter['organisers'][number] {
  const others = organisers.map(({ called, people }) => ({
    called,
    people: people.filter(({ id }) => id !== speakerId),
  }));
  return others.find(({ people }) => people.length > 0) ?? { called: '', people: [] };
}

/** Whether somebody may look at who answered what to a matter. */
export const mayLook = ({ organisers }: Matter, personId: string): boolean =>
  organisers.some(({ people }) => people.some(({ id }) => id === personId));

/** Whether the words of an answer are for this person: why somebody stays away is for whom it was passed on to, and nobody above them. */
export const mayRead = (matter: Matter, { kind, personId }: Reply, readerId: string): boolean =>
  (kind !== 'leave' && kind !== 'absent') || listenersOf(matter, personId).people.some(({ id }) => id === readerId);

/** How many said they take part, and how many signed up. */
export const countsOf = (replies: readonly Reply[]): { attend: number; signup: number } => ({
  attend: replies.filter(({ kind }) => kind === 'attend').length,
  signup: replies.filter(({ kind }) => kind === 'signup').length,
});

/** The answer that a new one of that kind takes the place of; undefined when both can stand. */
export function replacedBy(replies: readonly Reply[], kind: ReplyKind): Reply | undefined {
  if (stances.includes(kind)) return replies.find((reply) => stances.includes(reply.kind));
  if (kind === 'handover') return replies.find((reply) => reply.kind === kind && reply.state === 'open');
  return kind === 'ask' || kind === 'offer' ? undefined : replies.find((reply) => reply.kind === kind);
}

/** Whether an answer can be taken back: nothing has come of it yet, and what it is about has not begun. */
export function mayWithdraw({ kind, state }: Reply, matter: Matter | null, now: number): boolean {
  if (state === 'withdrawn' || state === 'refused' || kind === 'seen') return false;
  if (kind === 'ask' || kind === 'handover') return state === 'open';
  return matter !== null && timing(matter, kind, now) === 'good';
}

/** The answers to one matter. */
export const repliesTo = (replies: readonly Reply[], { ref }: Matter): Reply[] =>
  replies.filter((reply) => sameRef(reply.ref, ref));
