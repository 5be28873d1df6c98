// Deadline reminders of contests: derived from what is stored, so that nothing has to be taken back when plans change.
import type { Lead, Rule } from '../../../config/reminders.ts';
import { type Said, say } from '../../bot/message.ts';
import { dateOf } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { schoolDayBefore } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups, allPeople, type Group, type Person } from '../people/model.ts';
import { inSpan, spokenOn } from '../reminders/leads.ts';
import { type Hearing, hearings, ruleOf, withClosing } from '../reminders/rules.ts';
import { reminderSource } from './actions.ts';
import { allContests, type Contest } from './model.ts';
import { contestProgress } from './queries.ts';
import type { Progress } from './rules.ts';
import * as wording from './wording.ts';

/** When the reminder of a lead falls due (epoch ms), counted in school days before the closing day; null outside the term. */
export function dueAt(calendar: Calendar, contest: Contest, lead: Lead): number | null {
  const day = schoolDayBefore(calendar, dateOf(contest.closesAt), lead.schoolDays);
  return day === null ? null : spokenOn(day, lead);
}

/**
 * Everything due in (from, to]: to the liaisons of schools without an entry in private, the count to the liaisons' groups
 * (never to groups with outsiders). Who is missing is read now, so a school that has handed in hears nothing.
 */
export async function dueContests(tx: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found = (await allContests(tx)).flatMap((contest) => deadlinesOf(calendar, contest, from, to));
  if (found.length === 0) return [];
  const roster: Roster = {
    liaisons: (await allPeople(tx)).filter((person) => person.roles.includes('liaison')),
    groups: (await allGroups(tx)).filter(({ outsiders }) => !outsiders),
  };
  const wanted: Wanted[] = [];
  for (const [contest, leads] of Map.groupBy(found, (one) => one.contest)) {
    const progress = await contestProgress(tx, contest.id);
    wanted.push(...leads.flatMap((one) => wantedFor({ ...one, progress }, roster)));
  }
  return wanted;
}

interface Roster {
  liaisons: readonly Person[];
  groups: readonly Group[];
}

/** One lead of a contest; `hearing`: the count for groups, else the word to the liaisons. */
interface Deadline {
  contest: Contest;
  rule: Rule;
  lead: Lead;
  /** Epoch ms. */
  due: number;
  hearing: Hearing | null;
}

type Reminder = Deadline & { progress: Progress };

/** The leads of a contest that fall due in (from, to], epoch ms, while it is open. */
function deadlinesOf(calendar: Calendar, contest: Contest, from: number, to: number): Deadline[] {
  const leadsDue = (rule: Rule, hearing: Hearing | null): Deadline[] =>
    rule.leads.flatMap((lead) => {
      const due = dueAt(calendar, contest, lead);
      const speaks = due !== null && inSpan(due, from, to) && due >= contest.opensAt;
      return speaks ? [{ contest, rule, lead, due, hearing }] : [];
    });
  const toSchools = ruleOf(calendar, 'contestDeadline');
  return [
    ...(toSchools.on ? leadsDue(toSchools, null) : []),
    ...hearings(calendar, 'contestCount').flatMap((hearing) => leadsDue(hearing.rule, hearing)),
  ];
}

function wantedFor(reminder: Reminder, { liaisons, groups }: Roster): Wanted[] {
  const { progress, rule, hearing } = reminder;
  if (hearing) {
    const hears = ({ id, roles }: Group) => hearing.holdsFor(id) && roles.some((role) => rule.roles.includes(role));
    return groups.filter(hears).map((group) => toGroup(reminder, group));
  }
  return progress.missing.flatMap((school) =>
    liaisons.filter((person) => person.schoolId === school.id).map((person) => toLiaison(reminder, school, person)),
  );
}

/** Worth nothing once the contest is about to close. */
const shared = ({ contest, rule, lead, due }: Reminder) => ({
  occurrence: dateOf(contest.closesAt),
  lead: lead.name,
  class: rule.class,
  due,
  expires: contest.closesAt - rule.late,
});

function toLiaison(reminder: Reminder, school: Progress['missing'][number], person: Person): Wanted {
  const saidAt = (at: number): Said => {
    const said = wording.deadlineForSchool(reminder.contest, school, at);
    return { ...said, text: withClosing(said.text, reminder.rule) };
  };
  return {
    ...shared(reminder),
    source: reminderSource(reminder.contest.id, school.id),
    audience: { kind: 'person', id: person.id },
    said: saidAt(reminder.due),
    saidAt,
  };
}

function toGroup(reminder: Reminder, group: Group): Wanted {
  const saidAt = (at: number): Said =>
    say(withClosing(wording.deadlineForGroup(reminder.contest, reminder.progress, at), reminder.rule));
  return {
    ...shared(reminder),
    source: { kind: 'contest', id: reminder.contest.id },
    audience: { kind: 'group', id: group.id },
    said: saidAt(reminder.due),
    saidAt,
  };
}
