// What became of the office's messages: /发送.
import { z } from 'zod';
import { command } from '../src/bot/command.ts';
import { type Said, say } from '../src/bot/message.ts';
import { addDays, type LocalDate } from '../src/lib/dates.ts';
import { type Act, me } from '../src/office/act.ts';
import { settleByHand } from '../src/office/deliveries/actions.ts';
import { type ListName, lists } from '../src/office/deliveries/model.ts';
import { countsOn, findDelivery, lastIn, troublesOn } from '../src/office/deliveries/queries.ts';
import * as wording from '../src/office/deliveries/wording.ts';

const listNames = Object.keys(lists) as ListName[];
const isList = (words: string): words is ListName => listNames.some((name) => name === words);

const what = z
  .string()
  .regex(
    new RegExp(`^(?:今天|昨天|${listNames.join('|')}|[0-9a-f-]{8,36})$`, 'i'),
    `可以写 今天、昨天、${listNames.join('、')}，或者消息编号（8 位）。`,
  )
  .default('今天')
  .meta({ title: '范围', ask: '要看哪些消息？' });

const sent = command<Act>()({
  name: '发送',
  summary: '消息发得怎么样；处理没发成的',
  roles: ['admin', 'head'],
  where: 'private',
  args: z.object({ what, deed: z.enum(wording.deeds).optional().meta({ title: '处理', noun: '处理办法' }) }),
  examples: ['/发送 今天', '/发送 失败', '/发送 不明', '/发送 1a2b3c4d', '/发送 1a2b3c4d 重发'],
  run: async (act, { what, deed }) => {
    if (what === '今天') return say(await dayText(act.tx, act.today));
    if (what === '昨天') return say(await dayText(act.tx, addDays(act.today, -1)));
    if (isList(what)) return say(wording.listed(what, await lastIn(act.tx, lists[what])));
    return aboutOne(act, what, deed);
  },
});

async function dayText(tx: Act['tx'], day: LocalDate): Promise<string> {
  return wording.countsText(day, await countsOn(tx, day), await troublesOn(tx, day));
}

async function aboutOne(act: Act, number: string, deed: wording.Deed | undefined): Promise<Said> {
  const delivery = await findDelivery(act.tx, number);
  if (!deed) return wording.detail(delivery, me(act).roles.includes('head'));
  await settleByHand(act, delivery, deed);
  return say(wording.doneText(delivery, deed));
}

/** The list for handlers/index.ts. */
export const deliveries = [sent];
