// The exam chain: /考试 and what belongs to it. Lists of who is where are said in private only.
import { z } from 'zod';
import { seenArg, textArg } from '../src/bot/args.ts';
import { askToConfirm, type Command, command } from '../src/bot/command.ts';
import { type Said, say } from '../src/bot/message.ts';
import type { Act } from '../src/office/act.ts';
import { readStep } from '../src/office/exams/chain.ts';
import { confirmStep, takeBack } from '../src/office/exams/confirm.ts';
import { giveDuties, previewDuties } from '../src/office/exams/duties.ts';
import { batchMeant, dutiesMeant, type Ending, endDuties, endingPreview } from '../src/office/exams/ending.ts';
import { lineForms } from '../src/office/exams/lines-wording.ts';
import { type DutyKind, readBatchNumber } from '../src/office/exams/model.ts';
import { dutyList, examShown, ownDuties, progressShown } from '../src/office/exams/overview.ts';
import { form, preview } from '../src/office/exams/timetable-wording.ts';
import { stateTimetable, timetableMeant } from '../src/office/exams/timetabling.ts';
import * as wording from '../src/office/exams/wording.ts';
import { everyone, type Role } from '../src/office/people/model.ts';

const office: Role[] = ['researcher', 'head', 'admin'];
const answering: Role[] = ['liaison', 'principal', ...office];

const step = z
  .string()
  .transform((text, context) => {
    const read = readStep(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: '可以写 领卷、考试、阅卷。' });
    return z.NEVER;
  })
  .meta({ title: '步骤', ask: '要确认哪一步？领卷、考试，还是阅卷？' });
const school = textArg(30).optional().meta({ title: '学校' });

const inGroup = (act: Act): boolean => act.message?.chat.kind === 'group';

const show = command<Act>()({
  name: '考试',
  aliases: ['考试 安排', '考试 时间'],
  summary: '看最近一次考试的领卷、考试、阅卷日子和各科时间',
  roles: everyone,
  where: 'anywhere',
  args: z.object({}),
  examples: ['/考试', '/考试 安排'],
  run: async (act) => {
    const { text, offered } = await examShown(act);
    return offered ? { text, choices: [{ label: '就照这个时间表', says: '/考试 定时间 默认' }] } : say(text);
  },
});

const confirm = command<Act>()({
  name: '考试 确认',
  summary: '替学校确认领卷、考试、阅卷已经完成',
  roles: answering,
  where: 'anywhere',
  args: z.object({ step, school }),
  examples: ['/考试 确认 领卷', '/考试 确认 阅卷', '/考试 确认 领卷 二码头小学'],
  run: async (act, args) => {
    const { place, changed, by, at, counts, next } = await confirmStep(act, args.step, args.school);
    if (inGroup(act)) return say(wording.confirmedInGroup(place, changed, counts));
    return say(changed ? wording.confirmed(place, by, at, next) : wording.already(place, by, at));
  },
});

const back = command<Act>()({
  name: '考试 撤回',
  aliases: ['考试 取消确认'],
  summary: '报错了，把学校的确认撤回',
  roles: answering,
  where: 'anywhere',
  args: z.object({ step: step.meta({ title: '步骤', ask: '要撤回哪一步的确认？领卷、考试，还是阅卷？' }), school }),
  examples: ['/考试 撤回 领卷'],
  run: async (act, args) => {
    const text = await takeBack(act, args.step, args.school);
    return say(inGroup(act) ? wording.takenBackInGroup : text);
  },
});

const progress = command<Act>()({
  name: '考试 进度',
  summary: '各校确认到哪一步；群里只有数字',
  roles: answering,
  where: 'anywhere',
  args: z.object({}),
  examples: ['/考试 进度'],
  run: async (act) => say(await progressShown(act)),
});

const mine = command<Act>()({
  name: '考试 我的',
  summary: '自己的领卷、监考、阅卷安排',
  roles: everyone,
  where: 'private',
  args: z.object({}),
  examples: ['/考试 我的'],
  run: async (act) => say(await ownDuties(act)),
});

