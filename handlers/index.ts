// All that people can say. One line for each file; the order is the order of the help.
import type { Command } from '../src/bot/command.ts';
import type { Act } from '../src/office/act.ts';
import { audit } from './audit.ts';
import { burden } from './burden.ts';
import { calendar } from './calendar.ts';
import { calendarDraft } from './calendar-draft.ts';
import { calendarEdit } from './calendar-edit.ts';
import { calendarImport } from './calendar-import.ts';
import { calendarOut } from './calendar-out.ts';
import { contests } from './contests.ts';
import { deliveries } from './deliveries.ts';
import { exams } from './exams.ts';
import { groups } from './groups.ts';
import { papers } from './papers.ts';
import { postpone } from './postpone.ts';
import { preparation } from './preparation.ts';
import { preparationStages } from './preparation-stages.ts';
import { rectification } from './rectification.ts';
import { reminders } from './reminders.ts';
import { replies } from './replies.ts';
import { privateReplies } from './replies-private.ts';
import { roster } from './roster.ts';
import { schedules } from './schedule.ts';
import { visits } from './visits.ts';

/** Every command of the product. */
export const commands: readonly Command<Act>[] = [
  ...calendar,
  ...calendarOut,
  ...calendarEdit,
  ...postpone,
  ...calendarImport,
  ...calendarDraft,
  ...preparation,
  ...preparationStages,
  ...replies,
  ...privateReplies,
  ...visits,
  ...rectification,
  ...papers,
  ...contests,
  ...exams,
  ...schedules,
  ...reminders,
  ...roster,
  ...groups,
  ...deliveries,
  ...burden,
  ...audit,
];
