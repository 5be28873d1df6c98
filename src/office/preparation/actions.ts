// Arranging a 集体备课: who leads it, its topic and place.
import type { LocalDate } from '../../lib/dates.ts';
import type { DateSpec } from '../../lib/datespec.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import { daysAway } from '../busy.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Person } from '../people/model.ts';
import { findPerson } from '../people/queries.ts';
import { beginningOf } from '../reminders/leads.ts';
import { type Occasion, type Preparation, preparationSource, type Series } from './model.ts';
import { callNames, preparationFor, preparationGroups } from './queries.ts';
import { correctionTime, heldNear, politeTime } from './rules.ts';
import { meetingDay, ownSeries } from './slots.ts';
import { cancelStages } from './stage-actions.ts';
import { stageFacts } from './stage-queries.ts';
import { draftLine } from './stage-wording.ts';
import { stagesOf } from './stages.ts';
import * as wording from './wording.ts';

/** Who is to lead which meeting. What is not said stays as it was; `null` takes topic or place away. */
export interface Wish {
  subject: string;
  /** The week (its meeting is meant), or the meeting's day. */
  when: DateSpec;
  lead: string;
  topic?: string | null | undefined;
  place?: string | null | undefined;
}

/** What became of it; `old` is null when nothing was arranged before. */
export interface Arranged {
  meeting: wording.MeetingWords;
  plan: wording.Plan;
  old: wording.Plan | null;
  /** False when it had been arranged just so. */
  changed: boolean;
  /** Whether the lead preparer is told; not when it is the speaker. */
  told: boolean;
  /** When the groups, already reminded, are told of the change; null: not at all. */
  corrected: 'now' | 'onTheDay' | null;
}

/**
 * Arranges a meeting or changes it: a new revision, told to the lead preparer and the former one in private, and to the
 * groups when they have been reminded. @throws Refusal when it is not theirs to arrange, the week has no meeting, or the person
 * does not teach the subject or is on a visit that day; AskBack for dates and names with two meanings
 */
export async function arrange(act: Act, wish: Wish): Promise<Arranged> {
  await serialise(act.tx, 'preparations');
  // A visit planned at the same time looks at who leads what; one of the two has to see the other.
  await serialise(act.tx, 'visits');
  const calendar = await calendarOf(act);
  const series = await ownSeries(act, calendar, wish.subject);
  const occasion = { subject: wish.subject, day: meetingDay(act, calendar, series, wish.when, 'ahead') };
  const lead = await leadPreparer(act, wish);
  const before = await preparationFor(act.tx, calendar, occasion);
  if (before?.leadId !== lead.id) await refuseAway(act, calendar, series, occasion.day, lead);
  const after = revised(before, occasion, lead.id, wish, act.now);
  const names = await callNames(act.tx);
  const result = {
    meeting: wording.meetingOf(calendar, occasion, act.today),
    plan: wording.planOf(after, names),
    old: before && wording.planOf(before, names),
  };
  if (before && sameWords(before, after)) return { ...result, changed: false, told: false, corrected: null };
  await savePreparation(act, calendar, after);
  const change = { new: { ...occasion, ...result.plan }, ...(result.old && { old: { ...occasion, ...result.old } }) };
  await record(act, 'preparation.arranged', { kind: 'preparation', id: after.id }, change);
  await tellLeads(act, calendar, before, after, result);
  const corrected = await correctGroups(act, calendar, after, result);
  return { ...result, changed: true, told: lead.id !== me(act).id, corrected };
}

/** The next revision: what was not said stays as it was. */
const revised = (
  before: Preparation | null,
  occasion: Occasion,
  leadId: string,
  wish: Wish,
  now: number,
): Preparation => ({
  id: before?.id ?? newId(),
  ...occasion,
  leadId,
  topic: wish.topic === undefined ? (before?.topic ?? null) : wish.topic,
  place: wish.place === undefined ? (before?.place ?? null) : wish.place,
  revision: (before?.revision ?? 0) + 1,
  updatedAt: now,
  assignedAt: before?.leadId === leadId ? before.assignedAt : now,
});

