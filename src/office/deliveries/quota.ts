// Monthly quotas of a platform (DingTalk's free edition): what was used is counted in the store, and admins are told once at 80 %.
import { dateOf, instantOf } from '../../lib/dates.ts';
import type { Reader, Tx } from '../../store/db.ts';
import { type Act, tell } from '../act.ts';
import { peopleWith } from '../people/queries.ts';
import type { Quota } from './model.ts';

export type { Quota } from './model.ts';

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

/** The platform of each lane, for counting. */
const platformOf = (lane: string): string =>
  ({ wecom: '企业微信', dingtalk: '钉钉', sandbox: '沙盒', console: '终端' })[lane.split('-')[0] ?? ''] ?? lane;

/** What went out this month on each platform, and how much of each quota is used; for `/发送 额度`. */
export async function quotaReport({ tx, now, today, settings }: Act): Promise<string> {
  const month = today.slice(0, 7);
  const rows = await tx
    .selectFrom('deliveries')
    .select((eb) => ['lane', eb.fn.countAll().as('count')])
    .where('state', '=', 'sent')
    .where('lane', 'is not', null)
    .where('class', '!=', 'secret')
    .where('settled_at', '>=', instantOf(`${month}-01`))
    .groupBy('lane')
    .execute();
  const sent = new Map<string, number>();
  for (const { lane, count } of rows) {
    const platform = platformOf(lane ?? '');
    sent.set(platform, (sent.get(platform) ?? 0) + Number(count));
  }
  const used = await usageOf(tx, settings.quotas ?? [], now);
  return [
    `${Number(month.slice(5))}月1日到今天发出：${[...sent].map(([name, count]) => `${name} ${count} 条`).join('，') || '还没有'}。`,
    ...used.map(usageText),
    ...(used.length > 0
      ? ['只数得到机器人自己用的，准数在钉钉后台；用到八成会私信提醒。']
      : ['现用的平台没有按月的额度。']),
  ].join('\n');
}

const usageText = ({ quota, used }: { quota: Quota; used: number }): string => {
  const share = Math.floor((used / quota.monthly) * 100);
  const left =
    used >= quota.monthly
      ? '，已用完，钉钉会停发'
      : used >= quota.monthly * warnAt
        ? '，快用完了，请减少消息或升级版本'
        : '';
  return `${quota.title}：本月 ${used} / ${quota.monthly} 次（${share}%）${left}。`;
};

/** This month's use of each quota, for `doctor`. */
export async function usageOf(
  db: Reader,
  quotas: readonly Quota[],
  now: number,
): Promise<{ quota: Quota; used: number }[]> {
  const names = quotas.map((q) => counter(q.name, now));
  const rows = await db
    .selectFrom('counters')
    .selectAll()
    .where('name', 'in', ['-', ...names])
    .execute();
  return quotas.map((quota) => ({ quota, used: rows.find((r) => r.name === counter(quota.name, now))?.value ?? 0 }));
}
