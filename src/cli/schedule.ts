// `jiaoyan schedule next`: when a cron expression fires next, in Chinese. `schedule export|import`: all timed messages as YAML.
import { readFile, writeFile } from 'node:fs/promises';
import { loadSettings } from '../../config/load.ts';
import { systemClock } from '../lib/clock.ts';
import { checkCron, scheduleNext } from '../lib/cron.ts';
import { refuse } from '../lib/refuse.ts';
import { type Act, systemAct } from '../office/act.ts';
import { exportAll } from '../office/schedules/export.ts';
import { importPreview, makeImport, planImport } from '../office/schedules/import.ts';
import { imported } from '../office/schedules/import-wording.ts';
import { agreed } from './ask.ts';
import { type CliCommand, parse, UsageError } from './command.ts';
import { withStore } from './store.ts';

const options = {
  count: { type: 'string' },
  from: { type: 'string' },
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
} as const;

export const schedule: CliCommand = {
  name: 'schedule',
  usage:
    'schedule next "12 16 * * 1" [--count 5] [--from 2023-03-06T00:00:00+08:00] [--json] | schedule export [FILE] | schedule import FILE [--yes]',
  summary: 'cron 表达式的中文读法和以后几次时间；所有定时消息导出成 YAML，改好再导入（先预览再确认）',
  async run(args, env) {
    const { values, positionals } = parse(args, options);
    const [verb, what, ...more] = positionals;
    const forNext = values.count !== undefined || values.from !== undefined || values.json;
    if (more.length > 0) throw new UsageError('参数太多');
    if (verb === 'next' && what !== undefined && !values.yes) return next(what, values);
    if (verb === 'export' && !forNext && !values.yes) return exportFile(what, env);
    if (verb === 'import' && what !== undefined && !forNext) return importFile(what, values.yes, env);
    throw new UsageError('要写成 schedule next "五段表达式"、schedule export [文件] 或 schedule import 文件');
  },
};

async function next(
  cron: string,
  wanted: { count?: string | undefined; from?: string | undefined; json: boolean },
): Promise<number> {
  const count = Number(wanted.count ?? 5);
  if (!Number.isInteger(count) || count < 1 || count > 100) throw new UsageError('--count 要是 1 到 100 的整数');
  const from = wanted.from === undefined ? systemClock.now() : Date.parse(wanted.from);
  if (Number.isNaN(from)) throw new UsageError('--from 要写成 2023-03-06T00:00:00+08:00');
  const checked = checkCron(cron);
  if (!checked.ok) refuse('cron', checked.reason);
  const found = scheduleNext(checked.cron, count, from);
  if (wanted.json) console.log(JSON.stringify(found));
  else console.log([found.reading, ...found.next.map(({ at }) => `  ${at}`)].join('\n'));
  return 0;
}

/** Writes all timed messages to a new file, or to standard output. */
async function exportFile(file: string | undefined, env: NodeJS.ProcessEnv): Promise<number> {
  const yaml = await withStore(env, ({ read }) => exportAll(read));
  if (yaml === '') refuse('no-schedule', '现在还没有定时消息，没有什么可导出。');
  if (file === undefined) {
    process.stdout.write(yaml);
    return 0;
  }
  await writeFile(file, yaml, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) =>
    refuse('file', error.code === 'EEXIST' ? `${file} 已经有了，请换一个名字。` : `写不了 ${file}。`),
  );
  console.log(`已写到 ${file}：改好后用 jiaoyan schedule import ${file} 导入。`);
  return 0;
}

/** What was agreed to is what is done: when somebody changed something meanwhile, it is shown again and nothing is done. */
async function importFile(file: string, yes: boolean, env: NodeJS.ProcessEnv): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => refuse('file', `打不开 ${file}。`));
  const { CLOCK_START } = loadSettings(env);
  const act = (tx: Act['tx']): Act =>
    systemAct(tx, CLOCK_START ? Date.parse(CLOCK_START) : systemClock.now(), 'cli', {
      publicUrl: null,
      sandbox: false,
    });
  return withStore(env, async (store) => {
    const shown = await store.write(async (tx) => {
      const plan = await planImport(act(tx), text);
      console.log(await importPreview(act(tx), plan, false));
      return plan.seen;
    });
    if (!yes && !(await agreed())) return 1;
    const done = await store.write(async (tx) => {
      const plan = await planImport(act(tx), text);
      return plan.seen === shown ? imported(await makeImport(act(tx), plan)) : null;
    });
    console.log(done ?? '刚才有人改过，什么也没有导入。请再来一次。');
    return done === null ? 1 : 0;
  });
}
