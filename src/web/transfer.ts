// The files of one request on their way into the incoming folder: streamed, counted, checked, and gone again when anything is wrong.
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BusboyFileStream } from '@fastify/busboy';
import { inspectFile } from '../files/inspect.ts';
import { type FileKind, hasMacroEnding, kindOfName, shownName } from '../files/kinds.ts';
import { type FileStore, syncFolder } from '../files/storage.ts';
import { newId } from '../lib/ids.ts';
import { Refusal } from '../lib/refuse.ts';
import type { Arrived } from '../office/contests/actions.ts';
import type { Contest } from '../office/contests/model.ts';
import * as wording from '../office/contests/wording.ts';
import { isPaperName } from '../office/papers/files.ts';
import { noPaperFiles } from '../office/papers/wording.ts';

/** What a contest takes in one hand-in. */
export type Limits = Pick<Contest, 'kinds' | 'maxFileBytes' | 'maxEntryBytes' | 'maxFiles'> & {
  /** Papers are being set: no file that is named like one is taken. */
  noPapers?: boolean;
};

/** The files together are too large. */
export const tooLarge = (limits: Limits): Refusal => new Refusal('too-large', wording.entryTooLarge(limits));

/** One request under way: its files, and the first thing that was wrong with them. */
export class Transfer {
  readonly files: Arrived[] = [];
  readonly limits: Limits;
  /** The first thing that was wrong; from then on nothing more is written. */
  refusal: Refusal | null = null;
  /** Called once when writing cannot go on. */
  failed: (error: Error) => void = () => undefined;
  private readonly store: FileStore;
  private readonly writing: Promise<void>[] = [];
  private readonly open = new Set<BusboyFileStream>();
  private bytes = 0;

  constructor(limits: Limits, store: FileStore) {
    this.limits = limits;
    this.store = store;
  }

  refuse(code: string, text: string): void {
    this.refusal ??= new Refusal(code, text);
  }

  /** Begins to write one file; `written` is the name the sender gave. */
  take(stream: BusboyFileStream, written: string | undefined): void {
    const name = shownName(written ?? '');
    const kind = this.kindOf(name);
    this.open.add(stream);
    // Without a listener a stream that breaks before it is read would end the process.
    stream.on('error', this.failed);
    const writing = this.write(stream, name, kind).finally(() => this.open.delete(stream));
    this.writing.push(writing.catch(this.failed));
  }

  private kindOf(name: string): FileKind | null {
    const kind = kindOfName(name);
    if (this.limits.noPapers && isPaperName(name)) this.refuse('paper-file', noPaperFiles);
    else if (hasMacroEnding(name)) this.refuse('macros', wording.fileObstacle(name, 'macros'));
    else if (!kind || !this.limits.kinds.includes(kind)) this.refuse('kind', wording.wrongKind(name, this.limits));
    return kind;
  }

  /** Once something is refused the rest is read and thrown away, so that the sender hears why. */
  private async write(stream: BusboyFileStream, name: string, kind: FileKind | null): Promise<void> {
    const id = newId();
    const full = await this.store.incoming(id);
    const file = await open(full, 'wx');
    const arrived = { id, name, kind: kind ?? '', bytes: 0, path: `incoming/${id}` };
    this.files.push(arrived);
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        arrived.bytes += chunk.length;
        this.bytes += chunk.length;
        if (this.bytes > this.limits.maxEntryBytes) this.refusal ??= tooLarge(this.limits);
        if (!this.refusal) await file.write(chunk);
      }
      if (stream.truncated) this.refuse('too-large', wording.fileTooLarge(name, this.limits));
      if (!this.refusal) await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** Resolves when every file that was begun is on disk or given up. */
  async written(): Promise<void> {
    await Promise.all(this.writing);
  }

  /** Looks into the files once all are on disk. @throws Refusal */
  async check(): Promise<void> {
    if (this.refusal) throw this.refusal;
    if (this.files.length === 0) throw new Refusal('no-files', wording.noFiles);
    for (const { id, name, kind } of this.files) {
      const path = await this.store.incoming(id);
      const obstacle = await inspectFile(path, kind as FileKind);
      if (obstacle) throw new Refusal(obstacle, wording.fileObstacle(name, obstacle));
    }
    await syncFolder(dirname(await this.store.incoming('x')));
  }

  /** Gives up what is still being written. */
  break(error: Error): void {
    for (const stream of this.open) stream.destroy(error);
  }

  /** Removes every file. */
  async discard(): Promise<void> {
    await this.written();
    for (const { id } of this.files) await rm(await this.store.incoming(id), { force: true });
  }
}
