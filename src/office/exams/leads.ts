// When an exam chain speaks: before its steps, and when schools have not confirmed by the set hour. Pure.
import type { Lead, RuleKind } from '../../../config/reminders.ts';
import { addDays, instantOf } from '../../lib/dates.ts';
import type { Calendar } from '../calendar/model.ts';
import type { DatedItem } from '../calendar/rules.ts';
import { beginningOf, expiryOf, leadAt } from '../reminders/leads.ts';
import { leadsOf, ruleOf } from '../reminders/rules.ts';
import { timelines } from '../reminders/timeline.ts';
import { chainsOf, concerns } from './chain.ts';
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

const byEnd = (a: DatedItem, b: DatedItem): number => a.end.localeCompare(b.end);

/** The item of a step after which a school is asked: its last one, for it is asked once, when all of it should be done. */
export const lastItemOf = ({ items }: Step, schoolId?: string): DatedItem | undefined =>
  items
    .filter((item) => concerns(item, schoolId))
    .toSorted(byEnd)
    .at(-1);

/** Those items of a step that can be the last one of a school. */
function lastItems({ items }: Step): DatedItem[] {
  const sorted = items.toSorted(byEnd);
  return sorted.filter(({ schools }, i) => {
    const later = sorted.slice(i + 1);
    const more = (schoolId: string): boolean => later.some((item) => concerns(item, schoolId));
    return !later.some((item) => item.schools.length === 0) && (schools.length === 0 || !schools.every(more));
  });
}

/** When schools are asked for a step (epoch ms); on the last day of its last item. */
function askHour(
  calendar: Calendar,
  { kind }: Step,
  { item, asking, lead }: { item: DatedItem; asking: Asking; lead: Lead },
): number | null {
  const set = leadAt(calendar, item.end, lead);
  if (set === null) return null;
  const day = kind === 'paperPickup' ? item.start : item.end;
  return Math.max(set, beginningOf(calendar, day, item.time) + atEarliest[asking]);
}

/** When the office gets the list with a school that has not confirmed a step, of what is for it (epoch ms); null where none is sent. */
export function listHour(calendar: Calendar, step: Step): number | null {
  const kinds = asksOf(step.kind);
  const [lead] = kinds ? leadsOf(calendar, kinds.list) : [];
  const item = lastItemOf(step);
  return lead && item ? askHour(calendar, step, { item, asking: 'list', lead }) : null;
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
  if (!kinds) return [];
  return lastItems(step).flatMap((item) =>
    (['alert', 'list'] as const).flatMap((asking) =>
      leadsOf(calendar, kinds[asking]).flatMap((lead) => {
        const due = askHour(calendar, step, { item, asking, lead });
        if (due === null) return [];
        // Of use as long as something can still be done about it that day.
        const expires = instantOf(addDays(item.end, 1)) - ruleOf(calendar, kinds[asking]).late;
        return [{ item, lead, asking, due, expires }];
      }),
    ),
  );
}
