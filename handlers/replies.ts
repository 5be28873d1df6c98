// What people answer to what was sent to them: 请假, 参加, 不参加, 报名, 改由, 收到; and taking it back.
import { z } from 'zod';
import { dateArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import type { Act } from '../src/office/act.ts';
import { everyone, type Role } from '../src/office/people/model.ts';
import { subjectNames } from '../src/office/preparation/model.ts';
import { decide, propose } from '../src/office/replies/handover.ts';
import { type ReplyKind, refPattern } from '../src/office/replies/model.ts';
import { keepSeen } from '../src/office/replies/seen.ts';
import { takeStance } from '../src/office/replies/stance.ts';
import { takeBack, takeLeaveBack } from '../src/office/replies/withdraw.ts';
import * as wording from '../src/office/replies/wording.ts';

const subject = z.enum(subjectNames, { error: '可以写 语文、数学、英语等。' }).optional().meta({ title: '学科' });
/** Set by a choice: which thing is meant. It has blanks in it, so that no word that is typed can be one. */
const matter = z.string().regex(refPattern).optional().meta({ title: '哪一件', hidden: true });
const about = textArg(200).optional().meta({ title: '哪件事', rest: true });

/** Who may decide that somebody else takes over: it is theirs to arrange. */
const deciding: Role[] = ['researcher', 'head'];

const inGroup = (act: Act): boolean => act.message?.chat.kind === 'group';

const leave = command<Act>()({
  name: '请假',
  hints: ['来不了', '去不了', '不来了', '不去了'],
  summary: '有事来不了，私下告诉组织的老师；不写日期就是最近的一次',
  roles: everyone,
  where: 'anywhere',
  args: z.object({
    subject,
    matter,
    reason: textArg(300).meta({ title: '原因', rest: true, ask: '请说一下原因，我只私下转告组织的老师。' }),
  }),
  examples: ['/请假 外出培训', '/请假 第6周 外出培训', '/请假 数学 外出培训'],
  run: async (act, { reason, ...wish }) => {
    const noted = await takeStance(act, { ...wish, kind: 'leave', words: reason, field: 'reason' });
    return say(inGroup(act) ? wording.notedInGroup(noted) : wording.noted(noted));
  },
});

const noLeave = command<Act>()({
  name: '请假 取消',
  aliases: ['取消请假', '销假', '不请假了', '不用请假了'],
  summary: '又能来了，撤回请假',
  roles: everyone,
  where: 'anywhere',
  args: z.object({
    subject,
    when: dateArg.optional().meta({ title: '时间', spans: true }),
    leave: z.uuid().optional().meta({ title: '哪一次', hidden: true }),
  }),
  examples: ['/请假 取消', '/请假 取消 第6周', '/请假 取消 数学'],
  run: async (act, wish) => {
    const taken = await takeLeaveBack(act, wish);
    return say(inGroup(act) ? wording.leaveTakenInGroup(taken) : wording.leaveTaken(taken));
  },
});

/** 参加, 不参加, 报名: one answer each, the words after it name what it is about. */
const stanceCommand = (
  kind: ReplyKind,
  declared: { name: string; aliases: string[]; summary: string; examples: [string, ...string[]] },
) =>
  command<Act>()({
    ...declared,
    roles: everyone,
    where: 'anywhere',
    args: z.object({ matter, about }),
    run: async (act, wish) => {
      const noted = await takeStance(act, { kind, matter: wish.matter, words: wish.about, field: 'about' });
      return say(inGroup(act) ? wording.notedInGroup(noted) : wording.noted(noted));
    },
  });

const attend = stanceCommand('attend', {
  name: '参加',
  aliases: ['我参加', '能参加', '我能参加'],
  summary: '说自己参加；不用说也行，没有人催',
  examples: ['/参加', '/参加 3月31日'],
});

const absent = stanceCommand('absent', {
  name: '不参加',
  aliases: ['我不参加', '不能参加', '参加不了'],
  summary: '说自己不参加；要说原因请用 /请假',
  examples: ['/不参加', '/不参加 3月31日'],
});

const signUp = stanceCommand('signup', {
  name: '报名',
  aliases: ['我报名', '我要报名'],
  summary: '报名会议、比赛、活动',
  examples: ['/报名', '/报名 教学设计大赛'],
});

const person = textArg(30);

const handOver = command<Act>()({
  name: '改由',
  aliases: ['换人'],
  summary: '提出主备人、视导组员换人，由组织的老师定',
  roles: everyone,
  where: 'anywhere',
  args: z.object({ matter, name: person.meta({ title: '姓名', rest: true, ask: '请告诉我换成哪一位，写姓名就行。' }) }),
  examples: ['/改由 方圆'],
  run: async (act, wish) => {
    const { matter: of, part, to, deciders, before } = await propose(act, wish);
    if (deciders === null) return say(wording.handedOver(of, part, to));
    return say(inGroup(act) ? wording.proposedInGroup(of) : wording.proposed(of, part, to, deciders, before));
  },
});

const number = textArg(20).meta({ title: '编号', ask: '请告诉我编号，例如 改0001。' });

const agree = command<Act>()({
  name: '改由 同意',
  summary: '同意换人，告诉他们两位',
  roles: deciding,
  where: 'private',
  args: z.object({ number }),
  examples: ['/改由 同意 改0001'],
  run: async (act, wish) => say(await decide(act, wish.number, true, '')),
});

const disagree = command<Act>()({
  name: '改由 不同意',
  summary: '不同意换人，告诉提出的老师',
  roles: deciding,
  where: 'private',
  args: z.object({ number, why: textArg(200).optional().meta({ title: '原因', rest: true }) }),
  examples: ['/改由 不同意 改0001', '/改由 不同意 改0001 那天方圆要外出'],
  run: async (act, { number: of, why }) => say(await decide(act, of, false, why ?? '')),
});

const withdraw = command<Act>()({
  name: '撤回',
  aliases: ['撤回答复'],
  summary: '撤回自己最近的一次答复',
  roles: everyone,
  where: 'anywhere',
  args: z.object({}),
  examples: ['/撤回'],
  run: async (act) => {
    const { reply, matter: of, told } = await takeBack(act);
    return say(inGroup(act) ? wording.withdrawnInGroup(of) : wording.withdrawn(of, reply.kind, told));
  },
});

const seen = command<Act>()({
  name: '知道了',
  summary: '说一声看到了；不说也行，没有人统计谁没说',
  receipt: true,
  roles: everyone,
  where: 'anywhere',
  args: z.object({ more: textArg(1000).optional().meta({ title: '别的话', rest: true }) }),
  examples: ['/知道了'],
  run: async (act, { more }) => {
    await keepSeen(act);
    return say(more === undefined ? wording.received : wording.receivedMore);
  },
});

/** The commands with which people answer. */
export const replies = [leave, noLeave, attend, absent, signUp, handOver, agree, disagree, withdraw, seen];
