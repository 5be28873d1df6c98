// `jiaoyan plan import`: makes a term file the office's calendar. Reading plan documents (docx, pdf …) comes with a later release.
import { systemClock } from '../lib/clock.ts';
import { monthDay } from '../lib/dates.ts';
import { refuse } from '../lib/refuse.ts';
import { systemAct } from '../office/act.ts';
import { weekSpan } from '../office/calendar/days.ts';
import { readTerm } from '../office/calendar/termfile.ts';
import { importTerm } from '../office/calendar/terms.ts';
import { agreed } from './ask.ts';
import { type CliCommand, parse, UsageError } from './command.ts';
import { withStore } from './store.ts';

export const plan: CliCommand = {
  name: 'plan',
  usage: 'plan import 学期.yaml [--yes]',
  summary: '导入一个学期的行事历（先预览再确认）；样子见 config/terms/2023-spring.yaml',
  async run(args, env) {
    const { values, positionals } = parse(args, { yes: { type: 'boolean', default: false } });
    const [verb, file, ...more] = positionals;
    if (verb !== 'import' || !file || more.length > 0) throw new UsageError('要写成 plan import 文件');
    if (!/\.ya?ml$/i.test(file)) refuse('term-file', '现在只能导入 YAML 学期文件；直接读 Word、PDF 计划的功能还没有。');
    console.log(preview(file));
    if (!values.yes && !(await agreed())) return 1;
    await withStore(env, (store) =>
      store.write((tx) =>
        importTerm(systemAct(tx, systemClock.now(), 'cli', { publicUrl: null, sandbox: false }), file),
      ),
    );
    console.log('已导入。已经过去的事项不会再提醒；群里说“/行事历”就能看到。');
    return 0;
  },
};

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
