// Settings: all mistakes on one page, never a value in them, dangerous ones refused in production.
import { describe, expect, it } from 'vitest';
import { loadSettings, onLoopback, platformConfigured, publicUrl } from '../../config/load.ts';

const load = (env: Record<string, string>) => loadSettings(env, '/nonexistent/.env');
const page = (env: Record<string, string>): string => {
  try {
    load(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://jy.example.cn',
  WECOM_BOT_ID: 'b',
  WECOM_BOT_SECRET: 's',
};
const key = 'Zq3vT8mLr1XcN5hYw7DkJ0bGsE4uPfA9oRiV2tKyQxM';

describe('settings', () => {
  it('have defaults that run', () => {
    const settings = load({});
    expect(settings).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', DINGTALK_MODE: 'stream', WECOM_BOT_TOKEN: [] });
    expect(publicUrl(settings)).toBe('http://127.0.0.1:3000');
    expect(platformConfigured(settings)).toBe(false);
  });

  it('take old and new keys during a rotation', () => {
    expect(load({ WECOM_BOT_TOKEN: 'old, new', WECOM_BOT_AES_KEY: `${key},${key}` }).WECOM_BOT_TOKEN).toEqual([
      'old',
      'new',
    ]);
  });

  it('tell all mistakes at once, without a value', () => {
    const text = page({ PORT: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@x', DINGTALK_MODE: 'hunter2' });
    expect(text).toContain('3 处');
    for (const name of ['PORT', 'DATABASE_URL', 'DINGTALK_MODE']) expect(text).toContain(name);
    expect(text).not.toContain('hunter2');
  });

  it('tell what is wrong in itself together with what does not fit', () => {
    const text = page({ PORT: 'x', WECOM_BOT_ID: 'b', WECOM_BOT_TOKEN: 't', WECOM_BOT_AES_KEY: 'short' });
    for (const name of ['PORT', 'WECOM_BOT_SECRET', 'WECOM_BOT_AES_KEY']) expect(text).toContain(name);
    expect(text).toContain('3 处');
  });

  it.each<[string, Record<string, string>, string]>([
    ['an environment that does not exist', { NODE_ENV: 'Production' }, 'NODE_ENV'],
    ['an app callback without its corp', { WECOM_APP_TOKEN: 't', WECOM_APP_AES_KEY: key }, 'WECOM_CORP_ID'],
    [
      'an event key of the wrong length',
      {
        DINGTALK_CLIENT_ID: 'c',
        DINGTALK_CLIENT_SECRET: 's',
        DINGTALK_EVENT_TOKEN: 't',
        DINGTALK_EVENT_AES_KEY: 'short',
      },
      'DINGTALK_EVENT_AES_KEY',
    ],
    ['a secret without its id', { WECOM_BOT_SECRET: 's' }, 'WECOM_BOT_ID'],
    ['an app without its agent', { WECOM_CORP_ID: 'c', WECOM_APP_SECRET: 's' }, 'WECOM_APP_AGENT_ID'],
    ['an AES key of the wrong length', { WECOM_BOT_TOKEN: 't', WECOM_BOT_AES_KEY: 'short' }, 'WECOM_BOT_AES_KEY'],
    ['a DingTalk id without secret', { DINGTALK_CLIENT_ID: 'c' }, 'DINGTALK_CLIENT_SECRET'],
    ['a pretended clock in production', { ...production, CLOCK_START: '2023-03-06T08:00:00+08:00' }, 'CLOCK_START'],
    ['a control socket in production', { ...production, CLOCK_SOCKET: '/tmp/s' }, 'CLOCK_SOCKET'],
    ['production without links', { NODE_ENV: 'production', WECOM_BOT_ID: 'b', WECOM_BOT_SECRET: 's' }, 'PUBLIC_URL'],
    ['production without a platform', { NODE_ENV: 'production', PUBLIC_URL: 'https://jy.example.cn' }, '沙盒'],
  ])('refuse %s', (_what, env, words) => {
    expect(page(env)).toContain(words);
  });

  it('accept production as it should be', () => {
    expect(page(production)).toBe('');
  });

  it.each([
    ['http://127.0.0.1:3000', true],
    ['http://localhost', true],
    ['http://[::1]:8080', true],
    ['https://jy.example.cn', false],
  ])('know whether %s leads back to this machine', (url, back) => {
    expect(onLoopback(url)).toBe(back);
  });
});
