// Groups: /群 登记, 列表, 改, 停用.
import { z } from 'zod';
import { textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { refuse } from '../src/lib/refuse.ts';
import type { Act } from '../src/office/act.ts';
import * as actions from '../src/office/people/groups.ts';
import { allGroups, type Role } from '../src/office/people/model.ts';
import { schoolNames } from '../src/office/people/queries.ts';
import { listOf } from '../src/office/people/roster/read.ts';
import { groupLine } from '../src/office/people/wording.ts';

const keepers: Role[] = ['admin'];

const list = (title: string) =>
  z
    .string()
    .transform((text) => listOf(text).filter((word) => word !== '无' && word !== '全部'))
    .optional()
    .meta({ title });

const yes = z
  .string()
  .transform((text) => /^[是有]$/.test(text.trim()))
  .optional()
  .meta({ title: '外人' });

const name = textArg(40).meta({ title: '群名' });
const audience = { subjects: list('学科'), schools: list('学校'), roles: list('角色'), outsiders: yes };

/** An address said where others read it is no secret any more. */
const exposed = '这个地址带着密钥，群里的人都看见了：请撤回这条消息，到平台上重置地址，再私聊我登记。';
const robot = {
  address: textArg(400).optional().meta({ title: '地址' }),
  secret: textArg(200).optional().meta({ title: '加签' }),
};
const howToRegister = '在群里登记：在那个群里发 /群 登记 群名。没有机器人的群：私聊我发 /群 登记 群名 地址=…。';

const register = command<Act>()({
  name: '群 登记',
  summary: '登记一个群：在群里发；只能推送的群私聊我发，带上地址',
  roles: keepers,
  where: 'anywhere',
  secret: true,
  args: z.object({ name, ...audience, ...robot }),
  examples: ['/群 登记 数学教研群 学科=数学', '/群 登记 校长群 角色=校长、副校长'],
  run: async (act, { name: called, address, secret, ...wish }) => {
    const inGroup = act.message?.chat.kind === 'group';
    if (inGroup && (address || secret)) refuse('exposed', exposed);
    if (!inGroup && !address) refuse('no-address', howToRegister);
    const group = address
      ? await actions.registerHook(act, called, address, secret ?? null, wish)
      : await actions.registerChat(act, called, wish);
    return say(`已登记。${groupLine(group, await schoolNames(act.tx))}`);
  },
});

const all = command<Act>()({
  name: '群 列表',
  aliases: ['群'],
  summary: '登记过的群和它们的用途',
  roles: ['admin', 'head'],
  where: 'anywhere',
  args: z.object({}),
  examples: ['/群 列表'],
  run: async (act) => {
    const groups = await allGroups(act.tx);
    const names = await schoolNames(act.tx);
    if (groups.length === 0) return say(`还没有登记过群。${howToRegister}`);
    const lines = groups.slice(0, 60).map((group) => groupLine(group, names));
    return say([`登记过的群 ${groups.length} 个：`, ...lines].join('\n'));
  },
});

const change = command<Act>()({
  name: '群 改',
  summary: '改一个群的用途，标明群里有外人；换推送地址要私聊我',
  roles: keepers,
  where: 'anywhere',
  secret: true,
  args: z.object({ name, ...audience, ...robot }),
  examples: ['/群 改 数学教研群 学科=数学、科学', '/群 改 校长群 外人=是'],
  run: async (act, { name: called, address, secret, ...wish }) => {
    if (act.message?.chat.kind === 'group' && (address || secret)) refuse('exposed', exposed);
    if (secret && !address) refuse('no-address', '加签要和地址一起写：/群 改 群名 地址=… 加签=…。');
    const group = address
      ? await actions.changeHook(act, called, address, secret ?? null, wish)
      : await actions.changeGroup(act, called, wish);
    return say(`已改好。${groupLine(group, await schoolNames(act.tx))}`);
  },
});

const retire = command<Act>()({
  name: '群 停用',
  summary: '停用一个群：不再往那里发消息',
  roles: keepers,
  where: 'anywhere',
  args: z.object({ name }),
  examples: ['/群 停用 校长群'],
  confirm: async (act, args) => {
    const group = await actions.groupInUse(act, args.name);
    return say(`要停用“${group.name}”吗？以后不再往那里发消息；要再用，到群里重新登记。`);
  },
  run: async (act, args) => say(`已停用“${(await actions.retireGroup(act, args.name)).name}”。`),
});

/** The commands about groups. */
export const groups = [register, all, change, retire];
