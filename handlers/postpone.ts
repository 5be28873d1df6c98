// 市级优先，区级顺延: /顺延, 改, 确认, 放弃, 撤销.
import { z } from 'zod';
import { dateArg, intArg, textArg } from '../src/bot/args.ts';
import { askToConfirm, command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import type { Act } from '../src/office/act.ts';
import { calendarNumber, shownBefore } from '../src/office/calendar/args.ts';
import * as wording from '../src/office/calendar/edit-wording.ts';
import { confirmProposal, dropProposal, editProposal, showProposal } from '../src/office/calendar/postponing.ts';
import { undoable, undoChange } from '../src/office/calendar/undo.ts';
import type { Role } from '../src/office/people/model.ts';

const roles: Role[] = ['researcher', 'head', 'admin'];
const where = 'private';

const show = command<Act>()({
  name: '顺延',
  summary: '看市级活动之后要顺延的区级安排',
  roles,
  where,
  args: z.object({ event: textArg(60).optional().meta({ title: '活动', rest: true }) }),
  examples: ['/顺延', '/顺延 市教学评比'],
  run: (act, { event }) => showProposal(act, event),
});

/** A day, or 不动. */
const to = z
  .union([z.enum(['不动']).transform(() => null), dateArg], { error: '可以写 4月17日 这样的日期，或者 不动。' })
  .meta({ title: '改到', spans: true, ask: '改到哪一天？不顺延就说 不动。' });

const alter = command<Act>()({
  name: '顺延 改',
  summary: '改其中一行的日子，或者让它不动',
  roles,
  where,
  args: z.object({ no: intArg(1, 999).meta({ title: '行', ask: '请告诉我是第几行。' }), to }),
  examples: ['/顺延 改 1 4月17日', '/顺延 改 2 不动'],
  run: (act, args) => editProposal(act, args.no, args.to),
});

const confirm = command<Act>()({
  name: '顺延 确认',
  summary: '照看过的方案顺延，并给有关的群各发一条更正',
  roles,
  where,
  args: z.object({ number: calendarNumber }),
  examples: ['/顺延 确认'],
  run: (act, args) => confirmProposal(act, args.number),
});

const drop = command<Act>()({
  name: '顺延 放弃',
  summary: '这次不顺延',
  roles,
  where,
  args: z.object({ number: calendarNumber }),
  examples: ['/顺延 放弃'],
  run: async (act, args) => say(await dropProposal(act, args.number)),
});

const undo = command<Act>()({
  name: '顺延 撤销',
  summary: '24小时内把顺延整个撤回',
  roles,
  where,
  args: z.object({ number: calendarNumber, seen: shownBefore }),
  examples: ['/顺延 撤销'],
  run: async (act, args) => {
    const found = await undoable(act, args.number, 'postpone');
    if (args.seen !== found.number) askToConfirm('seen', wording.undoPreview(found, act.today), found.number);
    return say(wording.undone(await undoChange(act, found.number, 'postpone')));
  },
});

/** The commands about putting things off. */
export const postpone = [show, alter, confirm, drop, undo];
