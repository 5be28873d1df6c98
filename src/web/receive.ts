// A multipart request read to its end into a transfer, with patience for slow networks and none for endless ones.
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { FileStore } from '../files/storage.ts';
import { Refusal } from '../lib/refuse.ts';
import type { Arrived } from '../office/contests/actions.ts';
import * as wording from '../office/contests/wording.ts';
import { type Limits, Transfer, tooLarge } from './transfer.ts';

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
