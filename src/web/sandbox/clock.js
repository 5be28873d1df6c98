// The clock and everybody's inbox on the right.
import { keyOf, nameOf, personOf, state } from './state.js';
import {
  avatar,
  button,
  byId,
  dateOf,
  element,
  excerpt,
  fieldOf,
  instantOf,
  momentOf,
  refill,
  shortMoment,
  timeOf,
} from './view.js';

/** @typedef {{ move(wish: { to: number } | { step: 'next' | 'day' }): void, open(key: string): void }} Doing */

const dayMs = 86_400_000;
/**
 * The move the visitor wants: the last line before it, and, once the server has agreed, when it began and the how-manieth it is.
 * @type {{ last: number, agreed: { from: number, move: number } | null } | null}
 */
let move = null;

/** The visitor has typed a time that is not used yet. */
let chosen = false;

/** What had the keyboard when the clock began to move: a button that is switched off loses it. @type {Element | null} */
let held = null;

/** @param {Doing} doing */
export function wireClock(doing) {
  byId('when', HTMLInputElement).addEventListener('input', () => {
    chosen = true;
  });
  byId('next', HTMLButtonElement).addEventListener('click', () => doing.move({ step: 'next' }));
  byId('day', HTMLButtonElement).addEventListener('click', () => doing.move({ step: 'day' }));
  byId('week-on', HTMLButtonElement).addEventListener('click', () => {
    if (state.clock) doing.move({ to: state.clock.now + 7 * dayMs });
  });
  byId('goto', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const to = instantOf(byId('when', HTMLInputElement).value);
    if (!Number.isNaN(to)) doing.move({ to });
  });
}

/** A move is asked for: what was said of the last one goes. */
export function moveAsked() {
  move = { last: state.last, agreed: null };
  held = document.activeElement;
  byId('moved', HTMLElement).hidden = true;
}

/** The server agreed to it, or not (null). @param {{ from: number, move: number } | null} agreed */
export function moveAnswered(agreed) {
  if (agreed && move) {
    move.agreed = agreed;
    chosen = false;
  } else move = null;
}

/** @param {Doing} doing */
export function showClock(doing) {
  const { clock } = state;
  if (!clock) return;
  byId('date', HTMLElement).textContent = dateOf(clock.now);
  byId('time', HTMLElement).textContent = timeOf(clock.now);
  byId('week', HTMLElement).textContent = clock.week;
  const next = byId('next', HTMLButtonElement);
  next.replaceChildren(
    ...(clock.next === null ? ['后面没有提醒了'] : ['到下一个提醒', element('span', 'small', momentOf(clock.next))]),
  );
  const when = byId('when', HTMLInputElement);
  if (!chosen && document.activeElement !== when) when.value = fieldOf(clock.now + dayMs);
  const busy = clock.moving !== null;
  for (const id of ['next', 'day', 'week-on']) byId(id, HTMLButtonElement).disabled = busy;
  next.disabled = busy || clock.next === null;
  showProgress();
  showStream(doing);
}

function giveBack() {
  if (held instanceof HTMLElement && document.activeElement === document.body) held.focus();
  held = null;
}

function showProgress() {
  const { clock } = state;
  if (!clock) return;
  const box = byId('progress', HTMLElement);
  box.hidden = clock.moving === null;
  if (clock.moving) {
    const { from, to } = clock.moving;
    byId('progress-bar', HTMLProgressElement).value =
      to === from ? 100 : Math.round(((clock.now - from) / (to - from)) * 100);
    byId('progress-text', HTMLElement).textContent =
      `正在拨到 ${momentOf(to)}，现在 ${momentOf(clock.now)}，已送出 ${sentSince()} 条`;
  } else if (move?.agreed && clock.ended >= move.agreed.move) {
    const moved = byId('moved', HTMLElement);
    moved.hidden = false;
    moved.textContent = clock.failed ? '时钟没能拨到头，请再试一次。' : summary();
    move = null;
    giveBack();
  }
}

/** What arrived while the clock moved; something said just before may have been on its way. */
const since = () => {
  const from = move?.agreed?.from ?? state.clock?.moving?.from ?? 0;
  return state.arrivals.filter((line) => line.n > (move?.last ?? 0) && line.at >= from);
};
const sentSince = () => since().length;

function summary() {
  const sent = since();
  if (sent.length === 0) return '拨好了，其间没有消息要发。';
  const names = [...new Set(sent.toReversed().map((line) => nameOf(keyOf(line.chat))))];
  return `拨好了，其间送出 ${sent.length} 条：${names.slice(0, 4).join('、')}${names.length > 4 ? ` 等 ${names.length} 处` : ''}。`;
}

let drawn = '';

/** @param {Doing} doing */
function showStream(doing) {
  const arrivals = state.arrivals.slice(0, 60);
  const unread = (/** @type {import('./api.js').Line} */ line) => line.n > (state.read.get(keyOf(line.chat)) ?? 0);
  const now = arrivals.map((line) => `${line.n}${unread(line) ? '*' : ''}`).join();
  if (now === drawn) return;
  drawn = now;
  byId('stream-empty', HTMLElement).hidden = arrivals.length > 0;
  refill(
    byId('stream', HTMLElement),
    arrivals.map((line) => {
      const key = keyOf(line.chat);
      const kind = line.chat.kind === 'group' ? 'group' : 'person';
      const head = element(
        'span',
        'stream-head',
        element('b', '', nameOf(key)),
        element('span', 'lamp', kind === 'group' ? '群' : '私信'),
        element('time', 'soft', shortMoment(line.at)),
      );
      const item = button(
        unread(line) ? 'arrival new' : 'arrival',
        () => doing.open(key),
        avatar(kind === 'person' ? (personOf(line.chat.id)?.name ?? '') : nameOf(key), kind),
        element('span', 'stream-text', head, element('span', 'soft small', excerpt(line))),
      );
      item.dataset.key = String(line.n);
      return element('li', '', item);
    }),
  );
}
