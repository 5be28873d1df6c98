// Monthly quotas of a platform (DingTalk's free edition): what was used is counted in the store, and admins are told once at 80 %.
import { dateOf } from '../../lib/dates.ts';
import type { Reader, Tx } from '../../store/db.ts';
import { type Act, tell } from '../act.ts';
import { peopleWith } from '../people/queries.ts';

/** One quota: what is counted and how much of it a month has. */
export interface Quota {
  /** `dingtalk:push`, the name under which usage is reported. */
  name: string;
  /** For people: 钉钉推送. */
  title: string;
  monthly: number;
}

/** From this share on admins are told. */
const warnAt = 0.8;

const counter = (name: string, now: number): string => `usage:${name}:${dateOf(now).slice(0, 7)}`;

/** Adds what was used since the last call, and owes the warning when a quota comes near its end (the ledger keeps it to once). */
export async function countUsage(act: Act, used: ReadonlyMap<string, number>, quotas: readonly Quota[]): Promise<void> {
  for (const [name, count] of used) {
    const total = await add(act.tx, counter(name, act.now), count);
    const quota = quotas.find((q) => q.name === name);
    if (quota && total >= quota.monthly * warnAt) await warn(act, quota, total);
  }
}

async function add(tx: Tx, name: string, count: number): Promise<number> {
  const row = await tx
    .insertInto('counters')
    .values({ name, value: count })
    .onConflict((c) => c.column('name').doUpdateSet((eb) => ({ value: eb('counters.value', '+', count) })))
    .returning('value')
    .executeTakeFirstOrThrow();
  return row.value;
}

async function warn(act: Act, quota: Quota, total: number): Promise<void> {
  const admins = await peopleWith(act.tx, ['admin']);
  const text = `${quota.title}本月已用 ${total} 次，额度是 ${quota.monthly} 次。用完后钉钉会停发，请减少消息或升级版本。`;
  await tell(
    act,
    ...admins.map(({ id }) => ({
      source: { kind: 'quota', id: counter(quota.name, act.now) },
      audience: { kind: 'person' as const, id },
      class: 'alert' as const,
      said: { text },
    })),
  );
}

/** This month's use of each quota, for `doctor`. */
export async function usageOf(
  db: Reader,
  quotas: readonly Quota[],
  now: number,
): Promise<{ quota: Quota; used: number }[]> {
  const names = quotas.map((q) => counter(q.name, now));
  const rows = await db.selectFrom('counters').selectAll().where('name', 'in', names).execute();
  return quotas.map((quota) => ({ quota, used: rows.find((r) => r.name === counter(quota.name, now))?.value ?? 0 }));
}
