// The office's own key: given as a setting, or made once and kept in the data folder, beside the store and not in it.
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file in the data folder; `jiaoyan backup` leaves it out. */
const file = 'secret.key';

/** The key: `given` (SECRET_KEY), else that of the data folder, made when there is none. Readable by its owner only. */
export function secretKey(dataDir: string, given: string | undefined): string {
  if (given) return given;
  const path = join(dataDir, file);
  return read(path) ?? make(dataDir, path);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written whole and then given its name, which only one process can do: two that begin at once agree on one key. */
function make(dataDir: string, path: string): string {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return read(path) ?? make(dataDir, path);
}
