// What admins and authors read about the office's messages. Data in, Chinese out; never the words of a secret or private message.
import type { Choice, Said } from '../../bot/message.ts';
import { dateOf, type LocalDate, monthDay, stamp, timeOf } from '../../lib/dates.ts';
import { type ClassName, classes } from '../../queue/classes.ts';
import type { DeliveryState, Row } from '../../store/tables.ts';
import { basisOf, neverPasses, wordsOf } from '../guard.ts';
import { type Delivery, type Listed, lists, shortNumber as short, type Whose } from './model.ts';

/** States in plain words. */
export const stateText: Record<DeliveryState, string> = {
  queued: '待发',
  held: '扣下',
  merged: '并入汇总',
  sending: '正在发',
  sent: '已发出',
  failed: '失败',
  cancelled: '已撤回',
  missed: '错过',
  past: '早已过去',
  unknown: '不明',
};

/** What can be done by hand, as it is typed. */
export const deeds = ['已发出', '重发', '放弃', '放行', '撤回'] as const;
export type Deed = (typeof deeds)[number];

/** What a class of messages is called. */
export const classTitle = (name: string): string => classes[name as ClassName]?.title ?? name;
export const isSecret = (row: Row<'deliveries'>): boolean => row.class === 'secret';

/** 活动提醒 → 数学教研群; of a secret task nobody learns for whom it is. */
export const what = ({ row, to }: Delivery): string =>
  isSecret(row)
    ? classTitle(row.class)
    : `${classTitle(row.class)} → ${to}${row.part > 0 ? `（第${row.part + 1}段）` : ''}`;

const line = ({ why, ...delivery }: Listed): string => {
  const { row } = delivery;
  const reason = why ? `：${why}` : '';
  return `· ${short(row.id)}　${monthDay(dateOf(row.due_at))}${timeOf(row.due_at)}　${what(delivery)}　${stateText[row.state]}${reason}`;
};

/** What is asked for, as it is said again for the next page: a list or a day, and whose messages. */
export interface ListAsked {
  what: string | null;
  whose: Whose | null;
}

/** One page of the deliveries in some states, of everybody or for one group or person. */
export function listed(
  { what: name, whose }: ListAsked,
  { shown, all, page, pages }: { shown: readonly Listed[]; all: number; page: number; pages: number },
): Said {
  const title = [whose?.name, name].filter(Boolean).join(' ');
  if (all === 0) return { text: noneText(name, whose) };
  const where = pages > 1 ? `（第${page}/${pages}页）` : '';
  const text = [`${title} ${all} 条${where}：`, ...shown.map(line), '看某一条或处理它：/发送 编号'].join('\n');
  const next = ['/发送', name, whose?.name, `第${page + 1}页`].filter(Boolean).join(' ');
  return page < pages ? { text, choices: [{ label: '下一页', says: next }] } : { text };
}

function noneText(name: string | null, whose: Whose | null): string {
  if (!whose) return `没有${name}的消息。`;
  const day = name !== null && !(name in lists);
  return `${day ? name : ''}没有发给${whose.name}的${day || name === null ? '' : name}消息。`;
}

/** Always told, even when there are none. */
const always: readonly DeliveryState[] = ['sent', 'queued', 'failed', 'unknown'];
const others: readonly DeliveryState[] = ['sending', 'held', 'missed', 'cancelled', 'merged'];

/** The numbers of a day, and what went wrong in it. */
export function countsText(
  day: LocalDate,
  { byState, answers }: { byState: ReadonlyMap<DeliveryState, number>; answers: number },
  troubles: readonly Listed[],
): string {
  const count = (state: DeliveryState): number => byState.get(state) ?? 0;
  const states = [...always, ...others.filter((state) => count(state) > 0)];
  const counts = states.map((state) => `${stateText[state]} ${count(state)}`).join('，');
  const asked = answers > 0 ? `；另有对话里的回答 ${answers} 条` : '';
  const trouble = troubles.length > 0 ? ['没发成的：', ...troubles.map(line), '处理某一条：/发送 编号'] : [];
  return [`${monthDay(day)}：${counts}${asked}。`, ...trouble].join('\n');
}

/** What nobody may let pass: somebody's own marks, papers. */
const isForbidden = ({ said }: Pick<Row<'deliveries'>, 'said'>): boolean => neverPasses(wordsOf(JSON.parse(said)));

/** Which deeds fit a delivery in a state; only the head lets pass, and not everything. */
export const deedsFor = (row: Row<'deliveries'>, state: DeliveryState, isHead: boolean): readonly Deed[] => {
  if (state === 'unknown') return ['已发出', '重发', '放弃'];
  if (state === 'failed' || state === 'missed') return ['重发', '放弃'];
  if (state === 'queued') return ['撤回'];
  if (state !== 'held' || !isHead) return [];
  return isForbidden(row) ? ['放弃'] : ['放行', '放弃'];
};

