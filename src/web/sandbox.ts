// The sandbox: a page on which a visitor is anybody of the sample district, talks, and moves the clock. The same engine, store
// and ledger as in service. Mounted by web.ts outside production only; without ports nothing answers here.
import type { Context } from 'koa';
import type Router from 'koa-router';
import { z } from 'zod';
import type { Hear, Said } from '../bot/message.ts';
import type { MovableClock } from '../lib/clock.ts';
import { dateOf, dayMs } from '../lib/dates.ts';
import { newId } from '../lib/ids.ts';
import { Refusal, refuse } from '../lib/refuse.ts';
import { weekLabel } from '../office/calendar/days.ts';
import { loadCalendar } from '../office/calendar/model.ts';
import { ownName, withoutMention } from '../platforms/mention.ts';
import type { Store } from '../store/db.ts';
import { assets } from './assets.ts';
import { readJson } from './json.ts';
import { openFeed } from './sandbox/feed.ts';
import { refuseUnknown, sandboxGroups, sandboxPeople } from './sandbox/people.ts';

/** What the sandbox is given by web.ts. */
export interface SandboxPorts {
  store: Store;
  hear: Hear;
  /** A stored answer of the inbox in words. */
  answerOf(stored: string): Said;
  clock: MovableClock;
  /** Goes to `to` (epoch ms) from due instant to due instant; `onStep` is called after each. */
  moveClock(to: number, onStep?: (now: number) => void): Promise<void>;
  /** The next instant at which something is due. */
  nextDue(): Promise<number | null>;
  /** Resolves when everything due has gone out. */
  drain(): Promise<void>;
}

/** How far the clock may be moved at once. */
const furthest = 200 * dayMs;

const sayBody = z.object({
  /** Platform id of who speaks. */
  person: z.string().min(1).max(100),
  /** The group's chat id; null: in private. */
  group: z.string().min(1).max(100).nullable(),
  text: z.string().trim().min(1).max(4000),
});
const clockBody = z.union([z.object({ to: z.number().int() }), z.object({ step: z.enum(['next', 'day']) })]);

/** Mounts `/sandbox`, its assets and `/sandbox/api/…`. */
export function sandboxRoutes(router: Router, ports: SandboxPorts): void {
  const asset = assets(new URL('./sandbox/', import.meta.url), [
    ...[
      'index.html',
      'style.css',
      'app.js',
      'api.js',
      'state.js',
      'lists.js',
      'view.js',
      'talk.js',
      'clock.js',
      'stories.js',
    ],
  ]);
  const feed = openFeed(ports.store.read, ports.answerOf);
  const clock = clockDesk(ports);

  router.get('/sandbox', (ctx) => asset(ctx, 'index.html'));
  router.get('/sandbox/:name', (ctx) => asset(ctx, ctx.params.name ?? ''));
  router.get('/sandbox/api/people', async (ctx) => {
    ctx.body = { people: await sandboxPeople(ports.store.read), groups: await sandboxGroups(ports.store.read) };
  });
  router.get('/sandbox/api/feed', async (ctx) => {
    const since = ctx.query.epoch === feed.epoch ? Number(ctx.query.since) || 0 : 0;
    ctx.set('Cache-Control', 'no-store');
    // Looked up before the lines: whoever sees that a move has ended sees all that was sent on the way.
    const ended = clock.ended();
    const lines = await feed.since(since);
    ctx.body = { epoch: feed.epoch, lines, clock: { ...(await clock.shown(feed.length())), ended } };
  });
  router.post('/sandbox/api/say', (ctx) =>
    refusable(ctx, async () => {
      const { person, group, text } = sayBody.parse(await readJson(ctx));
      await refuseUnknown(ports.store.read, person, group);
      await ports.hear({
        ...{ platform: 'sandbox', channel: 'sandbox', robot: 'sandbox', messageId: newId() },
        chat: group === null ? { kind: 'private', id: person } : { kind: 'group', id: group },
        sender: { id: person, kind: 'person' },
        ...{ text: withoutMention(text, ownName), mentions: [], media: [], answerBy: 'return' },
      });
      return { done: true };
    }),
  );
  router.post('/sandbox/api/clock', (ctx) =>
    refusable(ctx, async () => clock.move(clockBody.parse(await readJson(ctx)))),
  );
}

/** Answers with what `work` gives, or with a Chinese sentence. */
async function refusable(ctx: Context, work: () => Promise<unknown>): Promise<void> {
  try {
    ctx.body = await work();
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof z.ZodError)) throw error;
    ctx.status = 400;
    ctx.body = { error: error instanceof Refusal ? error.message : '请求不完整，请刷新页面再试。' };
  }
}

/** The clock as the page sees it, and the one move that may be under way. */
function clockDesk({ store, clock, moveClock, nextDue }: SandboxPorts) {
  let moving: { from: number; to: number; failed: boolean } | null = null;
  /** Moves so far, and how many of them have ended: the page must not take an older answer of the feed for the end of its move. */
  const moves = { begun: 0, ended: 0 };
  let next: { at: number | null; key: string } = { at: null, key: '' };

  /** Looked up anew when something was said, the clock was moved or the instant has passed. */
  const nextAt = async (lines: number): Promise<number | null> => {
    const passed = next.at !== null && next.at <= clock.now();
    const key = `${lines} ${dateOf(clock.now())} ${passed}`;
    if (key !== next.key && !moving) next = { at: await nextDue(), key };
    return next.at;
  };
  const target = async (wish: z.output<typeof clockBody>): Promise<number> => {
    if ('to' in wish) return wish.to;
    if (wish.step === 'day') return clock.now() + dayMs;
    return (await nextDue()) ?? refuse('nothing-due', '后面没有要发的提醒了。');
  };
  return {
    ended: () => moves.ended,
    async shown(lines: number) {
      const now = clock.now();
      const calendar = await loadCalendar(store.read);
      const week = calendar ? weekLabel(calendar.term, dateOf(now)) : '';
      return {
        now,
        week,
        next: await nextAt(lines),
        moving: moving?.failed ? null : moving,
        failed: moving?.failed ?? false,
      };
    },
    /** Starts moving and returns from and to where, and the how-manieth move it is; the page follows in the feed. */
    async move(wish: z.output<typeof clockBody>): Promise<{ from: number; to: number; move: number }> {
      if (moving && !moving.failed) refuse('moving', '时钟正在走，请等它停下。');
      const to = await target(wish);
      if (Math.abs(to - clock.now()) > furthest) refuse('too-far', '一次最多拨 200 天。');
      const move = { from: clock.now(), to, failed: false };
      moving = move;
      moves.begun++;
      moveClock(to)
        .then(
          () => {
            moving = null;
            next.key = '';
          },
          () => {
            move.failed = true;
          },
        )
        .finally(() => moves.ended++);
      return { from: move.from, to, move: moves.begun };
    },
  };
}
