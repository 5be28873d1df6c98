// The rows of the fault table, in their order. One file each in rows/.
import type { Row } from './row.ts';
import { worker } from './rows/1-worker.ts';
import { web } from './rows/2-web.ts';
import { clock } from './rows/3-clock.ts';
import { redisRow } from './rows/4-redis.ts';
import { platformsRow } from './rows/5-platforms.ts';
import { clockRow } from './rows/6-clock.ts';
import { cancelling } from './rows/7-cancel.ts';
import { diskRow } from './rows/8-disk.ts';

/** Every row; `npm run faults` runs them at full scale, faults.test.ts at short scale. */
export const rows: readonly Row[] = [worker, web, clock, redisRow, platformsRow, clockRow, cancelling, diskRow];
