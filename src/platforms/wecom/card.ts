// Short answers with choices as cards with buttons, and what a pressed button brings back (protocols/wecom.md §5). Pure.
import type { Said } from '../../bot/message.ts';
import { numberedLines } from '../render.ts';
import { inertText } from './render.ts';

/** A `button_interaction` card as it goes over the wire. */
export interface Card {
  card_type: 'button_interaction';
  /** Unique for the robot; a press and the card that replaces this one name it. */
  task_id: string;
  main_title: { title: string; desc?: string };
  sub_title_text?: string;
  button_list: { text: string; key: string }[];
}

/**
 * What fits, in signs. The documentation recommends these lengths for title, note, text and buttons (D5); clients cut what is longer,
 * and a question of which the end is missing must not be answered with one press. Six buttons and keys of 1024 bytes are hard limits.
 */
const room = { title: 26, desc: 30, text: 112, button: 10, buttons: 6, keyBytes: 1024 };

const noTitle = '请选一项';
const numbersToo = '也可以直接回复序号';
/** Key of the one button a card is left with; no key of a choice looks like it. */
const spentKey = 'spent';

const signs = (text: string): number => [...text].length;
const oneLine = (text: string): string => inertText(text.replace(/\s+/g, ' ').trim());
const shortened = (text: string, most: number): string =>
  signs(text) > most ? `${[...text].slice(0, most - 1).join('')}…` : text;

/** The words of a choice and the question it answers: all that a press needs, so that it means the same after a restart. */
const keyOf = (says: string, asks = ''): string => `${asks}|${says}`;

/** What the key of a pressed button says; null for keys that are none of ours, and for cards that have done their work. */
export function readKey(key: string): { says: string; asks?: string } | null {
  const bar = key.indexOf('|');
  const says = key.slice(bar + 1);
  if (bar < 0 || says === '') return null;
  return bar === 0 ? { says } : { says, asks: key.slice(0, bar) };
}

/**
 * The Said as one card, or null when it does not fit whole or has links: then it goes out as text with numbers, which can do
 * everything a card can. Labels too long for buttons are numbered lines, with buttons of their numbers.
 */
export function cardOf(said: Said, taskId: string): Card | null {
  const choices = said.choices ?? [];
  const keys = new Set(choices.map(({ says }) => keyOf(says, said.asks)));
  if (choices.length === 0 || choices.length > room.buttons || keys.size < choices.length) return null;
  if (said.links?.length || [...keys].some((key) => Buffer.byteLength(key) > room.keyBytes)) return null;

  const labels = choices.map(({ label }) => oneLine(label));
  const asLines = labels.some((label) => label === '' || signs(label) > room.button);
  const { title, text } = headed(said);
  const body = [text, ...(asLines ? numberedLines(choices, inertText) : [])].filter(Boolean).join('\n');
  if (signs(title) > room.title || signs(body) > room.text) return null;
  return {
    card_type: 'button_interaction',
    task_id: taskId,
    // Numbers count as answers to an open question only; other choices are commands of their own.
    main_title: { title, ...(said.asks ? { desc: numbersToo } : {}) },
    ...(body === '' ? {} : { sub_title_text: body }),
    button_list: [...keys].map((key, index) => ({ key, text: asLines ? `选${index + 1}` : (labels[index] ?? '') })),
  };
}

/** Title and text; without a title the first line is one if it is short enough. */
function headed(said: Said): { title: string; text: string } {
  const text = inertText(said.text).trim();
  const title = oneLine(said.title ?? '');
  if (title !== '') return { title, text };
  const [first = '', ...others] = text.split('\n');
  const fits = first !== '' && signs(first) <= room.title;
  return fits ? { title: first, text: others.join('\n').trim() } : { title: noTitle, text };
}

/**
 * The card in place of the one whose button was pressed: the same words, what was chosen (null: it had been over before), and one
 * button that does nothing, because a card of this kind has to have one. `before` is the card as it was sent, where it is still known.
 */
export function spentCard(taskId: string, chosen: string | null, before?: Card): Card {
  const done = chosen === null ? '已经过时' : '已选';
  const desc = chosen === null ? done : shortened(`${done}：${oneLine(chosen)}`, room.desc);
  return {
    ...before,
    card_type: 'button_interaction',
    task_id: taskId,
    main_title: { title: before?.main_title.title ?? noTitle, desc },
    button_list: [{ text: done, key: spentKey }],
  };
}
