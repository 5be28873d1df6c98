// Stream frames (protocol §2.1): reading them and wording the answers. What a frame asks for is told by its type and topic.

/** A frame as it came over the socket; `data` is still the JSON text inside. */
export interface Frame {
  type: string;
  topic: string;
  messageId: string;
  data: string;
}

/** The topic of robot messages, the only CALLBACK frames that are subscribed to. */
export const messageTopic = '/v1.0/im/bot/messages/get';

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

/** What became of a pushed body: `taken` is committed; the others have been reported as rejected and are of no use again. */
export type Taken = 'taken' | 'malformed' | 'foreign';

/** What the rest of the adapter does with pushed bodies. */
export interface Peer {
  /** Rejects when the message must come again. */
  message(body: unknown): Promise<Taken>;
  /** Told of a frame that cannot be read. */
  junk(why: string): void;
}

async function answerCallback(frame: Frame, peer: Peer): Promise<string> {
  if (frame.topic !== messageTopic) return answerTo(frame, '{}', 404);
  const body = readJson(frame.data);
  // What is of no use is acknowledged all the same: it would come again as it is.
  if (body === undefined) peer.junk('malformed');
  else await peer.message(body);
  return answerTo(frame, '{"response":null}');
}

/** What to answer to a frame once its message is committed, or null where nothing is answered. Rejects when the commit failed. */
export async function respond(frame: Frame, peer: Peer): Promise<string | null> {
  if (frame.type === 'SYSTEM') return frame.topic === 'ping' ? answerTo(frame, frame.data) : null;
  if (frame.type === 'EVENT') return answerTo(frame, '{"status":"SUCCESS"}');
  if (frame.type === 'CALLBACK') return answerCallback(frame, peer);
  peer.junk('frame type');
  return null;
}
