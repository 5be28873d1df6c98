// What is said about a roster workbook: mistakes by cell, what an import would change, what it has changed.
import { type Role, roleNames } from '../model.ts';
import type { Change, Fault, Plan } from './model.ts';

const cut = (lines: readonly string[], most: number, unit: string): string[] =>
  lines.length <= most ? [...lines] : [...lines.slice(0, most), `……还有 ${lines.length - most} ${unit}`];

/** Mistakes by cell; nothing was imported. */
export const faultPage = (faults: readonly Fault[]): string =>
  [
    `这份名册有 ${faults.length} 处要改，什么都没有导入：`,
    ...cut(
      faults.map(({ cell, text }) => `${cell}　${text}`),
      12,
      '处',
    ),
    '改好后再发一次就行。',
  ].join('\n');

const kinds = [
  ['school', '学校'],
  ['person', '人员'],
  ['group', '群'],
] as const;

const isOff = (change: Change): boolean =>
  change.kind !== 'identity' && change.old?.active === 1 && change.new.active === 0;

function countLine(changes: readonly Change[], kind: Change['kind'], name: string): string {
  const ofKind = changes.filter((change) => change.kind === kind);
  const added = ofKind.filter(({ old }) => old === null).length;
  const off = ofKind.filter(isOff).length;
  const changed = ofKind.length - added - off;
  const parts = [added > 0 && `新增 ${added}`, changed > 0 && `改动 ${changed}`, off > 0 && `停用 ${off}`].filter(
    Boolean,
  );
  return parts.length > 0 ? `${name}：${parts.join('，')}` : '';
}

/** 学校：新增 5；人员：新增 38，改动 2 …; one line for each kind. */
export function countLines(changes: readonly Change[]): string[] {
  const linked = changes.filter((change) => change.kind === 'identity' && change.new !== null).length;
  return [
    ...kinds.map(([kind, name]) => countLine(changes, kind, name)),
    linked > 0 ? `聊天账号：绑定 ${linked}` : '',
  ].filter(Boolean);
}

const columnNames: Record<string, string> = {
  name: '名称',
  kind: '类别',
  area: '片区',
  roles: '角色',
  subjects: '学科',
  school_id: '学校',
  schools: '学校',
  contact_schools: '联系学校',
  outsiders: '有外人',
  active: '状态',
};

/** One value of a row as people write it in the workbook. */
export function valueText(column: string, value: unknown, schools: ReadonlyMap<string, string>): string {
  if (value === null || value === undefined || value === '' || value === '[]') return '（空）';
  if (column === 'active') return value === 1 ? '在用' : '停用';
  if (column === 'outsiders') return value === 1 ? '是' : '否';
  if (column === 'school_id') return schools.get(String(value)) ?? String(value);
  if (typeof value !== 'string' || !value.startsWith('[')) return String(value);
  const words: string[] = JSON.parse(value);
  if (column === 'roles') return words.map((role) => roleNames[role as Role] ?? role).join('、');
  return words.map((word) => schools.get(word) ?? word).join('、');
}

function changeLine(change: Change, schools: ReadonlyMap<string, string>): string {
  if (change.kind === 'identity' || change.old === null) return change.label;
  const [old, next] = [change.old as Record<string, unknown>, change.new as Record<string, unknown>];
  const parts = Object.entries(columnNames).flatMap(([column, name]) =>
    column in next && old[column] !== next[column]
      ? [`${name} ${valueText(column, old[column], schools)} → ${valueText(column, next[column], schools)}`]
      : [],
  );
  return `${change.label}：${parts.join('；')}`;
}

/** What confirming would do, short enough for a phone. */
export function previewText(plan: Plan, schools: ReadonlyMap<string, string>): string {
  const changed = plan.changes.filter(({ kind, old }) => old !== null && kind !== 'identity');
  const added = plan.changes.filter(({ kind, old }) => old === null && kind !== 'identity');
  const details = cut(
    changed.map((change) => `· ${changeLine(change, schools)}`),
    10,
    '处改动',
  );
  const names = added.slice(0, 8).map(({ label }) => label);
  return [
    ...countLines(plan.changes),
    ...(names.length > 0 ? [`新增的有：${names.join('、')}${added.length > names.length ? ' 等' : ''}`] : []),
    ...details,
    ...(plan.leftOut.length > 0
      ? [
          `表里没有、不会改动的 ${plan.leftOut.length} 个：${plan.leftOut.slice(0, 8).join('、')}${plan.leftOut.length > 8 ? ' 等' : ''}`,
        ]
      : []),
  ].join('\n');
}

/** The workbook says what the roster says already. */
export const nothingNew = '名册里已经都是这样，没有要改的。';

/** Done. */
export const importedText = (number: string, changes: readonly Change[]): string =>
  [`名册已导入（${number}）。`, ...countLines(changes), '要撤回这次导入，发 /名册 撤销。'].join('\n');
