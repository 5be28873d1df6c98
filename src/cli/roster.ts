// `jiaoyan roster template|import|code`: the empty workbook, people, schools and groups from a filled one, and a first binding code.
import { readFile, writeFile } from 'node:fs/promises';
import { systemClock } from '../lib/clock.ts';
import { refuse } from '../lib/refuse.ts';
import { type Act, systemAct } from '../office/act.ts';
import { issueCode } from '../office/people/binding.ts';
import { findPerson } from '../office/people/queries.ts';
import { importRoster, previewRoster, rosterTemplate } from '../office/people/roster.ts';
import { agreed } from './ask.ts';
import { type CliCommand, parse, UsageError } from './command.ts';
import { withStore } from './store.ts';

export const roster: CliCommand = {
  name: 'roster',
  usage: 'roster template [FILE] | roster import FILE.xlsx [--yes] | roster code 姓名',
  summary: '名册：空表；导入工作簿（先预览再确认）；给第一位管理员发绑定码',
  async run(args, env) {
    const { values, positionals } = parse(args, { yes: { type: 'boolean', default: false } });
    const [verb, what, ...more] = positionals;
    if (more.length > 0) throw new UsageError('参数太多');
    if (verb === 'template') return template(what ?? '名册模板.xlsx');
    if (verb === 'import' && what !== undefined) return importFile(what, values.yes, env);
    if (verb === 'code' && what !== undefined) return code(what, env);
    throw new UsageError('要写 roster template、roster import 文件 或 roster code 姓名');
  },
};

async function template(file: string): Promise<number> {
  await writeFile(file, await rosterTemplate(), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) =>
    refuse('file', error.code === 'EEXIST' ? `${file} 已经有了，请换一个名字。` : `写不了 ${file}。`),
  );
  console.log(`空表已写到 ${file}：填好后用 jiaoyan roster import ${file} 导入。`);
  return 0;
}

/** One piece of work from the command line. */
const act = <T>(env: NodeJS.ProcessEnv, work: (act: Act) => Promise<T>): Promise<T> =>
  withStore(env, (store) =>
    store.write((tx) => work(systemAct(tx, systemClock.now(), 'cli', { publicUrl: null, sandbox: false }))),
  );

async function importFile(file: string, yes: boolean, env: NodeJS.ProcessEnv): Promise<number> {
  const bytes = await readFile(file).catch(() => refuse('file', `打不开 ${file}。`));
  console.log(await act(env, (a) => previewRoster(a, bytes)));
  if (!yes && !(await agreed())) return 1;
  console.log(await act(env, (a) => importRoster(a, bytes)));
  return 0;
}

/** The first admin cannot be given a code by another admin. */
async function code(name: string, env: NodeJS.ProcessEnv): Promise<number> {
  const given = await act(env, async (a) => issueCode(a, await findPerson(a, name, {}, null)));
  console.log(`${name} 的绑定码：${given}（10 分钟内有效，只能用一次）。请本人私聊机器人发送：/绑定 ${given}`);
  return 0;
}
