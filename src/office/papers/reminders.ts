// What is said of secret tasks by itself: to whoever has one, in private, free of content, until it is done.
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { expiryOf, inSpan, leadAt } from '../reminders/leads.ts';
import { leadsOf, ruleOf } from '../reminders/rules.ts';
import { openStates, paperSource } from './model.ts';
import { wantingTasks } from './queries.ts';
import { toldDue } from './wording.ts';

/** What is owed for (from, to], epoch ms: the leads before the day a task is due, but none from before it was given or put on that day. */
export async function duePapers(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const leads = leadsOf(calendar, 'paperSetting');
  if (leads.length === 0) return [];
  const tasks = await wantingTasks(db, calendar.term.id, openStates);
  return tasks.flatMap((task) =>
    leads.flatMap((lead): Wanted[] => {
      const due = leadAt(calendar, task.due_on, lead);
      if (due === null || !inSpan(due, from, to) || due <= task.dated_at) return [];
      return [
        {
          source: paperSource(task),
          occurrence: task.due_on,
          lead: lead.name,
          revision: task.revision,
          audience: { kind: 'person', id: task.setter_id },
          class: 'secret',
          said: { text: toldDue },
          due,
          expires: expiryOf(calendar, task.due_on, ruleOf(calendar, 'paperSetting')),
        },
      ];
    }),
  );
}
