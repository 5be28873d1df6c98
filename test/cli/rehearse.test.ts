// `jiaoyan rehearse` as it is called: exit codes, one JSON document, the page for people, and nothing made where there is nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { systemAct } from '../../src/office/act.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { seedDistrict } from '../../src/office/sample/district.ts';
import { openStore } from '../../src/store/db.ts';
import { spring2023File } from '../support/term.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-cli-rehearse-'));
const { PATH = '', HOME = '/tmp' } = process.env;

const run = (args: string[], more: Record<string, string> = {}) =>
  spawnSync(process.execPath, [main, 'rehearse', ...args], {
    cwd: folder,
    env: { PATH, HOME, DATA_DIR: join(folder, 'office'), ...more },
    encoding: 'utf8',
  });

async function seed(dataDir: string): Promise<void> {
  const store = await openStore({ dataDir });
  await store.write(async (tx) => {
    const settings = { publicUrl: null, sandbox: true };
    const act = systemAct(tx, instantOf('2023-03-06', '07:00'), 'test', settings);
    await seedDistrict(act, { platform: 'sandbox' });
    await importTerm(act, spring2023File);
  });
  await store.close();
}

beforeAll(() => seed(join(folder, 'office')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('jiaoyan rehearse', () => {
  it.each<[string, string[], number, RegExp]>([
    ['no days', [], 2, /--from 和 --to/],
    ['one day only', ['--from', '2023-03-06'], 2, /--from 和 --to/],
    ['a day that does not exist', ['--from', '2023-02-30', '--to', '2023-07-20'], 2, /--from/],
    ['the wrong way round', ['--from', '2023-07-20', '--to', '2023-03-06'], 2, /--to 在 --from 之前/],
    ['a century', ['--from', '2023-01-01', '--to', '2123-01-01'], 2, /最多/],
    ['something else', ['2023-03-06', '--from', '2023-03-06', '--to', '2023-03-07'], 2, /--from/],
  ])('wrong usage: %s', (_, args, code, words) => {
    const { status, stdout, stderr } = run(args);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(words);
  });

  it('without a calendar: one sentence, and no store is made', () => {
    const dataDir = join(folder, 'nothing');
    const { status, stdout, stderr } = run(['--from', '2023-03-06', '--to', '2023-07-20'], { DATA_DIR: dataDir });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.trim()).toBe('还没有行事历，没有可以预演的：请先用 jiaoyan plan import 导入计划。');
    expect(existsSync(dataDir)).toBe(false);
  });

  it('--json: one document and nothing else', () => {
    const { status, stdout, stderr } = run(['--from', '2023-03-07', '--to', '2023-03-07', '--json']);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      from: '2023-03-07',
      to: '2023-03-07',
      messages: [
        {
          at: '2023-03-07T16:12:00+08:00',
          to: { kind: 'group', id: 'g-math', name: '数学教研群' },
          class: 'event',
          source: { kind: 'preparation', occurrence: '2023-03-08' },
          reason: '数学集体备课前一个上课日',
          text: expect.stringMatching(/^明天3月8日/),
        },
      ],
      silent: [],
      clashes: [],
    });
  });

  it('for people: by day', () => {
    const { status, stdout } = run(['--from', '2023-03-07', '--to', '2023-03-08']);
    expect(status).toBe(0);
    expect(stdout).toContain(
      '3月7日（周二）\n  16:12　数学教研群　活动提醒（数学集体备课前一个上课日）\n      明天3月8日',
    );
  });

  it('tells who cannot be reached once a platform is set up', () => {
    const robot = { WECOM_BOT_ID: 'b', WECOM_BOT_SECRET: 's' };
    const { status, stdout } = run(['--from', '2023-03-07', '--to', '2023-03-07', '--json'], robot);
    expect(status).toBe(0);
    const { messages, silent } = JSON.parse(stdout) as { messages: unknown[]; silent: { why: string }[] };
    expect(messages).toEqual([]);
    expect(silent).toMatchObject([{ why: expect.stringMatching(/^联系不上/) }]);
  });

  it('while nothing is set up: the term of the sandbox, said on standard error', async () => {
    const dataDir = join(folder, 'trying');
    await seed(join(dataDir, 'sandbox'));
    const days = ['--from', '2023-03-07', '--to', '2023-03-07', '--json'];
    const { status, stdout, stderr } = run(days, { DATA_DIR: dataDir });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).messages).toHaveLength(1);
    expect(stderr).toContain('沙盒');
  });
});
