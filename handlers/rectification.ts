// 整改 of schools, in private only: /整改, 新建, 改期, 完成, 确认, 退回, 取消.
import { z } from 'zod';
import { dateArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { parseDate } from '../src/lib/datespec.ts';
import type { Act } from '../src/office/act.ts';
import type { Role } from '../src/office/people/model.ts';
import {
  cancelRectification,
  cancelRectificationPreview,
  confirmRectification,
  createRectification,
  finishRectification,
  moveRectification,
  rectificationsShown,
  returnRectification,
} from '../src/office/rectification/actions.ts';
import { readRectificationNumber } from '../src/office/rectification/model.ts';
import { readVisitNumber } from '../src/office/visits/model.ts';

const deciders: Role[] = ['researcher', 'head'];
const ofSchool: Role[] = ['liaison', 'principal', 'vicePrincipal'];

const number = z
  .string()
  .transform((text, context) => {
    const read = readRectificationNumber(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: '要写成 整0001 这样，发“/整改”能看到。' });
    return z.NEVER;
  })
  .meta({ title: '编号', ask: '请告诉我整改的编号，例如 整0001；发“/整改”能看到。' });
const due = dateArg.meta({ title: '期限', spans: true, ask: '期限是哪一天？例如 3月30日。' });
const visit = z
  .string()
  .transform((text, context) => {
    const read = /^视/.test(text.trim()) ? readVisitNumber(text) : null;
    if (read) return read;
    context.addIssue({ code: 'custom', message: '要写成 视0001 这样。' });
    return z.NEVER;
  })
  .optional()
  .meta({ title: '视导' });

const show = command<Act>()({
  name: '整改',
  aliases: ['整改 列表', '视导 整改'],
  summary: '和自己有关的整改；写上编号看内容',
  roles: [...deciders, ...ofSchool],
  where: 'private',
  args: z.object({ number: number.optional() }),
  examples: ['/整改', '/整改 整0001'],
  run: async (act, args) => say(await rectificationsShown(act, args.number)),
});

const create = command<Act>()({
  name: '整改 新建',
  summary: '视导后请学校整改一项，私下告诉学校联系人，到期提醒',
  roles: deciders,
  where: 'private',
  secret: true,
  args: z.object({
    school: textArg(30)
      .refine((text) => parseDate(text) === null, '要写学校，例如 二码头小学。')
      .meta({ title: '学校' }),
    due,
    visit,
    issue: textArg(500).meta({ title: '问题', rest: true, ask: '要整改什么问题？' }),
  }),
  examples: [
    '/整改 新建 二码头小学 三年级课表没有开齐 期限=3月30日',
    '/整改 新建 二码头小学 3月30日 视0001 三年级课表没有开齐',
  ],
  run: async (act, wish) => say(await createRectification(act, wish)),
});

const move = command<Act>()({
  name: '整改 改期',
  summary: '给一项整改换期限，并告诉学校',
  roles: deciders,
  where: 'private',
  args: z.object({ number, due }),
  examples: ['/整改 改期 整0001 4月10日'],
  run: async (act, args) => say(await moveRectification(act, args.number, args.due)),
});

const finish = command<Act>()({
  name: '整改 完成',
  summary: '学校做完了一项整改，请教研员看',
  roles: ofSchool,
  where: 'private',
  secret: true,
  args: z.object({ number, report: textArg(500).optional().meta({ title: '说明', rest: true }) }),
  examples: ['/整改 完成 整0001 课表已经补齐', '/整改 完成 整0001'],
  run: async (act, args) => say(await finishRectification(act, args.number, args.report)),
});

const confirm = command<Act>()({
  name: '整改 确认',
  summary: '看过了，一项整改确实完成了',
  roles: deciders,
  where: 'private',
  args: z.object({ number }),
  examples: ['/整改 确认 整0001'],
  run: async (act, args) => say(await confirmRectification(act, args.number)),
});

const sendBack = command<Act>()({
  name: '整改 退回',
  aliases: ['整改 撤回'],
  summary: '还没有做好，改回没完成；学校说错了也用它',
  roles: [...deciders, ...ofSchool],
  where: 'private',
  secret: true,
  args: z.object({ number, reason: textArg(300).optional().meta({ title: '原因', rest: true }) }),
  examples: ['/整改 退回 整0001 还缺四年级的课表', '/整改 撤回 整0001'],
  run: async (act, args) => say(await returnRectification(act, args.number, args.reason)),
});

const drop = command<Act>()({
  name: '整改 取消',
  summary: '取消一项整改，并告诉学校',
  roles: deciders,
  where: 'private',
  args: z.object({ number }),
  examples: ['/整改 取消 整0001'],
  confirm: async (act, args) => say(await cancelRectificationPreview(act, args.number)),
  run: async (act, args) => say(await cancelRectification(act, args.number)),
});

/** The commands about 整改. */
export const rectification = [show, create, move, finish, confirm, sendBack, drop];
