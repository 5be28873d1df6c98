// The command line on an office with a secret task and platforms set up: neither it nor any secret of the settings is printed or backed up.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretKey } from '../../src/ground/secret-key.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { lazyVault } from '../../src/lib/vault.ts';
import { systemAct } from '../../src/office/act.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { givePaper } from '../../src/office/papers/giving.ts';
import { peopleById } from '../../src/office/people/model.ts';
import { seedDistrict } from '../../src/office/sample/district.ts';
import { create } from '../../src/office/schedules/actions.ts';
import { openStore } from '../../src/store/db.ts';
import { spring2023File } from '../support/term.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-cli-secrecy-'));
const dataDir = join(folder, 'office');
const { PATH = '', HOME = '/tmp' } = process.env;

/** Settings that are secrets; what they are sent to does not answer. */
const secrets = {
  WECOM_BOT_SECRET: 'canary-bot-secret-0001',
  WECOM_BOT_TOKEN: 'canaryBotToken0002',
  WECOM_BOT_AES_KEY: 'canaryBotAesKey0003aaaaaaaaaaaaaaaaaaaaaaaa',
  WECOM_APP_SECRET: 'canary-app-secret-0004',
  WECOM_APP_TOKEN: 'canaryAppToken0005',
  WECOM_APP_AES_KEY: 'canaryAppAesKey0006aaaaaaaaaaaaaaaaaaaaaaaa',
  DINGTALK_CLIENT_SECRET: 'canary-ding-secret-0007',
};
const env = {
  ...{ PATH, HOME, DATA_DIR: dataDir, LOG_LEVEL: 'trace', PUBLIC_URL: 'https://jy.example.cn', ...secrets },
  ...{ WECOM_BOT_ID: 'bot', WECOM_CORP_ID: 'corp', WECOM_APP_AGENT_ID: '1000002', DINGTALK_CLIENT_ID: 'ding' },
  ...{ WECOM_API_BASE: 'http://127.0.0.1:9', WECOM_WS_URL: 'ws://127.0.0.1:9' },
  ...{ DINGTALK_API_BASE: 'http://127.0.0.1:9', DINGTALK_OAPI_BASE: 'http://127.0.0.1:9' },
};
let number = '';

beforeAll(async () => {
  const store = await openStore({ dataDir });
  await store.write(async (tx) => {
    const vault = lazyVault(() => secretKey(dataDir, undefined), 'secret tasks');
    const act = systemAct(tx, instantOf('2023-05-08', '09:12'), 'test', { publicUrl: null, sandbox: false, vault });
    await seedDistrict(act, { platform: 'wecom' });
    await importTerm(act, spring2023File);
    const [speaker = null] = await peopleById(tx, ['p-zhoulan']);
    const due = parseDate('5月23日');
    if (!due) throw new Error('no date');
    const said = await givePaper({ ...act, speaker }, { person: '李强', subject: '数学', grade: '九年级', due });
    const everyDay = { cron: '12 16 * * 1-5', onHoliday: 'skip' as const, onQuiet: 'postpone' as const };
    const audience = { groups: ['g-math'], people: [], subjects: [], schools: [], roles: [] };
    await create({ ...act, speaker }, { ...everyDay, name: '交材料', audience, text: '请交材料。' });
    number = /密[0-9A-F]{6}/.exec(said)?.[0] ?? '';
  });
  await store.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => {
  const { stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, env, encoding: 'utf8' });
  return `${stdout}${stderr}`;
};
const canaries = () => ['九年级', number, '保密任务', ...Object.values(secrets)];
const sung = (text: string): string[] => canaries().filter((canary) => text.includes(canary));

describe('nothing secret is printed by', () => {
  it.each<[string[], string]>([
    [['rehearse', '--from', '2023-05-08', '--to', '2023-07-20'], '集体备课'],
    [['rehearse', '--from', '2023-05-08', '--to', '2023-07-20', '--json'], '"messages"'],
    [['doctor'], '企业微信'],
    [['doctor', '--json'], '"ok"'],
    [['backup', join(folder, 'copy')], '已备份'],
    [['schedule', 'export'], '请交材料。'],
  ])('%s', (args, words) => {
    const printed = run(...args);
    expect(printed).toContain(words);
    expect(sung(printed)).toEqual([]);
  });

  it('settings that are wrong: their names and never their values', () => {
    const { stderr } = spawnSync(process.execPath, [main, 'doctor'], {
      cwd: folder,
      env: { ...env, WECOM_APP_AES_KEY: 'canary-too-short', SECRET_KEY: 'canary-short' },
      encoding: 'utf8',
    });
    for (const name of ['WECOM_APP_AES_KEY', 'SECRET_KEY']) expect(stderr).toContain(name);
    expect(stderr).not.toContain('canary');
  });
});

describe('a backup', () => {
  const copy = join(folder, 'copy');

  it('has the task without what it is about, and not the key', () => {
    const database = readFileSync(join(copy, 'jiaoyan.db'));
    expect(database.includes(number)).toBe(true);
    expect(['九年级', ...Object.values(secrets)].filter((canary) => database.includes(canary))).toEqual([]);
    expect(readdirSync(copy)).not.toContain('secret.key');
  });

  it('leaves the key where only its owner reads it', () =>
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600));
});
