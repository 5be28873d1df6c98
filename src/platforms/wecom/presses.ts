// Cards on the long connection after they were sent: a press that counted replaces the card, so that its buttons are dead
// (`aibot_respond_update_msg`, within 5 s of the press: protocols/wecom.md §4).
import type { Answer, Heard } from '../../bot/message.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { type Card, spentCard } from './card.ts';
import type { Connection } from './connection.ts';
import { latest } from './latest.ts';

/** How long after a press its card can be replaced, milliseconds, with half a second in reserve. */
const replaceableFor = 4500;
/** Cards whose words are remembered; an older card, or one from before a restart, keeps only what was chosen. */
const remembered = 500;

/** The cards of one connection. */
export interface Presses {
  /** A card was taken by the platform. */
  sent(card: Card): void;
  /** A button was pressed: `heard` came in the event `requestId`, under which alone the card can be replaced. */
  pressed(heard: Heard, requestId: string): void;
  /** The engine has dealt with a message. Never throws; whatever becomes of the card, the press has counted. */
  answered(heard: Heard, answer: Answer): Promise<void>;
}

/** No cards yet. */
export function pressesOver(connection: Connection, clock: Clock, log: Log): Presses {
  const cards = latest<Card>(remembered);
  const events = new WeakMap<Heard, { requestId: string; until: number }>();
  return {
    sent: (card) => cards.add(card.task_id, card),
    pressed: (heard, requestId) => void events.set(heard, { requestId, until: clock.real() + replaceableFor }),
    async answered(heard, answer) {
      const event = events.get(heard);
      const { pressed } = heard;
      if (!event || !pressed || !isOver(heard, answer) || clock.real() > event.until) return;
      const before = cards.get(pressed.cardId);
      const label = before?.button_list.find(({ key }) => key === pressed.key)?.text ?? heard.text;
      const card = spentCard(pressed.cardId, answer.press === 'taken' ? label : null, before);
      const body = { response_type: 'update_template_card', template_card: card };
      const asked = await connection.ask('aibot_respond_update_msg', event.requestId, body);
      if (asked.was === 'answered' && asked.errcode === 0) return;
      const errcode = asked.was === 'answered' ? asked.errcode : undefined;
      log.warn({ channel: 'wecom-ws', was: asked.was, errcode }, 'card not replaced');
    },
  };
}

/** In a group somebody else's press, which is `outdated` too, must not take the buttons from the person who was asked. */
const isOver = ({ chat }: Heard, { press }: Answer): boolean =>
  press === 'taken' || (press === 'outdated' && chat.kind === 'private');
