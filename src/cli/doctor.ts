// `jiaoyan doctor`: looks at everything a deployment stands on and names each fault in one line.
import { Redis } from 'ioredis';
import { loadSettings, onLoopback, platformConfigured, publicUrl } from '../../config/load.ts';
import type { Settings } from '../../config/schema.ts';
import { channelFacts } from '../app.ts';
import { configuredPlatforms, platformQuotas } from '../configured.ts';
import { ensureRedis } from '../ground/redis.ts';
import { redisFault } from '../ground/redis-policy.ts';
import { systemClock } from '../lib/clock.ts';
import { dateOf, stamp } from '../lib/dates.ts';
import { loadCalendar } from '../office/calendar/model.ts';
import { calendarWarnings } from '../office/calendar/warnings.ts';
import { usageOf } from '../office/deliveries/quota.ts';
import { invariants } from '../office/invariants.ts';
import { unreachablePeople } from '../office/people/reach.ts';
import { openStore, type Store } from '../store/db.ts';
import { type CliCommand, parse } from './command.ts';

interface Finding {
  what: string;
  ok: boolean;
  detail: string;
}

const good = (what: string, detail: string): Finding => ({ what, ok: true, detail });
const bad = (what: string, detail: string): Finding => ({ what, ok: false, detail });

export const doctor: CliCommand = {
  name: 'doctor',
  usage: 'doctor [--json]',
  summary: '检查设置、数据库、Redis、时钟和平台凭据',
  async run(args, env) {
    const { values } = parse(args, { json: { type: 'boolean', default: false } });
    // The office's own folder, also while only the sandbox runs: this is what is being made ready.
    const settings = loadSettings(env);
    const findings = [
      good('设置', '都能用'),
      ...links(settings),
      ...(await storeFindings(settings)),
      ...(await redis(settings)),
      clock(),
      ...(await platforms(settings)),
    ];
    if (values.json) console.log(JSON.stringify(findings));
    else
      for (const { what, ok, detail } of findings)
        (ok ? console.log : console.error)(`${ok ? '✓' : '✗'} ${what}：${detail}`);
    return findings.every((f) => f.ok) ? 0 : 1;
  },
};

function links(settings: Settings): Finding[] {
  const base = publicUrl(settings);
  if (!onLoopback(base)) return [good('链接', base)];
  return platformConfigured(settings)
    ? [bad('链接', `PUBLIC_URL 是本机地址 ${base}，老师的手机打不开上传页面；请填外面能访问的网址`)]
    : [good('链接', `${base}（沙盒，只在本机）`)];
}

async function storeFindings(settings: Settings): Promise<Finding[]> {
  let store: Store | null = null;
  try {
    store = await openStore({ dataDir: settings.DATA_DIR, databaseUrl: settings.DATABASE_URL });
    const { engine, read } = store;
    const people = await read
      .selectFrom('people')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    const calendar = await loadCalendar(read);
    const warnings = calendar ? calendarWarnings(calendar, dateOf(systemClock.now())) : [];
    const reach = platformConfigured(settings)
      ? await unreachablePeople(read, channelFacts(settings, configuredPlatforms(settings)))
      : [];
    return [
      good(
        '数据库',
        `${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}，名册 ${Number(people.n)} 人，${calendar ? calendar.term.title : '还没有行事历'}`,
      ),
      ...(settings.DINGTALK_CLIENT_ID ? await quotas(read) : []),
      ...(await invariants(read)).map((fault) => bad('数据', fault)),
      ...(!calendar && platformConfigured(settings)
        ? [bad('行事历', '还没有导入：用 jiaoyan plan import 学期.yaml')]
        : []),
      ...warnings.map((warning) => bad('行事历', warning)),
      ...(reach.length > 0 ? [bad('名册', `${reach.length} 人联系不上；用“/名册 未联通”看名单`)] : []),
    ];
  } catch (error) {
    return [bad('数据库', `打不开：${(error as Error).message}`)];
  } finally {
    await store?.close();
  }
}

/** What is left of the month's quotas; four fifths used counts as a fault, while something can still be done. */
async function quotas(read: Store['read']): Promise<Finding[]> {
  const all = await usageOf(read, platformQuotas, systemClock.now());
  return all.map(({ quota, used }) => ({
    what: quota.title,
    ok: used < quota.monthly * 0.8,
    detail: `本月 ${used} 次，免费版额度 ${quota.monthly} 次`,
  }));
}

async function redis(settings: Settings): Promise<Finding[]> {
  try {
    const handle = await ensureRedis({
      dataDir: settings.DATA_DIR,
      redisUrl: settings.REDIS_URL,
      log: () => undefined,
    });
    const client = handle.path
      ? new Redis({ path: handle.path })
      : new Redis(handle.url, { maxRetriesPerRequest: 1, connectTimeout: 3000, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      const fault = await redisFault(client);
      const [, aof] = (await client.config('GET', 'appendonly')) as string[];
      return [
        fault ? bad('Redis', fault) : good('Redis', 'noeviction'),
        aof === 'yes' ? good('Redis', 'AOF 已打开') : bad('Redis', 'AOF 没有打开（appendonly yes），断电会丢任务'),
      ];
    } finally {
      client.disconnect();
      await handle.stop();
    }
  } catch (error) {
    return [bad('Redis', (error as Error).message)];
  }
}

const clock = (): Finding => {
  const now = systemClock.now();
  return now > Date.parse('2026-01-01')
    ? good('时钟', `现在 ${stamp(now)}（上海）`)
    : bad('时钟', `现在 ${stamp(now)}，显然不对；请校准本机时间`);
};

async function platforms(settings: Settings): Promise<Finding[]> {
  if (!platformConfigured(settings)) return [good('平台', '没有接入企业微信或钉钉（沙盒）')];
  const all = configuredPlatforms(settings);
  const checks = all.flatMap((platform) => (platform.check ? [platform.check()] : []));
  return (await Promise.all(checks)).flat().map(({ name, ok, detail }) => ({ what: name, ok, detail }));
}
