// A small list of commands like the real ones, and a way to talk to `interpret` in one line.
import { z } from 'zod';
import { dateArg, intArg, namesArg, textArg } from '../../src/bot/args.ts';
import { command, type Interpretation, type Question, type Step } from '../../src/bot/command.ts';
import { interpret } from '../../src/bot/interpret.ts';
import { say } from '../../src/bot/message.ts';

interface World {
  done: string[];
}

const declare = command<World>();
const everyone = ['teacher', 'liaison', 'researcher', 'head', 'admin'];
const run = async () => say('好');
const school = textArg().meta({ title: '学校' });
const date = dateArg.meta({ title: '日期', spans: true });

export const roleNames = {
  teacher: '教师',
  liaison: '学校联系人',
  researcher: '教研员',
  head: '教研室主任',
  admin: '管理员',
};

export const planVisit = declare({
  name: '视导 安排',
  aliases: ['安排视导'],
  summary: '安排一次下校视导',
  roles: ['researcher', 'head'],
  where: 'anywhere',
  args: z.object({ school, date, team: namesArg.optional().meta({ title: '组员', spans: true }) }),
  examples: ['/视导 安排 二码头小学 第6周周四', '/视导 安排 二码头小学 3月23日 李强、王敏'],
  confirm: async () => say('要安排吗？'),
  run,
});

export const commands = [
  declare({
    name: '行事历',
    summary: '看某周或某月的安排',
    roles: everyone,
    where: 'anywhere',
    args: z.object({ when: dateArg.optional().meta({ title: '时间', spans: true }) }),
    examples: ['/行事历 本周', '/行事历 第6周'],
    run,
  }),
  planVisit,
  declare({
    name: '视导 改期',
    summary: '把视导改到另一天',
    roles: ['researcher', 'head'],
    where: 'anywhere',
    args: z.object({ visit: textArg(20).meta({ title: '视导号' }), date }),
    examples: ['/视导 改期 视0001 3月28日'],
    run,
  }),
  declare({
    name: '视导 我的',
    summary: '看我参加的视导',
    roles: ['researcher', 'head', 'liaison'],
    where: 'anywhere',
    args: z.object({}),
    examples: ['/视导 我的'],
    run,
  }),
  declare({
    name: '集体备课 安排',
    summary: '安排一次集体备课',
    roles: ['researcher'],
    where: 'anywhere',
    args: z.object({
      subject: z.enum(['语文', '数学', '英语']).meta({ title: '学科' }),
      week: dateArg.meta({ title: '周次', spans: true }),
      lead: textArg(20).meta({ title: '主备人' }),
      topic: textArg().optional().meta({ title: '课题' }),
      place: textArg().optional().meta({ title: '地点' }),
    }),
    examples: ['/集体备课 安排 语文 第6周 李强', '/集体备课 安排 语文 第6周 李强 课题=草船借箭 地点=二码头小学'],
    run,
  }),
  declare({
    name: '请假',
    hints: ['来不了'],
    summary: '集体备课请假',
    roles: everyone,
    where: 'anywhere',
    args: z.object({ date: date.optional(), reason: textArg(500).meta({ title: '原因', rest: true }) }),
    examples: ['/请假 明天 发烧', '/请假 要监考'],
    run,
  }),
  declare({
    name: '听课 登记',
    summary: '登记听课节数',
    roles: ['teacher'],
    where: 'private',
    args: z.object({
      count: intArg(1, 20).meta({ title: '节数' }),
      note: textArg().optional().meta({ title: '备注', rest: true }),
    }),
    examples: ['/听课 登记 3', '/听课 登记 两 二码头小学'],
    run,
  }),
  declare({
    name: '定时 新建',
    summary: '新建定时消息',
    roles: ['admin'],
    where: 'private',
    args: z.object({ text: textArg(500).meta({ title: '内容', rest: true }) }),
    examples: ['/定时 新建 明天交材料'],
    run,
  }),
  declare({
    name: '公告',
    summary: '在本群发公告',
    roles: ['admin', 'head', 'researcher'],
    where: 'group',
    args: z.object({ text: textArg(500).meta({ title: '内容', rest: true }) }),
    examples: ['/公告 明天交材料'],
    run,
  }),
  declare({
    name: '绑定',
    summary: '用绑定码登记自己',
    roles: ['stranger'],
    where: 'private',
    secret: true,
    args: z.object({
      code: z
        .string()
        .regex(/^\d{8}$/, '要写八位数字')
        .meta({ title: '绑定码' }),
    }),
    examples: ['/绑定 01234567'],
    run,
  }),
];

export const now = Date.UTC(2023, 2, 7);

/** Who and where, unless a test says otherwise: a 教研员 in private, nothing open. */
type Setting = Partial<Omit<Interpretation<World>, 'speaker'>> & { roles?: string[] };

/** The step for a text. */
export function hear(text: string, { roles = ['researcher'], ...setting }: Setting = {}): Step<World> {
  const speaker = { known: !roles.includes('stranger'), roles };
  return interpret({ commands, speaker, where: 'private', question: null, now, roleNames, text, ...setting });
}

/** The step in one line: what is run with what, or what is said. */
export function gist(step: Step<World>): string {
  if (step.kind === 'silent') return '（不答）';
  if (step.kind !== 'run')
    return `${step.kind === 'ask' ? `问${step.question.field ?? '确认'}：` : ''}${step.said.text}`;
  const raw = Object.entries(step.raw).map(([key, value]) => `${key}=${value}`);
  return [`${step.confirmed ? '确认' : '办'} ${step.command.name}`, ...raw].join(' | ');
}

/** An open question about a command. */
export const open = (name: string, field: string | null, raw = {}, options: string[] = []): Question => ({
  command: name,
  raw,
  field,
  options: options.map((label) => ({ label, value: label })),
  expiresAt: now + 60_000,
});
