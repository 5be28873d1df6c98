// Loaded into the processes under test before anything of theirs (`--import`): shortens what the platforms decide, so that nobody
// waits ten minutes, and listens for harm that only comes from inside (a blocked event loop, a store that may not grow).
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

const { FAULTS_SCALE, FAULTS_SOCKET } = process.env;

/** Harm from inside: `block` the event loop for so many ms, or let stores have `pages` pages at most (0: as many as they like). */
export interface Meddling {
  block?: number;
  pages?: number;
}

// Every writing connection to the store is remembered, since the limit is each connection's own: it begins by setting its journal.
const open = new Set<DatabaseSync>();
if (FAULTS_SOCKET) {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    if (sql.includes('journal_mode') && this.location()?.endsWith('jiaoyan.db')) open.add(this);
    exec.call(this, sql);
  };
  listen(`${FAULTS_SOCKET}-${process.pid}`);
}
if (FAULTS_SCALE) await shorten(Number(FAULTS_SCALE));

function listen(path: string): void {
  rmSync(path, { force: true });
  createServer((socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      const { block, pages } = JSON.parse(line) as Meddling;
      socket.write('{}\n');
      if (pages !== undefined) limit(pages);
      if (block !== undefined) setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, block));
    });
  })
    .listen(path)
    .unref();
}

/** As many pages as there are and so many more; 0 lifts it. */
function limit(pages: number): void {
  for (const db of open) {
    const { page_count: now } = db.prepare('pragma page_count').get() as { page_count: number };
    db.exec(`pragma max_page_count = ${pages === 0 ? 4_294_967_294 : now + pages}`);
  }
}

/** Windows of a minute and more, mutes and the pauses between tries, times `scale`. */
async function shorten(scale: number): Promise<void> {
  const { wecomLanes } = await import('../../src/platforms/wecom/index.ts');
  const { verdicts } = await import('../../src/platforms/wecom/errcodes.ts');
  const { lanes } = await import('../../src/platforms/dingtalk/settings.ts');
  const { blocked, table } = await import('../../src/platforms/dingtalk/errors.ts');
  const { retries } = await import('../../src/queue/settle.ts');
  const long = 30_000;
  const times = (ms: number) => (ms >= long ? ms * scale : ms);
  for (const lane of [...Object.values(wecomLanes), ...Object.values(lanes)]) {
    const limits = (all: readonly { count: number; per: number }[]) => all.map((l) => ({ ...l, per: times(l.per) }));
    const { perChat, perRobot, mutedFor } = lane;
    Object.assign(lane, { perChat: limits(perChat), perRobot: limits(perRobot), mutedFor: times(mutedFor) });
  }
  const answers = [
    ...Object.values(verdicts),
    ...table.flatMap(([, meaning]) => ('sent' in meaning ? [meaning.sent] : [])),
  ];
  // Several rows share one answer.
  for (const answer of new Set(answers)) {
    if (answer.outcome === 'retry' && answer.after !== undefined) answer.after = times(answer.after);
  }
  blocked.pause = times(blocked.pause);
  retries.firstPause /= 4;
  retries.longestPause = times(retries.longestPause);
}
