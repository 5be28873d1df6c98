// `jiaoyan schedule next`: when a cron expression fires next, and how it reads in Chinese.
import { systemClock } from '../lib/clock.ts';
import { checkCron, scheduleNext } from '../lib/cron.ts';
import { refuse } from '../lib/refuse.ts';
import { type CliCommand, parse, UsageError } from './command.ts';

export const schedule: CliCommand = {
  name: 'schedule',
  usage: 'schedule next "12 16 * * 1" [--count 5] [--from 2023-03-06T00:00:00+08:00] [--json]',
  summary: 'cron 表达式的中文读法和以后几次时间',
  async run(args) {
    const { values, positionals } = parse(args, {
      count: { type: 'string', default: '5' },
      from: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    const [verb, cron, ...more] = positionals;
    if (verb !== 'next' || cron === undefined || more.length > 0)
      throw new UsageError('要写成 schedule next "五段表达式"');
    const count = Number(values.count);
    if (!Number.isInteger(count) || count < 1 || count > 100) throw new UsageError('--count 要是 1 到 100 的整数');
    const from = values.from === undefined ? systemClock.now() : Date.parse(values.from);
    if (Number.isNaN(from)) throw new UsageError('--from 要写成 2023-03-06T00:00:00+08:00');
    const checked = checkCron(cron);
    if (!checked.ok) refuse('cron', checked.reason);
    const found = scheduleNext(checked.cron, count, from);
    if (values.json) console.log(JSON.stringify(found));
    else console.log([found.reading, ...found.next.map(({ at }) => `  ${at}`)].join('\n'));
    return 0;
  },
};
