// What people answer to what was sent to them, and what an answer can belong to. Plain data.
import type { LocalDate } from '../../lib/dates.ts';
import type { Row } from '../../store/tables.ts';
import type { Person } from '../people/model.ts';

/** What the office decides about answers; each `about` is the sentence shown beside the setting. */
export const replySettings = {
  recent: { about: '多久以前发的提醒还能直接答复（天）；更早的要引用它或写上日期', days: 21 },
  lateWords: { about: '事情开始以后，多久以内还认作迟到的答复，请对方看下一次（小时）', hours: 24 },
  after: { about: '事情过去以后，多少天内还能问、还能要资料给资料', days: 14 },
  timed: { about: '定时消息发出以后，几天内可以答复', days: 3 },
  link: { about: '资料文件的下载链接几天内有效', days: 14 },
  largestFile: { about: '私聊里收的资料文件最大多少字节', bytes: 20 * 1024 * 1024 },
} as const;

/** What one kind of answer is. */
export interface ReplyRule {
  /** What it is called: 您的“请假”. */
  title: string;
  /** Somebody has one of these for a matter: the later one takes the place of the earlier. */
  stance: boolean;
  /** Until when it can be given: the beginning, or some days after it. */
  until: 'beginning' | 'after';
}

/** The kinds of answers, by their name in the store. */
export const replyKinds = {
  attend: { title: '参加', stance: true, until: 'beginning' },
  absent: { title: '不参加', stance: true, until: 'beginning' },
  leave: { title: '请假', stance: true, until: 'beginning' },
  signup: { title: '报名', stance: true, until: 'beginning' },
  want: { title: '要资料', stance: false, until: 'after' },
  offer: { title: '给资料', stance: false, until: 'after' },
  handover: { title: '改由', stance: false, until: 'beginning' },
  ask: { title: '问', stance: false, until: 'after' },
  seen: { title: '知道了', stance: false, until: 'after' },
} as const satisfies Record<string, ReplyRule>;

/** Name of a kind of answer. */
export type ReplyKind = keyof typeof replyKinds;

/** The kinds of which somebody has one for a matter. */
export const stances = (Object.keys(replyKinds) as ReplyKind[]).filter((kind) => replyKinds[kind].stance);

/** Names something that can be answered, as the ledger does: source kind and id, and the occurrence (empty: it has none). */
export interface MatterRef {
  kind: string;
  id: string;
  occurrence: string;
}

/** What somebody does in a matter that somebody else could take over. */
export interface Part {
  /** 主备人, 组员. */
  called: string;
}

/** Something that can be answered, as it stands now. */
export interface Matter {
  ref: MatterRef;
  /** 数学集体备课. */
  what: string;
  /** 3月8日（周三，第4周）; empty when it has no day. */
  when: string;
  /** 3月8日（周三）: for groups, in passing. */
  day: string;
  /** First and last day; null when it has none. */
  span: { start: LocalDate; end: LocalDate } | null;
  /** When it begins, or closes: epoch ms; null when that is not known. */
  beginsAt: number | null;
  /** Epoch ms from which nothing is answered to it any more. */
  overAt: number | null;
  /** What may be answered to it. */
  takes: readonly ReplyKind[];
  /** Who hears in private what is answered, in the order of who is nearest to it: the first with anybody left but the speaker. */
  organisers: readonly { called: string; people: readonly Person[] }[];
  /** Who may decide on a 改由, ids. */
  deciders: readonly string[];
  /** Who alone may answer to it, ids; null: everybody it was said to. */
  only: readonly string[] | null;
  /** Who does something in it, by id. */
  parts: ReadonlyMap<string, Part>;
  /** The next one like it, when this one has begun; null when there is none. */
  next: MatterRef | null;
}

/** One answer. */
export interface Reply {
  id: string;
  /** 问0001, 改0001, 资0001; null for those nobody else has to name. */
  number: string | null;
  ref: MatterRef;
  personId: string;
  kind: ReplyKind;
  /** Reason, question, material or remark, as typed. */
  text: string;
  state: Row<'replies'>['state'];
  /** Who is to take over. */
  otherId: string | null;
  groupId: string | null;
  /** Epoch ms. */
  at: number;
  updatedAt: number;
}

/** A row of `replies`. */
export const replyOf = (row: Row<'replies'>): Reply => ({
  id: row.id,
  number: row.number,
  ref: { kind: row.matter_kind, id: row.matter_id, occurrence: row.occurrence },
  personId: row.person_id,
  kind: row.kind as ReplyKind,
  text: row.text,
  state: row.state,
  otherId: row.other_person_id,
  groupId: row.group_id,
  at: row.at,
  updatedAt: row.updated_at,
});

/** A ref as choices carry it: nobody types it. */
export const refText = ({ kind, id, occurrence }: MatterRef): string => [kind, id, occurrence].join(' ');

/** Such a text: with a blank in it, so that no single word is one. */
export const refPattern = /^([a-z]+) (\S+) (.*)$/;

/** The ref of such a text; null for anything else. */
export function readRef(text: string): MatterRef | null {
  const [, kind, id, occurrence = ''] = refPattern.exec(text) ?? [];
  return kind && id ? { kind, id, occurrence } : null;
}

/** Whether two refs name the same. */
export const sameRef = (a: MatterRef, b: MatterRef): boolean => refText(a) === refText(b);

/** A file that comes with an answer: where it can be fetched (JSON: platform and reference), and what it is called. */
export interface Handed {
  source: string;
  name: string;
}

/** Letters of the running numbers, by kind. */
export const numbered: Partial<Record<ReplyKind, string>> = { ask: '问', handover: '改', offer: '资' };

/** The running number `n` of a kind as people say it: 问0001. */
export const replyNumber = (letter: string, n: number): string => `${letter}${String(n).padStart(4, '0')}`;

/** `问0001`, `问1`, `1` → 问0001 for that letter; null for anything else. */
export function readReplyNumber(letter: string, text: string): string | null {
  const digits = new RegExp(`^${letter}?\\s*0*([1-9]\\d{0,5})$`).exec(text.normalize('NFKC').trim())?.[1];
  return digits ? replyNumber(letter, Number(digits)) : null;
}
