// Joint preparation: /集体备课, /请假, /资料.
import { z } from 'zod';
import { dateArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { parseDate } from '../src/lib/datespec.ts';
import { type Act, calendarOf } from '../src/office/act.ts';
import { stretchAsked } from '../src/office/calendar/queries.ts';
import { everyone, type Role } from '../src/office/people/model.ts';
import { arrange } from '../src/office/preparation/actions.ts';
import { subjectNames } from '../src/office/preparation/model.ts';
import { meetingsAhead, overviewOf } from '../src/office/preparation/queries.ts';
import { askLeave, cancelLeave, passMaterial } from '../src/office/preparation/replies.ts';
import * as wording from '../src/office/preparation/wording.ts';

/** Whoever teaches: the roster's subjects decide, not the post. */
const teaching: Role[] = everyone.filter((role) => role !== 'admin' && role !== 'head');

const subject = z.enum(subjectNames, { error: '可以写 语文、数学、英语等。' });
const ownSubject = subject.optional().meta({ title: '学科' });
/** 无 takes away what was there. */
const detail = textArg(60)
  .transform((text) => (['无', '待定'].includes(text) ? null : text))
  .optional();

const inGroup = (act: Act): boolean => act.message?.chat.kind === 'group';

const plan = command<Act>()({
  name: '集体备课 安排',
  aliases: ['安排集体备课'],
  summary: '安排或改动一次集体备课的主备人、课题和地点',
  roles: ['researcher', 'head'],
  where: 'anywhere',
  args: z.object({
    subject: subject.meta({ title: '学科' }),
    when: dateArg.meta({ title: '周次', spans: true, ask: '请告诉我是第几周，例如 第6周。' }),
    lead: textArg(30)
      .refine((text) => parseDate(text) === null, '要写姓名，例如 李强。')
      .meta({ title: '主备人' }),
    topic: detail.meta({ title: '课题' }),
    place: detail.meta({ title: '地点' }),
  }),
  examples: ['/集体备课 安排 数学 第6周 李强', '/集体备课 安排 数学 第6周 李强 分数的初步认识 二码头小学'],
  run: async (act, wish) => {
    const done = await arrange(act, wish);
    const { meeting, plan: now, old } = done;
    return say(done.changed ? wording.arranged(meeting, now, old, done) : wording.unchanged(meeting, now));
  },
});

const show = command<Act>()({
  name: '集体备课',
  aliases: ['备课'],
  summary: '看哪天集体备课、谁主备',
  roles: everyone,
  where: 'anywhere',
  args: z.object({ subject: ownSubject, when: dateArg.optional().meta({ title: '时间', spans: true }) }),
  examples: ['/集体备课', '/集体备课 下周', '/集体备课 数学', '/集体备课 第6周 语文'],
  run: async (act, { subject, when }) => {
    if (subject !== undefined && !when) return wording.ahead(await meetingsAhead(act, subject));
    const asked = stretchAsked(await calendarOf(act), act.today, when, 'when');
    return wording.overview(await overviewOf(act, asked, subject));
  },
});

const leave = command<Act>()({
  name: '请假',
  hints: ['来不了', '去不了', '不来了', '不去了', '参加不了', '不能参加'],
  summary: '集体备课来不了，私下告诉主备人；不写日期就是下一次',
  roles: teaching,
  where: 'anywhere',
  args: z.object({
    subject: ownSubject,
    reason: textArg(300).meta({ title: '原因', rest: true, ask: '请说一下原因，我只私下转告主备人。' }),
  }),
  examples: ['/请假 外出培训', '/请假 第6周 外出培训', '/请假 数学 外出培训'],
  run: async (act, wish) => {
    const passed = await askLeave(act, wish);
    return say(inGroup(act) ? wording.leaveNotedInGroup(passed) : wording.leaveNoted(passed));
  },
});

const noLeave = command<Act>()({
  name: '请假 取消',
  aliases: ['取消请假', '销假'],
  summary: '又能来了，撤回请假',
  roles: teaching,
  where: 'anywhere',
  args: z.object({ subject: ownSubject, when: dateArg.optional().meta({ title: '时间', spans: true }) }),
  examples: ['/请假 取消', '/请假 取消 第6周', '/请假 取消 数学'],
  run: async (act, wish) => {
    const { meeting } = await cancelLeave(act, wish);
    return say(inGroup(act) ? wording.leaveTakenInGroup(meeting) : wording.leaveTaken(meeting));
  },
});

const material = command<Act>()({
  name: '资料',
  hints: ['教案', '课件'],
  summary: '要集体备课的资料；写上内容就是提供资料',
  roles: teaching,
  where: 'anywhere',
  args: z.object({ subject: ownSubject, content: textArg(1000).optional().meta({ title: '内容', rest: true }) }),
  examples: ['/资料', '/资料 第6周', '/资料 数学', '/资料 第三单元练习放在群文件里了'],
  run: async (act, wish) => {
    const { offered, ...passed } = await passMaterial(act, wish);
    if (inGroup(act)) return say(wording.materialInGroup(passed, offered));
    return say(offered ? wording.materialOffered(passed) : wording.materialAsked(passed));
  },
});

/** The commands about joint preparation. */
export const preparation = [show, plan, leave, noLeave, material];
