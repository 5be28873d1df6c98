// What is said of 集体备课 by itself: to the subject's groups the school day before, to the lead preparer a week ahead.
import type { Rule } from '../../../config/reminders.ts';
import { dateOf, dayMs, type LocalDate } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { meetings } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { expiryOf, inSpan, leadAt } from '../reminders/leads.ts';
import { type Hearing, hearings, leadsOf, ruleOf } from '../reminders/rules.ts';
import { type Preparation, preparationSource, type Series } from './model.ts';
import { callNames, preparationGroups, preparationsOf } from './queries.ts';
import { allSeries, nextMeeting } from './rules.ts';
import { type Material, materialsOf, stageFacts } from './stage-queries.ts';
import { draftLine, materialList, stageLine } from './stage-wording.ts';
import { type Stage, stagesOf } from './stages.ts';
import * as wording from './wording.ts';

/** One message about a meeting that falls due by itself. */
export interface MeetingReminder {
  kind: 'reminder' | 'lost' | 'changed' | 'leadPreparer';
  series: Series;
  day: LocalDate;
  lostTo: string | null;
  preparation: Preparation | null;
  /** Of the meeting: how often it has been put elsewhere. */
  revision: number;
  /** Name of the lead, for the ledger. */
  lead: string;
  rule: Rule;
  /** Whether that rule is the one for the group of that id. */
  holdsFor: Hearing['holdsFor'];
  /** Epoch ms. */
  due: number;
  /** Epoch ms. */
  expires: number;
}

/**
 * All messages about meetings that fall due in (from, to], epoch ms: the group's on the school day before (also that a meeting
 * falls away), on the day only what was changed after that, and the lead preparer's a week ahead unless told within a day before.
 */
export function meetingReminders(
  calendar: Calendar,
  preparations: readonly Preparation[],
  from: number,
  to: number,
): MeetingReminder[] {
  const near = allSeries(calendar).filter(({ item }) => !item.past);
  const arranged = new Map(preparations.map((one) => [`${one.subject} ${one.day}`, one]));
  return near.flatMap((series) =>
    meetings(calendar, series.item)
      .filter(({ day }) => day >= dateOf(from))
      .flatMap(({ day, lostTo, exception }) => {
        const preparation = arranged.get(`${series.subject} ${day}`) ?? null;
        return remindersOf(calendar, { series, day, lostTo, preparation, revision: exception?.revision ?? 0 });
      })
      .filter(({ due }) => inSpan(due, from, to)),
  );
}

type OneMeeting = Pick<MeetingReminder, 'series' | 'day' | 'lostTo' | 'preparation' | 'revision'>;

function remindersOf(calendar: Calendar, meeting: OneMeeting): MeetingReminder[] {
  const { day, lostTo, preparation } = meeting;
  const toGroups = hearings(calendar, 'jointPrep').flatMap((hearing) => groupReminders(calendar, meeting, hearing));
  if (!preparation || lostTo !== null) return toGroups;
  const rule = ruleOf(calendar, 'jointPrepLead');
  const toLead = leadsOf(calendar, 'jointPrepLead').flatMap((lead): MeetingReminder[] => {
    const due = leadAt(calendar, day, lead);
    // Whoever was told within a day before needs no second word.
    if (due === null || preparation.updatedAt > due - dayMs) return [];
    const expires = expiryOf(calendar, day, rule);
    return [{ ...meeting, kind: 'leadPreparer', lead: lead.name, due, expires, rule, holdsFor: () => false }];
  });
  return [...toGroups, ...changedReminders(calendar, meeting), ...toLead];
}

/** Of a meeting that falls away groups hear once, at the last of the times at which they would have been reminded. */
function groupReminders(calendar: Calendar, meeting: OneMeeting, hearing: Hearing): MeetingReminder[] {
  const expires = expiryOf(calendar, meeting.day, hearing.rule);
  const all = hearing.rule.leads.flatMap((lead): MeetingReminder[] => {
    const due = leadAt(calendar, meeting.day, lead);
    return due === null ? [] : [{ ...meeting, ...hearing, kind: 'reminder', lead: lead.name, due, expires }];
  });
  if (meeting.lostTo === null) return all;
  const last = all.toSorted((a, b) => a.due - b.due).at(-1);
  return last ? [{ ...last, kind: 'lost', lead: 'lost' }] : [];
}

