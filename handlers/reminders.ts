// The rules of reminders: /提醒 列表, 看, 改, 停, 启, 恢复, 设置, 撤销.
import { z } from 'zod';
import { intArg, seenArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import type { Act } from '../src/office/act.ts';
import type { Role } from '../src/office/people/model.ts';
import * as actions from '../src/office/reminders/actions.ts';
import {
  clockIn,
  closingIn,
  hoursIn,
  latenessIn,
  leadsIn,
  mostDaysAhead,
  mostLeads,
  namesHabits,
  rolesIn,
} from '../src/office/reminders/reading.ts';

const roles: Role[] = ['admin', 'head'];
const where = 'private';

/** Words that mean something or nothing: `read` answers null for nothing, `hint` says how to write it. */
const readAs = <T>(read: (text: string) => T | null, hint: string) =>
  z.string().transform((text, context) => {
    const found = read(text);
    if (found !== null) return found;
    context.addIssue({ code: 'custom', message: hint });
    return z.NEVER;
  });

const kind = z
  .string()
  .max(20)
  .meta({ title: '提醒', aliases: ['种类'], ask: '哪一种提醒？种类可以看 /提醒 列表。' });
const group = z.string().max(40).optional().meta({ title: '群' });
/** The time of leads that are typed without one. */
const usualTime = '16:12';
const leads = readAs(
  (text) => leadsIn(text, usualTime),
  `可以写 前3天 16:12、前1天、当天 7:42（按上课日数，最多提前${mostDaysAhead}天、${mostLeads}次，同一天只一次）。`,
)
  .optional()
  .meta({ title: '提前', spans: true });
const audience = readAs(rolesIn, '可以写 学校联系人、教研员、校长、教研组长这些身份。')
  .optional()
  .meta({ title: '对象', spans: true });
const late = readAs(latenessIn, '可以写 2小时、30分钟。').optional().meta({ title: '最晚', spans: true });
const closing = textArg(100).optional().meta({ title: '结尾', spans: true });

const list = command<Act>()({
  name: '提醒 列表',
  aliases: ['提醒'],
  summary: '看机器人自己会说的话，什么时候说',
  roles,
  where,
  args: z.object({}),
  examples: ['/提醒 列表'],
  run: async (act) => say(await actions.listed(act)),
});

const show = command<Act>()({
  name: '提醒 看',
  summary: '看一种提醒的时间、对象和结尾',
  roles,
  where,
  args: z.object({ kind, group }),
  examples: ['/提醒 看 会议', '/提醒 看 集体备课 群=数学教研群'],
  run: async (act, args) => say(await actions.shown(act, await actions.placeOf(act, args.kind, args.group))),
});

const alter = command<Act>()({
  name: '提醒 改',
  summary: '改一种提醒的时间、对象、结尾；可以只改一个群的',
  roles,
  where,
  args: z.object({ kind, leads, audience, late, group, seen: seenArg, closing }),
  examples: [
    '/提醒 改 会议 提前=前3天、前1天',
    '/提醒 改 集体备课 群=数学教研群 提前=前2天 10:42',
    '/提醒 改 会议 结尾=请准时参加。',
  ],
  run: async (act, { kind, group, leads, audience, late, closing, seen }) => {
    const change = {
      ...(leads && { leads }),
      ...(audience && { roles: audience }),
      ...(late !== undefined && { late }),
      ...(closing !== undefined && { closing: closingIn(closing) }),
    };
    return say(await actions.makePlanned(act, await actions.planKind(act, { kind, group }, change), seen));
  },
});

const halt = command<Act>()({
  name: '提醒 停',
  summary: '不再发一种提醒；可以只对一个群停',
  roles,
  where,
  args: z.object({ kind, group, seen: seenArg }),
  examples: ['/提醒 停 月主题', '/提醒 停 会议 群=数学教研群'],
  run: async (act, { kind, group, seen }) => {
    return say(await actions.makePlanned(act, await actions.planKind(act, { kind, group }, { on: false }), seen));
  },
});

const resume = command<Act>()({
  name: '提醒 启',
  summary: '重新发停着的一种提醒',
  roles,
  where,
  args: z.object({ kind, group, seen: seenArg }),
  examples: ['/提醒 启 月主题'],
  run: async (act, { kind, group, seen }) => {
    return say(await actions.makePlanned(act, await actions.planKind(act, { kind, group }, { on: true }), seen));
  },
});

const restore = command<Act>()({
  name: '提醒 恢复',
  summary: '把一种提醒（或时段）恢复成默认的',
  roles,
  where,
  args: z.object({ kind, group, seen: seenArg }),
  examples: ['/提醒 恢复 会议', '/提醒 恢复 时段'],
  run: async (act, { kind, group, seen }) => {
    const planned = namesHabits(kind)
      ? await actions.planHabits(act, null)
      : await actions.planKind(act, { kind, group }, null);
    return say(await actions.makePlanned(act, planned, seen));
  },
});

const settle = command<Act>()({
  name: '提醒 设置',
  summary: '改发送时段、默认开始钟点、每周上限',
  roles,
  where,
  args: z.object({
    hours: readAs(hoursIn, '可以写 7:30-12:00、13:30-18:00。').optional().meta({ title: '时段', spans: true }),
    dayBegins: readAs(clockIn, '可以写 8:30。').optional().meta({ title: '开始' }),
    pushesAWeek: intArg(1, 20).optional().meta({ title: '每周推送' }),
    asksAWeek: intArg(1, 10).optional().meta({ title: '每周任务' }),
    seen: seenArg,
  }),
  examples: ['/提醒 设置 时段=7:30-12:00、13:30-18:00', '/提醒 设置 每周推送=4 每周任务=2', '/提醒 设置 开始=8:30'],
  run: async (act, { seen, ...typed }) => {
    const change = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
    return say(await actions.makePlanned(act, await actions.planHabits(act, change), seen));
  },
});

const takeBack = command<Act>()({
  name: '提醒 撤销',
  summary: '撤销最近一次对提醒的改动（24小时内）',
  roles,
  where,
  args: z.object({ seen: seenArg }),
  examples: ['/提醒 撤销'],
  run: async (act, { seen }) => say(await actions.undo(act, seen)),
});

/** The list for handlers/index.ts. */
export const reminders = [list, show, alter, halt, resume, restore, settle, takeBack];
