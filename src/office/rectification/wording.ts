// What is said about 整改. Data in, Chinese out. What comes by itself names the number and the day, never the issue.
import { type Said, say } from '../../bot/message.ts';
import { dayLabel } from '../../lib/datelabel.ts';
import { type LocalDate, monthDayWeekday } from '../../lib/dates.ts';
import { around, schoolDaysFrom } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Rectification } from './model.ts';
import { dueNow, isLate } from './rules.ts';

const lines = (...texts: (string | string[])[]): string => texts.flat().join('\n');

const look = ({ number }: Rectification): string => `内容发“/整改 ${number}”看`;
const finish = ({ number }: Rectification): string => `做完了请发“/整改 完成 ${number} 做了什么”`;

// What the clock says, to the liaison.

/** Before the due day, on it, and every week after it. */
export function reminder(calendar: Calendar, one: Rectification, today: LocalDate): Said {
  const dueOn = dueNow(calendar, one);
  const due = monthDayWeekday(dueOn);
  const head =
    dueOn < today
      ? `${one.number} 的整改过了期限${due}，还没有记为完成。`
      : dueOn === today
        ? `${one.number} 的整改今天到期。`
        : `${one.number} 的整改${due}到期，还有 ${schoolDaysFrom(calendar, today, dueOn) - 1} 个上课日。`;
  const late = dueOn < today ? '来不及的话，请和教研员商量改期。' : '';
  return say(`${head}${look(one)}；${finish(one)}。${late}`);
}

// What others hear when something is done.

/** To the liaison: a new one. */
export const toSchoolNew = (one: Rectification, by: string): Said =>
  say(
    `${by}${one.visitNumber ? `在视导（${one.visitNumber}）以后` : ''}请贵校整改一项，编号 ${one.number}，期限${monthDayWeekday(one.dueOn)}。${look(one)}；${finish(one)}。只有贵校、教研员和主任看得到。`,
  );

/** To the liaison: another due date. */
export const toSchoolMoved = (one: Rectification, from: LocalDate, by: string): Said =>
  say(`${one.number} 的整改期限改到${monthDayWeekday(one.dueOn)}，原定${monthDayWeekday(from)}。${by}办理。`);

/** To the 教研员 concerned: the school says it is done. */
export const toDeciders = (one: Rectification, school: string): Said =>
  say(
    `${school}说 ${one.number} 的整改做完了。${look(one)}；可以的话请发“/整改 确认 ${one.number}”，不行请发“/整改 退回 ${one.number} 原因”。`,
  );

/** To the liaison: looked at, and well. */
export const toSchoolConfirmed = (one: Rectification, by: string): Said =>
  say(`${one.number} 的整改${by}已经确认完成，辛苦了。`);

/** To the liaison: not yet. */
export const toSchoolReturned = (one: Rectification, by: string, reason: string): Said =>
  say(lines(`${one.number} 的整改${by}看过，还要再改，期限${monthDayWeekday(one.dueOn)}。`, `原因：${reason}`));

/** To those concerned: it was taken back by the school, no need to look. */
export const toDecidersOpen = (one: Rectification, school: string): Said =>
  say(`${school}把 ${one.number} 的整改改回没完成，先不用看。`);

/** To the liaison: nothing has to be done any more. */
export const toSchoolCancelled = (one: Rectification, by: string): Said =>
  say(`${one.number} 的整改取消了，不用做了。${by}办理。`);

// Answers.

/** Written down. `contacts`: how many people the school has to answer for it. */
export const created = (calendar: Calendar, one: Rectification, school: string, contacts: number): string =>
  lines(
    `已建 ${one.number}：${school}，期限${dayLabel(one.dueOn, around(calendar, one.dueOn))}。`,
    `问题：${one.issue}`,
    contacts > 0
      ? '已私下告诉学校联系人；到期前和当天提醒，过期后每周提醒一次。只有该校、联系教研员和主任看得到。'
      : '名册里没有这所学校的联系人和校长，没有人收到，请管理员补上。',
  );

/** Another due date. */
export const moved = (one: Rectification, from: LocalDate): string =>
  `已改 ${one.number}：期限${monthDayWeekday(one.dueOn)}，原定${monthDayWeekday(from)}。会告诉学校。`;

