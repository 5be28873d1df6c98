// Frames of the long connection: read without trust, and requests matched with their answers by req_id (protocols/wecom.md §4).
import { WebSocket } from 'ws';
import { z } from 'zod';

/** What became of a request over the connection. */
export type Asked =
  | { was: 'answered'; errcode: number }
  /** Certainly not written to the socket. */
  | { was: 'not written' }
  /** Written, but no answer came: accepted or not, nobody knows. */
  | { was: 'unanswered' };

/** Requests on one socket that wait for their answer. */
export interface Requests {
  /** Never throws. A second request with an id that is still waiting is not written: answers could not be told apart. */
  ask(cmd: string, requestId: string, body: unknown, signal?: AbortSignal): Promise<Asked>;
  answered(requestId: string, errcode: number): void;
  /** The socket is gone: nothing that was written will be answered. */
  abandon(): void;
}

/** Requests over `socket`, each waiting `patience` milliseconds. */
export function requestsOver(socket: WebSocket, patience: number): Requests {
  const waiting = new Map<string, (asked: Asked) => void>();
  return {
    ask(cmd, requestId, body, signal) {
      if (socket.readyState !== WebSocket.OPEN || waiting.has(requestId) || signal?.aborted) {
        return Promise.resolve({ was: 'not written' });
      }
      return new Promise((resolve) => {
        const settle = (asked: Asked) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          waiting.delete(requestId);
          resolve(asked);
        };
        const giveUp = () => settle({ was: 'unanswered' });
        const timer = setTimeout(giveUp, patience);
        signal?.addEventListener('abort', giveUp, { once: true });
        waiting.set(requestId, settle);
        const frame = { cmd, headers: { req_id: requestId }, ...(body === undefined ? {} : { body }) };
        // Part of the frame may have gone out before the socket broke.
        socket.send(JSON.stringify(frame), (error) => error && giveUp());
      });
    },
    answered(requestId, errcode) {
      waiting.get(requestId)?.({ was: 'answered', errcode });
    },
    abandon() {
      for (const settle of [...waiting.values()]) settle({ was: 'unanswered' });
    },
  };
}

const frameShape = z.object({
  cmd: z.string().optional(),
  headers: z.object({ req_id: z.string() }),
  errcode: z.number().optional(),
  body: z.unknown().optional(),
});
/** One frame as it came. */
export type Frame = z.infer<typeof frameShape>;

/** The frame, or null; control characters are taken out first because the platform has sent raw ones inside strings (§4.4). */
export function parseFrame(text: string): Frame | null {
  try {
    return frameShape.parse(JSON.parse(text.replace(/[\u0000-\u001f]/g, '')));
  } catch {
    return null;
  }
}
