// One file of a multipart request read into memory, with the patience of receive.ts: for documents that are read and not kept.
import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import { Refusal } from '../lib/refuse.ts';
import * as wording from '../office/contests/wording.ts';
import { Broken, type Patience } from './receive.ts';

/** What is taken, and the sentences for what is not. */
export interface OneFile {
  /** Largest file, bytes; no more than this is ever held. */
  most: number;
  tooLarge: Refusal;
  tooMany: Refusal;
}

/** What a refused request may still send before the connection is cut, beyond the limit of the file. */
const overrun = 16 * 1024 * 1024;

type Parser = InstanceType<typeof Busboy>;

const notAForm = (): Refusal => new Refusal('not-a-form', wording.notAForm);

/** The first thing that was wrong with a request, and its file: one block of memory, filled as the bytes come. */
class Taken {
  refusal: Refusal | null = null;
  name: string | null = null;
  /** Resolves when all of the file is here. */
  ended: Promise<void> = Promise.resolve();
  private readonly room: Buffer;
  private used = 0;

  constructor(bytes: number) {
    this.room = Buffer.allocUnsafeSlow(bytes);
  }

  refuse(why: Refusal): void {
    this.refusal ??= why;
  }

  /** Once something is refused the rest is read and thrown away, so that the sender hears why. */
  fill(stream: BusboyFileStream, name: string | undefined, limits: OneFile): void {
    this.name = name ?? '';
    stream.on('data', (chunk: Buffer) => {
      if (this.used + chunk.length > this.room.length) this.refuse(limits.tooLarge);
      else if (!this.refusal) this.used += chunk.copy(this.room, this.used);
    });
    this.ended = new Promise((resolve) => stream.once('end', resolve));
    stream.on('limit', () => this.refuse(limits.tooLarge));
  }

  /** @throws Refusal */
  file(): { name: string; bytes: Buffer } {
    if (this.refusal) throw this.refusal;
    if (this.name === null) throw new Refusal('no-files', wording.noFiles);
    return { name: this.name, bytes: this.room.subarray(0, this.used) };
  }
}

/**
 * Reads the request to its end; answers its one file with the name its sender gave.
 * @throws Refusal with a Chinese sentence (codes: answer.ts); Broken
 */
export async function receiveOne(
  request: IncomingMessage,
  limits: OneFile,
  wait: Patience,
): Promise<{ name: string; bytes: Buffer }> {
  const parser = parserFor(request, limits);
  // A request without a length may be as long as the limit; a file is never longer than the request it comes in.
  const length = Number(request.headers['content-length'] ?? limits.most);
  const taken = new Taken(Math.min(length, limits.most));
  await pipe(request, parser, limits, wait, taken);
  return taken.file();
}

/** Pipes the request through the parser; ends when all of it has been read, or it was too long, too slow, broken or no form. */
function pipe(request: IncomingMessage, parser: Parser, limits: OneFile, wait: Patience, taken: Taken): Promise<void> {
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
      reject(error);
    };
    const seen = (chunk: Buffer) => {
      clearTimeout(idle);
      idle = setTimeout(slow, wait.idle);
      bytes += chunk.length;
      if (bytes > limits.most + overrun) stop(limits.tooLarge);
    };
    const closed = () => {
      if (!request.complete) stop(new Broken('connection closed'));
    };
    request.on('data', seen).on('close', closed);
    parser.on('file', (_, stream, name) => {
      // Without a listener a stream that breaks would end the process.
      stream.on('error', stop);
      taken.fill(stream, name, limits);
    });
    parser.on('filesLimit', () => taken.refuse(limits.tooMany));
    parser.on('partsLimit', () => taken.refuse(notAForm()));
    parser.on('error', () => stop(notAForm()));
    parser.on('finish', () => taken.ended.then(release).then(resolve));
    request.pipe(parser);
  });
}

function parserFor(request: IncomingMessage, { most }: OneFile): Parser {
  const fields = 5;
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: {
        ...{ files: 1, fileSize: most, fields, fieldSize: 1024 },
        ...{ parts: fields + 2, headerPairs: 20, headerSize: 8 * 1024 },
      },
    });
  } catch {
    // It throws for a body that is no multipart form, or one without a boundary.
    throw notAForm();
  }
}
