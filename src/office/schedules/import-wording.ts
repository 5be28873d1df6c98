// What people read about all timed messages at once, out of YAML and into it. Data in, Chinese out.
import type { AskBack } from '../../bot/command.ts';
import { stamp } from '../../lib/dates.ts';
import type { ChangesMade, Wanted } from './changes.ts';
import type { Schedule } from './model.ts';
import { withdrawn } from './wording.ts';
import type { Mistake } from './yaml.ts';

/** More mistakes than these are not read any more. */
const mistakesShown = 30;

export const mistakes = (found: readonly Mistake[]): string =>
  [
    `有 ${found.length} 处要改，什么也没有导入：`,
    ...[...found]
      .sort((a, b) => a.line - b.line)
      .slice(0, mistakesShown)
      .map(({ line, text }) => `· 第${line}行 ${text.split('\n什么时候发')[0] ?? ''}`),
    ...(found.length > mistakesShown ? [`· ……还有 ${found.length - mistakesShown} 处`] : []),
    '改好以后，请把整份再贴一遍。',
  ].join('\n');

/** A name that may mean several. */
export const notClear = ({ question, options }: AskBack): string =>
  `${question}${options.map(({ label }) => label).join('、')}`;

export const notChosen = (key: string, typed: string, words: readonly string[]): string =>
  `${key}写的是“${typed.slice(0, 20)}”，只能写 ${words.join('、')}。`;
export const tooLong = (length: number, most: number): string => `内容有 ${length} 个字，最多 ${most} 个。`;
export const missing = (keys: readonly string[]): string | null =>
  keys.length > 0 ? `还没有写${keys.join('、')}。` : null;

export const nothingNew = (unchanged: number): string => `这 ${unchanged} 条和现在的一样，没有要改的。`;

interface Counted {
  wanted: readonly Wanted[];
  unchanged: number;
  absent: readonly Schedule[];
}

const kindOf = ({ old, next }: Wanted): string =>
  old === null
    ? '新建'
    : next.state === 'deleted'
      ? '删除'
      : old.state === next.state
        ? '改'
        : next.state === 'on'
          ? '启用'
          : '停';

/** 新建 1 条，改 2 条. */
const counts = (wanted: readonly Wanted[]): string =>
  ['新建', '改', '停', '启用', '删除']
    .map((kind) => [kind, wanted.filter((one) => kindOf(one) === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count} 条`)
    .join('，');

/** What an import does; `again` when it was shown before and something changed since. */
export function importPreview(
  { wanted, unchanged, absent }: Counted,
  blocks: readonly string[],
  again: { latest: { schedule: Schedule; by: string } | null } | null,
): string {
  const { latest } = again ?? {};
  const since = latest ? `“${latest.schedule.name}”被${latest.by}改过（${stamp(latest.schedule.updatedAt)}）。` : '';
  const others = [
    ...(unchanged > 0 ? [`和现在一样的 ${unchanged} 条`] : []),
    ...(absent.length > 0
      ? [
          `没有写到的 ${absent.length} 条（${absent
            .slice(0, 5)
            .map(({ name }) => name)
            .join('、')}${absent.length > 5 ? '……' : ''}）`,
        ]
      : []),
  ];
  return [
    ...(again ? [`您看过以后有变化，这次没有导入。${since}请再看一遍。`] : []),
    `导入定时消息：${counts(wanted)}。${others.length > 0 ? `${others.join('、')}不动。` : ''}`,
    ...blocks,
    '导入吗？',
  ].join('\n');
}

export const imported = ({ changes, cancelled }: Pick<ChangesMade, 'changes' | 'cancelled'>): string => {
  const done = counts(changes.map(({ old, new: next }) => ({ old, next })));
  return `已导入：${done}。${withdrawn(cancelled)}要整个撤回请说：/定时 撤销`;
};

export const howToImport =
  '请把 YAML 粘贴过来（可以先 /定时 导出，改好了再贴回来）。我先给您看会改哪些，确认以后才算数。没有写到的不动；要删的写 状态: 删。';
export const noFiles = '文件我打不开：请打开它，把里面的文字全部复制，接在 /定时 导入 后面发给我。';

/** One page of the export. */
export const exported = (
  yaml: string,
  { page, pages, count }: { page: number; pages: number; count: number },
): string =>
  [
    `# 定时消息 ${count} 条${pages > 1 ? `，第${page}页，共${pages}页` : ''}。改好以后发“/定时 导入”加全文`,
    yaml,
    ...(page < pages ? [`# 下一页：/定时 导出 第${page + 1}页`] : []),
  ].join('\n');
export const noPage = (pages: number): string => `一共 ${pages} 页，请写 第1页 到 第${pages}页。`;
