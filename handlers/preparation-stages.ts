// Stages and materials of a joint preparation: /集体备课 阶段, 完成, 未完成, 进度, 资料, 删资料.
import { z } from 'zod';
import { dateArg, intArg, textArg } from '../src/bot/args.ts';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { parseDate } from '../src/lib/datespec.ts';
import { type Act, calendarOf } from '../src/office/act.ts';
import { stretchAsked } from '../src/office/calendar/queries.ts';
import { everyone, type Role } from '../src/office/people/model.ts';
import { markDone, markOpen, stageProgress } from '../src/office/preparation/marks.ts';
import { addMaterial, removeMaterial } from '../src/office/preparation/materials.ts';
import { subjectNames } from '../src/office/preparation/model.ts';
import { setStage } from '../src/office/preparation/stage-actions.ts';
import * as wording from '../src/office/preparation/stage-wording.ts';
import { stageNames, stageSettings } from '../src/office/preparation/stages.ts';

const arrangers: Role[] = ['researcher', 'head'];
/** Lead preparers are teachers; whether it is theirs is looked at by the action. */
const preparing: Role[] = everyone.filter((role) => role !== 'admin');

const subject = z.enum(subjectNames, { error: '可以写 语文、数学、英语等。' }).meta({ title: '学科' });
const when = dateArg.meta({ title: '周次', spans: true, ask: '请告诉我是第几周，例如 第6周。' });
const titles = stageNames.map((name) => stageSettings[name].title);
const stage = z
  .string()
  .transform((text, context) => {
    const name = stageNames.find((one) => stageSettings[one].title === text.trim());
    if (name) return name;
    context.addIssue({ code: 'custom', message: `可以写 ${titles.join('、')}。` });
    return z.NEVER;
  })
  .meta({ title: '阶段', ask: `请告诉我是哪个阶段：${titles.join('、')}。` });

/** 默认 puts it back as usual. */
const asUsual = (text: string): boolean => ['默认', '照旧'].includes(text.trim());
const due = z
  .string()
  .transform((text, context) => {
    const spec = asUsual(text) ? null : parseDate(text);
    if (spec !== null || asUsual(text)) return spec;
    context.addIssue({ code: 'custom', message: '可以写 3月17日、第6周周一，或者“默认”。' });
    return z.NEVER;
  })
  .optional()
  .meta({ title: '到期', spans: true });
const who = textArg(30)
  .refine((text) => parseDate(text) === null, '要写姓名，例如 李强；或者“默认”。')
  .transform((text) => (asUsual(text) ? null : text))
  .optional()
  .meta({ title: '负责人' });

const setCommand = command<Act>()({
  name: '集体备课 阶段',
  summary: '改一次集体备课的某个阶段：到哪天、由谁做',
  roles: arrangers,
  where: 'anywhere',
  args: z.object({ subject, when, stage, due, who }),
  examples: ['/集体备课 阶段 数学 第6周 初备 3月17日', '/集体备课 阶段 数学 第6周 定稿 负责人=李强'],
  run: async (act, wish) => {
    const done = await setStage(act, wish);
    return say(
      done.changed
        ? wording.stageSet(done.stage, done.meeting, done.who, done.told)
        : wording.stageSame(done.stage, done.meeting, done.who),
    );
  },
});

const markArgs = z.object({ stage, subject: subject.optional(), when: when.optional() });

const done = command<Act>()({
  name: '集体备课 完成',
  summary: '记下自己的初备、定稿等做完了，不再提醒；不记也可以',
  roles: preparing,
  where: 'anywhere',
  args: markArgs,
  examples: ['/集体备课 完成 初备', '/集体备课 完成 定稿 数学 第6周'],
  run: async (act, wish) => {
    const { stage, meeting, own, changed } = await markDone(act, wish);
    return say(changed ? wording.marked(stage.title, meeting, own) : wording.markedAlready(stage.title, meeting));
  },
});

const notDone = command<Act>()({
  name: '集体备课 未完成',
  summary: '记错了，改回没完成',
  roles: preparing,
  where: 'anywhere',
  args: markArgs,
  examples: ['/集体备课 未完成 初备'],
  run: async (act, wish) => {
    const { stage, meeting } = await markOpen(act, wish);
    return say(wording.unmarked(stage, meeting));
  },
});

const progress = command<Act>()({
  name: '集体备课 进度',
  summary: '各次集体备课做到哪个阶段；群里只有数目',
  roles: arrangers,
  where: 'anywhere',
  args: z.object({ subject: subject.optional(), when: when.optional() }),
  examples: ['/集体备课 进度', '/集体备课 进度 数学 第6周'],
  run: async (act, { subject, when }) => {
    const span = when && stretchAsked(await calendarOf(act), act.today, when, 'when');
    const { found, names } = await stageProgress(act, { subject, span });
    if (found.length === 0) return say(wording.noProgress);
    const inGroup = act.message?.chat.kind === 'group';
    return say(inGroup ? wording.progressInGroup(found) : wording.progressInPrivate(found, names));
  },
});

const which = { subject: subject.optional(), when: when.optional() };

const attach = command<Act>()({
  name: '集体备课 资料',
  summary: '给一次集体备课附上资料的名称或链接，提醒时一起发',
  roles: preparing,
  where: 'anywhere',
  args: z.object({
    ...which,
    content: textArg(200).meta({ title: '内容', rest: true, ask: '请把资料的名称或链接发给我。' }),
  }),
  examples: ['/集体备课 资料 数学 第6周 课件放在群文件“分数”里', '/集体备课 资料 第6周 https://example.com/fen-shu'],
  run: async (act, { content, ...meeting }) => {
    const added = await addMaterial(act, meeting, content);
    return say(wording.materialAdded(added.meeting, added.materials));
  },
});

const detach = command<Act>()({
  name: '集体备课 删资料',
  summary: '去掉一份附上的资料',
  roles: preparing,
  where: 'anywhere',
  args: z.object({ ...which, number: intArg(1, 99).meta({ title: '第几份' }) }),
  examples: ['/集体备课 删资料 数学 第6周 1'],
  run: async (act, { number, ...meeting }) => {
    const gone = await removeMaterial(act, meeting, number);
    return say(wording.materialRemoved(gone.meeting, gone.text));
  },
});

/** The commands about stages and materials. */
export const preparationStages = [setCommand, done, notDone, progress, attach, detach];
