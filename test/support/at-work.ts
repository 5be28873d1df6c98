// The sample office at work: arrangements, visits, timed messages of every kind, somebody who cannot be reached, a text that will be
// held. For rehearsals.
import { instantOf } from '../../src/lib/dates.ts';
import { systemAct } from '../../src/office/act.ts';
import { changeCalendar } from '../../src/office/calendar/change.ts';
import { type Item, loadCalendar, plainItem } from '../../src/office/calendar/model.ts';
import type { TermRun } from './run.ts';

const item = (more: Partial<Item> & Pick<Item, 'id' | 'title' | 'kind' | 'start' | 'end'>): Item => ({
  ...plainItem,
  precision: 'day',
  quote: more.title,
  ...more,
});

/** Exam affairs of the coming weeks, a meeting, and one outside group that must not hear of anything. */
async function addItems({ store }: TermRun): Promise<void> {
  await store.write(async (tx) => {
    const act = systemAct(tx, instantOf('2023-03-06', '08:30'), 'test', { publicUrl: null, sandbox: true });
    const calendar = await loadCalendar(tx);
    if (!calendar) throw new Error('no calendar');
    const more = [
      item({
        id: 'x-pickup',
        title: '领卷',
        kind: 'exam',
        reminderKind: 'paperPickup',
        start: '2023-06-13',
        end: '2023-06-13',
      }),
      item({
        id: 'x-exam',
        title: '期末考试',
        kind: 'exam',
        reminderKind: 'examDay',
        start: '2023-06-14',
        end: '2023-06-15',
      }),
      item({
        id: 'x-meeting',
        title: '课改推进会',
        kind: 'meeting',
        reminderKind: 'meeting',
        start: '2023-05-08',
        end: '2023-05-08',
      }),
    ];
    const items = [...calendar.items, ...more];
    await changeCalendar(act, { term: calendar.term, items }, { kind: 'edit', summary: '加几项' });
    await tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-leaders').execute();
    await tx.updateTable('groups').set({ active: 0 }).where('id', '=', 'g-english').execute();
    await tx.deleteFrom('identities').where('person_id', '=', 'p-yeqing').execute();
  });
}

/** Puts the office of a run to work, on its first morning. */
export async function arrange(run: TermRun): Promise<void> {
  await addItems(run);
  const said = [
    ['王敏', '/集体备课 安排 数学 第6周 李强 分数的意义'],
    ['刘芳', '/集体备课 安排 语文 第5周 赵雪 古诗单元 地点=实验小学'],
    ['王敏', '/视导 安排 二码头小学 第6周周四'],
    ['刘芳', '/视导 安排 实验小学 第9周周四 组员=高远、王敏'],
    ['刘芳', '/视导 安排 青禾小学 第11周周一'],
    ['陈安', '/定时 新建 周三提醒 “12 16 * * 3” 数学教研群 {周次}的教研活动请看群公告。'],
    ['陈安', '确认'],
    ['陈安', '/定时 新建 午间提醒 “42 12 * * 5” 角色=学校联系人 请核对本周来访。'],
    ['陈安', '确认'],
    ['陈安', '/定时 新建 月初提醒 “12 9 1 * *” 教研员群 本月安排请看行事历。 遇假日=顺延'],
    ['陈安', '确认'],
  ] as const;
  for (const [who, text] of said) await run.say(who, text);
  // Written before the guard knew the word: it is held when it comes to be sent.
  const text = '本月名次请看附件';
  await run.store.write((tx) => tx.updateTable('schedules').set({ text }).where('name', '=', '月初提醒').execute());
}
