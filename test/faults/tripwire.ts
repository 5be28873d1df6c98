// A line to Redis that kills the process at its other end at the very moment when it hands something over to a queue.

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** Before Redis has it, or after Redis has it and before anybody is told so. */
export type Moment = 'before' | 'after';

/** A tripwire for one process at a time. */
export interface Tripwire {
  /** For REDIS_URL. */
  url: string;
  /** From now on handing over kills the process `pid`, once. */
  arm(pid: number, moment: Moment): void;
  disarm(): void;
  /** How often it has killed. */
  fired(): number;
  close(): Promise<void>;
}

/** BullMQ adds by scripts on the keys of a queue; a process without a worker runs no others there. */
const handsOver = (chunk: Buffer): boolean => {
  const text = chunk.toString('latin1');
  return /\r\neval(sha)?\r\n/i.test(text) && text.includes('jiaoyan:');
};

/** Lays a line on a free port of this machine to the Redis at `path`, a unix socket. */
export async function layTripwire(path: string): Promise<Tripwire> {
  let armed: { pid: number; moment: Moment } | null = null;
  let fired = 0;
  const sockets = new Set<Socket>();

  const kill = (pid: number) => {
    armed = null;
    fired++;
    process.kill(pid, 'SIGKILL');
  };
  const server = createServer((near) => {
    const far = connect(path);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    let doomed: number | null = null;
    near.on('data', (chunk) => {
      if (armed && handsOver(chunk)) {
        const { pid, moment } = armed;
        if (moment === 'before') return kill(pid);
        doomed = pid;
        armed = null;
      }
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (doomed !== null) {
        kill(doomed);
        doomed = null;
        return;
      }
      near.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arm(pid, moment) {
      armed = { pid, moment };
    },
    disarm() {
      armed = null;
    },
    fired: () => fired,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
