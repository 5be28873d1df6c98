// The plan on its way into the calendar: /行事历 导入, 草稿, 确认, 放弃.
import { z } from 'zod';
import { dateArg, intArg, textArg } from '../src/bot/args.ts';
import { askBack, command } from '../src/bot/command.ts';
import { type Said, say } from '../src/bot/message.ts';
import { weekdayOf } from '../src/lib/dates.ts';
import { refuse } from '../src/lib/refuse.ts';
import type { Act } from '../src/office/act.ts';
import { calendarNumber, kindArg, levelArg, listArg } from '../src/office/calendar/args.ts';
import * as drafts from '../src/office/calendar/drafts/actions.ts';
import { datesFor, dropLines, editLine, lineNo, mergeLines, splitLine } from '../src/office/calendar/drafts/rules.ts';
import { givePlanLink, type PlanLinkGiven, planRoles } from '../src/office/calendar/drafts/upload.ts';
import * as wording from '../src/office/calendar/drafts/wording.ts';
import { datesMeant } from '../src/office/calendar/edit.ts';
import { named, reminderNames } from '../src/office/calendar/names.ts';
import { proposalAfter } from '../src/office/calendar/postponing.ts';
import type { Role } from '../src/office/people/model.ts';

const roles: Role[] = [...planRoles];
const where = 'private';

/** Where a plan may come from. A workbook without a word may also be a roster: it needs the command. */
const planFile = {
  name: /\.(?:docx?|pdf|xls|txt|md)$/i,
  hint: '要导入行事历，请发计划文件（Word、PDF、Excel、文字）。',
};

const howToImport =
  '请把计划文件（Word、PDF、Excel 或文字）发给我，也可以直接把行事历的文字粘贴过来；发不了文件就回“网页”，我给您一个上传的链接。我先给您看读懂了什么，确认以后才算数。';

/** The page that takes the file, for chats that carry none. */
const linkSaid = (given: PlanLinkGiven | null): Said =>
  given
    ? {
        text: `请在24小时以内打开链接，把计划文件交上来（${given.number}）。链接只给您本人用；读好了我私下告诉您。`,
        links: [{ label: '上传计划文件', url: given.url }],
      }
    : say('还没有设置对外的网址，用不了网页上传。请把文件直接发给我，或者把文字粘贴过来。');

const bringIn = command<Act>()({
  name: '行事历 导入',
  aliases: ['导入行事历', '导入计划'],
  summary: '从计划文件导入行事历：先看读懂了什么，确认后才算数',
  file: planFile,
  roles,
  where,
  args: z.object({
    text: textArg(20_000).optional().meta({ title: '计划文字', rest: true, ask: howToImport }),
  }),
  examples: ['/行事历 导入', '/行事历 导入 网页'],
  run: async (act, { text }) => {
    const { message } = act;
    const files = [...(message?.media ?? []), ...(message?.quote?.media ?? [])].filter(({ kind }) => kind === 'file');
    const [media] = files;
    if (media) {
      const number = await drafts.requestPlan(act, { platform: message?.platform ?? '', media });
      return say(`收到，正在读（${number}）。读懂了什么马上发给您；两分钟没收到，请再发一次。`);
    }
    if (text === undefined) return askBack('text', howToImport);
    if (text === '网页') return linkSaid(await givePlanLink(act));
    return drafts.importPasted(act, text);
  },
});

const page = z
  .string()
  .transform((text, context) => {
    const digits = /^第?\s*(\d{1,3})\s*页?$/.exec(text.normalize('NFKC').trim())?.[1];
    if (digits) return Number(digits);
    context.addIssue({ code: 'custom', message: '要写成 第2页。' });
    return z.NEVER;
  })
  .optional()
  .meta({ title: '页' });

const look = command<Act>()({
  name: '行事历 草稿',
  summary: '看等待确认的行事历：每一行读成了什么',
  roles,
  where,
  args: z.object({ part: z.enum(wording.parts).optional().meta({ title: '哪些' }), page }),
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
    if (firstMonday && weekdayOf(firstMonday) !== 1) {
      refuse('not-monday', '教学周从周一算起，请写第1周那个周一的日期。');
    }
    return drafts.setTermFacts(act, { firstMonday, ...facts });
  },
});

const seen = z
  .string()
  .regex(/^[0-9a-f]{32}$/, '请先看过预览。')
  .optional()
  .meta({ title: '版本', hidden: true });

const confirm = command<Act>()({
  name: '行事历 确认',
  summary: '让草稿成为行事历',
  roles,
  where,
  args: z.object({ number: calendarNumber, seen }),
  examples: ['/行事历 确认', '/行事历 确认 历0001'],
  run: async (act, args) => {
    const { made, text } = await drafts.confirmPlan(act, args.number, args.seen);
    return proposalAfter(act, made, text);
  },
});

const drop = command<Act>()({
  name: '行事历 放弃',
  summary: '不要等待确认的草稿',
  roles,
  where,
  args: z.object({ number: calendarNumber }),
  examples: ['/行事历 放弃'],
  confirm: async (act, args) =>
    say(`${(await drafts.planDraft(act, args.number)).number} 不要了吗？改过的行也会一起丢掉。`),
  run: async (act, args) => say(`${await drafts.dropDraft(act, args.number)} 没有导入，行事历没有变。`),
});

/** The commands about plans on their way into the calendar. */
export const calendarImport = [bringIn, look, alter, split, merge, leaveOut, takeBack, set, confirm, drop];
