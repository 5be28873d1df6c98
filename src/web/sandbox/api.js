// The sandbox's own API. What goes wrong comes back as an Error with a Chinese sentence.

/** @typedef {{ kind: 'group' | 'private', id: string }} Chat */
/** @typedef {{ label: string, url: string }} Link */
/** @typedef {{ label: string, says: string }} Choice */
/** @typedef {{ title?: string, text: string, links?: Link[], choices?: Choice[] }} Said */
/** @typedef {{ n: number, chat: Chat, from: string | null, at: number, text?: string | null, said?: Said, answer?: boolean }} Line */
/** @typedef {{ id: string, name: string, roles: string[], about: string, school: string | null }} Person */
/** @typedef {{ id: string, name: string, about: string }} Group */
/** @typedef {{ now: number, week: string, next: number | null, moving: { from: number, to: number } | null, failed: boolean, ended: number }} Clock */

const lost = '连不上沙盒，请确认 npm start 还在运行。';

/**
 * @param {string} path
 * @param {unknown} [body]
 */
async function call(path, body) {
  const init =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`/sandbox/api/${path}`, init).catch(() => null);
  if (!answer) throw new Error(lost);
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.error ?? '出了点问题，请再试一次。');
  return json;
}

/** @returns {Promise<{ people: Person[], groups: Group[] }>} */
export const people = () => call('people');

/**
 * The lines after place `since`, and the clock.
 * @param {string} epoch
 * @param {number} since
 * @returns {Promise<{ epoch: string, lines: Line[], clock: Clock }>}
 */
export const feed = (epoch, since) => call(`feed?epoch=${encodeURIComponent(epoch)}&since=${since}`);

/**
 * @param {string} person
 * @param {string | null} group
 * @param {string} text
 */
export const say = (person, group, text) => call('say', { person, group, text });

/**
 * Begins a move; it is over when the feed's clock says that so many have `ended`.
 * @param {{ to: number } | { step: 'next' | 'day' }} wish
 * @returns {Promise<{ from: number, to: number, move: number }>}
 */
export const moveClock = (wish) => call('clock', wish);
