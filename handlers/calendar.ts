// The calendar: /行事历.
import { z } from 'zod';
import { dateArg, textArg } from '../src/bot/args.ts';
import { askBack, command } from '../src/bot/command.ts';
import { type Act, calendarOf, me } from '../src/office/act.ts';
import { fitted } from '../src/office/calendar/answers.ts';
import { itemsLike } from '../src/office/calendar/find.ts';
import { readHoliday } from '../src/office/calendar/holidays.ts';
import { forPerson, forSchools, forSubject, type Scope } from '../src/office/calendar/out/scope.ts';
import { partOf, stretchAsked } from '../src/office/calendar/queries.ts';
import { calendarWarnings } from '../src/office/calendar/warnings.ts';
import { agendaText, foundText, holidayText, partText, pendingText, termText } from '../src/office/calendar/wording.ts';
import { everyone, type School } from '../src/office/people/model.ts';
import { allSchools, findSchool } from '../src/office/people/queries.ts';
import { subjectNames } from '../src/office/preparation/model.ts';
import { concerns, plannedVisits, withNames } from '../src/office/visits/queries.ts';
import { visitList } from '../src/office/visits/wording.ts';

const hint = '可以说 本周、下周、周末、第6周、3月、3月21日、清明节、数学、待定或全部。';

const holiday = z.string().transform((text, context) => {
  const name = readHoliday(text);
  if (name !== null) return { holiday: name };
  context.addIssue({ code: 'custom', message: hint });
  return z.NEVER;
});

const all: Scope = { kind: 'all', id: '' };

const subject = z.enum(subjectNames).transform((name) => ({ subject: name }));

const show = command<Act>()({
  name: '行事历',
  aliases: ['日历', '日程'],
  hints: ['安排', '活动', '放假', '上课吗', '什么日子'],
  summary: '看本学期的安排',
  roles: everyone,
  where: 'anywhere',
  args: z.object({
    when: z
      .union([z.enum(['待定', '全部']), subject, dateArg, holiday], { error: hint })
      .optional()
      .meta({ title: '时间', spans: true }),
  }),
  examples: [
    '/行事历 本周',
    '/行事历 下周',
    '/行事历 第6周',
    '/行事历 3月',
    '/行事历 清明节',
    '/行事历 数学',
    '/行事历 待定',
  ],
  run: async (act, { when }) => {
    const calendar = await calendarOf(act);
    const warnings = calendarWarnings(calendar, act.today);
    if (when === '待定') return fitted(act, pendingText(calendar, act.today), all);
    if (when === '全部') return fitted(act, termText(calendar, act.today, warnings), all);
    if (when && 'subject' in when) {
      const { subject: id } = when;
      const said = partText(partOf(calendar, forSubject(id)), `${id}：接下来的安排`, act.today, act.today);
      return fitted(act, said, { kind: 'subject', id });
    }
    if (when && 'holiday' in when) return holidayText(calendar, when.holiday, act.today);
    return fitted(act, agendaText(calendar, stretchAsked(calendar, act.today, when, 'when'), act.today, warnings), all);
  },
});

const mine = command<Act>()({
  name: '行事历 我的',
  aliases: ['我的安排', '我的日程'],
  summary: '和自己有关的安排，连同自己的视导',
  roles: everyone,
  where: 'private',
  args: z.object({}),
  examples: ['/行事历 我的'],
  run: async (act) => {
    const whole = await calendarOf(act);
    const said = partText(partOf(whole, forPerson(me(act))), '接下来和您有关的安排', act.today, act.today);
    const ahead = (await plannedVisits(act.tx, whole)).filter((v) => v.day >= act.today && concerns(v, me(act)));
    const visits = visitList(whole, await withNames(act.tx, ahead), '视导：', '');
    const whose = { ...said, text: [said.text, visits].filter(Boolean).join('\n') };
    return fitted(act, whose, { kind: 'person', id: me(act).id });
  },
});

const school = command<Act>()({
  name: '行事历 学校',
  summary: '一所学校接下来的安排；不写校名就是本校',
  roles: everyone,
  where: 'anywhere',
  args: z.object({ school: textArg(30).optional().meta({ title: '学校' }) }),
  examples: ['/行事历 学校', '/行事历 学校 二码头小学'],
  run: async (act, args) => {
    const whole = await calendarOf(act);
    const own = me(act).schoolId;
    const { id, name } = args.school ? await findSchool(act, args.school) : await ownSchool(act, own);
    const said = partText(partOf(whole, forSchools([id])), `${name}：接下来的安排`, act.today, act.today);
    return fitted(act, said, { kind: 'school', id });
  },
});

async function ownSchool(act: Act, id: string | null): Promise<School> {
  const found = (await allSchools(act.tx)).find((one) => one.id === id);
  return found ?? askBack('school', '哪所学校？请告诉我校名。');
}

const search = command<Act>()({
  name: '行事历 搜索',
  aliases: ['行事历 找'],
  summary: '在行事历里找一个词',
  roles: everyone,
  where: 'anywhere',
  args: z.object({ words: textArg(30).meta({ title: '词', rest: true, ask: '找什么？写几个字就行。' }) }),
  examples: ['/行事历 搜索 视导'],
  run: async (act, { words }) => {
    const whole = await calendarOf(act);
    const { sure, near } = itemsLike(whole.items, words);
    return fitted(act, foundText(whole, words, sure.length > 0 ? sure : near, act.today), all);
  },
});

/** The commands that ask the calendar. */
export const calendar = [show, mine, school, search];