/** A command that gives duties of one kind from a list. */
const giving = (kind: DutyKind, name: string, summary: string, roles: Role[], example: string): Command<Act> =>
  command<Act>()({
    name,
    summary,
    roles,
    where: 'private',
    args: z.object({
      list: textArg(20_000).meta({ title: '名单', rest: true, ask: `请发名单，一行一项：${lineForms[kind]}。` }),
    }),
    examples: [example],
    confirm: async (act, { list }) => say(await previewDuties(act, kind, list)),
    run: async (act, { list }) => say(await giveDuties(act, kind, list)),
  });

const couriers = giving(
  'courier',
  '考试 领卷人',
  '安排领卷人；学校联系人安排自己学校的',
  ['liaison', ...office],
  '/考试 领卷人 二码头小学 李强',
);
const invigilators = giving(
  'invigilator',
  '考试 监考',
  '安排监考，可以一次贴一张表；两位监考都来自别的学校',
  office,
  '/考试 监考 二码头小学 三年级1班 语文 赵雪、曾琴',
);
const markers = giving('marker', '考试 阅卷', '安排阅卷教师，可以一次贴一张表', office, '/考试 阅卷 语文 赵雪、曾琴');

const list = command<Act>()({
  name: '考试 名单',
  summary: '看最近一次考试的领卷人、监考和阅卷教师',
  roles: office,
  where: 'private',
  args: z.object({}),
  examples: ['/考试 名单'],
  run: async (act) => say(await dutyList(act)),
});

/** Ends duties once the very list that is meant has been shown and confirmed. */
async function ended(act: Act, ending: Ending, shown: string | undefined): Promise<Said> {
  if (shown !== ending.seen) askToConfirm('seen', await endingPreview(act, ending), ending.seen);
  return say(await endDuties(act, ending));
}

const release = command<Act>()({
  name: '考试 免去',
  summary: '取消一位老师的领卷、监考、阅卷安排，可以只取消一科',
  roles: office,
  where: 'private',
  args: z.object({
    person: textArg(30).meta({ title: '姓名' }),
    subject: textArg(12).optional().meta({ title: '科目' }),
    seen: seenArg,
  }),
  examples: ['/考试 免去 赵雪', '/考试 免去 赵雪 语文'],
  run: async (act, { person, subject, seen: shown }) => ended(act, await dutiesMeant(act, person, subject), shown),
});

const undo = command<Act>()({
  name: '考试 撤销',
  summary: '24小时内把一批领卷人、监考或阅卷安排整个撤回',
  roles: ['liaison', ...office],
  where: 'private',
  args: z.object({
    number: z
      .string()
      .transform((text, context) => {
        const read = readBatchNumber(text);
        if (read) return read;
        context.addIssue({ code: 'custom', message: '要写成 考0001 这样。' });
        return z.NEVER;
      })
      .optional()
      .meta({ title: '编号' }),
    seen: seenArg,
  }),
  examples: ['/考试 撤销', '/考试 撤销 考0001'],
  run: async (act, { number, seen: shown }) => ended(act, await batchMeant(act, number), shown),
});

const timetable = command<Act>()({
  name: '考试 定时间',
  summary: '定各科的考试时间；“默认”就是通常的两天',
  roles: office,
  where: 'private',
  args: z.object({ lines: textArg(5000).meta({ title: '时间表', rest: true, ask: `请发时间表。${form}` }) }),
  examples: ['/考试 定时间 默认', '/考试 定时间 第1天 三年级 语文 9:00 90分钟'],
  confirm: async (act, { lines }) => {
    const { chain, after, touched } = await timetableMeant(act, lines);
    return say(preview(chain, after, new Set(touched.map(({ personId }) => personId)).size));
  },
  run: async (act, { lines }) => say(await stateTimetable(act, lines)),
});

/** The commands about exams. */
export const exams = [
  show,
  confirm,
  back,
  progress,
  mine,
  couriers,
  invigilators,
  markers,
  list,
  release,
  undo,
  timetable,
];