/** The school has said it is done. */
export const done = ({ number }: Rectification): string =>
  `已记下 ${number} 做完了，不再提醒，会请教研员看。说错了请发“/整改 退回 ${number}”。`;

/** The 教研员 has confirmed it. */
export const confirmed = ({ number }: Rectification): string =>
  `已确认 ${number} 完成，会告诉学校。不对的话请发“/整改 退回 ${number} 原因”。`;

/** It is open again. */
export const returned = (one: Rectification): string =>
  `${one.number} 改回没完成，期限${monthDayWeekday(one.dueOn)}，到时再提醒。`;

/** What will happen, before it is cancelled. */
export const cancelPreview = (one: Rectification, school: string): string =>
  `要取消 ${one.number}（${school}）的整改吗？确认后不再提醒，会告诉学校。`;

/** It was cancelled. */
export const cancelled = ({ number }: Rectification): string => `已取消 ${number}，会告诉学校。`;

// Lists.

const stateNames: Record<Rectification['state'], string> = {
  open: '',
  done: '学校说已完成，等确认',
  confirmed: '已确认完成',
  cancelled: '已取消',
};

/** The calendar that stands, if any, and the day it is. */
interface Now {
  calendar: Calendar | null;
  today: LocalDate;
}

const stateText = (one: Rectification, { calendar, today }: Now): string =>
  one.state === 'open'
    ? `期限${monthDayWeekday(dueNow(calendar, one))}${isLate(calendar, one, today) ? '，已过' : ''}`
    : stateNames[one.state];

/** Those the speaker may know of. */
export const list = (all: readonly Rectification[], schools: ReadonlyMap<string, string>, now: Now): string =>
  all.length === 0
    ? '没有和您有关的整改。'
    : lines(
        `和您有关的整改 ${all.length} 项：`,
        all.map((one) => `${one.number}　${schools.get(one.schoolId) ?? ''}　${stateText(one, now)}`),
        `看内容：/整改 ${all[0]?.number ?? '整0001'}`,
      );

/** One with everything. */
export const detail = (one: Rectification, school: string, by: string, now: Now): string =>
  lines(
    `${one.number}　${school}　${stateText(one, now)}`,
    `问题：${one.issue}`,
    one.report === null ? [] : `学校说：${one.report}`,
    `${by}提出${one.visitNumber ? `，视导 ${one.visitNumber}` : ''}`,
  );

// Why something cannot be done.

/** No such number, or none the speaker may know of. */
export const unknown = (number: string): string => `没有“${number}”这项整改，发“/整改”看编号。`;

/** The speaker neither looks after that school nor has been there. */
export const notYourSchool = (school: string): string =>
  `${school}的整改由该校的联系教研员、去视导过的教研员或教研室主任来建。`;

/** There is no such visit to that school, or it is still to come. */
export const noVisit = (number: string, school: string): string =>
  `${number} 不是到${school}已经做过的视导，发“/视导 列表”看编号；不写也可以。`;

/** Not one day of school that is still to come. */
export const dueProblem = {
  notOneDay: '期限要写一天，例如 期限=3月30日。',
  over: (day: LocalDate): string => `${monthDayWeekday(day)}已经过去了，请换一天。`,
  noSchool: (day: LocalDate, next: LocalDate | null): string =>
    `${monthDayWeekday(day)}学校不上课，不定在这天。${next ? `可以定在${monthDayWeekday(next)}。` : ''}`,
  same: (day: LocalDate): string => `期限本来就是${monthDayWeekday(day)}。`,
};

/** Which of two days. */
export const askDue = '期限是哪一天？';

/** Only those who answer for the school say it is done. */
export const notYours = ({ number }: Rectification): string => `${number} 由该校的联系人或校长来记。`;

/** Only those who decide. */
export const notDeciding = ({ number }: Rectification): string =>
  `${number} 由提出的教研员、该校的联系教研员或教研室主任办理。`;

/** Only who wrote it. */
export const notCancelling = ({ number }: Rectification): string => `${number} 由提出的人或教研室主任取消。`;

/** It is not in that state. */
export const wrongState = (one: Rectification): string =>
  one.state === 'open' ? `${one.number} 还没有记为完成。` : `${one.number}：${stateNames[one.state]}。`;

/** Sending back needs a reason from who decides. */
export const needsReason = ({ number }: Rectification): string => `请写上原因，例如“/整改 退回 ${number} 还缺课表”。`;
