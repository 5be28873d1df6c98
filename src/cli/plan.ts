// `jiaoyan plan parse`: what is read out of a plan document, nothing stored. `plan import`: a document as a draft, a term file at once.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { loadSettings } from '../../config/load.ts';
import type { Settings } from '../../config/schema.ts';
import { largestDocument, readDocument } from '../files/document/read.ts';
import type { PlanDocument } from '../files/document.ts';
import { systemClock } from '../lib/clock.ts';
import { isDate, monthDay, weekdayOf } from '../lib/dates.ts';
import { refuse } from '../lib/refuse.ts';
import { type Act, systemAct } from '../office/act.ts';
import { weekSpan } from '../office/calendar/days.ts';
import { confirmRead, importRead } from '../office/calendar/drafts/actions.ts';
import { draftFrom } from '../office/calendar/drafts/reading.ts';
import { draftOf } from '../office/calendar/drafts/rules.ts';
import { planText } from '../office/calendar/drafts/wording.ts';
import type { PlanHints } from '../office/calendar/plan/model.ts';
import { readTerm } from '../office/calendar/termfile.ts';
import { importTerm } from '../office/calendar/terms.ts';
import { agreed } from './ask.ts';
import { type CliCommand, parse, UsageError } from './command.ts';
import { withStore } from './store.ts';

const options = {
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'first-monday': { type: 'string' },
  year: { type: 'string' },
  semester: { type: 'string' },
} as const;

export const plan: CliCommand = {
  name: 'plan',
  usage: 'plan parse|import 文件 [--first-monday 2023-02-13] [--year 2023] [--semester spring|autumn] [--json] [--yes]',
  summary: '读出计划文件里的行事历（parse 只看不存，- 是标准输入）；import 先预览再确认，也收 YAML 学期文件',
  async run(args, env) {
    const { values, positionals } = parse(args, options);
    const [verb, file, ...more] = positionals;
    if ((verb !== 'parse' && verb !== 'import') || !file || more.length > 0) {
      throw new UsageError('要写成 plan parse 文件 或 plan import 文件');
    }
    const hints = hintsOf(values);
    if (verb === 'parse') return parseFile(file, hints, values.json);
    if (values.json) throw new UsageError('--json 只用于 plan parse');
    return /\.ya?ml$/i.test(file)
      ? importTermFile(file, values.yes, env)
      : importDocument(file, hints, values.yes, env);
  },
};

interface Stated {
  'first-monday'?: string | undefined;
  year?: string | undefined;
  semester?: string | undefined;
}

/** What the options say beside the document. @throws UsageError */
function hintsOf({ 'first-monday': firstMonday, year, semester }: Stated): PlanHints {
  if (firstMonday !== undefined && (!isDate(firstMonday) || weekdayOf(firstMonday) !== 1)) {
    throw new UsageError('--first-monday 要是一个周一，写成 2023-02-13');
  }
  if (year !== undefined && !/^20\d\d$/.test(year)) throw new UsageError('--year 要写成 2023');
  if (semester !== undefined && semester !== 'spring' && semester !== 'autumn') {
    throw new UsageError('--semester 要写 spring 或 autumn');
  }
  return {
    ...(firstMonday !== undefined && { firstMonday }),
    ...(year !== undefined && { year: Number(year) }),
    ...(semester !== undefined && { semester }),
  };
}

async function read(file: string): Promise<PlanDocument> {
  if (file === '-') return readDocument(await buffer(process.stdin), null);
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) refuse('no-file', `没有 ${file} 这个文件。`);
  // Larger files are refused by their size, without being read.
  const bytes =
    found.size > largestDocument
      ? await buffer(createReadStream(file, { end: largestDocument }))
      : await readFile(file);
  return readDocument(bytes, basename(file));
}

async function parseFile(file: string, hints: PlanHints, json: boolean): Promise<number> {
  const { isPlan, readPlan } = await import('../office/calendar/plan/read.ts');
  const { planJson } = await import('../office/calendar/plan/json.ts');
  const document = await read(file);
  const found = readPlan(document, hints);
  if (!isPlan(found))
    refuse('no-plan', '没有从里面读出任何带日期的安排：它不像一份有行事历的计划。请换有行事历的那一份。');
  console.log(json ? JSON.stringify(planJson(found)) : planText(draftOf(document, hints, found)));
  return 0;
}

/** The command line acts at the real time, or at the one the settings begin with (tests, sandbox). */
const actIn =
  ({ CLOCK_START }: Settings) =>
  (tx: Act['tx']): Act =>
    systemAct(tx, CLOCK_START ? Date.parse(CLOCK_START) : systemClock.now(), 'cli', {
      publicUrl: null,
      sandbox: false,
    });

async function importDocument(file: string, hints: PlanHints, yes: boolean, env: NodeJS.ProcessEnv): Promise<number> {
  const content = await draftFrom(await read(file), hints);
  const act = actIn(loadSettings(env));
  return withStore(env, async (store) => {
    const { number, text } = await store.write((tx) => importRead(act(tx), content));
    console.log(text);
    if (!yes && !(await confirmed(number))) return 1;
    console.log(await store.write((tx) => confirmRead(act(tx), number)));
    return 0;
  });
}

/** Asks at the terminal; a draft that is not confirmed here waits for an admin in the chat. */
async function confirmed(number: string): Promise<boolean> {
  const waits = `草稿 ${number} 留着：管理员可以私聊机器人“/行事历 草稿”看、改、确认。`;
  if (!process.stdin.isTTY) refuse('confirm', `还没有导入。看过预览后加上 --yes，或者在聊天里确认。${waits}`);
  if (await agreed()) return true;
  console.log(waits);
  return false;
}

async function importTermFile(file: string, yes: boolean, env: NodeJS.ProcessEnv): Promise<number> {
  console.log(preview(file));
  if (!yes && !(await agreed())) return 1;
  const act = actIn(loadSettings(env));
  await withStore(env, (store) => store.write((tx) => importTerm(act(tx), file)));
  console.log('已导入。已经过去的事项不会再提醒；群里说“/行事历”就能看到。');
  return 0;
}

function preview(file: string): string {
  const { term, items, days } = readTerm(file);
  const counted = items.filter((item) => !item.theme);
  const undated = counted.filter((item) => item.start === null && item.recurrence === null);
  const last = weekSpan(term, term.lastWeek).end;
  return [
    `${term.title}${term.documentNumber ? `（${term.documentNumber}）` : ''}`,
    `第1周从${monthDay(term.week1Monday)}开始，第${term.lastWeek}周到${monthDay(last)}；每周的集体备课到第${term.seriesLastWeek}周。`,
    `事项 ${counted.length} 个，其中待定日期 ${undated.length} 个；另有放假和调休 ${days.length} 天。`,
  ].join('\n');
}
