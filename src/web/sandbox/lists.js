// The lists beside the talk: who the visitor is, the chats, short lines to say, and the people one can be.
import { chatOf, linesOf, nameOf, personOf, state, unread } from './state.js';
import { chipsFor } from './stories.js';
import { avatar, button, byId, element, excerpt, refill } from './view.js';

/** @typedef {{ say(text: string): void, open(key: string): void, become(id: string): void }} Doing */

/** Shows the lists as things are now. @param {Doing} doing */
export function showLists(doing) {
  showMe();
  showList(doing);
  showChips(doing);
}

/** What was drawn where: parts are drawn anew only when they change, so that the keyboard keeps its place. @type {Map<string, string>} */
const drawn = new Map();

/** @param {string} part @param {unknown} content */
function changed(part, content) {
  const now = JSON.stringify(content);
  if (drawn.get(part) === now) return false;
  drawn.set(part, now);
  return true;
}

function showMe() {
  const me = personOf(state.me);
  if (!me || !changed('me', me)) return;
  byId('me', HTMLButtonElement).replaceChildren(
    avatar(me.name, 'person'),
    element(
      'span',
      'me-text',
      element('b', '', `我是 ${me.name}`),
      element('span', 'soft small', [me.about, me.school].filter(Boolean).join('，')),
    ),
    element('span', 'change', '换人'),
  );
}

/** @param {Doing} doing */
function showList(doing) {
  const mine = `private:${state.me}`;
  const others = [...state.chats.keys()].filter((key) => key.startsWith('private:') && key !== mine);
  others.sort((a, b) => (linesOf(b).at(-1)?.n ?? 0) - (linesOf(a).at(-1)?.n ?? 0));
  const places = [mine, ...state.groups.map(({ id }) => `group:${id}`), ...others];
  if (!changed('list', [state.open, ...places.map((key) => [key, unread(key), linesOf(key).length])])) return;
  refill(byId('list', HTMLElement), [
    element('h3', 'soft small', '私聊机器人'),
    entry(doing, mine, '教研助手', 'robot', '有事对我说'),
    element('h3', 'soft small', '群聊'),
    ...state.groups.map(({ id, name, about }) => entry(doing, `group:${id}`, name, 'group', about)),
    ...(others.length > 0 ? [element('h3', 'soft small', '别人的私聊（点开就扮演这个人）')] : []),
    ...others.map((key) => entry(doing, key, nameOf(key), 'person', '')),
  ]);
}

/**
 * @param {Doing} doing
 * @param {string} key
 * @param {string} name
 * @param {'person' | 'group' | 'robot'} kind
 * @param {string} about shown until something is said
 */
function entry(doing, key, name, kind, about) {
  const count = unread(key);
  const badge = count > 0 ? [element('b', { class: 'count', 'aria-label': `${count} 条未读` }, String(count))] : [];
  const words = excerpt(linesOf(key).at(-1)) || about;
  const made = button(
    'entry',
    () => doing.open(key),
    avatar(kind === 'person' ? (personOf(chatOf(key).id)?.name ?? name) : name, kind),
    element('span', 'entry-text', element('b', '', name), element('span', 'soft small', words)),
    ...badge,
  );
  made.dataset.key = key;
  if (key === state.open) made.setAttribute('aria-current', 'true');
  return made;
}

/** @param {Doing} doing */
function showChips(doing) {
  if (!changed('chips', state.me)) return;
  const chips = chipsFor(personOf(state.me)?.roles ?? []);
  byId('chips', HTMLElement).replaceChildren(...chips.map((words) => button('chip', () => doing.say(words), words)));
}

/** The people that fit what was typed, by school. @param {Doing} doing */
export function showPeople(doing) {
  const wanted = byId('search', HTMLInputElement).value.trim();
  const found = state.people.filter((p) => `${p.name}${p.about}${p.school ?? '教研室'}`.includes(wanted));
  const places = [...new Set(found.map((p) => p.school))];
  byId('people', HTMLElement).replaceChildren(
    ...places.flatMap((school) => [
      element('h3', 'soft small', school ?? '教研室'),
      ...found
        .filter((p) => p.school === school)
        .map((p) => {
          const made = button(
            'entry',
            () => doing.become(p.id),
            avatar(p.name, 'person'),
            element('span', 'entry-text', element('b', '', p.name), element('span', 'soft small', p.about)),
          );
          if (p.id === state.me) made.setAttribute('aria-current', 'true');
          return made;
        }),
    ]),
    ...(found.length === 0 ? [element('p', 'soft none', '没有这样的人。')] : []),
  );
}
