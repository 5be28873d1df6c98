// The sandbox page: puts the three parts together, listens to the feed, says what the visitor says.
import * as api from './api.js';
import { moveAnswered, moveAsked, showClock, wireClock } from './clock.js';
import { showLists, showPeople } from './lists.js';
import { allUnread, before, chatOf, goTo, markRead, personOf, state, take } from './state.js';
import { showTalk } from './talk.js';
import { byId, instantOf } from './view.js';

const text = byId('text', HTMLTextAreaElement);
const picker = byId('picker', HTMLDialogElement);
let storiesShown = false;
let sending = false;

const doing = {
  /** A short line or a choice: the button may be gone afterwards, so the keyboard goes on in the text box. @param {string} words */
  say: (words) => void speak(words).then(toText),
  /** @param {import('./stories.js').Story} story */
  play: (story) => void play(story),
  /** @param {string} key */
  open: (key) => openChat(key),
  /** @param {string} id */
  become: (id) => become(id),
  /** @param {{ to: number } | { step: 'next' | 'day' }} wish */
  move: (wish) => void moveClock(wish),
};

/** Opens a chat; a private one makes the visitor its person. @param {string} key */
function openChat(key) {
  const { kind, id } = chatOf(key);
  storiesShown = false;
  goTo(kind === 'private' ? id : state.me, key);
  showTab('talk');
  show();
  toText();
}

/** On a phone the text box would bring up the keyboard. */
function toText() {
  if (wide.matches) text.focus();
}

/** @param {string} id */
function become(id) {
  picker.close();
  const { kind } = chatOf(state.open);
  storiesShown = false;
  goTo(id, kind === 'group' ? state.open : `private:${id}`);
  show();
}

/** @param {string} words */
async function speak(words) {
  if (sending || words.trim() === '') return false;
  sending = true;
  storiesShown = false;
  byId('send', HTMLButtonElement).disabled = true;
  try {
    const { kind, id } = chatOf(state.open);
    await api.say(state.me, kind === 'group' ? id : null, words);
    tell('');
    await look();
    return true;
  } catch (error) {
    tell(String(error instanceof Error ? error.message : error));
    return false;
  } finally {
    sending = false;
    byId('send', HTMLButtonElement).disabled = false;
  }
}

/** @param {import('./stories.js').Story} story */
async function play(story) {
  const person = state.people.find(({ name }) => name === story.who);
  const group = state.groups.find(({ name }) => name === story.group);
  if (!person || (story.group && !group)) return;
  if (story.at && state.clock && state.clock.now < instantOf(story.at)) {
    showTab('inbox');
    if (!(await moveClock({ to: instantOf(story.at) }))) return;
    while (state.clock?.moving) await pause(300);
  }
  goTo(person.id, group ? `group:${group.id}` : `private:${person.id}`);
  showTab('talk');
  storiesShown = false;
  show();
  await speak(story.says);
}

/** @param {{ to: number } | { step: 'next' | 'day' }} wish */
async function moveClock(wish) {
  moveAsked();
  try {
    moveAnswered(await api.moveClock(wish));
    await look();
    return true;
  } catch (error) {
    moveAnswered(null);
    tell(String(error instanceof Error ? error.message : error));
    return false;
  }
}

/** @param {string} words */
function tell(words) {
  const toast = byId('toast', HTMLElement);
  toast.textContent = words;
  toast.hidden = words === '';
}

/** @param {string} tab */
function showTab(tab) {
  document.body.dataset.tab = tab;
  for (const each of document.querySelectorAll('.tabs button')) {
    if (each instanceof HTMLElement && each.dataset.tab === tab) each.setAttribute('aria-current', 'page');
    else each.removeAttribute('aria-current');
  }
}

function show() {
  showLists(doing);
  showTalk(doing, storiesShown);
  showClock(doing);
  byId('stories', HTMLButtonElement).setAttribute('aria-expanded', String(storiesShown));
  const waiting = allUnread();
  document.title = `${waiting > 0 ? `(${waiting}) ` : ''}沙盒 · 教研助手`;
  const tab = byId('tab-unread', HTMLElement);
  tab.hidden = waiting === 0;
  tab.textContent = waiting > 99 ? '99+' : String(waiting);
}

function pick() {
  byId('search', HTMLInputElement).value = '';
  showPeople(doing);
  picker.showModal();
  if (wide.matches) byId('search', HTMLInputElement).focus();
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @type {Promise<void>} */
let looking = Promise.resolve();

/** Reads the feed once and shows what is new; one look after the other, so that no older answer comes after a newer one. */
function look() {
  looking = looking.then(readFeed, readFeed);
  return looking;
}

async function readFeed() {
  take(await api.feed(state.epoch, state.last));
  if (document.visibilityState === 'visible' && (document.body.dataset.tab === 'talk' || wide.matches))
    markRead(state.open);
  show();
}

const wide = matchMedia('(min-width: 900px)');

async function listen() {
  for (let lost = false; ; ) {
    await pause(state.clock?.moving ? 250 : 1000);
    try {
      await look();
      if (lost) tell('');
      lost = false;
    } catch (error) {
      lost = true;
      tell(String(error instanceof Error ? error.message : error));
    }
  }
}

function wire() {
  byId('composer', HTMLFormElement).addEventListener('submit', async (event) => {
    event.preventDefault();
    const words = text.value;
    text.value = '';
    grow();
    if (!(await speak(words))) text.value = words;
    text.focus();
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId('composer', HTMLFormElement).requestSubmit();
  });
  text.addEventListener('input', grow);
  byId('stories', HTMLButtonElement).addEventListener('click', () => {
    storiesShown = !storiesShown;
    show();
  });
  for (const id of ['me', 'change']) byId(id, HTMLButtonElement).addEventListener('click', pick);
  byId('search', HTMLInputElement).addEventListener('input', () => showPeople(doing));
  byId('search', HTMLInputElement).addEventListener('keydown', (event) => {
    const first = byId('people', HTMLElement).querySelector('button');
    if (event.key === 'Enter' && !event.isComposing) first?.click();
  });
  picker.addEventListener('click', (event) => {
    if (event.target === picker) picker.close();
  });
  for (const tab of document.querySelectorAll('.tabs button')) {
    tab.addEventListener('click', () => {
      if (!(tab instanceof HTMLElement)) return;
      showTab(tab.dataset.tab ?? 'talk');
      markRead(tab.dataset.tab === 'talk' ? state.open : '');
      show();
    });
  }
  wireClock(doing);
}

/** The text box is as high as its text, up to a limit in the style sheet. */
function grow() {
  text.style.height = 'auto';
  text.style.height = `${text.scrollHeight}px`;
}

async function start() {
  wire();
  showTab('talk');
  Object.assign(state, await api.people());
  const kept = before();
  take(await api.feed('', 0));
  const me = personOf(kept.me ?? '') ?? state.people.find(({ name }) => name === '李强') ?? state.people[0];
  const group = state.groups.find(({ name }) => name === '数学教研群') ?? state.groups[0];
  if (!me) {
    tell('示例区里还没有人：请重新运行 npm start。');
    return;
  }
  goTo(me.id, kept.open ?? (group ? `group:${group.id}` : `private:${me.id}`));
  show();
  await listen();
}

start().catch((error) => tell(String(error instanceof Error ? error.message : error)));
