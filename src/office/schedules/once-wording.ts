// What people read about a timed message that is sent once at once, and about rehearsals. Data in, Chinese out.
import { dateOf, monthDay, timeOf } from '../../lib/dates.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Schedule } from './model.ts';
import type { Rehearsed } from './rehearse.ts';
import type { Occurrence } from './rules.ts';
import type { Hearer, SameText } from './template.ts';
import { moment } from './wording.ts';

/** What sending one now would do. */
export interface Once {
  schedule: Schedule;
  /** Now, or the next opening when it is a day or an hour at which the robot does not speak by itself. */
  occurrence: Occurrence & { due: number };
  texts: SameText[];
  held: string | null;
  /** The last time it was sent like this; epoch ms. */
  before: { at: number; by: string } | null;
  /** What the confirmation is for: exactly these texts to exactly these hearers, after exactly these sendings. */
  seen: string;
}

/** How many names stand in one line. */
const namesShown = 30;

/** 数学教研群、李强（私信）. */
function names(hearers: readonly Hearer[]): string {
  const shown = hearers.slice(0, namesShown).map(({ kind, name }) => (kind === 'person' ? `${name}（私信）` : name));
  return shown.join('、') + (hearers.length > shown.length ? `……共 ${hearers.length} 个` : '');
}

const indented = (text: string): string[] => text.split('\n').map((line) => `　${line}`);

const textLines = (texts: readonly SameText[]): string[] =>
  texts.flatMap(({ text, hearers }) => [`→ ${names(hearers)}`, ...indented(text)]);

const counted = (texts: readonly SameText[]): string => {
  const all = texts.flatMap(({ hearers }) => hearers);
  const groups = all.filter(({ kind }) => kind === 'group').length;
  const people = all.length - groups;
  return [...(groups > 0 ? [`${groups} 个群`] : []), ...(people > 0 ? [`私信 ${people} 人`] : [])].join('，');
};

const sending = ({ occurrence, texts }: Once, calendar: Calendar | null): string =>
  occurrence.due === occurrence.at
    ? `现在发（${counted(texts)}）`
    : `现在不在发送时段，${moment(occurrence.due, calendar)} 一开放就发（${counted(texts)}）`;

/** Exactly what goes out to whom. `again`: something changed since it was shown. */
export function onceShown(once: Once, calendar: Calendar | null, again: boolean): string {
  const { schedule, texts, held, before } = once;
  return [
    ...(again ? ['您看过以后有变化，这次没有发。请再看一遍。'] : []),
    `“${schedule.name}”${schedule.state === 'off' ? '（停着）' : ''}马上发一次，原来的时间不变：`,
    `${sending(once, calendar)}：`,
    ...textLines(texts),
    ...(before ? [`注意：${monthDay(dateOf(before.at))} ${timeOf(before.at)} ${before.by}已经这样发过一次。`] : []),
    ...(held ? [`注意：内容里有${held}，发到群里会先扣下，等教研室主任放行。`] : []),
    '发吗？',
  ].join('\n');
}

export const onceSaid = (once: Once, count: number, calendar: Calendar | null): string =>
  count === 0
    ? `“${once.schedule.name}”这一次已经发过了，没有再发。`
    : once.occurrence.due === once.occurrence.at
      ? `“${once.schedule.name}”正在发：${counted(once.texts)}。发到了没有，可以看 /发送 今天。`
      : `好的，“${once.schedule.name}”${moment(once.occurrence.due, calendar)} 发：${counted(once.texts)}。在那以前停掉或改动它，这一次就收回。`;

export const closed = ({ name }: Schedule): string => `近期没有发送时段，“${name}”现在发不了。`;

/** What would be sent; nothing is. */
export const rehearsal = (sendings: readonly Rehearsed[], calendar: Calendar | null): string =>
  sendings.length === 0
    ? '照现在的设置，近期没有要发的。'
    : [
        '预演，什么也不会发出：',
        ...sendings.flatMap(({ at, name, texts }) =>
          (texts.length > 0 ? texts : [{ text: '现在没有人', hearers: [] }]).flatMap(({ text, hearers }) => [
            `· ${moment(at, calendar)}　${name} → ${names(hearers)}`,
            ...indented(text),
          ]),
        ),
      ].join('\n');
