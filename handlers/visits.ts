// 教学视导: /视导 安排, 改期, 取消, 我的, 列表.
import { z } from 'zod';
import { dateArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { parseDate } from '../src/lib/datespec.ts';
import { type Act, calendarOf, me } from '../src/office/act.ts';
import { everyone, type Role } from '../src/office/people/model.ts';
import { personTexts } from '../src/office/people/rules.ts';
import { cancelPreview, cancelVisit, moveVisit, planVisit } from '../src/office/visits/actions.ts';
import { readVisitNumber } from '../src/office/visits/model.ts';
import { concerns, plannedVisits, withNames } from '../src/office/visits/queries.ts';
import { visitList } from '../src/office/visits/wording.ts';

const planners: Role[] = ['researcher', 'head'];

const date = dateArg.meta({ title: '日期', spans: true });
/** Words that can be nothing but a number, so that another command said meanwhile is one. */
const number = z
  .string()
  .transform((text, context) => {
    const read = readVisitNumber(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: '要写成 视0001 这样，发“/视导 我的”能看到。' });
    return z.NEVER;
  })
  .meta({ title: '编号', ask: '请告诉我视导的编号，例如 视0001；发“/视导 我的”能看到。' });

const plan = command<Act>()({
  name: '视导 安排',
  aliases: ['安排视导'],
  summary: '安排一次下校视导',
  roles: planners,
  where: 'anywhere',
  args: z.object({
    school: textArg(30)
      .refine((text) => parseDate(text) === null, '要写学校，例如 二码头小学。')
      .meta({ title: '学校' }),
    date,
    team: z.string().transform(personTexts).optional().meta({ title: '组员', rest: true }),
  }),
  examples: ['/视导 安排 二码头小学 第6周周四', '/视导 安排 实验小学 3月27日 刘芳、何静'],
  run: async (act, args) => say(await planVisit(act, args)),
});

const move = command<Act>()({
  name: '视导 改期',
  summary: '把一次视导改到另一天，并告诉学校和组员',
  roles: planners,
  where: 'anywhere',
  args: z.object({ number, date }),
  examples: ['/视导 改期 视0001 3月28日'],
  run: async (act, args) => say(await moveVisit(act, args.number, args.date)),
});

const drop = command<Act>()({
  name: '视导 取消',
  summary: '取消一次视导，并告诉学校和组员',
  roles: planners,
  where: 'anywhere',
  args: z.object({ number }),
  examples: ['/视导 取消 视0001'],
  confirm: async (act, args) => say(await cancelPreview(act, args.number)),
  run: async (act, args) => say(await cancelVisit(act, args.number)),
});

const mine = command<Act>()({
  name: '视导 我的',
  summary: '和自己有关的视导：带队的、参加的、来本校的',
  roles: everyone,
  where: 'anywhere',
  args: z.object({}),
  examples: ['/视导 我的'],
  run: async (act) => {
    const calendar = await calendarOf(act);
    const visits = await plannedVisits(act.tx, calendar);
    const own = visits.filter((visit) => visit.day >= act.today && concerns(visit, me(act)));
    return say(visitList(calendar, await withNames(act.tx, own), '接下来的视导：', '接下来没有和您有关的视导。'));
  },
});

const list = command<Act>()({
  name: '视导 列表',
  summary: '本学期接下来的全部视导',
  roles: [...planners, 'admin'],
  where: 'private',
  args: z.object({}),
  examples: ['/视导 列表'],
  run: async (act) => {
    const calendar = await calendarOf(act);
    const ahead = (await plannedVisits(act.tx, calendar)).filter((visit) => visit.day >= act.today);
    return say(
      visitList(
        calendar,
        await withNames(act.tx, ahead),
        `接下来的视导 ${ahead.length} 次：`,
        '接下来还没有安排视导。',
      ),
    );
  },
});

/** The commands about visits. */
export const visits = [plan, move, drop, mine, list];
