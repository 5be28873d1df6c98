// A multipart request as files in the incoming folder: streamed, counted, checked, and gone again when anything is wrong.
import { open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { inspectFile } from '../files/inspect.ts';
import { type FileKind, hasMacroEnding, kindOfName, shownName } from '../files/kinds.ts';
import { type FileStore, syncFolder } from '../files/storage.ts';
import { newId } from '../lib/ids.ts';
import { Refusal } from '../lib/refuse.ts';
import type { Arrived } from '../office/contests/actions.ts';
import type { Contest } from '../office/contests/model.ts';
import * as wording from '../office/contests/wording.ts';

/** Patience with a transfer, milliseconds. */
export interface Patience {
  /** Longest silence. */
  idle: number;
  /** Longest transfer. */
  whole: number;
}

/** The defaults: a minute of silence, half an hour in all. */
export const patience: Patience = { idle: 60_000, whole: 1_800_000 };

/** What a refused request may still send before the connection is cut, beyond the limit of an entry. */
const overrun = 16 * 1024 * 1024;

/** The transfer ended before it was complete: nobody is left to be told. */
export class Broken extends Error {}

type Limits = Pick<Contest, 'kinds' | 'maxFileBytes' | 'maxEntryBytes' | 'maxFiles'>;

/**
 * Reads the request to its end. All files or none: whatever is refused, nothing stays on disk.
 * @throws Refusal with a Chinese sentence (codes: statusOf in uploads.ts); Broken
 */
export async function receive(
  request: IncomingMessage,
  limits: Limits,
  store: FileStore,
  wait: Patience = patience,
): Promise<Arrived[]> {
  const transfer = new Transfer(limits, store);
  try {
    await read(request, transfer, wait);
    await transfer.check();
    return transfer.files;
  } catch (error) {
    await transfer.discard();
    throw error;
  }
}

/** Pipes the request through busboy into the transfer; ends when all of it is on disk, refused, too slow or broken. */
function read(request: IncomingMessage, transfer: Transfer, wait: Patience): Promise<void> {
  const parser = parserFor(request, transfer.limits);
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const slow = () => stop(new Refusal('timeout', wording.tooSlow));
    let idle = setTimeout(slow, wait.idle);
    const whole = setTimeout(slow, wait.whole);
    const release = () => {
      clearTimeout(idle);
      clearTimeout(whole);
      request.off('data', seen).off('close', closed);
    };
    const stop = (error: Error) => {
      release();
      request.unpipe(parser).resume();
      transfer.break(error);
      reject(error);
    };
    const seen = (chunk: Buffer) => {
      clearTimeout(idle);
      idle = setTimeout(slow, wait.idle);
      bytes += chunk.length;
      if (bytes > transfer.limits.maxEntryBytes + overrun) stop(tooLarge(transfer.limits));
    };
    const closed = () => {
      if (!request.complete) stop(new Broken('connection closed'));
    };
    const finished = () => transfer.written().then(release).then(resolve);
    transfer.failed = stop;
    request.on('data', seen).on('close', closed);
    parser.on('file', (_, stream, name) => transfer.take(stream, name));
    parser.on('filesLimit', () => transfer.refuse('too-many', wording.tooManyFiles(transfer.limits)));
    parser.on('partsLimit', () => transfer.refuse('not-a-form', wording.notAForm));
    parser.on('error', () => stop(new Refusal('not-a-form', wording.notAForm)));
    parser.on('finish', finished);
    request.pipe(parser);
  });
}

const tooLarge = (limits: Limits) => new Refusal('too-large', wording.entryTooLarge(limits));

function parserFor(request: IncomingMessage, { maxFiles, maxFileBytes }: Limits) {
  const fields = 5;
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: {
        files: maxFiles,
        fileSize: maxFileBytes,
        fields,
        fieldSize: 1024,
        parts: maxFiles + fields + 1,
        headerPairs: 20,
        headerSize: 8 * 1024,
      },
    });
  } catch {
    // It throws for a body that is no multipart form, or one without a boundary.
    throw new Refusal('not-a-form', wording.notAForm);
  }
}

/** One request under way: its files, and the first thing that was wrong with them. */
class Transfer {
  readonly files: Arrived[] = [];
  readonly limits: Limits;
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
    if (hasMacroEnding(name)) this.refuse('macros', wording.fileObstacle(name, 'macros'));
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

  async written(): Promise<void> {
    await Promise.all(this.writing);
  }

  /** Everything is on disk: is it what it says? */
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

  break(error: Error): void {
    for (const stream of this.open) stream.destroy(error);
  }

  async discard(): Promise<void> {
    await this.written();
    for (const { id } of this.files) await rm(await this.store.incoming(id), { force: true });
  }
}
