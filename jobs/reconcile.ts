// Compares ledger and rules: every night, telling admins only of differences; and for as many days as an admin asked for.
import { z } from 'zod';
import { systemAct, tell } from '../src/office/act.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import { peopleById } from '../src/office/people/model.ts';
import { comparisonFor, namesIn, tellDifferences } from '../src/office/reconcile/actions.ts';
import { type Comparison, isSecretDifference } from '../src/office/reconcile/model.ts';
import { reconcile } from '../src/office/reconcile/reconcile.ts';
import { comparisonText, longReached } from '../src/office/reconcile/wording.ts';
import type { ClassName } from '../src/queue/classes.ts';
import { done, job } from '../src/queue/job.ts';
import type { Tx } from '../src/store/db.ts';

const payload = z.object({
  /** The person who asked; without one it is the nightly run. */
  asker: z.string().optional(),
  /** How many days before today. */
  days: z
    .string()
    .regex(/^\d{1,2}$/)
    .optional(),
  page: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional(),
  /** Names the request, so that a second run answers it once. */
  request: z.string().optional(),
});

/** How often somebody who waits hears how far it is, milliseconds. */
const progressEvery = 15_000;

/** Started by the first beat of each day (tick.ts), and by `/发送 核对 31天`. */
export const reconcileJob = job<OfficeParts>()({
  name: 'reconcile',
  payload: payload as z.ZodType<Record<string, string>>,
  attempts: 3,
  deadline: 300_000,
  async run(given, parts) {
    const { asker, days, page, request = '' } = payload.parse(given);
    const wish = { days: Number(days ?? 1), page: Number(page ?? 1) };
    await (asker ? answer(parts, asker, wish, request) : nightly(parts));
    return done;
  },
});

const actOf = ({ clock, settings }: OfficeParts, tx: Tx) => systemAct(tx, clock.now(), 'reconcile', settings);

async function nightly(parts: OfficeParts): Promise<void> {
  const { store, clock } = parts;
  const look = () => reconcile(store.read, { now: clock.now() });
  if (isEven(await look())) return;
  // Something may have been under way while it was read: what a second look does not find is none.
  const comparison = await look();
  if (isEven(comparison)) return;
  await store.write((tx) => tellDifferences(actOf(parts, tx), comparison));
}

/** The clock itself started this run: a time that has moved on meanwhile is no clock that stands still. */
const isEven = ({ differences, secret }: Comparison): boolean =>
  secret.length === 0 && differences.every(({ kind }) => kind === 'clock');

async function answer(
  parts: OfficeParts,
  asker: string,
  { days, page }: { days: number; page: number },
  request: string,
): Promise<void> {
  const { store, clock } = parts;
  const say = (lead: string, said: { text: string }, name: ClassName = 'answer') =>
    store.write((tx) =>
      tell(actOf(parts, tx), {
        source: { kind: 'reconciliation', id: request },
        lead,
        audience: { kind: 'person', id: asker },
        class: name,
        said,
      }),
    );
  let told = clock.real();
  const found = await reconcile(store.read, {
    now: clock.now(),
    days,
    async onProgress(until) {
      if (clock.real() - told < progressEvery) return;
      told = clock.real();
      await say(`until ${until}`, { text: longReached(until) });
    },
  });
  const [person] = await peopleById(store.read, [asker]);
  const comparison = comparisonFor(found, person?.roles ?? []);
  const names = await namesIn(store.read, comparison);
  // What is said about a secret task is as secret: it stands in no list and in no count.
  const name = comparison.differences.some(isSecretDifference) ? 'secret' : 'answer';
  await say('', comparisonText(comparison, names, { page, days }), name);
}
