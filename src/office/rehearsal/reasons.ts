// Why a message is said, in plain Chinese: 数学集体备课前一个上课日, 定时消息“周一提醒”.
import { type ClassName, classes } from '../../queue/classes.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { allContests } from '../contests/model.ts';
import { stageTitle } from '../preparation/stages.ts';
import { allSchedules } from '../schedules/model.ts';
import type { From } from './model.ts';

/** Names of what messages come from, by kind and id. */
export type Titles = (kind: string, id: string) => string | undefined;

/** Reads the names once for a whole rehearsal. */
export async function titlesOf(db: Reader, calendar: Calendar | null): Promise<Titles> {
  const visits = await db
    .selectFrom('visits')
    .innerJoin('schools', 'schools.id', 'visits.school_id')
    .select(['visits.id', 'visits.number', 'schools.name'])
    .execute();
  const known = new Map([
    ...(calendar?.items ?? []).map(({ id, title }): [string, string] => [`item ${id}`, title]),
    ...(await allSchedules(db)).map(({ id, name }): [string, string] => [`schedule ${id}`, name]),
    ...(await allContests(db)).map(({ id, name }): [string, string] => [`contest ${id}`, name]),
    ...visits.map(({ id, number, name }): [string, string] => [`visit ${id}`, `${number} ${name}`]),
  ]);
  return (kind, id) => known.get(`${kind} ${id}`);
}

/** What a source is called. One that is not here is called by the class of its messages. */
const sources: Record<string, (id: string, titles: Titles) => string> = {
  preparation: (id) => `${id.split('/').at(-1)}集体备课`,
  stage: (id) => `集体备课${stageTitle(id.split('/')[1] ?? '')}`,
  theme: () => '月主题',
  rectification: (id) => `整改（${id}）`,
  visit: (id, titles) => `视导（${titles('visit', id) ?? '已取消'}）`,
  contest: (id, titles) => `“${titles('contest', id.split('/')[0] ?? '') ?? '比赛'}”截止`,
  item: (id, titles) => `“${titles('item', id) ?? '行事历事项'}”`,
  schedule: (id, titles) => `定时消息“${titles('schedule', id) ?? '已删除'}”`,
  correction: () => '行事历有改动',
  digest: () => '周五汇总：下周安排',
  exam: () => '考务安排',
  reply: () => '转告老师说的话',
  undated: () => '有事项没定日子，每月第一个上课日问一次',
};

/** What names of leads mean that say no number of school days. */
const leads: Record<string, string> = {
  lost: '逢假停一次，前一个上课日告知',
  created: '，刚安排',
  alert: '，到时还没确认',
  list: '，到时还没确认的学校',
};

function leadText(lead: string, name: ClassName): string {
  if (lead === '0') return name === 'correction' ? '当天，提醒以后又有改动' : '当天';
  const [, days] = /^-(\d{1,3})$/.exec(lead) ?? [];
  if (days) return days === '1' ? '前一个上课日' : `前${days}个上课日`;
  return leads[lead.split(':')[0] ?? ''] ?? '';
}

/** The reason of a message from where it comes and of which class it is. */
export function reasonOf({ kind, id, lead = '' }: From, name: ClassName, titles: Titles): string {
  const called = sources[kind]?.(id, titles) ?? classes[name].title;
  return kind === 'digest' ? called : called + leadText(lead, name);
}
