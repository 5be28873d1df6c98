// What is heard and what is said, the same for every platform. Knows nothing of schools.

/** A file, picture or voice that came with a message: a reference the adapter can fetch, never the bytes. */
export interface MediaRef {
  kind: 'image' | 'file' | 'voice' | 'video';
  /** File name as the sender wrote it; never used as a path. */
  name?: string;
  /** What the adapter needs to fetch it (url with key, download code …); opaque to everybody else. */
  ref: Record<string, string>;
}

/** Where a message was said, and where answers to it belong. */
export interface Chat {
  kind: 'group' | 'private';
  /** The platform's id of the group; in private the sender's id. Opaque and case-sensitive. */
  id: string;
}

/** One message addressed to the robot, as an adapter understood it. */
export interface Heard {
  /** Namespace of sender ids: `wecom`, `dingtalk`, `sandbox`, `console`. */
  platform: string;
  /** The entrance it came through, for instance `wecom-ws`; with `robot` and `messageId` the key against repeats. */
  channel: string;
  /** Which robot was addressed: bot id, agent id, client id. */
  robot: string;
  /** The platform's id of the message, unchanged when it is delivered again. */
  messageId: string;
  chat: Chat;
  /** `robot`: another robot or ourselves; never obeyed. */
  sender: { id: string; kind: 'person' | 'robot' };
  /** The words, the mention of the robot taken out; what was quoted is not part of it. */
  text: string;
  /** Other people mentioned, as platform ids. */
  mentions: string[];
  /** What the message quotes or replies to; read for context, never obeyed. */
  quote?: { text?: string; media?: MediaRef[] };
  media: MediaRef[];
  /**
   * A pressed button; `text` is the `says` of its Choice, as if it had been typed. `asks` is the Said's own: it answers that question
   * and no other, so that an old card cannot confirm what is being asked now.
   */
  pressed?: { key: string; cardId: string; asks?: string };
  /** How an answer may travel that is not returned at once (session webhook, request id …). JSON, opaque, short-lived. */
  route?: Record<string, string | number>;
  /**
   * `return`: the adapter carries the answer back itself, in the response it is about to give (callback, sandbox, console).
   * `delivery`: the answer is written into the ledger and goes out like any other message (long connection, Stream, DingTalk).
   */
  answerBy: 'return' | 'delivery';
}

/** One of several answers a person can give with one press; where there are no buttons it is printed as a numbered line. */
export interface Choice {
  label: string;
  /** What pressing it says, word for word. */
  says: string;
}

/**
 * Something to be said, free of any platform's markup: `text` is shown as it is, and whatever in it looks like markup,
 * a mention or a link of the platform comes out inert. Emphasis and links are only what the fields say.
 */
export interface Said {
  /** First line in bold, where the platform can. */
  title?: string;
  text: string;
  links?: { label: string; url: string }[];
  choices?: Choice[];
  /** Id of the open question that the choices answer; buttons carry it back as `pressed.asks`. Set by the engine. */
  asks?: string;
}

/** Where something comes from, for the record: `wecom-ws/MSGID`. */
export const originOf = ({ channel, messageId }: Pick<Heard, 'channel' | 'messageId'>): string =>
  `${channel}/${messageId}`;

/** A Said of one text. */
export const say = (text: string): Said => ({ text });

/** What the engine has to say to a message: nothing (outsiders in groups, robots), or an answer. */
export interface Answer {
  /** Stable for the message: a repeat gets the same one (used as WeCom's stream id). */
  id: string;
  said: Said | null;
  /** True when this message had been handled before and nothing was done now. */
  repeat: boolean;
  /**
   * What became of a pressed button. `taken`: its choices have done their work and should be there no more. `outdated`: their question
   * is no longer open, or was put to somebody else. `refused`: nothing was done, it may be pressed again.
   */
  press?: 'taken' | 'outdated' | 'refused';
}

/** The engine as adapters see it: one message in, its committed answer out. Rejects when the store is down. */
export type Hear = (message: Heard) => Promise<Answer>;
