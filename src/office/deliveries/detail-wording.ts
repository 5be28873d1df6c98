// One delivery as admins read it: state and reason, where it comes from, and its life line. Never the words of a secret or private one.
import type { Said } from '../../bot/message.ts';
import { isDate, monthDay, stamp } from '../../lib/dates.ts';
import type { Address } from '../../platforms/platform.ts';
import { type Delivery, type Listed, shortNumber as short } from './model.ts';
import { choicesOf, deedsFor, isSecret, stateText, what } from './wording.ts';

/** Something done to a delivery by hand: when (epoch ms), by whom, what it is called. */
export interface HandDeed {
  at: number;
  by: string;
  what: string;
}

/** What is told of one besides its row. */
export interface About {
  /** Plain words for what it comes from: 数学集体备课前一个上课日. */
  source: string;
  deeds: readonly HandDeed[];
  /** The head reads what is held. */
  isHead: boolean;
  /** Epoch ms. */
  now: number;
}

/** Lanes as people know them. */
const laneTitles: Record<string, string> = {
  'wecom-ws': '企业微信机器人',
  'wecom-bot': '企业微信机器人',
  'wecom-app': '企业微信应用',
  'wecom-push': '企业微信群推送',
  'dingtalk-app': '钉钉机器人',
  'dingtalk-custom': '钉钉群推送',
  sandbox: '沙盒',
  console: '终端',
};

/** One delivery with what can be done about it. */
export function detail({ why, ...delivery }: Listed, about: About): Said {
  const { row } = delivery;
  const choices = choicesOf(row.id, deedsFor(row, row.state, about.isHead));
  return {
    title: `${short(row.id)}　${what(delivery)}`,
    text: [
      `状态：${stateText[row.state]}${why ? `（${why}）` : ''}`,
      ...(isSecret(row) ? [] : [`来自：${about.source}${occasion(row.occurrence_on)}`]),
      ...excerpt(delivery, about.isHead),
      '经过：',
      ...lifeLine(delivery, about).map((line) => `· ${line}`),
    ].join('\n'),
    ...(choices.length > 0 ? { choices } : {}),
  };
}

/** 2023-03-08, 2023-03-08 16:12 → （3月8日那次）. */
function occasion(occurrence: string | null): string {
  const day = occurrence?.slice(0, 10) ?? '';
  return isDate(day) ? `（${monthDay(day)}那次）` : '';
}

/** What happened to it, in order of time. */
function lifeLine({ row }: Delivery, { deeds, now }: About): string[] {
  const events: { at: number; text: string }[] = [
    { at: row.created_at, text: '记下要发' },
    ...deeds.map(({ at, by, what: done }) => ({ at, text: `${by}${done}` })),
  ];
  if (row.due_at > row.created_at) events.push({ at: row.due_at, text: '应发' });
  // The machine's own time: an office whose clock is moved (sandbox, tests) has no such instant.
  const handed = row.relayed_at !== null && row.relayed_at >= row.created_at && row.relayed_at <= now;
  if (handed) events.push({ at: row.relayed_at ?? 0, text: '交给发送队列' });
  const tries = row.attempts > 0 ? `，试了 ${row.attempts} 次` : '';
  const way = row.address ? `，走${laneTitles[(JSON.parse(row.address) as Address).lane] ?? '已停用的通道'}` : '';
  const ref = row.ref ? `，平台编号 ${row.ref}` : '';
  if (row.settled_at !== null)
    events.push({
      at: row.settled_at,
      text: `${stateText[row.state]}${tries}${row.state === 'sent' ? way + ref : ''}`,
    });
  const open = row.settled_at === null && row.attempts > 0 ? [`到现在试了 ${row.attempts} 次${way}`] : [];
  const sorted = events.sort((a, b) => a.at - b.at).map(({ at, text }) => `${stamp(at)} ${text}`);
  const limit = row.settled_at === null && row.expires_at !== null ? [`${stamp(row.expires_at)} 以后就不发了`] : [];
  return [...sorted, ...open, ...limit];
}

/** The first words of a group message help to recognise it; private, secret and held ones are not shown to admins. */
function excerpt({ row }: Delivery, isHead: boolean): string[] {
  if (row.state === 'held') return isHead ? [`全文：${wordsOf(row)}`] : ['内容由教研室主任查看。'];
  if (row.audience_kind !== 'group' || isSecret(row)) return [];
  const first = wordsOf(row).replace(/\s+/g, ' ');
  return [`内容：${[...first].slice(0, 40).join('')}${[...first].length > 40 ? '…' : ''}`];
}

/** Of what goes to groups: only answers may lie sealed. */
function wordsOf({ said }: Delivery['row']): string {
  const { title, text }: Said = JSON.parse(said);
  return [title, text].filter(Boolean).join('\n');
}
