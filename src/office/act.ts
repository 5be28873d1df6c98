// One act: a piece of work in its transaction, with who does it, when, and from which message. Actions take it first.

import type { Heard } from '../bot/message.ts';
import { dateOf, dayMs, type LocalDate } from '../lib/dates.ts';
import { newId } from '../lib/ids.ts';
import { refuse } from '../lib/refuse.ts';
import type { Vault } from '../lib/vault.ts';
import { type Wanted, want } from '../queue/ledger.ts';
import type { Tx } from '../store/db.ts';
import { type Calendar, loadCalendar } from './calendar/model.ts';
import type { Quota } from './deliveries/model.ts';
import type { Group, Person } from './people/model.ts';
import type { ChannelFacts } from './people/reach.ts';

/** What the office is told from outside: where its pages are. */
export interface OfficeSettings {
  /** Base of every link, no slash at the end; null when links would lead nowhere (loopback while a platform is configured). */
  publicUrl: string | null;
  /** True in the sandbox: sample data, links on loopback are fine. */
  sandbox: boolean;
  /** Which ways out are set up, for saying who cannot be reached. */
  channels?: ChannelFacts;
  /** Monthly quotas of the platforms in use. */
  quotas?: readonly Quota[];
  /** Seals what a copy of the store must not tell (secret tasks). */
  vault?: Vault;
}

/** How long a change made in chat can be taken back, milliseconds: 24 hours (the office's rule for postponement, kept for every change). */
export const undoLasts = dayMs;

/** Everything an action may use. Made by app.ts for a message, by jobs for themselves. */
export interface Act {
  tx: Tx;
  /** Epoch ms. */
  now: number;
  today: LocalDate;
  /** Who asks; null for strangers and for the system itself. */
  speaker: Person | null;
  /** The message it comes from; null for jobs and the command line. */
  message: Heard | null;
  /** The registered group it was said in, if any. */
  group: Group | null;
  /** For the record: `channel/message id`, `cli`, `clock`. */
  origin: string;
  settings: OfficeSettings;
}

/** The act of a job or of the command line. */
export const systemAct = (tx: Tx, now: number, origin: string, settings: OfficeSettings): Act => ({
  tx,
  now,
  today: dateOf(now),
  speaker: null,
  message: null,
  group: null,
  origin,
  settings,
});

/** Appends to the record: who changed what, old → new. Never deleted, never edited (domain.md §8, traceability). */
export async function record(
  act: Act,
  action: string,
  subject: { kind: string; id: string },
  change: { old?: unknown; new?: unknown } = {},
): Promise<void> {
  await act.tx
    .insertInto('audit')
    .values({
      at: act.now,
      person_id: act.speaker?.id ?? null,
      action,
      subject: subject.kind,
      subject_id: subject.id,
      old: change.old === undefined ? null : JSON.stringify(change.old),
      new: change.new === undefined ? null : JSON.stringify(change.new),
      origin: act.origin,
    })
    .execute();
}

/** Owes messages to people or groups; due now unless they say otherwise. */
export async function tell(act: Act, ...wishes: (Omit<Wanted, 'due'> & { due?: number })[]): Promise<void> {
  await want(
    act.tx,
    act.now,
    wishes.map((wish) => ({ due: act.now, author: act.speaker?.id ?? '', ...wish })),
  );
}

/** Puts a job into the outbox: `name` of jobs/index.ts, ids in the payload. Runs after the commit. */
export async function later(act: Act, name: string, payload: Record<string, string>, due = act.now): Promise<void> {
  await act.tx
    .insertInto('tasks')
    .values({
      id: newId(),
      name,
      payload: JSON.stringify(payload),
      state: 'queued',
      reason: null,
      due_at: due,
      relayed_at: null,
      attempts: 0,
      created_at: act.now,
      settled_at: null,
    })
    .execute();
}

/** Who speaks, for commands that only people in the roster reach. */
export function me(act: Act): Person {
  return act.speaker ?? refuse('stranger', '我还不认识您，请联系管理员。');
}

/** The current term's calendar. @throws Refusal when none has been imported */
export async function calendarOf(act: Act): Promise<Calendar> {
  return (await loadCalendar(act.tx)) ?? refuse('no-calendar', '还没有导入本学期的行事历，请联系管理员。');
}
