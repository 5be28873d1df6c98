// Misfire classes: what lateness, an unknown outcome, company and a full week mean for a kind of message. One table, read by clock,
// relay and ledger. Sources: domain.md §4 (late policy), the sections on rules and on the ledger (what repeats by rule).

/** What a class of deliveries may and may not do. */
export interface DeliveryClass {
  /** Chinese name, for lists. */
  title: string;
  /** Sent again by itself when it is unknown whether it went out: silence would be worse than a repeat. */
  repeats: boolean;
  /** Goes out at any hour; the others only in sending hours. */
  anyHour: boolean;
  /** Becomes one message with what else is due for the same group or person at that moment. */
  merges: boolean;
  /** Goes out earlier within one span of sending hours when something for the same group or person goes out there before it. */
  early: boolean;
  /** Place among what may be put off to the Friday digest when a week is full; the lowest goes first. Null: it never waits. */
  rank: number | null;
  /**
   * What it speaks of begins or ends when it expires: afterwards it is worth nothing. The others are only late by then, and may be said
   * on another day of the week.
   */
  dated: boolean;
  /** Counts as one of the messages that a teacher gets unasked in a week. Secret tasks are counted nowhere. */
  counts: boolean;
}

const atOnce = {
  ...{ repeats: false, anyHour: true, merges: false, early: false, rank: null, dated: true, counts: false },
} as const;
const inHours = { repeats: false, anyHour: false, merges: true, early: true, dated: true, counts: true } as const;

/** The classes by name; a delivery's `class` column is one of these keys. */
export const classes = {
  answer: { ...atOnce, title: '回答' },
  notice: { ...atOnce, title: '通知', counts: true },
  receipt: { ...atOnce, title: '回执' },
  alert: { ...atOnce, title: '管理提醒' },
  event: { ...inHours, title: '活动提醒', rank: 4 },
  exam: { ...atOnce, title: '考试提醒', repeats: true, counts: true },
  deadline: { ...inHours, title: '截止提醒', rank: 3 },
  digest: { ...inHours, title: '周报', rank: 1, dated: false },
  // Its time was set by an admin, and it is for that day: it is joined, never pulled, and not put off to another day.
  schedule: { ...inHours, title: '定时消息', early: false, rank: 2 },
  secret: { ...atOnce, title: '保密任务', anyHour: false },
  correction: { ...atOnce, title: '更正', repeats: true, counts: true },
} as const satisfies Record<string, DeliveryClass>;

/** Name of a misfire class. */
export type ClassName = keyof typeof classes;

/** The classes for which something holds. */
export const classesWhere = (holds: (one: DeliveryClass) => boolean): ClassName[] =>
  (Object.keys(classes) as ClassName[]).filter((name) => holds(classes[name]));

/** The source kind of a message that says several at once; its source id is the id of its first member. */
export const bundleKind = 'bundle';
