// The fake's cards: what the real platform refuses in one, which are shown, and how a press and a replacement go (protocols/wecom.md §5).
import { bytes } from './state.ts';

/** A card as people see it. */
export interface ShownCard {
  taskId: string;
  title: string;
  desc: string;
  text: string;
  buttons: { text: string; key: string }[];
}

type Json = Record<string, unknown>;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** The card, or null when the real platform would not take it. */
export function readCard(value: unknown): ShownCard | null {
  const card = (value ?? {}) as Json;
  const title = (card.main_title ?? {}) as Json;
  const buttons = card.button_list as { text: string; key: string }[];
  if (card.card_type !== 'button_interaction' || !isText(title.title)) return null;
  if (!isText(card.task_id) || !/^[0-9A-Za-z_\-@]{1,128}$/.test(card.task_id)) return null;
  if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > 6) return null;
  if (!buttons.every(({ text, key }) => isText(text) && isText(key) && bytes(key) <= 1024)) return null;
  if (new Set(buttons.map(({ key }) => key)).size < buttons.length) return null;
  return {
    taskId: card.task_id,
    title: title.title,
    desc: isText(title.desc) ? title.desc : '',
    text: isText(card.sub_title_text) ? card.sub_title_text : '',
    buttons: buttons.map(({ text, key }) => ({ text, key })),
  };
}

/** All that stands on a card, line by line. */
export const wordsOn = ({ title, desc, text, buttons }: ShownCard): string =>
  [title, desc, text, ...buttons.map((button) => button.text)].filter((line) => line !== '').join('\n');

/** The cards of one robot. */
export class Cards {
  /** As they are shown now, by task id. */
  readonly shown = new Map<string, ShownCard>();
  /** Presses that may still be answered with another card, by the event's req_id. */
  readonly #presses = new Map<string, { taskId: string; until: number }>();

  show(card: ShownCard): void {
    this.shown.set(card.taskId, card);
  }

  pressed(reqId: string, taskId: string, patience: number): void {
    this.#presses.set(reqId, { taskId, until: Date.now() + patience });
  }

  /** `aibot_respond_update_msg`: the errcode it ends with. */
  replace(reqId: string, body: Json): number {
    const press = this.#presses.get(reqId);
    if (!press) return 846_605;
    if (Date.now() > press.until) return 846_608;
    const card = readCard(body.template_card);
    if (body.response_type !== 'update_template_card' || card?.taskId !== press.taskId) return 40_058;
    this.#presses.delete(reqId);
    this.shown.set(card.taskId, card);
    return 0;
  }
}
