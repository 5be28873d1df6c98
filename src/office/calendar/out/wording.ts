// The words of feed, page and files, and of the answers that give them. Data in, Chinese out.
import type { Said } from '../../../bot/message.ts';
import { type LocalDate, type LocalTime, monthDay, monthDayWeekday, weekdayName } from '../../../lib/dates.ts';
import { weekLabel, weekOf } from '../days.ts';
import type { Item, Recurrence, Term } from '../model.ts';
import { kindNames, levelText } from '../names.ts';
import type { ItemKind } from '../plan/model.ts';
import { seriesWeeks } from '../rules.ts';
import type { Scope } from './scope.ts';

/** 第6周, 第8—9周; 开学前 and 假期 outside the term. */
export function weeksOf(term: Term, start: LocalDate, end: LocalDate): string {
  const [first, last] = [weekLabel(term, start), weekLabel(term, end)];
  if (first === last) return first;
  const both = first.startsWith('第') && last.startsWith('第');
  return both ? `第${weekOf(term, start)}—${weekOf(term, end)}周` : `${first}至${last}`;
}

/** 3月31日（周五）, 3月21日—4月25日. */
export const daysText = (start: LocalDate, end: LocalDate): string =>
  end > start ? `${monthDay(start)}—${monthDay(end)}` : monthDayWeekday(start);

/** 3月, 4—5月, 12月—1月; months as `YYYY-MM`. */
export function monthsText(first: string, last: string): string {
  const [a, b] = [Number(first.slice(5)), Number(last.slice(5))];
  if (first === last) return `${a}月`;
  return first.slice(0, 4) === last.slice(0, 4) ? `${a}—${b}月` : `${a}月—${b}月`;
}

/** 每周二, 隔周三、周五. */
export const rhythm = ({ weekdays, interval }: Recurrence): string =>
  (interval === 2 ? '隔' : '每') + weekdays.map((n) => weekdayName(`2023-01-0${n + 1}`)).join('、');

/** 第4—18周每周二. */
export function seriesText(term: Term, item: Item): string {
  if (!item.recurrence) return '';
  const [first, last] = seriesWeeks(term, item);
  return `第${first === last ? first : `${first}—${last}`}周${rhythm(item.recurrence)}`;
}

/** 原定3月23日（周四）, for what was put off. */
export const movedText = ({ movedFrom }: Item): string | null =>
  movedFrom && `原定${daysText(movedFrom.start, movedFrom.end)}，顺延`;

/** What a calendar shows under the title of an event. */
export function aboutItem(
  term: Term,
  item: Item,
  { start, end, time }: { start: LocalDate; end: LocalDate; time: LocalTime | null },
): string[] {
  const head = [kindNames[item.kind as ItemKind], levelText(item.level), weeksOf(term, start, end)]
    .filter(Boolean)
    .join(' · ');
  const moved = movedText(item);
  return [
    head,
    ...(time ? [`每天${time}`] : []),
    ...(item.venue ? [`地点：${item.venue}`] : []),
    ...(item.audience ? [`对象：${item.audience}`] : []),
    ...(moved ? [moved] : []),
  ];
}

/** How a scope is asked for: 我的, 学科 数学, 全部. */
export const scopeWords = ({ kind, id }: Scope, name: string): string =>
  ({ person: '我的', group: `群 ${name}`, subject: `学科 ${id}`, school: `学校 ${name}`, all: '全部' })[kind];

/** Whose part it is, beside the calendar's title: 王敏, 数学, 二码头小学; empty for all. */
export const scopeHeading = ({ kind }: Scope, name: string): string => (kind === 'all' ? '' : name);

/** How a feed is called among other calendars. */
export const feedName = (scope: Scope, name: string): string => `教研行事历${scope.kind === 'all' ? '' : ` · ${name}`}`;

/** 您的行事历, 数学的行事历, 全部行事历. */
export const scopeCalendar = ({ kind, id }: Scope, name: string): string =>
  ({
    person: '您的行事历',
    group: `${name}的行事历`,
    subject: `${id}的行事历`,
    school: `${name}的行事历`,
    all: '全部行事历',
  })[kind];

/** How to take a feed into a phone, two lines. */
export const howToSubscribe: readonly [string, string] = [
  '苹果手机：设置→日历→账户→添加账户→其他→添加已订阅的日历，粘贴订阅地址；也可以打开网页点“加到日历”。',
  '安卓、企业微信、钉钉：在日历的“订阅日历”或“通过链接添加”里粘贴同一个地址；没有这一项的，收藏网页也一样。',
];

/** The subscription, for private chats only. `renewed`: an older one for the same has just ended. */
export function subscriptionSaid(name: string, url: string, renewed: boolean): Said {
  return {
    title: `订阅：${name}`,
    text: [
      '行事历有改动，手机日历会自己更新。链接只给您本人用，请不要转发。',
      ...(renewed ? ['以前给您的同一个订阅不再有效，手机里的请换成新的。'] : []),
      ...howToSubscribe,
      '不想要了：/行事历 订阅 撤销',
    ].join('\n'),
    links: [
      { label: '打开网页', url },
      { label: '订阅地址', url: `${url}.ics` },
    ],
  };
}

/** The files and the page, for private chats only. `days`: how long the links last. */
export const exportSaid = (name: string, url: string, days: number): Said => ({
  title: `导出：${name}`,
  text: `链接 ${days} 天内有效，只给您本人用，打开时总是最新的。文件是下载那一刻的样子。`,
  links: [
    { label: 'Word 文件', url: `${url}.docx` },
    { label: 'Excel 文件', url: `${url}.xlsx` },
    { label: '打开网页', url },
  ],
});

/** What the group hears when somebody asks for links there. */
export const sentPrivately = (name: string, words: string): string =>
  `${name}老师，行事历的链接已经私信发给您。没收到的话，请私聊我说“${words}”。`;

export const revokedText = (count: number): string =>
  count === 0
    ? '您没有在用的行事历订阅。'
    : `已撤销您的 ${count} 个行事历链接，都打不开了。手机日历里的订阅请自己删掉。要再订：/行事历 订阅`;

export const linksNotSetUp =
  '行事历的链接还没有开通：管理员需要先设好外面能打开的网址（PUBLIC_URL）。请把这句话转给管理员。';

export const notHere = '不知道您说的是哪个群。请在登记过的群里说，或者写上群名，例如“群 数学教研群”。';
export const whichSubject = '哪个学科？';
export const whichSchool = '哪所学校？请在后面写上校名，例如“学校 二码头小学”。';
export const unknownScope = (words: string): string =>
  `没看懂“${words}”。可以说：我的、学科 数学、学校 二码头小学、群、全部。`;

/** Why a link shows nothing: never given, ended, its group or school out of use, or no calendar there. */
export type Nothing = 'unknown' | 'over' | 'gone' | 'no-calendar';

/** Title and sentence of a link that shows nothing. */
export function linkOver(why: Nothing): { title: string; text: string } {
  const again = '请对机器人说“/行事历 订阅”或“/行事历 导出”，会收到新的链接。';
  const says: Record<Nothing, [title: string, text: string]> = {
    unknown: ['链接无效', `没有这个行事历链接。请核对是否复制完整；找不到的话，${again}`],
    over: ['链接已失效', `这个行事历链接已经过期、撤销或换成了新的。${again}`],
    gone: ['链接已失效', `这个群或学校已经停用。${again}`],
    'no-calendar': ['还没有行事历', '还没有导入本学期的行事历，请联系教研室。'],
  };
  const [title, text] = says[why];
  return { title, text };
}

export const tooOften = '打开得太频繁了，请过几分钟再试。';
