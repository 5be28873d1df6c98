// Single changes of the calendar: /行事历 加, 改期, 取消, 撤销, 改动, 调休, 放假, 照常.
import { z } from 'zod';
import { dateArg, textArg } from '../src/bot/args.ts';
import { askToConfirm, command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import type { Act } from '../src/office/act.ts';
import { calendarNumber, kindArg, levelArg, listArg, shownBefore } from '../src/office/calendar/args.ts';
import { calendarToChange } from '../src/office/calendar/change.ts';
import { comingClashes } from '../src/office/calendar/clash-check.ts';
import { dayEdit, makeDayEdit, readTimetable } from '../src/office/calendar/day-edit.ts';
import * as edits from '../src/office/calendar/edit.ts';
import * as wording from '../src/office/calendar/edit-wording.ts';
import { lastChanges } from '../src/office/calendar/history.ts';
import { proposalAfter } from '../src/office/calendar/postponing.ts';
import { undoable, undoChange } from '../src/office/calendar/undo.ts';
import type { Role } from '../src/office/people/model.ts';

const editors: Role[] = ['researcher', 'head', 'admin'];
const keepers: Role[] = ['head', 'admin'];
const where = 'private';

const date = dateArg.meta({ title: '日期', spans: true, ask: '改到哪一天？例如 4月14日、第9周周四。' });
const which = textArg(60).meta({ title: '事项', ask: '请告诉我是哪一项，写名称里的几个字就行。' });
const from = dateArg.optional().meta({ title: '哪次', aliases: ['原定'], spans: true });

const add = command<Act>()({
  name: '行事历 加',
  aliases: ['行事历 新增'],
  summary: '在行事历上加一项；市级活动会接着排出区级要顺延的',
  roles: editors,
  where,
  args: z.object({
    title: textArg(60).meta({ title: '事项', ask: '要加什么事项？' }),
    date,
    kind: kindArg,
    level: levelArg,
    subjects: listArg('学科'),
    audience: textArg(40).optional().meta({ title: '对象' }),
    venue: textArg(40).optional().meta({ title: '地点' }),
    school: textArg(30).optional().meta({ title: '学校' }),
  }),
  examples: ['/行事历 加 市教学评比 4月12日 级别=市 学科=数学', '/行事历 加 区教研组长会 4月18日 类别=会议'],
  confirm: async (act, args) => {
    const calendar = await calendarToChange(act);
    const { item, reading } = await edits.wishedItem(act, calendar, args);
    const remarks = [
      ...edits.dayRemarks(calendar, reading, act.today),
      ...(await comingClashes(act, calendar, { ...calendar, items: [...calendar.items, item] })),
    ];
    return say(wording.addPreview(calendar, item, remarks, act.today));
  },
  run: async (act, args) => {
    const { item } = await edits.wishedItem(act, await calendarToChange(act), args);
    const made = await edits.addItem(act, item);
    return proposalAfter(act, made, wording.added(made, item, act.today));
  },
});

const move = command<Act>()({
  name: '行事历 改期',
  aliases: ['行事历 定'],
  summary: '给一项定日子或改日子；每周的活动改其中一次',
  roles: editors,
  where,
  args: z.object({ item: which, date, from }),
  examples: ['/行事历 改期 期末考试 6月27日', '/行事历 改期 数学集体备课 4月14日 哪次=4月12日'],
  confirm: async (act, args) =>
    say(await wording.editPreview(act, await edits.moveEdit(act, args.item, args.date, args.from))),
  run: async (act, args) => {
    const made = await edits.makeEdit(act, await edits.moveEdit(act, args.item, args.date, args.from));
    return proposalAfter(act, made, wording.edited(made, act.today));
  },
});

const callOff = command<Act>()({
  name: '行事历 取消',
  summary: '取消一项；每周的活动可以只取消一次',
  roles: editors,
  where,
  args: z.object({ item: which, from }),
  examples: ['/行事历 取消 专家讲座', '/行事历 取消 数学集体备课 哪次=4月12日'],
  confirm: async (act, args) => say(await wording.editPreview(act, await edits.cancelEdit(act, args.item, args.from))),
  run: async (act, args) =>
    say(wording.edited(await edits.makeEdit(act, await edits.cancelEdit(act, args.item, args.from)), act.today)),
});

const undo = command<Act>()({
  name: '行事历 撤销',
  summary: '24小时内把一次改动整个撤回',
  roles: editors,
  where,
  args: z.object({ number: calendarNumber, seen: shownBefore }),
  examples: ['/行事历 撤销', '/行事历 撤销 历0003'],
  run: async (act, args) => {
    const found = await undoable(act, args.number);
    // The yes is for what was shown, not for what somebody else changed in between.
    if (args.seen !== found.number) askToConfirm('seen', wording.undoPreview(found, act.today), found.number);
    return say(wording.undone(await undoChange(act, found.number)));
  },
});

const history = command<Act>()({
  name: '行事历 改动',
  summary: '行事历改过哪些：版本、谁改的、能不能撤销',
  roles: editors,
  where,
  args: z.object({}),
  examples: ['/行事历 改动'],
  run: async (act) => say(await lastChanges(act)),
});

const timetable = z
  .string()
  .transform((text, context) => {
    const read = readTimetable(text);
    if (read !== undefined) return { follows: read };
    context.addIssue({ code: 'custom', message: '要写成 补周二，或者 不补。' });
    return z.NEVER;
  })
  .meta({ title: '课表', ask: '这天按周几的课表上课？例如 补周二；不按任何一天就写 不补。' });

const makeup = command<Act>()({
  name: '行事历 调休',
  summary: '定一天调休上班，按周几的课表',
  roles: keepers,
  where,
  args: z.object({ date: dateArg.meta({ title: '日期', spans: true }), timetable }),
  examples: ['/行事历 调休 4月23日 补周二', '/行事历 调休 5月6日 不补'],
  confirm: async (act, args) =>
    say(wording.dayPreview(await dayEdit(act, args.date, { kind: 'school', follows: args.timetable.follows }))),
  run: async (act, args) =>
    say(wording.dayDone(await makeDayEdit(act, args.date, { kind: 'school', follows: args.timetable.follows }))),
});

const off = command<Act>()({
  name: '行事历 放假',
  summary: '定一天或几天放假：校历上的假日、停课',
  roles: keepers,
  where,
  args: z.object({
    date: dateArg.meta({ title: '日期', spans: true }),
    called: textArg(12).optional().meta({ title: '名称' }),
  }),
  examples: ['/行事历 放假 5月4日 校运会'],
  confirm: async (act, args) =>
    say(wording.dayPreview(await dayEdit(act, args.date, { kind: 'holiday', name: args.called ?? '放假' }))),
  run: async (act, args) =>
    say(wording.dayDone(await makeDayEdit(act, args.date, { kind: 'holiday', name: args.called ?? '放假' }))),
});

const usual = command<Act>()({
  name: '行事历 照常',
  summary: '取消自己定的调休或放假，回到国务院公布的安排',
  roles: keepers,
  where,
  args: z.object({ date: dateArg.meta({ title: '日期', spans: true }) }),
  examples: ['/行事历 照常 4月23日'],
  confirm: async (act, args) => say(wording.dayPreview(await dayEdit(act, args.date, null))),
  run: async (act, args) => say(wording.dayDone(await makeDayEdit(act, args.date, null))),
});

/** The commands that change the calendar item by item. */
export const calendarEdit = [add, move, callOff, undo, history, makeup, off, usual];
