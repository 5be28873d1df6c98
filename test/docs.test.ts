// The documents say what the code does: commands in them are read by the real engine, conversations are played, figures compared.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { habits, rules } from '../config/reminders.ts';
import { settingsSchema } from '../config/schema.ts';
import { commands } from '../handlers/index.ts';
import { fieldsOf } from '../src/bot/fields.ts';
import { interpret } from '../src/bot/interpret.ts';
import { indexOf, match } from '../src/bot/match.ts';
import { everyone, roleNames } from '../src/office/people/model.ts';
import { lanes as dingtalkLanes } from '../src/platforms/dingtalk/settings.ts';
import type { Lane, Limit } from '../src/platforms/platform.ts';
import { wecomLanes } from '../src/platforms/wecom/index.ts';
import { play } from './support/play.ts';
import { stopStores, stores } from './support/stores.ts';

const top = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(top, file), 'utf8');
const fence = /^( *)```(\S*)\n([\s\S]*?)^\1```$/gm;
const withoutFences = (text: string): string => text.replace(fence, '');

/** Files below `folder` whose names end so; what is installed or hidden is left out. */
function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(top, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(node_modules|data|coverage|\..*)$/.test(entry.name) ? [] : filesIn(path, ending);
    return path.endsWith(ending) ? [path] : [];
  });
}

const written = ['docs/handbook.md', 'docs/channels.md', 'docs/operations.md', 'README.md', 'README.zh-CN.md'];

/** `/视导 我的` and the like in backticks: a slash of any width and a Chinese word. Paths such as `/readyz` are not meant. */
const commandLines = written.flatMap((file) =>
  [...withoutFences(read(file)).matchAll(/`([/／]\s*\p{Script=Han}[^`\n]*)`/gu)].map(([, line = '']) => ({
    file,
    line,
  })),
);

describe('commands in the documents', () => {
  it('are found at all', () => expect(commandLines.length).toBeGreaterThan(80));

  it.each(commandLines)('$file: $line', ({ line }) => {
    const found = match(indexOf(commands), line);
    if (!found) throw new Error('no command begins like this');
    const command = found.target;
    const where = command !== 'help' && command.where === 'group' ? 'group' : 'private';
    const speaker = { known: true, roles: everyone };
    const step = interpret({ commands, speaker, where, text: line, question: null, now: 0, roleNames });
    if (command === 'help') {
      expect(step.kind === 'say' && step.said.title).toBeTruthy();
    } else if (/[<…]/.test(line)) {
      // A usage line: what is to be filled in must be fields of that command.
      const titles = [...line.matchAll(/[<[]([^>\]]+)[>\]]/g)].map(([, title]) => title);
      expect(fieldsOf(command).map(({ title }) => title)).toEqual(expect.arrayContaining(titles));
    } else {
      expect({ kind: step.kind, command: step.kind === 'run' && step.command.name }).toEqual({
        kind: 'run',
        command: command.name,
      });
    }
  });
});

describe('conversations in the handbook', () => {
  afterAll(stopStores);
  const talks = [...read('docs/handbook.md').matchAll(fence)].filter(([, , kind]) => kind === 'chat');

  it.each(talks.map(([, , , talk = '']) => ({ talk, first: /^\S+> .*/m.exec(talk)?.[0] })))(
    '$first',
    async ({ talk }) => {
      const place = await stores[0]?.open();
      if (!place) throw new Error('no store');
      try {
        const { expected, happened } = await play(talk, place);
        expect(happened).toBe(expected);
      } finally {
        await place.close();
      }
    },
  );
});

describe('links', () => {
  /** Headings as anchors, the way code hosts write them. */
  const anchors = (file: string): string[] =>
    [...withoutFences(read(file)).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    );

  it.each(filesIn('.', '.md'))('of %s lead somewhere', (file) => {
    const targets = [...withoutFences(read(file)).matchAll(/\]\(<?([^)\s>]+)>?\)/g)].map(([, target = '']) => target);
    const broken = targets.filter((target) => {
      if (/^[a-z]+:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const goal = path === '' ? file : relative(top, resolve(top, dirname(file), path));
      if (!existsSync(join(top, goal))) return true;
      return anchor !== undefined && !anchors(goal).includes(decodeURIComponent(anchor));
    });
    expect(broken).toEqual([]);
  });
});

describe('facts', () => {
  it.each(written)('%s names only settings there are', (file) => {
    // POSTGRES_PASSWORD is read by compose.yaml alone.
    const known = [...Object.keys(settingsSchema.shape), 'POSTGRES_PASSWORD'];
    const named = [...read(file).matchAll(/(?<![\w/])[A-Z]+(?:_[A-Z]+)+(?!_?[…\w])/g)].map(([name]) => name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('limits in docs/channels.md are those of the lanes', () => {
    const times: Record<number, string> = { 1000: '1 秒', 60000: '1 分钟', 600000: '10 分钟', 3600000: '1 小时' };
    const limits = (list: readonly Limit[]) =>
      list.map(({ count, per }) => `${count} / ${times[per]}`).join('，') || '不限';
    const rows = new Map(
      [...read('docs/channels.md').matchAll(/^\| `([a-z-]+)` .*$/gm)].map(([row, name = '']) => [
        name,
        row
          .split('|')
          .slice(2, -1)
          .map((cell) => cell.trim()),
      ]),
    );
    const lanes: readonly Lane[] = [...Object.values(wecomLanes), ...Object.values(dingtalkLanes)];
    const declared = lanes.map(({ name, perChat, perRobot, maxBytes, mutedFor, idempotent }): [string, string[]] => [
      name,
      [limits(perChat), limits(perRobot), `${maxBytes} 字节`, times[mutedFor] ?? '', idempotent ? '是' : '否'],
    ]);
    expect([...rows].sort()).toEqual(declared.sort());
  });

  it('reminders in the handbook come when they say', () => {
    const handbook = read('docs/handbook.md');
    const said = (leads: readonly { schoolDays: number; at: string }[]) =>
      `前 ${leads.map(({ schoolDays }) => schoolDays).join('、')} 个上课日 ${leads[0]?.at}`;
    const { jointPrep, jointPrepLead, jointPrepChanged, visit, contestDeadline } = rules;
    expect(handbook).toContain(said(visit.leads));
    expect(handbook).toContain(said(contestDeadline.leads));
    expect(handbook).toContain(said(jointPrepLead.leads));
    expect(jointPrep.leads).toMatchObject([{ schoolDays: 1, at: '16:12' }]);
    expect(handbook).toContain(`当天 ${jointPrepChanged.leads[0]?.at}`);
    expect(handbook).toContain(habits.hours.map(({ from, to }) => `${from}–${to}`).join('、'));
  });

  it('log lines in docs/operations.md are written somewhere', () => {
    const code = [...filesIn('src', '.ts'), ...filesIn('jobs', '.ts')].map(read).join('\n');
    const table = /## 日志([\s\S]*?)## /.exec(read('docs/operations.md'))?.[1] ?? '';
    const lines = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)]);
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.map(([, line = '']) => line).filter((line) => !code.includes(`'${line}'`))).toEqual([]);
  });
});
