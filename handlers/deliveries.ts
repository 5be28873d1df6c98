// What became of the office's messages: /发送.
import { z } from 'zod';
import { pageArg, seenArg, textArg } from '../src/bot/args.ts';
import { askToConfirm, command } from '../src/bot/command.ts';
import { type Said, say } from '../src/bot/message.ts';
import { addDays, type LocalDate } from '../src/lib/dates.ts';
import { type Act, me } from '../src/office/act.ts';
import { deliveryCalled, settleByHand } from '../src/office/deliveries/actions.ts';
import { aboutDelivery } from '../src/office/deliveries/detail.ts';
import { detail } from '../src/office/deliveries/detail-wording.ts';
import { listOf, troublesOn, whoseMessages, withReasons } from '../src/office/deliveries/lists.ts';
import { type ListName, lists } from '../src/office/deliveries/model.ts';
import { countsOn } from '../src/office/deliveries/queries.ts';
import { quotaReport } from '../src/office/deliveries/quota.ts';
import * as wording from '../src/office/deliveries/wording.ts';
import { compareNow, owable, oweMissing } from '../src/office/reconcile/actions.ts';
import * as checking from '../src/office/reconcile/wording.ts';

const listNames = Object.keys(lists) as ListName[];
const isList = (words: string): words is ListName => listNames.some((name) => name === words);

const what = z
  .string()
  .regex(
    new RegExp(`^(?:今天|昨天|额度|${listNames.join('|')}|[0-9a-f-]{8,36})$`, 'i'),
    `可以写 今天、昨天、${listNames.join('、')}、额度，或者消息编号（8 位）。`,
  )
  .optional()
  .meta({ title: '范围', ask: '要看哪些消息？' });

const sent = command<Act>()({
  name: '发送',
  summary: '消息发得怎么样；处理没发成的',
  roles: ['admin', 'head'],
  where: 'private',
  args: z.object({
    what,
    deed: z.enum(wording.deeds).optional().meta({ title: '处理', noun: '处理办法' }),
    page: pageArg,
    whose: textArg(30).optional().meta({ title: '发给' }),
  }),
  examples: [
    '/发送 今天',
    '/发送 失败',
    '/发送 待发 数学教研群',
    '/发送 王敏',
    '/发送 1a2b3c4d',
    '/发送 1a2b3c4d 重发',
    '/发送 额度',
  ],
  run: async (act, { what, deed, page = 1, whose }) => {
    if (whose !== undefined || (what && isList(what))) return listFor(act, what, whose, page);
    switch (what) {
      case undefined:
      case '今天':
        return say(await dayText(act, act.today));
      case '昨天':
        return say(await dayText(act, addDays(act.today, -1)));
      case '额度':
        return say(await quotaReport(act));
      default:
        return aboutOne(act, what, deed);
    }
  },
});

async function listFor(act: Act, what: string | undefined, whose: string | undefined, page: number): Promise<Said> {
  const hearer = whose === undefined ? null : await whoseMessages(act, whose);
  const name = what !== undefined && isList(what) ? what : null;
  const found = await listOf(act.tx, {
    ...(name ? { states: lists[name] } : {}),
    ...(what === '今天' ? { day: act.today } : what === '昨天' ? { day: addDays(act.today, -1) } : {}),
    whose: hearer,
    page,
    now: act.now,
  });
  return wording.listed({ what: what ?? null, whose: hearer }, found);
}

async function dayText({ tx, now }: Act, day: LocalDate): Promise<string> {
  return wording.countsText(day, await countsOn(tx, day), await troublesOn(tx, day, now));
}

async function aboutOne(act: Act, number: string, deed: wording.Deed | undefined): Promise<Said> {
  const delivery = await deliveryCalled(act, number);
  if (deed) {
    await settleByHand(act, delivery, deed);
    return say(wording.doneText(delivery, deed));
  }
  const [shown = { ...delivery, why: '' }] = await withReasons(act.tx, [delivery], act.now);
  return detail(shown, await aboutDelivery(act, delivery, me(act).roles.includes('head')));
}

const days = z
  .string()
  .transform((text, context) => {
    const count = Number(/^(?:最近|近)?(\d{1,2})天$/.exec(text.normalize('NFKC').trim())?.[1]);
    if (count >= 1 && count <= 31) return count;
    context.addIssue({ code: 'custom', message: '可以写 1天 到 31天。' });
    return z.NEVER;
  })
  .optional()
  .meta({ title: '天数' });

const check = command<Act>()({
  name: '发送 核对',
  summary: '按行事历和规则重新算一遍，和台账对一对：缺了、多了、旧了都列出来',
  roles: ['admin', 'head'],
  where: 'private',
  args: z.object({
    days,
    owe: z.literal('补发', '补发缺的，就写 补发。').optional().meta({ title: '补发' }),
    page: pageArg,
    seen: seenArg,
  }),
  examples: ['/发送 核对', '/发送 核对 31天', '/发送 核对 补发'],
  run: async (act, { days, owe, page = 1, seen }) => {
    if (!owe) return compareNow(act, days, page);
    const found = await owable(act, days);
    if (seen !== found.seen)
      askToConfirm('seen', checking.owePreview(found.wishes, found.names, seen !== undefined), found.seen);
    return say(checking.owed(await oweMissing(act, found)));
  },
});

/** The list for handlers/index.ts. */
export const deliveries = [sent, check];
