// Misfire classes: what lateness and an unknown outcome mean for a kind of message. One table, read by relay and ledger.
// Sources: domain.md §4 (late policy), the section on the ledger (what repeats by rule).

/** What a class of deliveries may and may not do. */
export interface DeliveryClass {
  /** Chinese name, for lists. */
  title: string;
  /** Sent again by itself when it is unknown whether it went out: silence would be worse than a repeat. */
  repeats: boolean;
  /** Goes out at any hour; the others only in sending hours. */
  anyHour: boolean;
}

/** The classes by name; a delivery's `class` column is one of these keys. */
export const classes = {
  answer: { title: '回答', repeats: false, anyHour: true },
  notice: { title: '通知', repeats: false, anyHour: true },
  receipt: { title: '回执', repeats: false, anyHour: true },
  alert: { title: '管理提醒', repeats: false, anyHour: true },
  event: { title: '活动提醒', repeats: false, anyHour: false },
  exam: { title: '考试提醒', repeats: true, anyHour: true },
  deadline: { title: '截止提醒', repeats: false, anyHour: false },
  digest: { title: '周报', repeats: false, anyHour: false },
  schedule: { title: '定时消息', repeats: false, anyHour: false },
  secret: { title: '保密任务', repeats: false, anyHour: false },
  correction: { title: '更正', repeats: true, anyHour: true },
} as const satisfies Record<string, DeliveryClass>;

/** Name of a misfire class. */
export type ClassName = keyof typeof classes;
