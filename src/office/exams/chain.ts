// Which items of the calendar make one exam, and how far a school is in it. Pure.
import { daysBetween, instantOf, type LocalDate } from '../../lib/dates.ts';
import type { Calendar, Item } from '../calendar/model.ts';
import type { DatedItem } from '../calendar/rules.ts';
import { beginningOf } from '../reminders/leads.ts';
import { type Chain, type Confirmation, examSettings, type Step, type StepKind, stepKinds } from './model.ts';

/** The kind of step an item of the calendar is; undefined for anything else, for what has no day yet, and for what was over when it came in. */
export function stepKindOf({ reminderKind, precision, recurrence, theme, past }: Item): StepKind | undefined {
  if (precision !== 'day' || recurrence || theme || past) return undefined;
  return stepKinds.find((kind) => kind === reminderKind);
}

type Placed = DatedItem & { step: StepKind };

function placed(item: Item): Placed[] {
  const step = stepKindOf(item);
  const { start, end } = item;
  return step && start && end ? [{ ...item, start, end, step }] : [];
}

const rank = (kind: StepKind): number => stepKinds.indexOf(kind);

/** Whether an item is for a school; without one it is. */
export const concerns = ({ schools }: { schools: readonly string[] }, schoolId: string | undefined): boolean =>
  schoolId === undefined || schools.length === 0 || schools.includes(schoolId);

/**
 * The exams of the term by day: a pickup, the exam days that follow, the marking that follows. A new exam begins with each pickup,
 * with an exam day after a marking, and after three weeks without anything. With a school only what concerns it.
 */
export function chainsOf({ items }: Calendar, schoolId?: string): Chain[] {
  const all = items.flatMap(placed).sort(byDay);
  // Where the exam itself is for some schools, pickup and marking are for no others, whether they say so or not.
  const narrowed = paired(all).flatMap((part) => part.map((item) => ({ ...item, schools: schoolsIn(part, item) })));
  return paired(narrowed.filter((item) => concerns(item, schoolId))).map(chainOf);
}

const byDay = (a: Placed, b: Placed): number =>
  a.start.localeCompare(b.start) || rank(a.step) - rank(b.step) || a.end.localeCompare(b.end);

/** Items in the order of days, cut into exams. */
function paired(all: readonly Placed[]): Placed[][] {
  const parts: Placed[][] = [];
  for (const item of all) {
    const last = parts.at(-1);
    if (last && belongs(last, item)) last.push(item);
    else parts.push([item]);
  }
  return parts;
}

function schoolsIn(part: readonly Placed[], { schools }: Placed): string[] {
  const exams = part.filter(({ step }) => step === 'examDay');
  const limited = exams.length > 0 && exams.every((exam) => exam.schools.length > 0);
  return schools.length === 0 && limited ? [...new Set(exams.flatMap((exam) => exam.schools))] : schools;
}

function belongs(part: readonly Placed[], item: Placed): boolean {
  const last = part.at(-1);
  if (!last || item.step === 'paperPickup' || rank(item.step) < rank(last.step)) return false;
  const end = part.reduce((latest, one) => (one.end > latest ? one.end : latest), '');
  return daysBetween(end, item.start) <= examSettings.apart.days;
}

function chainOf(part: readonly Placed[]): Chain {
  const found = [...Map.groupBy(part, ({ step }) => step)].map(
    ([kind, items]): Step => ({ kind, items, ...span(items) }),
  );
  const exam = part.find(({ step }) => step === 'examDay') ?? part[0];
  return { title: exam?.title ?? '考试', steps: found, ...span(part) };
}

const span = (items: readonly DatedItem[]): { start: LocalDate; end: LocalDate } => ({
  start: items.map(({ start }) => start).reduce((a, b) => (a < b ? a : b)),
  end: items.map(({ end }) => end).reduce((a, b) => (a > b ? a : b)),
});

