// The talk in the middle: bubbles, choices as buttons, links, and the welcome with lines to try.
import { chatOf, linesOf, nameOf, personOf, state } from './state.js';
import { stories } from './stories.js';
import { avatar, button, byId, dateOf, element, momentOf, timeOf } from './view.js';

/** @typedef {import('./api.js').Line} Line */
/** @typedef {{ say(text: string): void, play(story: import('./stories.js').Story): void }} Doing */

const lines = byId('lines', HTMLElement);
let shown = { key: '', me: '', last: 0, stories: false, empty: false };

/**
 * Shows the open chat; redraws only what is new.
 * @param {Doing} doing
 * @param {boolean} withStories
 */
export function showTalk(doing, withStories) {
  const { open, me } = state;
  const { kind } = chatOf(open);
  const person = personOf(me);
  byId('title', HTMLElement).textContent = kind === 'group' ? nameOf(open) : '教研助手（私聊）';
  byId('subtitle', HTMLElement).textContent = person ? `您是 ${person.name}，${person.about}` : '';
  const text = byId('text', HTMLTextAreaElement);
  text.placeholder = kind === 'group' ? '在群里说（等于 @教研助手）' : '对教研助手说';
  const all = linesOf(open);
  const empty = all.length === 0;
  const same = shown.key === open && shown.me === me && shown.stories === withStories && shown.empty === empty;
  if (same && shown.last === (all.at(-1)?.n ?? 0)) return;
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 80;
  if (!same) lines.replaceChildren();
  if (!same && (empty || withStories)) lines.append(welcome(doing, empty));
  const from = same ? all.findIndex((line) => line.n > shown.last) : 0;
  for (let i = Math.max(0, from); i < all.length; i++) {
    const line = all[i];
    if (!line) continue;
    if (i === 0 || line.at - (all[i - 1]?.at ?? 0) > 300_000 || line.at < (all[i - 1]?.at ?? 0))
      lines.append(timeMark(line.at, all[i - 1]?.at));
    lines.append(row(line, doing));
  }
  freshChoices();
  shown = { key: open, me, last: all.at(-1)?.n ?? 0, stories: withStories, empty };
  if (withStories || empty) lines.scrollTop = 0;
  else if (!same || atEnd) lines.scrollTop = lines.scrollHeight;
}

/**
 * @param {number} at
 * @param {number} [before]
 */
const timeMark = (at, before) =>
  element('p', 'mark', before !== undefined && dateOf(before) === dateOf(at) ? timeOf(at) : momentOf(at));

/**
 * @param {Line} line
 * @param {Doing} doing
 */
function row(line, doing) {
  if (line.from === null) {
    const bubble = element('div', 'bubble', ...robotWords(line, doing));
    return element(
      'article',
      `row robot${line.answer ? '' : ' arrived'}`,
      avatar(null, 'robot'),
      element('div', 'body', element('p', 'who', '教研助手'), bubble),
    );
  }
  const name = personOf(line.from)?.name ?? '未登记的人';
  const mine = line.from === state.me;
  const mention = line.chat.kind === 'group' ? [element('span', 'mention', '@教研助手 ')] : [];
  const said = line.text ?? element('i', '', '（内容不留存）');
  const bubble = element('div', 'bubble', ...mention, said);
  const body = element('div', 'body', ...(mine ? [] : [element('p', 'who', name)]), bubble);
  return element('article', `row ${mine ? 'mine' : 'other'}`, avatar(name, 'person'), body);
}

/**
 * @param {Line} line
 * @param {Doing} doing
 */
function robotWords({ said }, doing) {
  if (!said) return [];
  const parts = [];
  if (said.title) parts.push(element('strong', 'title', said.title));
  parts.push(words(said.text));
  for (const link of said.links ?? []) {
    if (!/^https?:\/\//.test(link.url)) continue;
    parts.push(
      element(
        'a',
        { class: 'link', href: link.url, target: '_blank', rel: 'noreferrer noopener' },
        link.label,
        element('span', { 'aria-hidden': 'true' }, ' ↗'),
      ),
    );
  }
  if (said.choices?.length) {
    parts.push(
      element(
        'div',
        'choices',
        ...said.choices.map((choice) => button('choice', () => doing.say(choice.says), choice.label)),
      ),
    );
  }
  return parts;
}

/** Line by line, so that what is set in stays set in where it wraps. @param {string} text */
const words = (text) =>
  element(
    'p',
    'words',
    ...text.split('\n').map((line) => element('span', /^　/.test(line) ? 'line deep' : 'line', line)),
  );

/** Choices can be pressed until somebody says something; a reminder that comes in between changes nothing. */
function freshChoices() {
  let open = true;
  for (const row of [...lines.querySelectorAll('.row')].reverse()) {
    if (!row.classList.contains('robot')) open = false;
    for (const each of row.querySelectorAll('.choice')) if (each instanceof HTMLButtonElement) each.disabled = !open;
  }
}

/**
 * @param {Doing} doing
 * @param {boolean} greets
 */
function welcome(doing, greets) {
  const known = stories.filter(({ who }) => state.people.some(({ name }) => name === who));
  const greeting = greets
    ? [
        element('h3', '', '您好，这里是教研助手的沙盒'),
        element(
          'p',
          '',
          '一个虚构的教研区，停在 2023 年春季学期第 4 周。您可以扮演任何人，在群里或私下对机器人说话；拨动时钟，就能看到到点的提醒发给了谁。',
        ),
      ]
    : [];
  return element(
    'section',
    'welcome',
    ...greeting,
    element('p', 'soft small', '点一句试试：'),
    element('ul', '', ...known.map((story) => element('li', '', storyButton(story, doing)))),
  );
}

/**
 * @param {import('./stories.js').Story} story
 * @param {Doing} doing
 */
function storyButton(story, doing) {
  return button(
    'story',
    () => doing.play(story),
    avatar(story.who, 'person'),
    element(
      'span',
      'story-text',
      element('span', 'soft small', `${story.who} · ${story.group ?? '私聊'}：${story.about}`),
      element('b', '', story.says),
    ),
  );
}
