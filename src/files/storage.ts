// Where handed-in files live: below one folder, under names of our own, never under a name people chose.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The file store of DATA_DIR. Paths are relative, `/`-separated. */
export interface FileStore {
  /** Absolute path for writing a new incoming file; its folder exists. */
  incoming(id: string): Promise<string>;
  /** Absolute path of a stored file. @throws when it would leave the store */
  path(relative: string): string;
  /** Moves a file into its lasting place; calling it again after it has moved changes nothing. */
  keep(from: string, to: string): Promise<void>;
  remove(relative: string): Promise<void>;
  /** Incoming files last written before that instant (machine time, epoch ms): left behind by broken transfers. */
  incomingBefore(instant: number): Promise<string[]>;
  exists(relative: string): Promise<boolean>;
  /** SHA-256 in hex of a stored file, read as a stream. */
  sha256(relative: string): Promise<string>;
}

/** Makes new names in a folder survive a power cut, as the store's rows about them do. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** The file store below `dataDir/files`. */
export function fileStore(dataDir: string): FileStore {
  const root = resolve(dataDir, 'files');
  const path = (relative: string): string => {
    const full = resolve(root, relative);
    if (!full.startsWith(root + sep)) throw new Error('path outside the file store');
    return full;
  };
  const exists = (relative: string) =>
    stat(path(relative)).then(
      () => true,
      () => false,
    );
  return {
    path,
    exists,
    async incoming(id) {
      await mkdir(join(root, 'incoming'), { recursive: true });
      return path(`incoming/${id}`);
    },
    async keep(from, to) {
      if (!(await exists(from)) && (await exists(to))) return;
      await mkdir(dirname(path(to)), { recursive: true });
      await rename(path(from), path(to));
      await syncFolder(dirname(path(to)));
    },
    remove: (relative) => rm(path(relative), { force: true }),
    async incomingBefore(instant) {
      await mkdir(join(root, 'incoming'), { recursive: true });
      const old: string[] = [];
      for (const name of await readdir(join(root, 'incoming'))) {
        const found = statSync(path(`incoming/${name}`), { throwIfNoEntry: false });
        if (found && found.mtimeMs < instant) old.push(`incoming/${name}`);
      }
      return old;
    },
    async sha256(relative) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(path(relative)), hash);
      return hash.digest('hex');
    },
  };
}
