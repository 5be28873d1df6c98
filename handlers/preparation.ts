// Joint preparation: /集体备课. What teachers answer to it is in replies.ts.
import { z } from 'zod';
import { dateArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { parseDate } from '../src/lib/datespec.ts';
import { type Act, calendarOf } from '../src/office/act.ts';
import { stretchAsked } from '../src/office/calendar/queries.ts';
import { everyone } from '../src/office/people/model.ts';
import { arrange } from '../src/office/preparation/actions.ts';
import { subjectNames } from '../src/office/preparation/model.ts';
import { meetingsAhead, overviewOf } from '../src/office/preparation/queries.ts';
import * as wording from '../src/office/preparation/wording.ts';

const subject = z.enum(subjectNames, { error: '可以写 语文、数学、英语等。' });
const ownSubject = subject.optional().meta({ title: '学科' });
/** 无 takes away what was there. */
const detail = textArg(60)
  .transform((text) => (['无', '待定'].includes(text) ? null : text))
  .optional();

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

/** The commands about joint preparation. */
export const preparation = [show, plan];
