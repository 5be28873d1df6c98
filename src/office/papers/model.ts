// A secret task (命题) as the rules see it. What it is about is sealed in the store; nothing of it belongs in any list, log or count.
import { randomBytes } from 'node:crypto';
import type { LocalDate } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Vault } from '../../lib/vault.ts';
import type { Row } from '../../store/tables.ts';
import type { Act } from '../act.ts';

/** States: given → accepted → finished → handedOver; recused by whoever has it, withdrawn by whoever gave it. */
export type PaperState = Row<'paper_tasks'>['state'];

/** States in which something is still to be done by whoever has it: only then is anything said of it. */
export const openStates: readonly PaperState[] = ['given', 'accepted'];

/** One thing that was done about a task; never taken out again. */
export interface PaperEvent {
  /** Epoch ms. */
  at: number;
  /** Person id. */
  by: string;
  what: PaperState | 'redated';
}

/** What is sealed. */
export interface PaperContent {
  subject: string;
  /** 三年级. */
  grade: string;
  /** Title of the exam in the calendar; null when the plan has none. */
  exam: string | null;
  /** Person who gave it. */
  givenBy: string;
  history: PaperEvent[];
}

/** One task. */
export interface PaperTask {
  id: string;
  /** 密A3F09C. */
  number: string;
  setterId: string;
  state: PaperState;
  dueOn: LocalDate;
  /** Epoch ms since when it is due then. */
  datedAt: number;
  revision: number;
  /** Null when it was sealed under another key. */
  content: PaperContent | null;
}

/** A row of `paper_tasks`, opened with the office's key. */
export function taskOf(row: Row<'paper_tasks'>, vault: Vault): PaperTask {
  const open = vault.open(row.content);
  return {
    id: row.id,
    number: row.number,
    setterId: row.setter_id,
    state: row.state,
    dueOn: row.due_on,
    datedAt: row.dated_at,
    revision: row.revision,
    content: open === null ? null : JSON.parse(open),
  };
}

/** The office's vault. @throws Refusal where there is none */
export const vaultOf = ({ settings }: Act): Vault =>
  settings.vault ?? refuse('no-vault', '还没有设置密钥（SECRET_KEY），请联系管理员。');

/** Where messages about a task come from in the ledger. */
export const paperSource = ({ id }: Pick<PaperTask, 'id'>) => ({ kind: 'paperSetting', id });

/** A number drawn by lot: a running one would tell how many there are. */
export const newPaperNumber = (): string => `密${randomBytes(3).toString('hex').toUpperCase()}`;

/** `密A3F09C`, `a3f09c` → 密A3F09C; null for anything else. */
export function readPaperNumber(text: string): string | null {
  const digits = /^密?\s*([0-9a-f]{6})$/i.exec(text.normalize('NFKC').trim())?.[1];
  return digits ? `密${digits.toUpperCase()}` : null;
}
