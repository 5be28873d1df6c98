// Contests, and what people hand in to them, as the rest of the office sees them.
import type { FileKind } from '../../files/kinds.ts';
import type { Reader } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';

/** A contest that collects files. */
export interface Contest {
  id: string;
  name: string;
  /** Epoch ms; from this instant files are taken. */
  opensAt: number;
  /** Epoch ms; from this instant nothing is taken any more. */
  closesAt: number;
  kinds: FileKind[];
  /** Limits of one hand-in, bytes and count. */
  maxFileBytes: number;
  maxEntryBytes: number;
  maxFiles: number;
  /** Invented, for the sandbox; said wherever it is shown. */
  sample: boolean;
}

/** One file of a hand-in. */
export interface HandedFile {
  id: string;
  /** As people see it; never used as a path. */
  name: string;
  bytes: number;
  kind: FileKind;
  /** Hex; null until the queued job has stored the file. */
  sha256: string | null;
  /** Below the file store. */
  path: string;
  state: Row<'entry_files'>['state'];
}

/** One version of an entry: all the files of one hand-in. */
export interface HandIn {
  version: number;
  /** Epoch ms. */
  at: number;
  files: HandedFile[];
}

/** What one person handed in to one contest. */
export interface Entry {
  id: string;
  /** 赛0001 */
  number: string;
  contestId: string;
  personId: string;
  schoolId: string | null;
  /** The latest version, which counts. */
  version: number;
}

/** An entry with its contest and all versions, newest first. */
export interface HandedIn {
  entry: Entry;
  contest: Contest;
  versions: HandIn[];
}

/** A row of `contests` as a Contest. */
export const contestOf = (row: Row<'contests'>): Contest => ({
  id: row.id,
  name: row.name,
  opensAt: row.opens_at,
  closesAt: row.closes_at,
  kinds: JSON.parse(row.kinds),
  maxFileBytes: row.max_file_bytes,
  maxEntryBytes: row.max_entry_bytes,
  maxFiles: row.max_files,
  sample: row.sample === 1,
});

/** A row of `entries` as an Entry. */
export const entryOf = (row: Row<'entries'>): Entry => ({
  id: row.id,
  number: row.number,
  contestId: row.contest_id,
  personId: row.person_id,
  schoolId: row.school_id,
  version: row.version,
});

/** A row of `entry_files` as a HandedFile. */
export const handedFileOf = (row: Row<'entry_files'>): HandedFile => ({
  id: row.id,
  name: row.name,
  bytes: row.bytes,
  kind: row.kind as FileKind,
  sha256: row.sha256,
  path: row.path,
  state: row.state,
});

/** All contests, the one that closes first in front. */
export async function allContests(db: Reader): Promise<Contest[]> {
  return (await db.selectFrom('contests').selectAll().orderBy('closes_at').orderBy('id').execute()).map(contestOf);
}
