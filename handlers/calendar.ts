// The calendar: /行事历.
import { z } from 'zod';
import { dateArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { type Act, calendarOf } from '../src/office/act.ts';
import { stretchAsked } from '../src/office/calendar/queries.ts';
import { calendarWarnings } from '../src/office/calendar/warnings.ts';
import { agendaText, pendingText, termText } from '../src/office/calendar/wording.ts';
import { everyone } from '../src/office/people/model.ts';

const hint = '可以说 本周、下周、第6周、3月、3月21日、待定或全部。';

const show = command<Act>()({
  name: '行事历',
  aliases: ['日历', '日程'],
  summary: '看本学期的安排',
  roles: everyone,
  where: 'anywhere',
  args: z.object({
    when: z
      .union([z.enum(['待定', '全部']), dateArg], { error: hint })
      .optional()
      .meta({ title: '时间', spans: true }),
  }),
  examples: ['/行事历', '/行事历 下周', '/行事历 第6周', '/行事历 3月', '/行事历 待定'],
  run: async (act, { when }) => {
    const calendar = await calendarOf(act);
    const warnings = calendarWarnings(calendar, act.today);
    if (when === '待定') return pendingText(calendar, act.today);
    if (when === '全部') return termText(calendar, act.today, warnings);
    return agendaText(calendar, stretchAsked(calendar, act.today, when, 'when'), act.today, warnings);
  },
});

/** The commands about the calendar. */
export const calendar = [show];
