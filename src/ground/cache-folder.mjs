// Where things that can be fetched again are kept: ~/.cache/jiaoyan, or under DATA_DIR when there is no home to write to.
// Plain JavaScript, because scripts/ reads it on whatever Node is at hand, before the pinned one is there.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * @param {string} dataDir
 * @returns {string} an absolute path; the folder exists and can be written
 */
export function cacheFolder(dataDir) {
  try {
    return writable(join(homeCache(), 'jiaoyan'));
  } catch {
    return writable(resolve(dataDir, 'cache')); // service accounts often have no home
  }
}

function homeCache() {
  const wished = process.env.XDG_CACHE_HOME ?? '';
  return isAbsolute(wished) ? wished : join(homedir(), '.cache'); // a relative one is to be ignored, says the XDG rule
}

/** @param {string} folder */
function writable(folder) {
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.W_OK);
  return folder;
}
