// The calendar: /行事历.
import { z } from 'zod';
import { dateArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { type Act, calendarOf } from '../src/office/act.ts';
import { readHoliday } from '../src/office/calendar/holidays.ts';
import { stretchAsked } from '../src/office/calendar/queries.ts';
import { calendarWarnings } from '../src/office/calendar/warnings.ts';
import { agendaText, holidayText, pendingText, termText } from '../src/office/calendar/wording.ts';
import { everyone } from '../src/office/people/model.ts';

const hint = '可以说 本周、下周、周末、第6周、3月、3月21日、清明节、待定或全部。';

const holiday = z.string().transform((text, context) => {
  const name = readHoliday(text);
  if (name !== null) return { holiday: name };
  context.addIssue({ code: 'custom', message: hint });
  return z.NEVER;
});

const show = command<Act>()({
  name: '行事历',
  aliases: ['日历', '日程'],
  hints: ['安排', '活动', '放假', '上课吗', '什么日子'],
  summary: '看本学期的安排',
  roles: everyone,
  where: 'anywhere',
  args: z.object({
    when: z
      .union([z.enum(['待定', '全部']), dateArg, holiday], { error: hint })
      .optional()
      .meta({ title: '时间', spans: true }),
  }),
  examples: ['/行事历 本周', '/行事历 下周', '/行事历 第6周', '/行事历 3月', '/行事历 清明节', '/行事历 待定'],
  run: async (act, { when }) => {
    const calendar = await calendarOf(act);
    const warnings = calendarWarnings(calendar, act.today);
    if (when === '待定') return pendingText(calendar, act.today);
    if (when === '全部') return termText(calendar, act.today, warnings);
    if (when && 'holiday' in when) return holidayText(calendar, when.holiday, act.today);
    return agendaText(calendar, stretchAsked(calendar, act.today, when, 'when'), act.today, warnings);
  },
});

/** The commands about the calendar. */
export const calendar = [show];