const sameWords = (a: Preparation, b: Preparation): boolean =>
  a.leadId === b.leadId && a.topic === b.topic && a.place === b.place;

async function leadPreparer(act: Act, { lead, subject }: Wish): Promise<Person> {
  const person = await findPerson(act, lead, { subject }, 'lead');
  if (person.subjects.includes(subject)) return person;
  return refuse('preparation-lead', wording.wrongSubject(person.name, person.subjects, subject));
}

/**
 * Whoever visits a school cannot lead a meeting that day: the rule of visits (visits/rules.ts) seen from here.
 * @throws Refusal with the next meetings they are free for
 */
async function refuseAway(
  act: Act,
  calendar: Calendar,
  series: Series,
  day: LocalDate,
  { id, name }: Person,
): Promise<void> {
  const away = await daysAway(act.tx, id, act.today);
  const that = away.find((one) => one.day === day);
  if (!that) return;
  const words = (one: LocalDate) => wording.meetingOf(calendar, { subject: series.subject, day: one }, act.today);
  const taken = away.map((one) => one.day);
  const near = heldNear(calendar, series, day, act.now, taken).map(words);
  refuse('preparation-away', wording.away(name, words(day), that, near));
}

async function savePreparation(act: Act, { term }: Calendar, one: Preparation): Promise<void> {
  const values = {
    lead_person_id: one.leadId,
    topic: one.topic,
    place: one.place,
    revision: one.revision,
    updated_at: one.updatedAt,
    assigned_at: one.assignedAt,
  };
  await act.tx
    .insertInto('preparations')
    .values({ id: one.id, term_id: term.id, subject: one.subject, day: one.day, ...values })
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute();
}

type Words = Pick<Arranged, 'meeting' | 'plan'>;

/** What all messages about one revision of a meeting share. */
const about = (calendar: Calendar, { subject, day, revision }: Occasion & { revision: number }) => ({
  source: preparationSource(calendar, subject),
  occurrence: day,
  revision,
});

/** Nobody is told of what they have just done themselves. */
async function tellLeads(
  act: Act,
  calendar: Calendar,
  before: Preparation | null,
  after: Preparation,
  { meeting, plan }: Words,
): Promise<void> {
  const speaker = me(act);
  const shared = { ...about(calendar, after), class: 'notice' as const, due: politeTime(calendar, after.day, act.now) };
  const toPerson = (id: string, lead: string, said: ReturnType<typeof wording.toLead>) =>
    id === speaker.id ? Promise.resolve() : tell(act, { ...shared, lead, audience: { kind: 'person', id }, said });
  const stays = before?.leadId === after.leadId;
  const draft = draftLine(stagesOf(calendar, after, await stageFacts(act.tx, [after])), act.today);
  // Reminders of stages that wait belong to who did them until now.
  if (before && !stays) await cancelStages(act, after.id, '主备人换了', { personId: before.leadId });
  await toPerson(
    after.leadId,
    'arranged',
    stays ? wording.toSameLead(meeting, plan) : wording.toLead(meeting, plan, speaker.name, draft),
  );
  if (before && !stays) await toPerson(before.leadId, 'released', wording.toFormerLead(meeting, plan));
}

async function correctGroups(
  act: Act,
  calendar: Calendar,
  after: Preparation,
  { meeting, plan }: Words,
): Promise<Arranged['corrected']> {
  const shared = { ...about(calendar, after), lead: 'correction', class: 'correction' as const };
  const said = wording.correction(meeting, plan);
  const found = new Set<Arranged['corrected']>();
  for (const { id } of (await preparationGroups(act.tx))(after.subject)) {
    const corrected = correctionTime(calendar, after.day, act.now, id);
    found.add(corrected);
    if (corrected !== 'now') continue;
    await tell(act, { ...shared, audience: { kind: 'group', id }, said, expires: beginningOf(calendar, after.day) });
  }
  return (['now', 'onTheDay'] as const).find((one) => found.has(one)) ?? null;
}
