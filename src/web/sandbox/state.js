// What the page knows: who there is, what was said where, who the visitor is, what has been read.

/** @typedef {import('./api.js').Line} Line */
/** @typedef {import('./api.js').Chat} Chat */

export const state = {
  /** @type {import('./api.js').Person[]} */
  people: [],
  /** @type {import('./api.js').Group[]} */
  groups: [],
  /** Lines by chat key. @type {Map<string, Line[]>} */
  chats: new Map(),
  /** Messages that arrived by themselves, newest first. @type {Line[]} */
  arrivals: [],
  /** Platform id of the person the visitor is. */
  me: '',
  /** Key of the chat that is shown. */
  open: '',
  /** Last line read, by chat key. @type {Map<string, number>} */
  read: new Map(),
  /** @type {import('./api.js').Clock | null} */
  clock: null,
  epoch: '',
  /** Place of the last line known. */
  last: 0,
};

/** @param {Chat} chat */
export const keyOf = ({ kind, id }) => `${kind}:${id}`;

/** @param {string} key */
export const chatOf = (key) => {
  const [kind, ...id] = key.split(':');
  return { kind, id: id.join(':') };
};

/** @param {string} id */
export const personOf = (id) => state.people.find((person) => person.id === id);

/** The name of a group or person; of two people with one name each has the school behind it. @param {string} key */
export function nameOf(key) {
  const { kind, id } = chatOf(key);
  if (kind === 'group') return state.groups.find((group) => group.id === id)?.name ?? id;
  const found = personOf(id);
  if (!found) return id;
  const shared = state.people.filter(({ name }) => name === found.name).length > 1;
  return shared && found.school ? `${found.name}（${found.school}）` : found.name;
}

/** @param {string} key */
export const linesOf = (key) => state.chats.get(key) ?? [];

/** How many messages of the robot wait in a chat. @param {string} key */
export function unread(key) {
  const read = state.read.get(key) ?? 0;
  return linesOf(key).filter((line) => line.from === null && line.n > read).length;
}

export const allUnread = () => [...state.chats.keys()].reduce((sum, key) => sum + unread(key), 0);

/** @param {string} key */
export function markRead(key) {
  const last = linesOf(key).at(-1)?.n ?? 0;
  if ((state.read.get(key) ?? 0) >= last) return;
  state.read.set(key, last);
  remember();
}

/**
 * Takes what the feed gave. Returns the new lines; of another epoch everything is new and read.
 * @param {{ epoch: string, lines: Line[], clock: import('./api.js').Clock }} answer
 */
export function take({ epoch, lines, clock }) {
  state.clock = clock;
  const restarted = epoch !== state.epoch;
  if (restarted) {
    state.chats.clear();
    state.arrivals = [];
    state.last = 0;
    state.epoch = epoch;
  }
  const fresh = lines.filter((line) => line.n > state.last);
  for (const line of fresh) {
    const key = keyOf(line.chat);
    state.chats.set(key, [...linesOf(key), line]);
    if (line.from === null && !line.answer) state.arrivals.unshift(line);
    state.last = line.n;
  }
  if (restarted) recall();
  return fresh;
}

const place = 'jiaoyan-sandbox';

/** Keeps what was read over a reload; another epoch counts from its own beginning. */
function remember() {
  sessionStorage.setItem(
    place,
    JSON.stringify({ epoch: state.epoch, me: state.me, open: state.open, read: [...state.read] }),
  );
}

function recall() {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? '{}');
  if (kept.epoch === state.epoch) state.read = new Map(kept.read);
  else for (const key of state.chats.keys()) state.read.set(key, linesOf(key).at(-1)?.n ?? 0);
}

/** Who and where the visitor was before a reload. @returns {{ me?: string, open?: string }} */
export const before = () => JSON.parse(sessionStorage.getItem(place) ?? '{}');

/**
 * @param {string} me
 * @param {string} open
 */
export function goTo(me, open) {
  state.me = me;
  state.open = open;
  markRead(open);
  remember();
}
