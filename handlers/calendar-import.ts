// The plan on its way into the calendar: /行事历 导入, 确认, 放弃.
import { z } from 'zod';
import { seenArg, textArg } from '../src/bot/args.ts';
import { askBack, command } from '../src/bot/command.ts';
import { type Said, say } from '../src/bot/message.ts';
import type { Act } from '../src/office/act.ts';
import { calendarNumber } from '../src/office/calendar/args.ts';
import * as drafts from '../src/office/calendar/drafts/actions.ts';
import { givePlanLink, type PlanLinkGiven, planRoles } from '../src/office/calendar/drafts/upload.ts';
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

const confirm = command<Act>()({
  name: '行事历 确认',
  summary: '让草稿成为行事历',
  roles,
  where,
  args: z.object({ number: calendarNumber, seen: seenArg }),
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
export const calendarImport = [bringIn, confirm, drop];
