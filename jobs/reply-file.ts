// Fetches a file that was handed on as material, looks into it, keeps it, and tells those it is for; removes it when it was taken back.
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { inspectFile } from '../src/files/inspect.ts';
import { type FileKind, fileKinds, kindOfName, shownName } from '../src/files/kinds.ts';
import { Refusal, refuse } from '../src/lib/refuse.ts';
import { type Act, systemAct } from '../src/office/act.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import {
  type Fetched,
  fileOf,
  forgetFile,
  type HandedSource,
  isWithdrawn,
  nameObstacle,
  readSource,
  settleFile,
} from '../src/office/replies/files.ts';
import { replySettings } from '../src/office/replies/model.ts';
import { obstacles } from '../src/office/replies/view-wording.ts';
import { done, job } from '../src/queue/job.ts';

/** Payload: the answer the file came with. Run again after it was kept, it changes nothing. */
export const replyFile = job<OfficeParts>()({
  name: 'reply-file',
  payload: z.object({ reply: z.uuid() }),
  attempts: 8,
  deadline: 180_000,
  async run({ reply }, parts) {
    const { store, clock, settings } = parts;
    const inOffice = <T>(work: (act: Act) => Promise<T>) =>
      store.write((tx) => work(systemAct(tx, clock.now(), 'reply-file', settings)));
    const clear = async () => {
      for (const place of [incoming(reply), ...fileKinds.map((kind) => lasting(reply, kind))])
        await parts.files.remove(place);
      await inOffice((act) => forgetFile(act, reply));
    };
    const file = await fileOf(store.read, reply);
    if (file && (await isWithdrawn(store.read, reply))) {
      await clear();
      return done;
    }
    if (file?.state !== 'fetching') return done;
    const source = readSource(file.source ?? '');
    if (!source) throw new Error('where the file can be fetched is not readable');
    try {
      const fetched = await fetchFile(parts, reply, source, file.name);
      await inOffice((act) => settleFile(act, reply, fetched));
    } catch (error) {
      // What is wrong with the file is for whoever sent it; anything else is tried again, until the file is gone and says so itself.
      if (!(error instanceof Refusal)) throw error;
      await inOffice((act) => settleFile(act, reply, { state: 'refused', why: error.message }));
    }
    // It may have been taken back while it was fetched: who took it back found nothing to remove then.
    if (await isWithdrawn(store.read, reply)) await clear();
    return done;
  },
});

/** Where the file of an answer lies, by the id of the answer alone: it is found again whatever became of the run that put it there. */
const incoming = (reply: string): string => `incoming/${reply}`;
const lasting = (reply: string, kind: FileKind): string => `replies/${reply}.${kind}`;

/** @throws Refusal for files that are not taken */
async function fetchFile(parts: OfficeParts, id: string, source: HandedSource, called: string): Promise<Fetched> {
  const { files } = parts;
  const media = await parts.fetchMedia(source.platform, source.media, replySettings.largestFile.bytes);
  const name = shownName(source.media.name ?? media.name ?? called);
  const kind = kindOfName(name);
  const wrong = nameObstacle(name);
  if (!kind || wrong) return refuse('file', wrong ?? '');
  const [from, path] = [incoming(id), lasting(id, kind)];
  await writeFile(await files.incoming(id), media.bytes, { flush: true });
  const obstacle = await inspectFile(files.path(from), kind);
  if (obstacle) {
    await files.remove(from);
    refuse('file', obstacles[obstacle] ?? obstacles.other ?? '');
  }
  await files.keep(from, path);
  return { state: 'stored', name, bytes: media.bytes.length, path, sha256: await files.sha256(path) };
}
