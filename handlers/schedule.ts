// Timed messages: /定时 列表, 新建, 改, 停, 启, 删, 预演; the others in schedule-all.ts.
import { z } from 'zod';
import { textArg } from '../src/bot/args.ts';
import { askToConfirm, command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import type { Act } from '../src/office/act.ts';
import { loadCalendar } from '../src/office/calendar/model.ts';
import type { Role } from '../src/office/people/model.ts';
import * as actions from '../src/office/schedules/actions.ts';
import { looksLikeAudience } from '../src/office/schedules/audience.ts';
import type { Schedule } from '../src/office/schedules/model.ts';
import { rehearsal } from '../src/office/schedules/once-wording.ts';
import * as previews from '../src/office/schedules/previews.ts';
import * as queries from '../src/office/schedules/queries.ts';
import { rehearse, toRehearse } from '../src/office/schedules/rehearse.ts';
import { looksLikeWhen } from '../src/office/schedules/rules.ts';
import * as wording from '../src/office/schedules/wording.ts';
import { longestText, nameFault } from '../src/office/schedules/words.ts';
import { schedulesAll } from './schedule-all.ts';

const roles: Role[] = ['admin'];
/** They name people and private audiences, and show what is not sent yet. */
const where = 'private';

// The titles are words that do not stand before a colon in ordinary messages, so that a text may say 时间：周五; 时间=… is a pair.
const which = z.string().max(30).meta({ title: '定时', ask: '请告诉我是哪一条定时消息（名字或编号）。' });
const called = z.string().superRefine((text, context) => {
  const fault = nameFault(text);
  if (fault) context.addIssue({ code: 'custom', message: fault });
});
const name = called.meta({ title: '定时名', ask: '请给这条定时消息起个名字。' });
const when = z
  .string()
  .refine(
    looksLikeWhen,
    '可以写 每周一 16:12、每天 8:05、工作日 7:45、每月1日 9:10，或者 cron 五段，例如 12 16 * * 1。',
  )
  .meta({
    title: '发送时间',
    aliases: ['时间'],
    spans: true,
    ask: '什么时候发？例如 每周一 16:12，或者 cron 五段 12 16 * * 1。',
  });
const to = z
  .string()
  .refine(looksLikeAudience, '可以写群名（几个用、分开），或者 学科=数学、学校=实验小学、角色=学校联系人。')
  .meta({ title: '发给', aliases: ['对象'], noun: '发送对象', spans: true, ask: '发给哪些群或人？' });
const onHoliday = z.enum(['跳过', '顺延', '照发']).meta({ title: '遇假日', noun: '遇假日的办法' });
const onQuiet = z.enum(['顺延', '跳过']).meta({ title: '静默时段', noun: '静默时段的办法' });
const text = textArg(longestText).meta({
  title: '消息内容',
  aliases: ['内容', '文字'],
  rest: true,
  ask: '要发什么内容？',
});
/** Which one in which version the admin has seen; set by the confirmation, never typed. */
const seen = z.string().regex(queries.seenPattern, '请先看过预览。').optional().meta({ title: '版本', hidden: true });

/** Asks for the confirmation of what was shown, tied to the version it was shown of. @throws AskBack always */
const confirmSeen = (question: string, schedule: Schedule): never =>
  askToConfirm('seen', question, queries.seenToken(schedule));

/** Its next sending and the calendar to name it by. */
async function nextOf(act: Act, schedule: Schedule) {
  const calendar = await loadCalendar(act.tx);
  return [queries.sendingsOf(schedule, calendar, act.now, 1)[0], calendar] as const;
}

const list = command<Act>()({
  name: '定时 列表',
  summary: '看所有定时消息',
  roles,
  where,
  args: z.object({}),
  examples: ['/定时 列表'],
  run: async (act) => say(wording.list(await queries.listedSchedules(act), await loadCalendar(act.tx))),
});

const wishes = { when, to, onHoliday: onHoliday.optional(), onQuiet: onQuiet.optional(), text };

const make = command<Act>()({
  name: '定时 新建',
  summary: '建一条定时消息，先看预览再确认',
  roles,
  where,
  args: z.object({ name, ...wishes }),
  examples: [
    '/定时 新建 周一例会 每周一 16:12 数学教研群 请各校准备下周的集体备课',
    '/定时 新建 周一例会 "12 16 * * 1" 数学教研群 请各校准备下周的集体备课',
    '/定时 新建 月初提醒 每月1日 9:10 学科=语文 遇假日=顺延 {周次}开始了，请各校安排好本月教研活动',
  ],
  confirm: async (act, args) => {
    await actions.freeName(act, args.name);
    return say(await previews.previewNew(act, await queries.wishOf(act, args, queries.blank(args.name))));
  },
  run: async (act, args) => {
    const schedule = await actions.create(act, await queries.wishOf(act, args, queries.blank(args.name)));
    return say(wording.created(schedule, ...(await nextOf(act, schedule))));
  },
});

const alter = command<Act>()({
  name: '定时 改',
  summary: '改一条定时消息的时间、对象或内容',
  roles,
  where,
  args: z.object({
    which,
    when: when.optional(),
    to: to.optional(),
    onHoliday: onHoliday.optional(),
    onQuiet: onQuiet.optional(),
    seen,
    text: text.optional(),
  }),
  examples: [
    '/定时 改 周一例会 发送时间=每周一 16:42',
    '/定时 改 1 消息内容=请各校准备下周的集体备课',
    '/定时 改 周一例会 遇假日=顺延',
  ],
  confirm: async (act, { which, seen, ...typed }) => {
    if (seen !== undefined) return null;
    const old = await queries.findSchedule(act, which);
    return confirmSeen(await previews.previewChange(act, old, await queries.wishOf(act, typed, old)), old);
  },
  run: async (act, { which: _which, seen, ...typed }) => {
    const { schedule: old, version } = await queries.scheduleSeen(act, seen);
    const { schedule, cancelled } = await actions.change(act, old, await queries.wishOf(act, typed, old), version);
    return say(wording.changed(schedule, cancelled, ...(await nextOf(act, schedule))));
  },
});

const rename = command<Act>()({
  name: '定时 换名',
  summary: '给一条定时消息换个名字',
  roles,
  where,
  args: z.object({ which, newName: called.meta({ title: '新名字', ask: '换成什么名字？' }), seen }),
  examples: ['/定时 换名 周一例会 周一备课例会'],
  confirm: async (act, { which, newName, seen }) => {
    if (seen !== undefined) return null;
    const old = await queries.findSchedule(act, which);
    if (newName !== old.name) await actions.freeName(act, newName, 'newName');
    return confirmSeen(await previews.previewChange(act, old, { ...old, name: newName }), old);
  },
  run: async (act, { newName, seen }) => {
    const { schedule: old, version } = await queries.scheduleSeen(act, seen);
    const { schedule, cancelled } = await actions.change(act, old, { ...old, name: newName }, version);
    return say(wording.changed(schedule, cancelled, ...(await nextOf(act, schedule))));
  },
});

const halt = command<Act>()({
  name: '定时 停',
  summary: '暂停一条定时消息',
  roles,
  where,
  args: z.object({ which, seen }),
  examples: ['/定时 停 周一例会'],
  confirm: async (act, { which, seen }) => {
    if (seen !== undefined) return null;
    const old = await queries.findSchedule(act, which);
    return confirmSeen(await previews.previewStop(act, old), old);
  },
  run: async (act, { seen }) => {
    const { schedule: old, version } = await queries.scheduleSeen(act, seen);
    const { schedule, cancelled } = await actions.stop(act, old, version);
    return say(wording.stopped(schedule, cancelled));
  },
});

const resume = command<Act>()({
  name: '定时 启',
  summary: '恢复一条停着的定时消息',
  roles,
  where,
  args: z.object({ which, seen }),
  examples: ['/定时 启 周一例会'],
  confirm: async (act, { which, seen }) => {
    if (seen !== undefined) return null;
    const old = await queries.findSchedule(act, which);
    return confirmSeen(await previews.previewStart(act, old), old);
  },
  run: async (act, { seen }) => {
    const { schedule: old, version } = await queries.scheduleSeen(act, seen);
    const schedule = await actions.start(act, old, version);
    return say(wording.started(schedule, ...(await nextOf(act, schedule))));
  },
});

const drop = command<Act>()({
  name: '定时 删',
  summary: '删除一条定时消息',
  roles,
  where,
  args: z.object({ which, seen }),
  examples: ['/定时 删 周一例会'],
  confirm: async (act, { which, seen }) => {
    if (seen !== undefined) return null;
    const old = await queries.findSchedule(act, which);
    return confirmSeen(await previews.previewRemoval(act, old), old);
  },
  run: async (act, { seen }) => {
    const { schedule: old, version } = await queries.scheduleSeen(act, seen);
    const { schedule, cancelled } = await actions.remove(act, old, version);
    return say(wording.removed(schedule, cancelled));
  },
});

const rehearsed = command<Act>()({
  name: '定时 预演',
  summary: '看接下来五次会发什么、发给谁；什么也不发',
  roles,
  where,
  args: z.object({ which: which.optional() }),
  examples: ['/定时 预演 周一例会', '/定时 预演'],
  run: async (act, { which }) => {
    const sendings = await rehearse(act, await toRehearse(act, which));
    return say(rehearsal(sendings, await loadCalendar(act.tx)));
  },
});

/** The list for handlers/index.ts. */
export const schedules = [list, make, alter, rename, halt, resume, drop, rehearsed, ...schedulesAll];
