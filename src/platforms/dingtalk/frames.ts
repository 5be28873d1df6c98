// Stream frames (protocol §2.1): reading them and wording the answers. What a frame asks for is told by its type and topic.

/** A frame as it came over the socket; `data` is still the JSON text inside. */
export interface Frame {
  type: string;
  topic: string;
  messageId: string;
  data: string;
}

/** Topics of CALLBACK frames. */
export const topics = { message: '/v1.0/im/bot/messages/get', card: '/v1.0/card/instances/callback' } as const;

/** The frame in the text, or null when it is none. */
export function readFrame(raw: string): Frame | null {
  const value = readJson(raw);
  if (typeof value !== 'object' || value === null || !('headers' in value) || !('type' in value)) return null;
  const { type, headers } = value;
  if (typeof type !== 'string' || typeof headers !== 'object' || headers === null) return null;
  const { topic, messageId } = headers as Record<string, unknown>;
  const data = 'data' in value ? value.data : '';
  return {
    type,
    topic: typeof topic === 'string' ? topic : '',
    messageId: typeof messageId === 'string' ? messageId : '',
    data: typeof data === 'string' ? data : JSON.stringify(data ?? null),
  };
}

/** The value of the JSON text, or undefined when it is none. */
export function readJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined; // undefined is no JSON value, so it tells the two apart
  }
}

/** The answer to a frame; `data` is JSON text. Code 404 refuses a topic nobody listens to. */
export const answerTo = (frame: Frame, data: string, code: 200 | 404 = 200): string =>
  JSON.stringify({
    code,
    headers: { contentType: 'application/json', messageId: frame.messageId },
    message: code === 200 ? 'OK' : 'no such topic',
    data,
  });

/** What the rest of the adapter does with pushed bodies. Both resolve once committed and reject when they must come again. */
export interface Peer {
  message(body: unknown): Promise<void>;
  press(body: unknown): Promise<void>;
  /** Told of a frame that cannot be read. */
  junk(why: string): void;
}

/** A card's press is answered after this many milliseconds at the latest; DingTalk waits two seconds (protocol §3.7). */
const pressWithin = 1_500;

async function answerCallback(frame: Frame, peer: Peer): Promise<string> {
  const listens = frame.topic === topics.message || frame.topic === topics.card;
  if (!listens) return answerTo(frame, '{}', 404);
  const body = readJson(frame.data);
  if (body === undefined) {
    // Acknowledged all the same: it would come again as unreadable as it is.
    peer.junk('malformed');
  } else if (frame.topic === topics.message) {
    await peer.message(body);
  } else {
    await Promise.race([peer.press(body), new Promise((done) => setTimeout(done, pressWithin))]);
  }
  return answerTo(frame, frame.topic === topics.message ? '{"response":null}' : '{"response":{}}');
}

/** What to answer to a frame once its message is committed, or null where nothing is answered. Rejects when the commit failed. */
export async function respond(frame: Frame, peer: Peer): Promise<string | null> {
  if (frame.type === 'SYSTEM') return frame.topic === 'ping' ? answerTo(frame, frame.data) : null;
  if (frame.type === 'EVENT') return answerTo(frame, '{"status":"SUCCESS"}');
  if (frame.type === 'CALLBACK') return answerCallback(frame, peer);
  peer.junk('frame type');
  return null;
}
