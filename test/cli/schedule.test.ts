// `jiaoyan schedule export|import`: all timed messages into a file and back, previewed, confirmed, whole.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { systemAct } from '../../src/office/act.ts';
import { seedDistrict } from '../../src/office/sample/district.ts';
import { allSchedules } from '../../src/office/schedules/model.ts';
import { openStore } from '../../src/store/db.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-cli-schedule-'));
const dataDir = join(folder, 'data');
const start = '2023-03-06T09:12:00+08:00';

beforeAll(async () => {
  const store = await openStore({ dataDir });
  const settings = { publicUrl: null, sandbox: true };
  await store.write((tx) =>
    seedDistrict(systemAct(tx, instantOf('2023-03-06', '09:00'), 'test', settings), { platform: 'sandbox' }),
  );
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [main, 'schedule', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, PORT: '0', CLOCK_START: start },
    input: '',
    encoding: 'utf8',
  });
const stored = async () => {
  const store = await openStore({ dataDir });
  const found = await allSchedules(store.read);
  await store.close();
  return found;
};

describe('jiaoyan schedule', () => {
  it('imports after --yes only, exports the same, and refuses to write over a file', async () => {
    writeFileSync(join(folder, '定时.yaml'), '例会:\n  时间: 每周一 16:12\n  发给: 数学教研群\n  内容: {周次}请准备\n');
    const asked = run('import', '定时.yaml');
    expect([asked.status, asked.stdout]).toEqual([1, expect.stringContaining('新建“例会”')]);
    expect(await stored()).toEqual([]);

    const done = run('import', '定时.yaml', '--yes');
    expect([done.status, done.stdout]).toEqual([0, expect.stringContaining('已导入：新建 1 条。')]);
    expect(await stored()).toMatchObject([
      { name: '例会', text: '{周次}请准备', updatedBy: '', updatedAt: Date.parse(start) },
    ]);

    const printed = run('export');
    expect(run('export', '出.yaml').status).toBe(0);
    expect(readFileSync(join(folder, '出.yaml'), 'utf8')).toBe(printed.stdout);
    expect(run('export', '出.yaml')).toMatchObject({ status: 1, stderr: expect.stringContaining('已经有了') });
    expect(run('import', '出.yaml', '--yes')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('没有要改的'),
    });
  });

  it('says all mistakes of a file and does nothing', () => {
    writeFileSync(join(folder, '错.yaml'), '例会:\n  时间: 每周八\n  颜色: 红\n');
    const { status, stderr } = run('import', '错.yaml', '--yes');
    expect(status).toBe(1);
    expect(stderr).toContain('有 2 处要改');
  });

  it.each<[string, string[], number]>([
    ['no file', ['import'], 2],
    ['a file that is not there', ['import', '没有.yaml', '--yes'], 1],
    ['an option of another verb', ['export', '--count', '3'], 2],
    ['too many words', ['export', 'a', 'b'], 2],
  ])('%s', (_, args, status) => expect(run(...args).status).toBe(status));
});
