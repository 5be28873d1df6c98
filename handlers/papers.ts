// 命题: secret tasks. /命题 指派, 列表, 改期, 交接, 撤销 for the giver and the head; /任务 for whoever has one. Only in private, nothing kept.
import { z } from 'zod';
import { dateArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import type { Act } from '../src/office/act.ts';
import {
  givePaper,
  givePreview,
  handOverPaper,
  handOverPreview,
  papersText,
  redatePaper,
  withdrawPaper,
  withdrawPreview,
} from '../src/office/papers/giving.ts';
import { myTasks, type OwnStep, stepPreview, takeStep } from '../src/office/papers/having.ts';
import { readPaperNumber } from '../src/office/papers/model.ts';
import { readGrade } from '../src/office/papers/rules.ts';
import { everyone, type Role } from '../src/office/people/model.ts';

const givers: Role[] = ['head', 'researcher'];
/** However it is misspelt, what is said with these words is not kept. */
const secret = {
  secret: true,
  secretWords: ['命题', '保密任务', '任务接受', '任务回避', '任务完成'],
  where: 'private',
} as const;

const read = (from: (text: string) => string | null, hint: string) =>
  z.string().transform((text, context) => {
    const found = from(text);
    if (found !== null) return found;
    context.addIssue({ code: 'custom', message: hint });
    return z.NEVER;
  });
const number = read(readPaperNumber, '要写成 密A3F09C 这样。').meta({ title: '编号' });
const due = dateArg.meta({ title: '期限', spans: true });

const give = command<Act>()({
  ...secret,
  name: '命题 指派',
  summary: '私下交办一项命题，只告诉本人有一项保密任务',
  roles: givers,
  args: z.object({
    person: textArg(40).meta({ title: '教师', noun: '命题的老师' }),
    subject: textArg(20).meta({ title: '学科' }),
    grade: read(readGrade, '要写成 三年级 这样。').meta({ title: '年级' }),
    due,
    exam: textArg(60).optional().meta({ title: '考试', rest: true }),
  }),
  examples: ['/命题 指派 李强 数学 五年级 6月9日', '/命题 指派 赵雪 语文 三年级 第17周周五 期末考试'],
  confirm: async (act, args) => say(await givePreview(act, args)),
  run: async (act, args) => say(await givePaper(act, args)),
});

const list = command<Act>()({
  ...secret,
  name: '命题 列表',
  summary: '自己交办的命题和进展；教研室主任看全部',
  roles: givers,
  args: z.object({ number: number.optional() }),
  examples: ['/命题 列表', '/命题 列表 密A3F09C'],
  run: async (act, args) => say(await papersText(act, args.number ?? null)),
});

const redate = command<Act>()({
  ...secret,
  name: '命题 改期',
  summary: '改一项命题的期限',
  roles: givers,
  args: z.object({ number: number.optional(), due }),
  examples: ['/命题 改期 6月12日', '/命题 改期 密A3F09C 6月12日'],
  run: async (act, args) => say(await redatePaper(act, args.number, args.due)),
});

const handOver = command<Act>()({
  ...secret,
  name: '命题 交接',
  summary: '确认当面收到了卷子（双人交接，只记这件事）',
  roles: givers,
  args: z.object({ number: number.optional() }),
  examples: ['/命题 交接', '/命题 交接 密A3F09C'],
  confirm: async (act, args) => say(await handOverPreview(act, args.number)),
  run: async (act, args) => say(await handOverPaper(act, args.number)),
});

const withdraw = command<Act>()({
  ...secret,
  name: '命题 撤销',
  summary: '撤销一项命题，并私下告诉本人',
  roles: givers,
  args: z.object({ number: number.optional() }),
  examples: ['/命题 撤销', '/命题 撤销 密A3F09C'],
  confirm: async (act, args) => say(await withdrawPreview(act, args.number)),
  run: async (act, args) => say(await withdrawPaper(act, args.number)),
});

const mine = command<Act>()({
  ...secret,
  name: '保密任务',
  aliases: ['任务', '我的任务'],
  summary: '自己的保密任务：期限、谁交办的、办到哪一步',
  roles: everyone,
  args: z.object({}),
  examples: ['/任务'],
  run: myTasks,
});

const step = (word: string, becomes: OwnStep, summary: string) =>
  command<Act>()({
    ...secret,
    name: `保密任务 ${word}`,
    aliases: [`任务 ${word}`],
    summary,
    roles: everyone,
    args: z.object({ number: number.optional() }),
    examples: [`/任务 ${word}`, `/任务 ${word} 密A3F09C`],
    confirm: async (act, args) => {
      const preview = await stepPreview(act, becomes, args.number);
      return preview === null ? null : say(preview);
    },
    run: async (act, args) => say(await takeStep(act, becomes, args.number)),
  });

/** The commands about secret tasks. */
export const papers = [
  give,
  list,
  redate,
  handOver,
  withdraw,
  mine,
  step('接受', 'accepted', '接受一项保密任务，并承诺不透露、不辅导'),
  step('回避', 'recused', '回避一项保密任务，不用说原因'),
  step('完成', 'finished', '说保密任务做完了，等对方确认双人交接'),
];
