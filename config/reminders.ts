// When reminders speak: lead times, hours and late limits as data. The office's defaults (domain rules, section 4).
// Minutes avoid :00 and :30, when everybody else's messages arrive.
import type { LocalTime } from '../src/lib/dates.ts';

/** One reminder before (or on) the day of an event. */
export interface Lead {
  /** Names it in the ledger, for instance `-3`; never changed once used, or the reminder would be sent again. */
  name: string;
  /** School days before the event; 0 = the day itself. A makeup day counts as a school day. */
  schoolDays: number;
  /** Local time of day, Asia/Shanghai. */
  at: LocalTime;
}

const before = (schoolDays: number, at: LocalTime = '16:12'): Lead => ({ name: `-${schoolDays}`, schoolDays, at });
const onTheDay = (at: LocalTime): Lead => ({ name: '0', schoolDays: 0, at });

const hour = 3_600_000;

/** The office's reminder settings. Each `about` is the Chinese sentence shown beside the setting. */
export const reminders = {
  hours: {
    about: '机器人主动发消息的时段（上课日，含调休上班日）',
    /** From included, to excluded. */
    spans: [
      { from: '07:30', to: '12:00' },
      { from: '13:30', to: '18:00' },
    ] as readonly { from: LocalTime; to: LocalTime }[],
  },
  dayBegins: { about: '行事历没写钟点的活动，按几点开始算', at: '08:30' as LocalTime },
  late: {
    about: '离开始不足多久就不再提醒（毫秒）',
    event: 2 * hour,
    exam: hour / 2,
    /** A correction still helps until the event begins. */
    correction: 0,
  },
  jointPrep: {
    about: '集体备课：发到该学科的群；主备人另有一条私信；当天那条只在提醒发出后又有改动时才发',
    group: before(1),
    changed: onTheDay('08:12'),
    leadPreparer: before(5),
  },
  visit: { about: '视导：告知学校联系人、校长和组员', leads: [before(10), before(5), before(1)] },
  contestDeadline: {
    about: '比赛截止：只私信还没交的学校；群里只在最后两次报数',
    leads: [before(14), before(7), before(3), before(1)],
    groupLeads: ['-3', '-1'] as readonly string[],
  },
  undated: {
    about: '行事历上没有定到日子的事项：每月第一个上课日私下问一次负责的教研员（没有就问主任），几点问',
    at: '09:12' as LocalTime,
  },
  /** Items of the plan itself, by `reminderKind`: which groups (by the roles they are for) hear of them. */
  items: {
    about: '行事历上有确切日期的会议和考务：发到对应身份的群',
    meeting: { roles: ['liaison', 'researcher'], class: 'event', leads: [before(3), before(1)] },
    paperPickup: { roles: ['liaison'], class: 'exam', leads: [before(3), before(1), onTheDay('07:42')] },
    examDay: { roles: ['liaison'], class: 'exam', leads: [before(1)] },
  },
} as const;
