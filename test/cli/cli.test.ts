// The command line as people run it: output, exit codes, nothing but JSON with --json.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/ground/cache-folder.mjs';

const main = join(import.meta.dirname, '../../src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  XDG_CACHE_HOME: join(cacheFolder(folder), '..'),
};
const run = (args: string[], input = '', more: Record<string, string> = {}) =>
  spawnSync(process.execPath, [main, ...args], { cwd: folder, env: { ...env, ...more }, input, encoding: 'utf8' });

describe('jiaoyan', () => {
  it('schedule next: reading and times', () => {
    const { status, stdout } = run([
      'schedule',
      'next',
      '12 16 * * 1',
      '--from',
      '2023-03-06T00:00:00+08:00',
      '--count',
      '2',
    ]);
    expect(status).toBe(0);
    expect(stdout).toBe('每周一 16:12\n  2023-03-06T16:12:00+08:00\n  2023-03-13T16:12:00+08:00\n');
  });

  it('schedule next --json: one document', () => {
    const { status, stdout } = run(['schedule', 'next', '12 16 * * 1', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      cron: '12 16 * * 1',
      timezone: 'Asia/Shanghai',
      next: expect.any(Array),
    });
  });

  it.each<[string, string[], number]>([
    ['six fields are refused', ['schedule', 'next', '0 12 16 * * 1'], 1],
    ['day of month with weekday is refused', ['schedule', 'next', '0 9 13 * 5'], 1],
    ['no expression', ['schedule', 'next'], 2],
    ['unknown option', ['schedule', 'next', '12 16 * * 1', '--often'], 2],
    ['unknown command', ['dance'], 2],
    ['no command', [], 2],
    ['a service that does not exist', ['serve', '--services', 'kitchen'], 2],
    ['somebody who is not in the sample district', ['chat', '--as', '查无此人'], 1],
    ['a roster that is not there', ['roster', 'import', 'nothing.xlsx'], 1],
  ])('exit codes: %s', (_what, args, code) => {
    const { status, stdout, stderr } = run(args);
    expect(status).toBe(code);
    expect(stderr + stdout).toMatch(/\p{Script=Han}/u);
    expect(stderr).not.toContain('    at ');
  });

  it('refuses wrong settings with all mistakes on one page', () => {
    const { status, stderr } = run(['serve'], '', { PORT: 'abc', DINGTALK_MODE: 'pigeon', WECOM_BOT_ID: 'x' });
    expect(status).toBe(1);
    for (const name of ['PORT', 'DINGTALK_MODE']) expect(stderr).toContain(name);
  });

  it('chat: the terminal as a chat group', () => {
    const talk = '@教研助手 /行事历 本周\n/集体备课 安排 数学 第4周 马骏\n';
    const { status, stdout } = run(['chat', '--as', '王敏', '--in', '数学教研群'], talk);
    expect(status).toBe(0);
    expect(stdout).toContain('3月8日（周三）　数学集体备课');
    expect(stdout).toContain('→ 私信 马骏\n  王敏请您主备');
  });

  it('roster template, then import of what it says is missing', () => {
    expect(run(['roster', 'template', 'empty.xlsx']).status).toBe(0);
    expect(statSync(join(folder, 'empty.xlsx')).size).toBeGreaterThan(1000);
    const again = run(['roster', 'template', 'empty.xlsx']);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('empty.xlsx');
    const empty = run(['roster', 'import', 'empty.xlsx', '--yes']);
    expect(empty.stderr + empty.stdout).toMatch(/没有|空/);
  });

  it('plan import of a term file: preview, then the calendar', () => {
    const file = join(import.meta.dirname, '../../config/terms/2023-spring.yaml');
    const shown = run(['plan', 'import', file]);
    expect(shown.status).toBe(1);
    expect(shown.stdout).toContain('第1周从2月13日开始');
    expect(shown.stderr).toContain('--yes');
    expect(run(['plan', 'import', file, '--yes']).status).toBe(0);
    expect(run(['doctor']).stdout).toContain('2023年春季学期');
  });

  const plan =
    '2023年春季教研行事历\n第1周（2月13日—19日） 制定计划\n第6周 3月21日 教研组长会\n第7周 29号（周二） 片区会\n';

  it('plan parse: what is read, from a file or standard input, nothing stored', () => {
    const DATA_DIR = join(folder, 'parse');
    const { status, stdout } = run(['plan', 'parse', '-', '--json'], plan, { DATA_DIR });
    expect(status).toBe(0);
    const { term, items, refused } = JSON.parse(stdout);
    expect(term.firstMonday).toBe('2023-02-13');
    expect(items.map((item: { title: string; start: string }) => [item.title, item.start])).toEqual([
      ['制定计划', '2023-02-13'],
      ['教研组长会', '2023-03-21'],
    ]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ quote: expect.stringContaining('29号（周二）'), readings: expect.any(Array) });
    expect(existsSync(DATA_DIR)).toBe(false);
  });

  it.each<[string, string[], string, number]>([
    ['what is no plan', ['plan', 'parse', '-'], '床前明月光', 1],
    ['a file that is not there', ['plan', 'parse', 'nothing.docx'], '', 1],
    ['a first day that is no Monday', ['plan', 'parse', '-', '--first-monday', '2023-02-14'], plan, 2],
    ['an import nobody confirmed', ['plan', 'import', '-'], plan, 1],
  ])('plan, exit codes: %s', (_what, args, input, code) => {
    const { status, stderr } = run(args, input, { DATA_DIR: join(folder, 'codes') });
    expect(status).toBe(code);
    expect(stderr).toMatch(/\p{Script=Han}/u);
  });

  it('plan import of a document: a draft, then with --yes the calendar', () => {
    const more = { DATA_DIR: join(folder, 'drafted'), CLOCK_START: '2023-03-06T09:00:00+08:00' };
    const done = run(['plan', 'import', '-', '--yes'], plan, more);
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(done.stdout).toContain('已导入，事项 2 条');
    expect(run(['doctor'], '', more).stdout).toContain('2023年春季教研行事历');
  });

  it('roster code: refused for somebody who is not in the roster', () => {
    const { status, stderr } = run(['roster', 'code', '查无此人']);
    expect(status).toBe(1);
    expect(stderr).toContain('查无此人');
  });

  it('backup while the store is open, restore into an empty folder', () => {
    const [from, to] = [join(folder, 'office'), join(folder, 'again')];
    const file = join(import.meta.dirname, '../../config/terms/2023-spring.yaml');
    expect(run(['plan', 'import', file, '--yes'], '', { DATA_DIR: from }).status).toBe(0);
    expect(run(['backup', 'kept'], '', { DATA_DIR: from })).toMatchObject({ status: 0, stderr: '' });
    expect(run(['backup', 'kept'], '', { DATA_DIR: from }).stderr).toContain('不是空的');
    expect(run(['restore', 'kept'], '', { DATA_DIR: from }).stderr).toContain('已经有数据');
    expect(run(['restore', 'nothing'], '', { DATA_DIR: to }).stderr).toContain('没有完整的备份');
    expect(run(['restore', 'kept'], '', { DATA_DIR: to }).status).toBe(0);
    expect(run(['doctor'], '', { DATA_DIR: to }).stdout).toContain('2023年春季学期');
  });

  it('doctor: all well on embedded defaults, one line a fault otherwise', { timeout: 60_000 }, () => {
    const well = run(['doctor']);
    expect(well.stderr).toBe('');
    expect(well.status).toBe(0);
    const ill = run(['doctor', '--json'], '', {
      WECOM_BOT_ID: 'b',
      WECOM_BOT_SECRET: 's',
      WECOM_WS_URL: 'ws://127.0.0.1:9',
    });
    expect(ill.status).toBe(1);
    const faults = (JSON.parse(ill.stdout) as { ok: boolean; what: string }[]).filter((f) => !f.ok);
    expect(faults.map((f) => f.what)).toContain('链接');
  });

  it('serve: starts within a minute, answers, and stops on SIGTERM', { timeout: 60_000 }, async () => {
    const child = spawn(process.execPath, [main, 'serve'], {
      cwd: folder,
      env: { ...env, DATA_DIR: join(folder, 'serve') },
    });
    let printed = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error(printed)));
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          printed += chunk;
          const found = /(http:\/\/127\.0\.0\.1:\d+)\/sandbox/.exec(printed);
          if (found) resolve(found[1]!);
        });
      }
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok');
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('jiaoyan_deliveries');
    expect((await fetch(`${url}/hooks/wecom/bot`, { method: 'POST', body: '{}' })).status).toBe(404);
    const code = await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
    expect(code).toBe(0);
  });
});
