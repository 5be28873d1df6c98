// The folder of one private Redis: what lies in it, where its socket is, and who answers there.
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RedisPlace {
  folder: string;
  lock: string;
  socket: string;
}

// The kernel takes 107 bytes on Linux and 103 on macOS; a longer path is cut or refused.
const LONGEST_SOCKET = 103;

export function redisPlace(dataDir: string): RedisPlace {
  mkdirSync(join(dataDir, 'redis'), { recursive: true, mode: 0o700 });
  const folder = realpathSync(join(dataDir, 'redis')); // the same for everybody who gets here by another link
  const own = join(folder, 'redis.sock');
  const socket = Buffer.byteLength(own) <= LONGEST_SOCKET ? own : join(shortFolder(folder), 'redis.sock');
  return { folder, lock: join(folder, 'lock'), socket };
}

/** A short folder that stands for a long one. The name can be guessed, so it must turn out to be ours alone. */
function shortFolder(folder: string): string {
  const uid = process.getuid?.() ?? 0;
  const short = join(tmpdir(), `jiaoyan-${uid}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  const found = lstatSync(short);
  if (!found.isDirectory() || found.uid !== uid)
    throw new Error(`${short} 不是本用户的目录，请删除它或换一个较短的 DATA_DIR`);
  chmodSync(short, 0o700);
  return short;
}

export type Life = 'ready' | 'busy' | 'none';

/** Who is behind the socket: a server that answers, one that does not yet or no longer, or nobody. */
export function lifeAt(socket: string): Promise<Life> {
  return new Promise((resolve) => {
    const line = connect(socket, () => line.write('PING\r\n'));
    line.setTimeout(500, () => settle('busy'));
    line.once('data', (answer) => settle(answer.toString().startsWith('+PONG') ? 'ready' : 'busy'));
    line.once('close', () => settle('busy'));
    line.once('error', ({ code }: NodeJS.ErrnoException) =>
      settle(code === 'ENOENT' || code === 'ECONNREFUSED' ? 'none' : 'busy'),
    );
    const settle = (life: Life) => {
      line.destroy();
      resolve(life);
    };
  });
}
