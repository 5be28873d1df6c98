// The roster: /名册 and what belongs to it, and /绑定.
import { z } from 'zod';
import { textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import type { Heard, MediaRef } from '../src/bot/message.ts';
import { say } from '../src/bot/message.ts';
import { refuse } from '../src/lib/refuse.ts';
import type { Act } from '../src/office/act.ts';
import { bind, bindingRules, issueCode } from '../src/office/people/binding.ts';
import { everyone, type Role } from '../src/office/people/model.ts';
import { findPerson, peopleCalled, rosterCounts, schoolNames } from '../src/office/people/queries.ts';
import { unreachablePeople } from '../src/office/people/reach.ts';
import { countLines } from '../src/office/people/roster/wording.ts';
import {
  confirmImport,
  dropImport,
  lastImport,
  readImportNumber,
  requestImport,
  undoImport,
} from '../src/office/people/roster.ts';
import * as wording from '../src/office/people/wording.ts';
import { sampleNotice } from '../src/office/sample/district.ts';

const keepers: Role[] = ['admin', 'head'];
const admin: Role[] = ['admin'];
const person = textArg(60).meta({ title: '姓名', rest: true, ask: '请告诉我是哪位老师，写姓名就行。' });
const number = z
  .string()
  .transform((text, context) => {
    const read = readImportNumber(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: '要写成 名0001 这样，在预览的开头。' });
    return z.NEVER;
  })
  .meta({ title: '编号', ask: '请告诉我这份名册的编号，例如 名0001，在预览的开头。' });

const counts = command<Act>()({
  name: '名册',
  summary: '名册里有多少学校、人员和群',
  roles: keepers,
  where: 'anywhere',
  args: z.object({}),
  examples: ['/名册'],
  run: async (act) => {
    const text = wording.rosterSummary(await rosterCounts(act.tx, act.settings.channels));
    return say(act.settings.sandbox ? `${text}\n${sampleNotice}` : text);
  },
});

const look = command<Act>()({
  name: '名册 查',
  summary: '查一位老师的角色、学科、学校和账号',
  roles: keepers,
  where: 'private',
  args: z.object({ person }),
  examples: ['/名册 查 李强'],
  run: async (act, args) => {
    const names = await schoolNames(act.tx);
    const { sure, found } = await peopleCalled(act, args.person);
    const cards = found.map(({ person: one, identities }) => wording.personCard(one, names, identities));
    return say([...(sure ? [] : [wording.similarFound(args.person)]), ...cards].join('\n'));
  },
});

const unreachable = command<Act>()({
  name: '名册 未联通',
  summary: '收不到私信的人',
  roles: keepers,
  where: 'private',
  args: z.object({}),
  examples: ['/名册 未联通'],
  run: async (act) =>
    say(wording.unreachableList(await unreachablePeople(act.tx, act.settings.channels), await schoolNames(act.tx))),
});

const howToImport = '把填好的名册（.xlsx）私聊发给我就行。空表请用 jiaoyan roster template 生成。';

/** The workbook a message brings: sent along, or in the message it quotes. */
function workbookIn(message: Heard | null): MediaRef {
  const files = [...(message?.media ?? []), ...(message?.quote?.media ?? [])].filter(({ kind }) => kind === 'file');
  const file = files[0] ?? refuse('no-file', howToImport);
  if (file.name && !/\.xlsx$/i.test(file.name)) {
    refuse('not-xlsx', '名册要是 .xlsx 工作簿；.xls 或 .et 请用 Excel 或 WPS 另存为 .xlsx 后再发一次。');
  }
  return file;
}

const bringIn = command<Act>()({
  name: '名册 导入',
  summary: '导入一份名册：先预览，确认后才改',
  file: { name: /\.xlsx$/i, hint: '要导入名册，请发 .xlsx 工作簿。' },
  roles: admin,
  where: 'private',
  args: z.object({}),
  examples: ['/名册 导入'],
  run: async (act) => {
    const media = workbookIn(act.message);
    const imported = await requestImport(act, { platform: act.message?.platform ?? '', media });
    return say(`收到名册，正在读（${imported}）。预览马上发给您；一两分钟没收到，请再发一次。`);
  },
});

const confirm = command<Act>()({
  name: '名册 确认',
  summary: '确认一份预览过的名册',
  roles: admin,
  where: 'private',
  args: z.object({ number }),
  examples: ['/名册 确认 名0001'],
  run: async (act, { number: imported }) => {
    const { done, text } = await confirmImport(act, imported);
    if (done) return say(text);
    return {
      text,
      choices: [
        { label: '确认导入', says: `/名册 确认 ${imported}` },
        { label: '取消', says: `/名册 取消 ${imported}` },
      ],
    };
  },
});

const drop = command<Act>()({
  name: '名册 取消',
  summary: '不要一份预览过的名册',
  roles: admin,
  where: 'private',
  args: z.object({ number }),
  examples: ['/名册 取消 名0001'],
  run: async (act, { number: imported }) => {
    await dropImport(act, imported);
    return say(`${imported} 没有导入，名册没有变。`);
  },
});

const undo = command<Act>()({
  name: '名册 撤销',
  summary: '撤回最近一次导入',
  roles: admin,
  where: 'private',
  args: z.object({}),
  examples: ['/名册 撤销'],
  confirm: async (act) => {
    const { number: imported, changes } = await lastImport(act);
    return say(
      [`要撤回 ${imported} 吗？它当时：`, ...countLines(changes), '新增的会停用，改动的会改回去。'].join('\n'),
    );
  },
  run: async (act) => say(await undoImport(act)),
});

const code = command<Act>()({
  name: '名册 绑定码',
  summary: '给一位老师发绑定码',
  roles: admin,
  where: 'private',
  args: z.object({ person }),
  examples: ['/名册 绑定码 李强'],
  run: async (act, args) => {
    const who = await findPerson(act, args.person);
    const school = (await schoolNames(act.tx)).get(who.schoolId ?? '') ?? '';
    const given = await issueCode(act, who);
    return say(wording.codeText(wording.personLabel(who, school), given, bindingRules.codeLasts / 60_000));
  },
});

const link = command<Act>()({
  name: '绑定',
  summary: '用管理员给的绑定码，让我认识您的账号',
  roles: ['stranger', ...everyone],
  where: 'private',
  secret: true,
  args: z.object({
    code: z
      .string()
      .transform((text) => text.normalize('NFKC').replace(/[\s-]/g, ''))
      .pipe(z.string().regex(/^\d{8}$/, '要写 8 位数字。'))
      .meta({ title: '绑定码', rest: true, ask: '请把管理员给您的 8 位绑定码发给我。' }),
  }),
  examples: ['/绑定 12345678'],
  run: async (act, args) => say(wording.bindingText(await bind(act, args.code))),
});

/** The commands about the roster. */
export const roster = [counts, look, unreachable, bringIn, confirm, drop, undo, code, link];
