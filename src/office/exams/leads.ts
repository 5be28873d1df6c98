// When an exam chain speaks: before its steps, and when schools have not confirmed by the set hour. Pure.
import type { Lead, RuleKind } from '../../../config/reminders.ts';
import { addDays, instantOf } from '../../lib/dates.ts';
import type { Calendar } from '../calendar/model.ts';
import type { DatedItem } from '../calendar/rules.ts';
import { beginningOf, expiryOf, leadAt } from '../reminders/leads.ts';
import { leadsOf, ruleOf } from '../reminders/rules.ts';
import { timelines } from '../reminders/timeline.ts';
import { chainsOf } from './chain.ts';
import type { Chain, Step, StepKind } from './model.ts';

/** What is asked of schools that have not confirmed: the school first, then the list to the office. */
const asks = {
  paperPickup: { alert: 'pickupAlert', list: 'pickupList' },
  marking: { alert: 'markingAlert', list: 'markingList' },
} as const satisfies Partial<Record<StepKind, { alert: RuleKind; list: RuleKind }>>;

type Asking = 'alert' | 'list';
const minute = 60_000;
/** So long after the step has begun at the earliest, whatever the set hour: papers that are handed out at 14:00 cannot be there at 11:42. */
const atEarliest: Record<Asking, number> = { alert: 72 * minute, list: 132 * minute };

/** The rules by which schools are asked for a step; null where nobody is asked. */
export const asksOf = (kind: StepKind): { alert: RuleKind; list: RuleKind } | null =>
  kind === 'examDay' ? null : asks[kind];

/** The last item of a step: schools are asked once, when all of it should be done. */
const lastItem = ({ items }: Step): DatedItem | undefined =>
  items.toSorted((a, b) => a.end.localeCompare(b.end)).at(-1);

/** When schools are asked for a step (epoch ms); on the last day of its last item. */
function askHour(calendar: Calendar, step: Step, asking: Asking, lead: Lead): number | null {
  const item = lastItem(step);
  const set = item ? leadAt(calendar, item.end, lead) : null;
  if (!item || set === null) return null;
  const day = step.kind === 'paperPickup' ? item.start : item.end;
  return Math.max(set, beginningOf(calendar, day, item.time) + atEarliest[asking]);
}

/** When the office gets the list of schools that have not confirmed a step (epoch ms); null where none is sent. */
export function listHour(calendar: Calendar, step: Step): number | null {
  const kinds = asksOf(step.kind);
  const [lead] = kinds ? leadsOf(calendar, kinds.list) : [];
  return lead ? askHour(calendar, step, 'list', lead) : null;
}

/** One thing that falls due; `due` in epoch ms. */
export interface ExamReminder {
  chain: Chain;
  step: Step;
  item: DatedItem;
  lead: Lead;
  /** `before`: of the step itself; `alert` and `list`: of those who have not confirmed. */
  asking: 'before' | Asking;
  due: number;
  /** Epoch ms from which it is too late. */
  expires: number;
}

/** What falls due in (from, to], epoch ms, of the exams that were not over when the calendar came in. Pure. */
export const examReminders = (calendar: Calendar, from: number, to: number): ExamReminder[] =>
  ofTerm(calendar).between(from, to);

const ofTerm = timelines((calendar: Calendar): ExamReminder[] =>
  chainsOf(calendar).flatMap((chain) =>
    chain.steps.flatMap((step) =>
      [...remindersOf(calendar, step), ...asksFor(calendar, step)].map((one) => ({ ...one, chain, step })),
    ),
  ),
);

type Timed = Omit<ExamReminder, 'chain' | 'step'>;

const remindersOf = (calendar: Calendar, { kind, items }: Step): Timed[] =>
  items.flatMap((item) =>
    leadsOf(calendar, kind).flatMap((lead) => {
      const due = leadAt(calendar, item.start, lead);
      const expires = expiryOf(calendar, item.start, ruleOf(calendar, kind), item.time);
      return due === null ? [] : [{ item, lead, asking: 'before' as const, due, expires }];
    }),
  );

function asksFor(calendar: Calendar, step: Step): Timed[] {
  const kinds = asksOf(step.kind);
  const item = lastItem(step);
  if (!kinds || !item) return [];
  return (['alert', 'list'] as const).flatMap((asking) =>
    leadsOf(calendar, kinds[asking]).flatMap((lead) => {
      const due = askHour(calendar, step, asking, lead);
      if (due === null) return [];
      // Of use as long as something can still be done about it that day.
      const expires = instantOf(addDays(item.end, 1)) - ruleOf(calendar, kinds[asking]).late;
      return [{ item, lead, asking, due, expires }];
    }),
  );
}
