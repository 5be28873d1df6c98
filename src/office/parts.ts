// What jobs and the command line are given by app.ts.

import type { MediaRef } from '../bot/message.ts';
import type { FileStore } from '../files/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Store } from '../store/db.ts';
import type { OfficeSettings } from './act.ts';

/** The outside of the office. */
export interface OfficeParts {
  store: Store;
  clock: Clock;
  log: Log;
  files: FileStore;
  settings: OfficeSettings;
  /** Fetches a file that came with a message through the platform it came from. */
  fetchMedia(platform: string, media: MediaRef, maxBytes: number): Promise<{ name: string; bytes: Buffer }>;
}
