// One WebSocket of the Stream, from handshake to close: answers frames, watches for silence, and leaves in good order.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RawData, WebSocket } from 'ws';
import { type Peer, readFrame, respond } from './frames.ts';
import type { StreamTiming } from './settings.ts';

/** Largest frame taken; a message is a few kilobytes. */
const maxFrameBytes = 4 * 1024 * 1024;
/** How long the other side may take to answer our closing. */
const closeWithin = 1_000;

/** How a connection ended: `asked` by the gateway to move on (it may still be open), or `closed`. */
export type End = 'asked' | 'closed';

/** One connection. */
export interface Connection {
  /** Resolves when the handshake is done; rejects when it failed. */
  opened: Promise<void>;
  /** Resolves when this connection is of no more use. */
  over: Promise<End>;
  /** Finishes what is under way, then closes and hears nothing more; resolves when closed. */
  leave(): Promise<void>;
}

/**
 * Connects to `url` (which holds a ticket and is never logged). A frame that cannot be read or whose message cannot be committed
 * leaves the connection alone: the first is reported to the peer, the second stays unacknowledged so that the platform repeats it.
 */
export function connect(url: URL, peer: Peer, timing: StreamTiming): Connection {
  const socket = new WebSocket(url, {
    handshakeTimeout: timing.openWithin,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
  });
  const pending = new Set<Promise<void>>();
  const over = Promise.withResolvers<End>();
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  let deaf = false;

  const watchdog = setTimeout(() => socket.terminate(), timing.silentFor);
  const pinger = setInterval(() => socket.readyState === WebSocket.OPEN && socket.ping(), timing.pingEvery);

  async function handle(raw: string): Promise<void> {
    const frame = readFrame(raw);
    if (!frame) return peer.junk('malformed');
    if (frame.type === 'SYSTEM' && frame.topic === 'disconnect') return over.resolve('asked');
    const answer = await respond(frame, peer);
    if (answer && socket.readyState === WebSocket.OPEN) socket.send(answer);
  }

  function take(data: RawData): void {
    watchdog.refresh();
    if (deaf) return;
    const done = handle(String(data))
      .catch(() => peer.junk('not committed'))
      .finally(() => pending.delete(done));
    pending.add(done);
  }

  socket.on('message', take);
  socket.on('ping', () => watchdog.refresh());
  socket.on('pong', () => watchdog.refresh());
  // An error is always followed by close, which is what counts; the handshake's error is seen by `opened`.
  socket.on('error', () => over.resolve('closed'));
  void closed.then(() => {
    clearTimeout(watchdog);
    clearInterval(pinger);
    over.resolve('closed');
  });

  async function leave(): Promise<void> {
    // Acknowledgements under way still belong on this socket: their repeats would cost pushes of the monthly quota.
    if (socket.readyState === WebSocket.OPEN)
      await Promise.race([settled(), sleep(timing.settleWithin, undefined, { ref: false }), closed]);
    deaf = true;
    socket.close(1000);
    await Promise.race([closed, sleep(closeWithin, undefined, { ref: false })]);
    socket.terminate();
    await closed;
  }
  async function settled(): Promise<void> {
    while (pending.size > 0) await Promise.allSettled(pending);
  }

  return { opened: once(socket, 'open').then(() => undefined), over: over.promise, leave };
}
