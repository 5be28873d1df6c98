// The calendar taken along: /行事历 订阅, /行事历 订阅 撤销, /行事历 导出.
import { z } from 'zod';
import { textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { type Said, say } from '../src/bot/message.ts';
import { type Act, calendarOf, me } from '../src/office/act.ts';
import { scopeAsked } from '../src/office/calendar/out/asked.ts';
import { giveExport, revokeAll, sendLinks, subscribe, viewDays } from '../src/office/calendar/out/links.ts';
import * as wording from '../src/office/calendar/out/wording.ts';
import { everyone } from '../src/office/people/model.ts';

const scope = textArg(30).optional().meta({ title: '范围', rest: true });

/** Links are for one person: asked for in a group they go out in private, and the group hears so. */
async function inPrivate(act: Act, hash: string, said: Said, words: string): Promise<Said> {
  if (act.message?.chat.kind !== 'group') return said;
  await sendLinks(act, hash, said);
  return say(wording.sentPrivately(me(act).name, words));
}

const subscription = command<Act>()({
  name: '行事历 订阅',
  aliases: ['订阅行事历'],
  hints: ['订阅', '手机日历'],
  summary: '把行事历订到手机日历里：我的、学科、学校、群、全部',
  roles: everyone,
  where: 'anywhere',
  args: z.object({ scope }),
  examples: ['/行事历 订阅', '/行事历 订阅 学科 数学', '/行事历 订阅 全部'],
  run: async (act, args) => {
    await calendarOf(act);
    const asked = await scopeAsked(act, args.scope, 'person');
    const { url, hash, renewed } = await subscribe(act, asked.scope);
    const said = wording.subscriptionSaid(wording.scopeCalendar(asked.scope, asked.name), url, renewed);
    return inPrivate(act, hash, said, `/行事历 订阅 ${wording.scopeWords(asked.scope, asked.name)}`);
  },
});

const revocation = command<Act>()({
  name: '行事历 订阅 撤销',
  aliases: ['撤销订阅', '取消订阅'],
  summary: '让自己的行事历链接全部失效',
  roles: everyone,
  where: 'anywhere',
  args: z.object({}),
  examples: ['/行事历 订阅 撤销'],
  run: async (act) => say(wording.revokedText(await revokeAll(act))),
});

const exportation = command<Act>()({
  name: '行事历 导出',
  aliases: ['导出行事历'],
  hints: ['导出'],
  summary: '行事历的 Word、Excel 文件和网页',
  roles: everyone,
  where: 'anywhere',
  args: z.object({ scope }),
  examples: ['/行事历 导出', '/行事历 导出 我的', '/行事历 导出 学科 数学'],
  run: async (act, args) => {
    await calendarOf(act);
    const asked = await scopeAsked(act, args.scope, 'all');
    const { url, hash } = await giveExport(act, asked.scope);
    const said = wording.exportSaid(wording.scopeCalendar(asked.scope, asked.name), url, viewDays);
    return inPrivate(act, hash, said, `/行事历 导出 ${wording.scopeWords(asked.scope, asked.name)}`);
  },
});

/** The commands that take the calendar out of the chat. */
export const calendarOut = [subscription, revocation, exportation];
