// Contests: /提交, /进度, /我的提交.
import { z } from 'zod';
import { textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { type Act, me } from '../src/office/act.ts';
import { giveLink, sendLink } from '../src/office/contests/actions.ts';
import type { Contest } from '../src/office/contests/model.ts';
import { chooseContest, contestProgress, entriesOfSchool, handedInBy } from '../src/office/contests/queries.ts';
import type { Progress } from '../src/office/contests/rules.ts';
import * as wording from '../src/office/contests/wording.ts';
import { everyone, type Role } from '../src/office/people/model.ts';

/** People of a school; the office itself hands nothing in. */
const ofSchools: Role[] = ['teacher', 'groupLeader', 'prepLeader', 'liaison', 'principal', 'vicePrincipal'];
const office: Role[] = ['researcher', 'head', 'admin'];

const contest = textArg(60).optional().meta({ title: '比赛', rest: true });

const submit = command<Act>()({
  name: '提交',
  hints: ['上传', '交作品', '参赛', '报名'],
  summary: '拿到比赛作品的上传链接',
  file: { hint: '要交比赛作品，请说“/提交”加比赛名称，我给您一个上传链接。' },
  roles: ofSchools,
  where: 'anywhere',
  args: z.object({ contest }),
  examples: ['/提交 教学设计大赛', '/提交'],
  run: async (act, args) => {
    const chosen = await chooseContest(act, args.contest, 'open');
    if (act.message?.chat.kind === 'group') {
      await sendLink(act, chosen);
      return say(wording.linkSentPrivately(me(act).name, chosen));
    }
    const { url, endsAt } = await giveLink(act, chosen);
    return wording.linkSaid(chosen, url, endsAt);
  },
});

const progress = command<Act>()({
  name: '进度',
  summary: '比赛作品收到多少；私聊我能看到更多',
  roles: everyone,
  where: 'anywhere',
  args: z.object({ contest }),
  examples: ['/进度 教学设计大赛', '/进度'],
  run: async (act, args) => {
    const chosen = await chooseContest(act, args.contest, 'all');
    const found = await contestProgress(act.tx, chosen.id);
    const counts = wording.progressCounts(chosen, found, act.now);
    if (act.message?.chat.kind !== 'private') return say(counts);
    return say([counts, ...(await inPrivate(act, chosen, found))].join('\n'));
  },
});

/** What a group must not hear: the office the schools that miss, a liaison the own school, everybody the own entry. */
async function inPrivate(act: Act, { id }: Contest, { missing }: Progress): Promise<string[]> {
  const { id: personId, roles, schoolId } = me(act);
  const [own] = await handedInBy(act.tx, personId, id);
  return [
    ...(roles.some((role) => office.includes(role)) ? [wording.missingSchools(missing)] : []),
    ...(roles.includes('liaison') && schoolId ? [wording.ownSchool(await entriesOfSchool(act.tx, id, schoolId))] : []),
    ...(own ? [wording.ownEntry(own.entry.number, own.entry.version)] : []),
  ];
}

const mine = command<Act>()({
  name: '我的提交',
  summary: '看自己交过的作品和回执',
  roles: everyone,
  where: 'private',
  args: z.object({}),
  examples: ['/我的提交'],
  run: async (act) => {
    const all = await handedInBy(act.tx, me(act).id);
    return say(all.length === 0 ? wording.nothingHandedIn : wording.handedInList(all));
  },
});

/** The commands about contests. */
export const contests = [submit, progress, mine];