/** The step of that kind, if the exam has it. */
export const stepOf = (chain: Chain, kind: StepKind): Step | undefined => chain.steps.find((one) => one.kind === kind);

/** The exam an item belongs to. */
export const chainWith = (chains: readonly Chain[], itemId: string): Chain | undefined =>
  chains.find((chain) => chain.steps.some(({ items }) => items.some(({ id }) => id === itemId)));

/** The exams that are not over, or not for long: those of which something may still be said on `today`, by day. */
export const currentChains = (chains: readonly Chain[], today: LocalDate): Chain[] =>
  chains.filter(({ end }) => daysBetween(end, today) <= examSettings.after.days);

/** Whether a school has confirmed a step: each item of it that is for the school, and there is one. */
export function hasConfirmed({ items }: Step, schoolId: string, confirmations: readonly Confirmation[]): boolean {
  const own = items.filter((item) => concerns(item, schoolId));
  const done = ({ id }: DatedItem): boolean =>
    confirmations.some((one) => one.itemId === id && one.schoolId === schoolId);
  return own.length > 0 && own.every(done);
}

/** When the clock opens a step by itself (epoch ms): the first with its day, the others when they begin. */
export function clockOpens(calendar: Calendar, chain: Chain, step: Step): number {
  const [first] = step.items;
  return chain.steps[0] === step ? instantOf(step.start) : beginningOf(calendar, step.start, first?.time ?? null);
}

/**
 * Where a school stands with a step at `now` (epoch ms): `waiting` until it has confirmed the step before or the step's own time
 * has come; then `open`; `confirmed` when it has said so.
 */
export function stateOf(
  calendar: Calendar,
  { chain, step, schoolId }: { chain: Chain; step: Step; schoolId: string },
  confirmations: readonly Confirmation[],
  now: number,
): 'waiting' | 'open' | 'confirmed' {
  if (hasConfirmed(step, schoolId, confirmations)) return 'confirmed';
  const before = chain.steps[chain.steps.indexOf(step) - 1];
  const released = before !== undefined && hasConfirmed(before, schoolId, confirmations);
  return released || now >= clockOpens(calendar, chain, step) ? 'open' : 'waiting';
}

/** What stands in the way of confirming a step. */
export type NotYet =
  /** Nobody can have done it: its day has not come. */
  | { why: 'day'; day: LocalDate }
  /** The step before is neither confirmed nor is it time. */
  | { why: 'before'; before: StepKind; day: LocalDate };

/** Why a school cannot confirm a step at `now` (epoch ms); null when it can. Marking may be done early, papers and exams not. */
export function notYet(
  calendar: Calendar,
  where: { chain: Chain; step: Step; schoolId: string },
  confirmations: readonly Confirmation[],
  now: number,
): NotYet | null {
  const { chain, step } = where;
  const before = chain.steps[chain.steps.indexOf(step) - 1];
  const day = step.kind === 'examDay' ? step.end : step.start;
  if (step.kind !== 'marking' && now < instantOf(day)) return { why: 'day', day };
  if (stateOf(calendar, where, confirmations, now) !== 'waiting') return null;
  return before ? { why: 'before', before: before.kind, day: step.start } : { why: 'day', day: step.start };
}

/** What comes after a step. */
export const nextStep = (chain: Chain, step: Step): Step | undefined => chain.steps[chain.steps.indexOf(step) + 1];

/** 领卷, 考试完成, 阅卷 → the kind of step; null for other words. */
export function readStep(text: string): StepKind | null {
  const word = text.normalize('NFKC').replace(/\s|完成$|完了$|已|好了$/g, '');
  if (/^(?:领卷|领到试?卷?|领了)$/.test(word)) return 'paperPickup';
  if (/^(?:考试|考完)$/.test(word)) return 'examDay';
  if (/^(?:阅卷|阅完|改卷)$/.test(word)) return 'marking';
  return null;
}
