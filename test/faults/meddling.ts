// How a row makes the processes under test load meddle.ts, and how it speaks to them.
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Meddling } from './meddle.ts';

/** What a minute of the platforms, and a mute of ten, last under test. */
export const scale = 1 / 30;

const loaded = ['preload.ts', 'meddle.ts'].map((file) => `--import=${join(import.meta.dirname, file)}`).join(' ');

/**
 * Settings that load it: `scaled` shortens windows and mutes, `waits: 'short'` how long the dead are waited for (preload.ts), `socket`
 * opens a line for harm from inside.
 */
export const meddling = (how: { scaled?: boolean; waits?: string; socket?: string }): Record<string, string> => ({
  NODE_OPTIONS: loaded,
  ...(how.scaled ? { FAULTS_SCALE: String(scale) } : {}),
  ...(how.waits ? { FAULTS_WAITS: how.waits } : {}),
  ...(how.socket ? { FAULTS_SOCKET: how.socket } : {}),
});

/** Does harm inside the process `pid`. Resolves when it has been told, not when the harm is over. */
export async function meddle(socket: string, pid: number, harm: Meddling): Promise<void> {
  const line = connect(`${socket}-${pid}`);
  await once(line, 'connect');
  line.write(`${JSON.stringify(harm)}\n`);
  await once(createInterface({ input: line }), 'line');
  line.destroy();
}
