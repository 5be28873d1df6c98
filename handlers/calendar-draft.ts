// The draft of a plan, line by line: /行事历 草稿, 改, 拆, 并, 删, 恢复, 设.
import { z } from 'zod';
import { dateArg, intArg, pageArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { refuse } from '../src/lib/refuse.ts';
import type { Act } from '../src/office/act.ts';
import { kindArg, levelArg, listArg } from '../src/office/calendar/args.ts';
import * as drafts from '../src/office/calendar/drafts/actions.ts';
import { datesFor, dropLines, editLine, lineNo, mergeLines, splitLine } from '../src/office/calendar/drafts/rules.ts';
import { planRoles } from '../src/office/calendar/drafts/upload.ts';
import * as wording from '../src/office/calendar/drafts/wording.ts';
import { datesMeant } from '../src/office/calendar/edit.ts';
import { named, reminderNames } from '../src/office/calendar/names.ts';
import type { Role } from '../src/office/people/model.ts';

const roles: Role[] = [...planRoles];
const where = 'private';

const look = command<Act>()({
  name: '行事历 草稿',
  summary: '看等待确认的行事历：每一行读成了什么',
  roles,
  where,
  args: z.object({ part: z.enum(wording.parts).optional().meta({ title: '哪些' }), page: pageArg }),
  examples: ['/行事历 草稿', '/行事历 草稿 矛盾', '/行事历 草稿 第2页'],
  run: (act, args) => drafts.draftLines(act, args.part ?? '全部', args.page ?? 1),
});

const lineNumber = intArg(1, 9999).meta({ title: '行', ask: '请告诉我是第几行。' });

const reminder = z
  .string()
  .transform((text, context) => {
    if (/^(?:不|无|不提醒)$/.test(text.trim())) return { kind: null };
    const kind = named(reminderNames, text);
    if (kind !== null) return { kind };
    context.addIssue({ code: 'custom', message: `可以写 ${Object.values(reminderNames).join('、')} 或 不提醒。` });
    return z.NEVER;
  })
  .optional()
  .meta({ title: '提醒' });

const alter = command<Act>()({
  name: '行事历 草稿 改',
  summary: '改草稿里的一行：日期、标题、类别、级别、提醒、学科、对象、地点',
  roles,
  where,
  args: z.object({
    no: lineNumber,
    date: dateArg.optional().meta({ title: '日期', spans: true }),
    title: textArg(60).optional().meta({ title: '标题' }),
    kind: kindArg,
    level: levelArg,
    reminder,
    subjects: listArg('学科'),
    audience: textArg(40).optional().meta({ title: '对象' }),
    venue: textArg(40).optional().meta({ title: '地点' }),
  }),
  examples: ['/行事历 草稿 改 3 日期=3月1日', '/行事历 草稿 改 3 标题=全区课改工作会 级别=区 提醒=会议'],
  run: (act, { no, date, reminder: reminds, ...fields }) =>
    drafts.editDraft(act, (content, shown) => {
      if (date && !shown.calendar) refuse('no-week-1', '请先定第1周：/行事历 草稿 设 第一周=2月13日。');
      const when = date && shown.calendar ? datesMeant(shown.calendar, act.today, date) : null;
      const stated = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const patch = {
        ...stated,
        ...(reminds && { reminderKind: reminds.kind }),
        ...(when && datesFor(lineNo(content, no).item, when)),
      };
      if (Object.keys(patch).length === 0) refuse('nothing', '请写要改什么，例如：日期=3月1日、标题=…、级别=市。');
      return { content: editLine(content, no, patch), touched: [no], done: `第${no}行改好了：` };
    }),
});

const split = command<Act>()({
  name: '行事历 草稿 拆',
  summary: '把草稿里的一行拆成几项，日期不变',
  roles,
  where,
  args: z.object({
    no: lineNumber,
    titles: textArg(400)
      .transform((text) => text.split(/[;；\n]/).flatMap((one) => (one.trim() === '' ? [] : [one.trim()])))
      .meta({ title: '各项', rest: true, ask: '拆成哪几项？用分号隔开，例如：领卷；考试。' }),
  }),
  examples: ['/行事历 草稿 拆 3 领卷；考试'],
  run: (act, { no, titles }) =>
    drafts.editDraft(act, (content) => {
      const last = content.lines.at(-1)?.no ?? 0;
      const made = splitLine(content, no, titles);
      const touched = [no, ...made.lines.flatMap((line) => (line.no > last ? [line.no] : []))];
      return { content: made, touched, done: '拆好了：' };
    }),
});

const numbers = z
  .string()
  .transform((text, context) => {
    const found = text.normalize('NFKC').match(/\d+/g)?.map(Number) ?? [];
    if (found.length > 0 && /^[\d\s、,，和行第]+$/.test(text.normalize('NFKC'))) return found;
    context.addIssue({ code: 'custom', message: '请写行号，例如 3 4。' });
    return z.NEVER;
  })
  .meta({ title: '行号', spans: true, ask: '请告诉我是哪几行，例如 3 4。' });

const merge = command<Act>()({
  name: '行事历 草稿 并',
  summary: '把草稿里的几行并成一项',
  roles,
  where,
  args: z.object({ numbers, title: textArg(60).optional().meta({ title: '标题' }) }),
  examples: ['/行事历 草稿 并 3 4', '/行事历 草稿 并 3 4 标题=期末考试'],
  run: (act, { numbers: lines, title }) =>
    drafts.editDraft(act, (content) => ({
      content: mergeLines(content, lines, title),
      touched: lines.slice(0, 1),
      done: '并好了：',
    })),
});

const leaveOut = command<Act>()({
  name: '行事历 草稿 删',
  summary: '草稿里的几行不导入',
  roles,
  where,
  args: z.object({ numbers }),
  examples: ['/行事历 草稿 删 3 4'],
  run: (act, { numbers: lines }) =>
    drafts.editDraft(act, (content) => ({
      content: dropLines(content, lines, true),
      touched: lines,
      done: '不导入这几行（发“/行事历 草稿 恢复”加行号可以要回来）：',
    })),
});

const takeBack = command<Act>()({
  name: '行事历 草稿 恢复',
  summary: '要回草稿里去掉的行',
  roles,
  where,
  args: z.object({ numbers }),
  examples: ['/行事历 草稿 恢复 3'],
  run: (act, { numbers: lines }) =>
    drafts.editDraft(act, (content) => ({
      content: dropLines(content, lines, false),
      touched: lines,
      done: '要回来了：',
    })),
});

const set = command<Act>()({
  name: '行事历 草稿 设',
  summary: '告诉我第1周从哪天开始、学期有几周',
  roles,
  where,
  args: z.object({
    first: dateArg.optional().meta({ title: '第一周', aliases: ['第1周'], spans: true }),
    lastWeek: intArg(1, 30).optional().meta({ title: '末周' }),
    seriesLastWeek: intArg(1, 30).optional().meta({ title: '备课末周' }),
    documentNumber: textArg(40).optional().meta({ title: '文号' }),
    title: textArg(60).optional().meta({ title: '学期名' }),
  }),
  examples: ['/行事历 草稿 设 第一周=2月13日', '/行事历 草稿 设 末周=19 备课末周=17'],
  run: async (act, { first, ...facts }) => {
    const firstMonday = first ? await drafts.mondayMeant(act, first) : undefined;
    return drafts.setTermFacts(act, { firstMonday, ...facts });
  },
});

/** The commands about the lines of a draft. */
export const calendarDraft = [look, alter, split, merge, leaveOut, takeBack, set];