/** On the day itself, when something was changed after a group's last reminder. */
function changedReminders(calendar: Calendar, meeting: OneMeeting): MeetingReminder[] {
  const { day, preparation } = meeting;
  const told = hearings(calendar, 'jointPrep').flatMap((hearing) => {
    const dues = hearing.rule.leads.flatMap((lead) => leadAt(calendar, day, lead) ?? []);
    return dues.length > 0 ? [{ hearing, at: Math.max(...dues) }] : [];
  });
  return hearings(calendar, 'jointPrepChanged').flatMap(({ rule, holdsFor }) =>
    rule.leads.flatMap((lead) => {
      const due = leadAt(calendar, day, lead);
      if (due === null || !preparation || preparation.updatedAt >= due) return [];
      return told.flatMap(({ hearing, at }): MeetingReminder[] => {
        if (preparation.updatedAt < at) return [];
        const hears = (id: string) => holdsFor(id) && hearing.holdsFor(id);
        const expires = expiryOf(calendar, day, rule);
        return [{ ...meeting, kind: 'changed', lead: lead.name, due, expires, rule, holdsFor: hears }];
      });
    }),
  );
}

/** What is owed to groups and lead preparers for (from, to], epoch ms: one message per group and meeting. */
export async function duePreparations(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found = meetingReminders(calendar, await preparationsOf(db, calendar), from, to);
  if (found.length === 0) return [];
  const leads = found.flatMap(({ preparation }) => (preparation ? [preparation.leadId] : []));
  const names = await callNames(db, leads);
  const details = await detailsOf(db, calendar, found);
  const groups = await preparationGroups(db);
  return found.flatMap((reminder) => {
    const audience =
      reminder.kind === 'leadPreparer'
        ? [{ kind: 'person' as const, id: reminder.preparation?.leadId ?? '' }]
        : groups(reminder.series.subject)
            .filter(({ id }) => reminder.holdsFor(id))
            .map(({ id }) => ({ kind: 'group' as const, id }));
    const said = saidOf(calendar, reminder, names, details);
    return audience.map((one): Wanted => wanted(calendar, reminder, said, one));
  });
}

/** What belongs to the arrangements beside the plan: materials and stages, by the id of the arrangement. */
type Details = ReadonlyMap<string, { materials: readonly Material[]; stages: readonly Stage[] }>;

async function detailsOf(db: Reader, calendar: Calendar, found: readonly MeetingReminder[]): Promise<Details> {
  const all = [...new Set(found.flatMap(({ preparation }) => preparation ?? []))];
  const [facts, materials] = [await stageFacts(db, all), await materialsOf(db, all)];
  return new Map(
    all.map((one) => [one.id, { materials: materials.get(one.id) ?? [], stages: stagesOf(calendar, one, facts) }]),
  );
}

function wanted(
  calendar: Calendar,
  reminder: MeetingReminder,
  said: Wanted['said'],
  audience: Wanted['audience'],
): Wanted {
  const { kind, series, day, preparation, lead, due, expires, rule } = reminder;
  return {
    source: preparationSource(calendar, series.subject),
    occurrence: day,
    lead,
    // The first reminder is one per meeting wherever it is put, whatever is arranged; what follows a change of that speaks once for each.
    revision: kind === 'changed' ? (preparation?.revision ?? 0) : reminder.revision,
    audience,
    class: rule.class,
    said,
    due,
    expires,
  };
}

function saidOf(
  calendar: Calendar,
  reminder: MeetingReminder,
  names: ReadonlyMap<string, string>,
  details: Details,
): Wanted['said'] {
  const { kind, series, day, lostTo, preparation, due } = reminder;
  const meeting = wording.meetingOf(calendar, { subject: series.subject, day }, dateOf(due));
  const plan = preparation && wording.planOf(preparation, names);
  const { materials = [], stages = [] } = (preparation && details.get(preparation.id)) ?? {};
  const more = [...materialList(materials), stageLine(stages, dateOf(due))].filter((line) => line !== '');
  switch (kind) {
    case 'reminder':
      return wording.groupReminder(meeting, plan, more, reminder.rule.closing ?? '');
    case 'lost':
      return wording.lostNotice(meeting, lostTo ?? '', nextDay(calendar, series, day, due));
    case 'changed':
      return wording.changedReminder(meeting, plan);
    case 'leadPreparer':
      return wording.leadReminder(meeting, plan, draftLine(stages, dateOf(due)));
  }
}

function nextDay(calendar: Calendar, series: Series, day: LocalDate, due: number) {
  const next = nextMeeting(calendar, series, day, due);
  return next === null ? null : wording.meetingOf(calendar, { subject: series.subject, day: next }, dateOf(due));
}
