// More of timed messages: /定时 立即, 撤销, 导出, 导入.
import { z } from 'zod';
import { pageArg, seenArg, textArg } from '../src/bot/args.ts';
import { askBack, askToConfirm, command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { refuse } from '../src/lib/refuse.ts';
import type { Act } from '../src/office/act.ts';
import { loadCalendar } from '../src/office/calendar/model.ts';
import type { Role } from '../src/office/people/model.ts';
import { exportPage } from '../src/office/schedules/export.ts';
import { importPreview, makeImport, planImport } from '../src/office/schedules/import.ts';
import * as importing from '../src/office/schedules/import-wording.ts';
import { onceNow, sendOnce } from '../src/office/schedules/once.ts';
import { onceSaid, onceShown } from '../src/office/schedules/once-wording.ts';
import { findSchedule } from '../src/office/schedules/queries.ts';
import { undo, undoable, undoPreview } from '../src/office/schedules/undo.ts';
import { undone } from '../src/office/schedules/undo-wording.ts';

const roles: Role[] = ['admin'];
const where = 'private';

const which = z.string().max(30).meta({ title: '定时', ask: '请告诉我是哪一条定时消息（名字或编号）。' });

const once = command<Act>()({
  name: '定时 立即',
  aliases: ['定时 立即发'],
  summary: '把一条定时消息现在发一次：先看原文和收件人，确认才发',
  roles,
  where,
  args: z.object({ which, seen: seenArg }),
  examples: ['/定时 立即 周一例会'],
  run: async (act, args) => {
    const calendar = await loadCalendar(act.tx);
    const found = await onceNow(act, await findSchedule(act, args.which));
    if (args.seen !== found.seen) askToConfirm('seen', onceShown(found, calendar, args.seen !== undefined), found.seen);
    return say(onceSaid(found, await sendOnce(act, found), calendar));
  },
});

const takeBack = command<Act>()({
  name: '定时 撤销',
  summary: '24小时内把最近一次改动整个撤回',
  roles,
  where,
  args: z.object({ which: which.optional(), seen: seenArg }),
  examples: ['/定时 撤销', '/定时 撤销 周一例会'],
  run: async (act, args) => {
    const found = await undoable(act, args.which);
    if (args.seen !== found.seen) askToConfirm('seen', await undoPreview(act, found), found.seen);
    const { changes, cancelled } = await undo(act, found);
    return say(undone(changes, cancelled));
  },
});

const exportation = command<Act>()({
  name: '定时 导出',
  summary: '所有定时消息的 YAML 文字，改好了可以贴回来',
  roles,
  where,
  args: z.object({ page: pageArg }),
  examples: ['/定时 导出', '/定时 导出 第2页'],
  run: async (act, args) => say(await exportPage(act.tx, args.page ?? 1)),
});

const importation = command<Act>()({
  name: '定时 导入',
  summary: '粘贴 YAML，一次改好多条定时消息：先看会改哪些，确认才算',
  roles,
  where,
  args: z.object({
    seen: seenArg,
    text: textArg(20_000).optional().meta({ title: '定时清单', rest: true, ask: importing.howToImport }),
  }),
  examples: ['/定时 导入'],
  run: async (act, args) => {
    if (args.text === undefined) {
      if (act.message?.media.some(({ kind }) => kind === 'file')) refuse('no-files', importing.noFiles);
      return askBack('text', importing.howToImport);
    }
    const plan = await planImport(act, args.text);
    if (args.seen !== plan.seen)
      askToConfirm('seen', await importPreview(act, plan, args.seen !== undefined), plan.seen);
    return say(importing.imported(await makeImport(act, plan)));
  },
});

/** The commands about what is done once, taken back, or done to all. */
export const schedulesAll = [once, takeBack, exportation, importation];
