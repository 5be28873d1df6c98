// What is said of the stages by itself, in private: to whom a stage belongs, the school day before and on the day, while it is not done.

import type { Said } from '../../bot/message.ts';
import { addDays, dateOf, dayMs, instantOf, type LocalDate } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Person } from '../people/model.ts';
import { inSpan, leadAt } from '../reminders/leads.ts';
import { leadsOf, ruleOf } from '../reminders/rules.ts';
import type { Preparation } from './model.ts';
import { heldMeetings } from './rules.ts';
import { preparationsNear, stageFacts, teachersBySubject } from './stage-queries.ts';
import * as wording from './stage-wording.ts';
import { type Stage, type StageFacts, stagesOf } from './stages.ts';
import { meetingOf } from './wording.ts';

/** One reminder of one stage, before it is known who hears it. */
export interface StageReminder {
  preparation: Preparation;
  stage: Stage & { dueOn: LocalDate };
  kind: 'jointPrepStage' | 'jointPrepOwn';
  lead: string;
  /** Of meeting and stage: how often they have been put elsewhere. */
  revision: number;
  /** Epoch ms. */
  due: number;
}

/** Where messages about a stage come from in the ledger; `personId` for what is each teacher's own. */
export const stageSource = (preparationId: string, stage: string, personId?: string) => ({
  kind: 'stage',
  id: [preparationId, stage, ...(personId ? [personId] : [])].join('/'),
});

/**
 * The reminders of stages that fall due in (from, to], epoch ms: of meetings that are held, while the stage was not done at that
 * instant, and not within a day after it was asked for. Pure.
 */
export function stageReminders(
  calendar: Calendar,
  preparations: readonly Preparation[],
  facts: StageFacts,
  from: number,
  to: number,
): StageReminder[] {
  const subjects = new Set(preparations.map(({ subject }) => subject));
  const held = heldMeetings(calendar, ({ subject, item }) => subjects.has(subject) && !item.past);
  return preparations.flatMap((preparation) => {
    const revision = held.get(`${preparation.subject} ${preparation.day}`);
    if (revision === undefined) return [];
    return stagesOf(calendar, preparation, facts).flatMap((stage) =>
      remindersOf(calendar, { preparation, stage, revision }, from, to),
    );
  });
}

function remindersOf(
  calendar: Calendar,
  { preparation, stage, revision }: { preparation: Preparation; stage: Stage; revision: number },
  from: number,
  to: number,
): StageReminder[] {
  const { dueOn, who } = stage;
  if (dueOn === null || who === 'meeting') return [];
  const kind = who === 'each' ? 'jointPrepOwn' : 'jointPrepStage';
  return leadsOf(calendar, kind).flatMap((lead): StageReminder[] => {
    const due = leadAt(calendar, dueOn, lead);
    if (due === null || !inSpan(due, from, to) || stage.since > due - dayMs) return [];
    if (who !== 'each' && stage.marks.some(({ at }) => at <= due)) return [];
    const dated = { ...stage, dueOn };
    return [{ preparation, stage: dated, kind, lead: lead.name, revision: revision + stage.revision, due }];
  });
}

/** What is owed for (from, to], epoch ms: to whom a stage belongs, or to each teacher who has not said that it is done. */
export async function dueStages(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const preparations = await preparationsNear(db, calendar, from, to);
  if (preparations.length === 0) return [];
  const found = stageReminders(calendar, preparations, await stageFacts(db, preparations), from, to);
  if (found.length === 0) return [];
  const teachersOf = await teachersBySubject(db);
  return found.flatMap((reminder) => wantedFor(calendar, reminder, teachersOf(reminder.preparation.subject)));
}

function wantedFor(calendar: Calendar, reminder: StageReminder, teachers: readonly Person[]): Wanted[] {
  const { preparation, stage, due } = reminder;
  if (stage.who !== 'each') {
    const id = stage.who === 'meeting' ? '' : stage.who.id;
    const saidAt = (at: number) =>
      wording.stageReminder(stage, meetingOf(calendar, preparation, dateOf(at)), dateOf(at));
    return [wanted(calendar, reminder, id, saidAt)];
  }
  const open = teachers.filter(({ id }) => !stage.marks.some((mark) => mark.personId === id && mark.at <= due));
  const saidAt = (at: number) => wording.ownReminder(stage, meetingOf(calendar, preparation, dateOf(at)));
  return open.map(({ id }) => wanted(calendar, reminder, id, saidAt));
}

function wanted(calendar: Calendar, reminder: StageReminder, personId: string, saidAt: (at: number) => Said): Wanted {
  const { preparation, stage, kind, lead, revision, due } = reminder;
  const { class: name, late } = ruleOf(calendar, kind);
  return {
    source: stageSource(preparation.id, stage.name, kind === 'jointPrepOwn' ? personId : undefined),
    // The meeting, not the day it is due: that may change with every day off.
    occurrence: preparation.day,
    lead,
    revision,
    audience: { kind: 'person', id: personId },
    class: name,
    said: saidAt(due),
    saidAt,
    due,
    // A deadline ends with its day.
    expires: instantOf(addDays(stage.dueOn, 1)) - late,
  };
}
