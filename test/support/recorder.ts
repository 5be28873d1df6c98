// A platform that writes down what it is sent: lanes as data, limits enforced in windows of its own, answers as told.
import type { Said } from '../../src/bot/message.ts';
import type { Address, Lane, Limit, Platform, SendContext, Sent } from '../../src/platforms/platform.ts';

/** One request as it arrived. */
export interface Arrival {
  id: string;
  part: number;
  lane: string;
  robot: string;
  chat: string;
  text: string;
  said: Said;
  /** Machine time of arrival, epoch ms. */
  at: number;
}

/** What the platform does with a request; called after it was written down. */
export type Answering = (arrival: Arrival, context: SendContext) => Sent | Promise<Sent>;

/** The recording platform. */
export interface Recorder extends Platform {
  /** Everything that was accepted, in order. */
  accepted: Arrival[];
  /** Everything that arrived, accepted or not. */
  arrived: Arrival[];
  /** Requests beyond a limit, counted in windows that begin whenever the platform likes. */
  overruns: number;
  /** How it answers from now on; `sent` unless told. */
  answer: Answering;
}

/** A lane without limits; give what differs. */
export const lane = (given: Partial<Lane> = {}): Lane => ({
  name: 'test',
  perChat: [],
  perRobot: [],
  mutedFor: 600_000,
  maxBytes: 2_000,
  concurrency: 8,
  idempotent: false,
  bound: false,
  ...given,
});

/** Counts in fixed windows, each key's with a phase of its own: what the sender cannot know. */
function counter() {
  const counts = new Map<string, number>();
  const phases = new Map<string, number>();
  return (key: string, limits: readonly Limit[], at: number): boolean => {
    let over = false;
    limits.forEach(({ count, per }, i) => {
      const clock = `${key}/${i}`;
      const phase = phases.get(clock) ?? Math.random() * per;
      phases.set(clock, phase);
      const window = `${clock}/${Math.floor((at + phase) / per)}`;
      const used = (counts.get(window) ?? 0) + 1;
      counts.set(window, used);
      over ||= used > count;
    });
    return over;
  };
}

/** A recorder with these lanes; `now` is the machine's clock. Texts are cut into parts at `maxBytes`, by lines. */
export function recorder(lanes: Lane[], now: () => number): Recorder {
  const count = counter();
  const maxBytes = (name: string) => lanes.find((l) => l.name === name)?.maxBytes ?? 2_000;
  const self: Recorder = {
    name: 'recorder',
    lanes,
    accepted: [],
    arrived: [],
    overruns: 0,
    answer: () => ({ outcome: 'sent' }),
    health: async () => ({ ok: true, detail: '正常' }),
    render: (name, said) => cut(said.text, maxBytes(name)),
    async send(to: Address, said: Said, text: string, context: SendContext) {
      const { id: chat } = to.chat;
      const { robot } = to;
      const arrival = { id: context.deliveryId, part: context.part, lane: to.lane, robot, chat, text, said, at: now() };
      self.arrived.push(arrival);
      const known = lanes.find((l) => l.name === to.lane);
      if (!known) throw new Error(`no lane ${to.lane}`);
      const overChat = count(`${to.lane}/${robot}/${chat}`, known.perChat, arrival.at);
      const overRobot = count(`${to.lane}/${robot}`, known.perRobot, arrival.at);
      if (overChat || overRobot) self.overruns++;
      const answer = await self.answer(arrival, context);
      if (answer.outcome === 'sent') self.accepted.push(arrival);
      return answer;
    },
  };
  return self;
}

function cut(text: string, maxBytes: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of text.split('\n')) {
    const longer = part === '' ? line : `${part}\n${line}`;
    if (part !== '' && Buffer.byteLength(longer) > maxBytes) {
      parts.push(part);
      part = line;
    } else part = longer;
  }
  return [...parts, part];
}
