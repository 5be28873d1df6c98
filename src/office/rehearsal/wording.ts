// A rehearsal in words. Data in, Chinese out.
import type { Said } from '../../bot/message.ts';
import { dateOf, monthDayWeekday, stamp, timeOf } from '../../lib/dates.ts';
import { classes } from '../../queue/classes.ts';
import type { Rehearsal, Rehearsed, Unsaid } from './model.ts';

/** A message as people read it; links without their address, which may be a key. */
export const plainText = ({ title, text, links = [], choices = [] }: Said): string =>
  [
    ...(title ? [title] : []),
    text,
    ...links.map(({ label }) => `［${label}］`),
    ...choices.map(({ label }, i) => `${i + 1}. ${label}`),
  ].join('\n');

/** In place of what nobody but those concerned may read. */
export const secretSaid: Said = { text: '（保密任务，不显示内容）' };
/** In place of what a person said to another in private. */
export const privateSaid: Said = { text: '（私下转告的话，不显示内容）' };

/** Why something is not said. */
export const whys = {
  unreachable: '联系不上：没有绑定企业微信或钉钉，也没有和机器人聊过',
  held: (clause: string): string => `会被扣下：里面有${clause}`,
  later: (at: number): string => `推到${monthDayWeekday(dateOf(at))}${timeOf(at)}才发，不在这段日子里`,
};

/** What else to know. */
export const notes = {
  owed: (upTo: number): string => `时钟已经走到 ${stamp(upTo)}，在这以前的照发送记录。`,
  pending: (count: number): string => `还有 ${count} 项待定日期，定下以前不提醒。`,
  past: (count: number): string => `有 ${count} 项在进入行事历时已经过去，不提醒。`,
  unchecked: '还没有接入企业微信或钉钉，没有查谁联系得上。',
};

const mostNames = 3;

/** 数学教研群; 张三、李四、王五等 12 个. */
const namesOf = (list: readonly { to: { name: string } | null }[]): string => {
  const names = [...new Set(list.map(({ to }) => to?.name ?? ''))].filter(Boolean);
  const first = names.slice(0, mostNames).join('、');
  return names.length > mostNames ? `${first}等 ${names.length} 个` : first;
};

const indented = (text: string): string => text.replace(/^/gm, '      ');
const marks = { planned: '', waiting: '，已写好待发', sent: '，已发出' };

/** Messages with the same words at the same instant stand together. */
const messageBlock = (list: readonly [Rehearsed, ...Rehearsed[]]): string => {
  const [{ at, class: name, reason, said, state }] = list;
  return `  ${timeOf(at)}　${namesOf(list)}　${classes[name].title}（${reason}${marks[state]}）\n${indented(plainText(said))}`;
};

const unsaidLine = (list: readonly [Unsaid, ...Unsaid[]]): string => {
  const [{ at, reason, why }] = list;
  const to = namesOf(list);
  return `  ${timeOf(at)}　${to ? `${to}　` : ''}${reason}：${why}`;
};

function blocks<T>(list: readonly T[], same: (one: T) => string, print: (list: readonly [T, ...T[]]) => string) {
  return [...Map.groupBy(list, same).values()].flatMap(([first, ...rest]) => (first ? [print([first, ...rest])] : []));
}

const byDay = <T extends { at: number }>(list: readonly T[], print: (day: readonly T[]) => string[]): string[] =>
  [...Map.groupBy(list, ({ at }) => dateOf(at))].flatMap(([day, some]) => [monthDayWeekday(day), ...print(some)]);

const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? ['', title, ...lines] : []);

/** The whole rehearsal for a terminal, by day. */
export function rehearsalText({ from, to, term, messages, silent, clashes, notes: more }: Rehearsal): string {
  const counts = `会发 ${messages.length} 条，不发 ${silent.length} 条，撞在一起 ${clashes.length} 处`;
  return [
    `预演 ${from} 到 ${to}${term ? `（${term}）` : ''}：${counts}。只是预演，什么都没有发。`,
    ...more,
    ...section(
      '会发的',
      byDay(messages, (day) =>
        blocks(day, ({ at, reason, said, state }) => `${at} ${state} ${reason} ${plainText(said)}`, messageBlock),
      ),
    ),
    ...section(
      '不发的',
      byDay(silent, (day) => blocks(day, ({ at, reason, why }) => `${at} ${reason} ${why}`, unsaidLine)),
    ),
    ...section(
      '撞在一起的',
      clashes.map(({ text }) => `  ${text}`),
    ),
  ].join('\n');
}
