// What people do in the course of a term, at awkward moments: just after a reminder, in the evening, on the day itself. For tests that
// hold what is derived afterwards against what was owed at the time.
import { instantOf, type LocalDate, type LocalTime } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import { systemAct } from '../../src/office/act.ts';
import { handIn } from '../../src/office/contests/actions.ts';
import { allContests } from '../../src/office/contests/model.ts';
import { allPeople } from '../../src/office/people/model.ts';
import type { TermRun } from './run.ts';

/** Somebody says something; several texts are a question and its answers. */
export interface Deed {
  day: LocalDate;
  at: LocalTime;
  who: string;
  says: string[];
}

/** In place of words: hands in to the contest, which is done on a page. */
const handsIn = '（交作品）';

const deed = (day: string, at: string, who: string, ...says: string[]): Deed => ({ day: `2023-${day}`, at, who, says });

/** In order of time; the office is that of at-work.ts. */
export const termDeeds: readonly Deed[] = [
  deed('03-07', '17:05', '王敏', '/集体备课 安排 数学 第4周 方圆 小数加法'),
  deed('03-08', '20:10', '刘芳', '/集体备课 安排 语文 第5周 赵雪 写景文'),
  deed('03-09', '17:05', '陈安', '/定时 改 周三提醒 消息内容={周次}的活动改到线上。', '确认'),
  deed('03-14', '17:05', '周岚', '/行事历 改期 数学集体备课 3月17日 哪次=3月15日', '确认'),
  deed('03-20', '17:05', '王敏', '/视导 改期 视0001 3月24日'),
  deed('03-22', '16:30', '陈安', '/定时 停 周三提醒', '确认'),
  deed('03-27', '17:05', '陈安', '/定时 启 周三提醒'),
  deed('03-28', '17:05', '周岚', '/行事历 改期 换届会 4月3日', '确认'),
  deed('03-31', '20:10', '周岚', '/行事历 改期 换届会 4月4日', '确认'),
  deed('04-06', '17:05', '李强', '/请假 明天 外出培训'),
  deed('04-11', '17:05', '刘芳', '/视导 改期 视0002 4月21日'),
  deed('04-12', '17:05', '陈安', '/行事历 放假 4月14日 校运会', '确认'),
  deed('04-13', '17:05', '陈安', '/行事历 照常 4月14日', '确认'),
  deed('04-19', '17:05', '刘芳', '/视导 取消 视0002', '确认'),
  deed('04-19', '17:10', '赵雪', handsIn),
  deed('04-24', '17:05', '陈安', '/群 停用 语文教研群', '确认'),
  deed('04-25', '20:10', '李强', handsIn),
  deed('05-04', '17:05', '周岚', '/行事历 改期 课改推进会 5月9日', '确认'),
  deed('05-05', '17:05', '陈安', '/行事历 撤销', '确认'),
  deed('05-09', '20:10', '周岚', '/行事历 取消 数学集体备课 哪次=5月10日', '确认'),
  deed('05-15', '17:05', '陈安', '/定时 删 午间提醒', '确认'),
  deed('06-12', '17:05', '周岚', '/行事历 改期 期末考试 6月15日', '确认'),
];

/** Does it at its time. @throws Error when the office did not do what was asked */
export async function doDeed(run: TermRun, { day, at, who, says }: Deed): Promise<void> {
  await run.runTo(day, at);
  for (const text of says) {
    if (text === handsIn) {
      await handInFor(run, who, instantOf(day, at));
      continue;
    }
    const { said } = await run.say(who, text);
    if (/出了点问题|^没有|看不懂|本来就/.test(said?.text.split('\n')[0] ?? '没有'))
      throw new Error(`${day} ${text}: ${said?.text}`);
  }
}

/** A school hands in, as if by its page. */
export const handInFor = (run: TermRun, name: string, now: number): Promise<void> =>
  run.store.write(async (tx) => {
    const person = (await allPeople(tx)).find((one) => one.name === name);
    const [contest] = await allContests(tx);
    if (!person || !contest) throw new Error('nothing to hand in');
    const act = systemAct(tx, now, 'test', { publicUrl: null, sandbox: true });
    const id = newId();
    const file = { id, name: '教学设计.docx', bytes: 1, kind: 'docx', path: `incoming/${id}` };
    await handIn({ ...act, speaker: person }, { hash: '', contest, person, school: null, endsAt: now }, [file]);
  });
