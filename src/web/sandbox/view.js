// Small pieces of the page: elements, avatars, times.

/**
 * @param {string} tag
 * @param {string | Record<string, string>} about class name, or attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function element(tag, about = '', ...children) {
  const made = document.createElement(tag);
  const attributes = typeof about === 'string' ? { class: about } : about;
  for (const [name, value] of Object.entries(attributes)) if (value !== '') made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * A button that does `act`.
 * @param {string | Record<string, string>} about
 * @param {() => void} act
 * @param {(Node | string)[]} children
 */
export function button(about, act, ...children) {
  const made = element('button', about, ...children);
  made.setAttribute('type', 'button');
  made.addEventListener('click', act);
  return made;
}

/**
 * Fills a list anew and leaves the keyboard where it was: what can be focused carries a `data-key`.
 * @param {HTMLElement} list
 * @param {Node[]} items
 */
export function refill(list, items) {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && list.contains(focused) ? focused.dataset.key : undefined;
  list.replaceChildren(...items);
  if (key === undefined) return;
  for (const each of list.querySelectorAll('[data-key]')) {
    if (each instanceof HTMLElement && each.dataset.key === key) each.focus();
  }
}

/** The element of an id that index.html has. @template {HTMLElement} T @param {string} id @param {{ new (): T }} type @returns {T} */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`no ${type.name} #${id}`);
  return found;
}

/**
 * The sign of a person (round, the last two characters of the name), a group (square, the first two) or the robot (教).
 * @param {string | null} name
 * @param {'person' | 'group' | 'robot'} kind
 */
export function avatar(name, kind) {
  const signs = [...(name ?? '')];
  const text = kind === 'robot' ? '教' : (kind === 'group' ? signs.slice(0, 2) : signs.slice(-2)).join('');
  const made = element('span', { class: `avatar ${kind}`, 'aria-hidden': 'true' }, text);
  if (kind !== 'robot') made.dataset.hue = String(signs.reduce((sum, c) => sum + (c.codePointAt(0) ?? 0), 0) % 6);
  return made;
}

const shift = 8 * 3_600_000;
const local = (/** @type {number} */ at) => new Date(at + shift);
const two = (/** @type {number} */ n) => String(n).padStart(2, '0');

/** 08:05, always Asia/Shanghai. @param {number} at */
export const timeOf = (at) => `${two(local(at).getUTCHours())}:${two(local(at).getUTCMinutes())}`;
/** 3月6日 周一 @param {number} at */
export const dateOf = (at) =>
  `${local(at).getUTCMonth() + 1}月${local(at).getUTCDate()}日 周${'日一二三四五六'[local(at).getUTCDay()]}`;
/** 3月6日 周一 08:05 @param {number} at */
export const momentOf = (at) => `${dateOf(at)} ${timeOf(at)}`;
/** 3月6日 08:05 @param {number} at */
export const shortMoment = (at) => `${dateOf(at).split(' ')[0]} ${timeOf(at)}`;
/** What a datetime-local field holds. @param {number} at */
export const fieldOf = (at) => local(at).toISOString().slice(0, 16);
/** @param {string} field */
export const instantOf = (field) => Date.parse(`${field}:00+08:00`);

/** The first words of something said. @param {import('./api.js').Line | undefined} line */
export function excerpt(line) {
  if (!line) return '';
  const words = line.said
    ? [line.said.title, line.said.text].filter(Boolean).join(' ')
    : (line.text ?? '（内容不留存）');
  return words.replace(/\s+/g, ' ').slice(0, 60);
}
