// Words and bounds of timed messages that the chat and YAML share.
import type { Schedule } from './model.ts';

/** How states are written. */
export const stateWords = { 开: 'on', 停: 'off', 删: 'deleted' } as const satisfies Record<string, Schedule['state']>;

/** What may be said of one in YAML, with the words of the keys. */
export const keys = ['时间', '发给', '遇假日', '静默时段', '状态', '内容'] as const;
export type Key = (typeof keys)[number];

/** What a name in an audience may be that stands behind its title. */
export const titles = ['群', '学科', '学校', '角色', '人'] as const;

/** Longest text in characters. */
export const longestText = 2000;

/** Why a name is none: it must not be mistaken for a number. */
export const nameFault = (name: string): string | null =>
  name.length > 20 ? '名字最多 20 个字。' : /[^\d\s]/.test(name) ? null : '名字不能只是数字。';
