// Reads the settings once, checks them together, and says all mistakes on one page.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Settings, settingsSchema } from './schema.ts';

/** Settings that cannot be used: `message` is the whole page, one line for each mistake. */
export class SettingsError extends Error {}

/**
 * The settings from `env` over the file `.env` (when there). Empty values count as not set.
 * @throws SettingsError with every mistake, in Chinese, naming the setting and never its value
 */
export function loadSettings(env: NodeJS.ProcessEnv, file = '.env'): Settings {
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const given = Object.fromEntries(
    Object.keys(settingsSchema.shape).flatMap((name) => {
      const value = env[name] ?? written[name];
      return value === undefined || value.trim() === '' ? [] : [[name, value.trim()]];
    }),
  );
  const mistakes: string[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(settingsSchema.shape)) {
    const one = field.safeParse(given[name]);
    if (one.success) read[name] = one.data;
    else mistakes.push(`${name}：${one.error.issues[0]?.message ?? '不对'}`);
  }
  // What cannot be read at all still counts as given, so that its partner is not called missing.
  mistakes.push(
    ...together({ ...given, ...read } as Settings).filter(
      (m) => !mistakes.some((had) => had.split('：')[0] === m.split('：')[0]),
    ),
  );
  if (mistakes.length > 0) {
    throw new SettingsError([`有 ${mistakes.length} 处设置要改：`, ...mistakes.map((m) => `  ${m}`)].join('\n'));
  }
  return read as Settings;
}

/** Mistakes that only show when settings are seen together. */
function together(s: Settings): string[] {
  const mistakes: string[] = [];
  const both = (a: keyof Settings, b: keyof Settings) => {
    const [hasA, hasB] = [a, b].map((name) => (Array.isArray(s[name]) ? s[name].length > 0 : s[name] !== undefined));
    if (hasA !== hasB) mistakes.push(`${hasA ? b : a}：填了 ${hasA ? a : b}，它也要填`);
  };
  both('WECOM_BOT_ID', 'WECOM_BOT_SECRET');
  both('WECOM_BOT_TOKEN', 'WECOM_BOT_AES_KEY');
  both('WECOM_CORP_ID', 'WECOM_APP_SECRET');
  both('WECOM_CORP_ID', 'WECOM_APP_AGENT_ID');
  both('WECOM_APP_TOKEN', 'WECOM_APP_AES_KEY');
  both('DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET');
  both('DINGTALK_EVENT_TOKEN', 'DINGTALK_EVENT_AES_KEY');
  if (s.WECOM_APP_TOKEN.length > 0 && !s.WECOM_CORP_ID) mistakes.push('WECOM_CORP_ID：填了 WECOM_APP_TOKEN，它也要填');
  for (const name of ['WECOM_BOT_AES_KEY', 'WECOM_APP_AES_KEY', 'DINGTALK_EVENT_AES_KEY'] as const) {
    const keys = [s[name] ?? []].flat();
    if (keys.some((key) => !/^[A-Za-z0-9]{43}$/.test(key))) mistakes.push(`${name}：应是 43 个字母或数字`);
  }
  if (s.NODE_ENV === 'production') {
    if (s.CLOCK_START) mistakes.push('CLOCK_START：正式环境不允许');
    if (s.CLOCK_SOCKET) mistakes.push('CLOCK_SOCKET：正式环境不允许');
    if (!s.PUBLIC_URL) mistakes.push('PUBLIC_URL：正式环境要填，发出去的链接靠它');
    if (!platformConfigured(s)) mistakes.push('WECOM_… 或 DINGTALK_…：正式环境至少接一个平台，沙盒不会打开');
  }
  return mistakes;
}

/** Whether any chat platform is set up; if not, `serve` opens the sandbox. */
export const platformConfigured = (s: Settings): boolean =>
  Boolean(s.WECOM_BOT_ID || s.WECOM_BOT_TOKEN.length || s.WECOM_CORP_ID || s.DINGTALK_CLIENT_ID);

/** Whether `serve` opens the sandbox: nothing is configured, and it is not the real thing. */
export const isSandbox = (s: Settings): boolean => s.NODE_ENV !== 'production' && !platformConfigured(s);

/** The folder of the data: the sandbox has one of its own, so that invented people never get into an office's store. */
export const dataDir = (s: Settings): string => (isSandbox(s) ? join(s.DATA_DIR, 'sandbox') : s.DATA_DIR);

/** Base of every link that is sent, without a slash at the end. */
export const publicUrl = (s: Settings): string => (s.PUBLIC_URL ?? `http://${s.HOST}:${s.PORT}`).replace(/\/+$/, '');

/** Whether links lead back to this very machine only, so that a phone cannot open them. */
export const onLoopback = (link: string): boolean => /^(localhost|127\.|\[::1\])/.test(new URL(link).host);
