// Choices as action cards: a pressed button says its words in the name of whoever pressed it (protocol §3.6). Pure.
import type { Said } from '../../bot/message.ts';
import { inertLine } from './inert.ts';
import { listTitle } from './render.ts';
import { lanes } from './settings.ts';

/** What fits: the robot API has cards with two to five buttons; a longer label is cut by clients. */
const room = { least: 2, most: 5, label: 20 };

/** What the client does when the button is pressed: says the words in this chat, to the robot. */
const urlOf = (says: string): string => `dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent(says)}`;

/**
 * The buttons of a message, or null. Only commands that stand for themselves get one: the words of an answer (确认) would answer
 * whatever is being asked when an old card is pressed. How clients treat such buttons is documented by users only, so the same commands
 * stand in the text as well (`render`).
 */
function buttonsOf({ choices = [] }: Said): { title: string; url: string }[] | null {
  if (choices.length < room.least || choices.length > room.most) return null;
  const fit = choices.every(({ label, says }) => says.startsWith('/') && [...label].length <= room.label);
  return fit ? choices.map(({ label, says }) => ({ title: inertLine(label), url: urlOf(says) })) : null;
}

/** An action card in webhook format; null when the choices make none. `text`: the last part, as `render` gave it. */
export function webhookCard(said: Said, text: string): Record<string, unknown> | null {
  const buttons = buttonsOf(said);
  if (!buttons) return null;
  const btns = buttons.map(({ title, url }) => ({ title, actionURL: url }));
  const body = { msgtype: 'actionCard', actionCard: { title: listTitle(said), text, btnOrientation: '0', btns } };
  return Buffer.byteLength(JSON.stringify(body)) <= lanes.app.maxBytes ? body : null;
}

/** The same for the robot API. */
export function robotCard(said: Said, text: string): { msgKey: string; msgParam: string } | null {
  const buttons = buttonsOf(said);
  if (!buttons) return null;
  const actions = buttons.flatMap(({ title, url }, i) => [
    [`actionTitle${i + 1}`, title],
    [`actionURL${i + 1}`, url],
  ]);
  const msgParam = JSON.stringify({ title: listTitle(said), text, ...Object.fromEntries(actions) });
  if (Buffer.byteLength(msgParam) > lanes.app.maxBytes) return null;
  return { msgKey: `sampleActionCard${buttons.length}`, msgParam };
}
