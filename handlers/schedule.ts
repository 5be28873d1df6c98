// Timed messages: /定时 列表, 新建, 改, 停, 启, 删, 预演.
import { z } from 'zod';
import { askBack, command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { type Act } from '../src/office/act.ts';
import { loadCalendar } from '../src/office/calendar/model.ts';
import { change, create, freeName, preview, remove, start, stop } from '../src/office/schedules/actions.ts';
import type { Schedule, Wish } from '../src/office/schedules/model.ts';
import { audienceText, findSchedule, listedSchedules, looksLikeAudience, readAudience, rehearse } from '../src/office/schedules/queries.ts';
import { cronOf, looksLikeWhen, nextSending } from '../src/office/schedules/rules.ts';
import * as wording from '../src/office/schedules/wording.ts';
import type { Role } from '../src/office/people/model.ts';

const roles: Role[] = ['admin'];
const where = 'anywhere';

// The titles are words that do not stand before a colon in ordinary messages, so that a text may say 时间：周五.
const which = z.string().max(30).meta({ title: '定时', ask: '请告诉我是哪一条定时消息（名字或编号）。' });
const name = z
  .string()
  .max(20, '名字最多 20 个字。')
  .regex(/[^\d\s]/, '名字不能只是数字。')
  .meta({ title: '定时名', ask: '请给这条定时消息起个名字。' });
const when = z
  .string()
  .refine(looksLikeWhen, '可以写 每周一 16:12、每天 8:05、工作日 7:45、每月1日 9:10，或者 cron 五段，例如 12 16 * * 1。')
  .meta({ title: '发送时间', spans: true, ask: '什么时候发？例如 每周一 16:12，或者 cron 五段 12 16 * * 1。' });
const to = z
  .string()
  .refine(looksLikeAudience, '可以写群名（几个用、分开），或者 学科=数学、学校=实验小学、角色=学校联系人。')
  .meta({ title: '发给', spans: true, ask: '发给哪些群或人？' });
const onHoliday = z.enum(['跳过', '顺延', '照发']).meta({ title: '遇假日' });
const onQuiet = z.enum(['顺延', '跳过']).meta({ title: '静默时段' });
const text = z.string().max(2000, '内容最多 2000 个字。').meta({ title: '消息内容', rest: true, ask: '要发什么内容？' });
/** Which version the admin has seen; set by the confirmation, never typed. */
const version = z
  .string()
  .regex(/^v\d+$/, '请先看过预览。')
  .transform((seen) => Number(seen.slice(1)))
  .optional()
  .meta({ title: '版本' });

/** Asks for the confirmation of what was shown, tied to the version it was shown of. @throws AskBack always */
const confirmVersion = (question: string, seen: Schedule): never =>
  askBack('version', question, [
    { label: '确认', value: `v${seen.version}` },
    { label: '取消', value: '取消' },
  ]);

const list = command<Act>()({
  name: '定时 列表',
  summary: '看所有定时消息',
  roles,
  where,
  args: z.object({}),
  examples: ['/定时 列表'],
  run: async (act) => say(wording.list(await listedSchedules(act), await loadCalendar(act.tx))),
});