/** The deeds as answers to choose from. */
export const choicesOf = (id: string, offered: readonly Deed[]): Choice[] =>
  offered.map((deed) => ({ label: deed, says: `/发送 ${short(id)} ${deed}` }));

/** What was done about one. */
export function doneText(delivery: Delivery, deed: Deed): string {
  const about = `${short(delivery.row.id)}（${what(delivery)}）`;
  return {
    已发出: `好的，${about}记为已发出。`,
    重发: `好的，${about}马上再发一次。`,
    放弃: `好的，${about}不再发了。`,
    放行: `已放行，${about}马上发出。`,
    撤回: `好的，${about}已撤回，不会再发。`,
  }[deed];
}

export const noDelivery = (number: string): string =>
  `没有编号 ${number} 的消息。编号在 /发送 失败、/发送 不明 里每行的开头。`;
/** Words that are neither a list nor anybody's name. */
export const nobodyCalled = (name: string, near: readonly string[]): string =>
  near.length > 0
    ? `叫“${name}”的群有几个，请写全名：${near.slice(0, 6).join('、')}。`
    : `没有叫“${name}”的群或人。可以写 今天、昨天、${Object.keys(lists).join('、')}、额度、核对，群名，人名，或者消息编号（8 位）。`;
export const severalDeliveries = (ids: readonly string[]): string =>
  `这个编号对得上几条，请写长一些：${ids.join('、')}`;
export const headOnly = '扣下的消息由教研室主任放行或放弃。';
export function notNow({ row }: Delivery, deed: Deed): string {
  const fitting = deedsFor(row, row.state, true);
  const hint =
    fitting.length > 0 ? `可以说：${fitting.map((one) => `/发送 ${short(row.id)} ${one}`).join('，')}` : '不用再处理。';
  const why =
    row.state === 'held' && deed === '放行' ? '某个学生的成绩、名次和试卷文件，谁也不能放行，请作者改写后再发。' : '';
  return `${short(row.id)} 现在是“${stateText[row.state]}”，不能${deed}。${why}${hint}`;
}

/** To admins when nobody knows whether a message went out. */
export const unknownAlert = (delivery: Delivery): Said => ({
  title: '有一条消息不知道发出去没有',
  text: `${short(delivery.row.id)}　${what(delivery)}，${stamp(delivery.row.due_at)}。\n原因：${delivery.row.reason ?? '没有收到平台的答复'}。\n请看一眼对方是否收到，再选一项；不选就不会再发。`,
  choices: choicesOf(delivery.row.id, deedsFor(delivery.row, 'unknown', false)),
});

/** The reason in words, with the rule or document behind it. */
const reasonText = (clause: string): string => {
  const basis = basisOf(clause);
  return `原因：里面有${clause}。${basis ? `\n依据：${basis}。` : ''}`;
};

/** To the head when a message is held. */
export const heldAlert = (delivery: Delivery, clause: string): Said => ({
  title: '有一条群消息被扣下',
  text: `${short(delivery.row.id)}　${what(delivery)}，${stamp(delivery.row.due_at)}。\n${reasonText(clause)}\n${
    isForbidden(delivery.row)
      ? `全文请看 /发送 ${short(delivery.row.id)}。这样的内容不能放行，请作者改写。`
      : `全文请看 /发送 ${short(delivery.row.id)}，再决定放行还是放弃。`
  }`,
  choices: choicesOf(delivery.row.id, deedsFor(delivery.row, 'held', true)),
});

/** To the author of a message that could not be sent. */
export const failedNote = (delivery: Delivery): Said => ({
  title: '您的一条消息没有发出',
  text: `${what(delivery)}，${stamp(delivery.row.due_at)}。\n原因：${delivery.row.reason ?? '平台没有收下'}。请换个办法告诉对方。\n同一件事如果还有别人没收到，管理员说 /发送 失败 能看到。`,
});

/** Instead of an answer that does not belong in the group it was asked in. */
export const notHere = (clause: string): string => `这里面有${clause}，不便在群里说，请私聊我再问一次。`;

/** To the author of a held message. */
export const heldNote = (delivery: Delivery, clause: string): Said => ({
  title: '您的一条群消息没有发出',
  text: `${what(delivery)}，${stamp(delivery.row.due_at)}。\n${reasonText(clause)}\n${
    isForbidden(delivery.row)
      ? '请改写后再发。'
      : `请改写后再发；确需照发，请教研室主任说 /发送 ${short(delivery.row.id)} 放行。`
  }`,
});
