// When reminders speak: lead times, hours, words and late limits as data. These are the office's defaults (domain rules, section 4);
// what an admin changes in chat (`/提醒 改`) lies over them in the store. Minutes avoid :00 and :30, when everybody else's messages arrive.
import type { LocalTime } from '../src/lib/dates.ts';

/** One reminder before (or on) the day of an event. */
export interface Lead {
  /** Names it in the ledger, for instance `-3`: the same number of days keeps its name, or the reminder would be sent again. */
  name: string;
  /** School days before the event; 0 = the day itself. A makeup day counts as a school day. */
  schoolDays: number;
  /** Local time of day, Asia/Shanghai. */
  at: LocalTime;
}

/** A lead so many school days before the event, at a time of day. */
export const leadOf = (schoolDays: number, at: LocalTime): Lead => ({
  name: schoolDays === 0 ? '0' : `-${schoolDays}`,
  schoolDays,
  at,
});

const usual = '16:12';
const before = (...days: number[]): Lead[] => days.map((n) => leadOf(n, usual));
const onTheDay = (at: LocalTime): Lead => leadOf(0, at);
const hour = 3_600_000;

/** What is said by itself of one kind of thing. Every field but `title`, `about`, `class` and `to` can be changed in chat. */
export interface Rule {
  /** What the kind is called in chat: 会议. */
  title: string;
  /** One Chinese sentence: what is said, to whom. */
  about: string;
  /** Misfire class (src/queue/classes.ts). */
  class: 'event' | 'exam' | 'deadline' | 'digest' | 'secret' | 'correction';
  /** Whether groups hear it or people in private: only what groups hear can be set for one group. */
  to: 'groups' | 'people';
  /** False: it does not speak at all. */
  on: boolean;
  leads: readonly Lead[];
  /** Whose groups hear it, by roles; empty where the kind itself decides (the subject's groups, the team of the visit). */
  roles: readonly string[];
  /** Last sentence of the message, empty: none; null where the words are whole and take none. */
  closing: string | null;
  /** So many milliseconds before it begins (for deadlines: before they end) it is too late to speak. */
  late: number;
}

const event = { class: 'event', on: true, roles: [], closing: null, late: 2 * hour } as const;
const exam = { ...event, class: 'exam', late: hour / 2 } as const;
const deadline = { ...event, class: 'deadline' } as const;
const digest = { ...event, class: 'digest', late: 0 } as const;

/** The kinds, in the order of lists. */
export const rules = {
  jointPrep: {
    ...event,
    title: '集体备课',
    about: '前一个上课日发到该学科的群',
    to: 'groups',
    leads: before(1),
    closing: '有事来不了请发“/请假 原因”，要资料请发“/资料”。',
  },
  jointPrepChanged: {
    ...event,
    title: '集体备课有改动',
    about: '提醒发出后又改了，当天早上再发到该学科的群',
    class: 'correction',
    to: 'groups',
    leads: [onTheDay('08:12')],
    // A correction still helps until the event begins.
    late: 0,
  },
  jointPrepLead: { ...event, title: '主备人', about: '私信主备人', to: 'people', leads: before(5) },
  jointPrepStage: {
    ...deadline,
    title: '备课阶段',
    about: '初备、定稿等到期前和当天私信负责的老师，做完了就不再提醒',
    to: 'people',
    leads: [...before(1), onTheDay('08:12')],
  },
  jointPrepOwn: {
    ...deadline,
    title: '二次备课和反思',
    about: '到期当天私信这一科的每位老师；默认不发，群里的提醒写着日期，老师不用一一回应',
    to: 'people',
    on: false,
    leads: [onTheDay('08:12')],
  },
  meeting: {
    ...event,
    title: '会议',
    about: '行事历上有确切日期的会，发到参会的学校、学科或身份的群；没写谁参加的，发给“对象”',
    to: 'groups',
    leads: before(3, 1),
    roles: ['liaison', 'researcher'],
    closing: '请参会的老师提前安排好工作。',
  },
  paperPickup: {
    ...exam,
    title: '领卷',
    about: '私信领卷人；提前发到学校联系人的群，当天私信还没确认的学校的联系人',
    to: 'groups',
    leads: [...before(3, 1), onTheDay('07:42')],
    roles: ['liaison'],
    closing: '请各校安排好领卷的老师。',
  },
  examDay: {
    ...exam,
    title: '考试',
    about: '发到学校联系人的群；私信监考教师，只写自己的那几场',
    to: 'groups',
    leads: before(1),
    roles: ['liaison'],
    closing: '请各校安排好考务。',
  },
  marking: { ...exam, title: '阅卷', about: '私信阅卷教师', to: 'people', leads: before(1) },
  pickupAlert: {
    ...exam,
    title: '领卷没确认',
    about: '当天到时还没确认的学校，私信联系人一次',
    to: 'people',
    leads: [onTheDay('11:42')],
    late: 0,
  },
  pickupList: {
    ...exam,
    title: '领卷没确认的学校',
    about: '当天到时把还没确认的学校列给教研室主任和管理员，私信一次',
    to: 'people',
    leads: [onTheDay('14:12')],
    late: 0,
  },
  markingAlert: {
    ...exam,
    title: '阅卷没确认',
    about: '最后一天到时还没确认的学校，私信联系人一次',
    to: 'people',
    leads: [onTheDay(usual)],
    late: 0,
  },
  markingList: {
    ...exam,
    title: '阅卷没确认的学校',
    about: '最后一天到时把还没确认的学校列给教研室主任和管理员，私信一次',
    to: 'people',
    leads: [onTheDay('17:42')],
    late: 0,
  },
  visit: {
    ...event,
    closing: '',
    title: '视导',
    about: '私信学校联系人、校长和组员',
    to: 'people',
    leads: before(10, 5, 1),
  },
  rectification: {
    ...deadline,
    title: '整改',
    about: '私信学校联系人；过期后每周一次',
    to: 'people',
    leads: [...before(5), onTheDay(usual)],
  },
  contestDeadline: {
    ...deadline,
    closing: '',
    title: '比赛截止',
    about: '只私信还没交的学校的联系人',
    to: 'people',
    leads: before(14, 7, 3, 1),
  },
  contestCount: {
    ...deadline,
    closing: '',
    title: '比赛截止报数',
    about: '发到学校联系人的群，只有数字',
    to: 'groups',
    leads: before(3, 1),
    roles: ['liaison'],
  },
  paperSetting: {
    ...event,
    title: '保密任务',
    about: '只私信本人，不写是什么事',
    class: 'secret',
    to: 'people',
    leads: before(5, 1),
  },
  theme: {
    ...digest,
    closing: '',
    title: '月主题',
    about: '当月第一个上课日发到各群',
    to: 'groups',
    leads: [onTheDay('09:12')],
  },
  digest: {
    ...digest,
    title: '周五汇总',
    about: '一周最后一个上课日发到各群：下周的安排，和本周并进来的提醒',
    to: 'groups',
    leads: [onTheDay('16:42')],
  },
  undated: {
    ...digest,
    title: '待定日期',
    about: '行事历上没有定到日子的事项：每月第一个上课日私下问一次负责的教研员（没有就问主任）',
    to: 'people',
    leads: [onTheDay('09:12')],
  },
} as const satisfies Record<string, Rule>;

/** A kind of thing that is spoken of by itself. */
export type RuleKind = keyof typeof rules;

/** What holds for all kinds. Each can be changed in chat. */
export interface Habits {
  /** When the robot speaks by itself, on school days (makeup days are school days); from included, to excluded. */
  hours: readonly { from: LocalTime; to: LocalTime }[];
  /** When something begins that has no clock time. */
  dayBegins: LocalTime;
  /** Most messages that come by themselves to one teacher in a week (Monday to Sunday). */
  pushesAWeek: number;
  /** Most things a school is asked to do in a week. */
  asksAWeek: number;
}

/** The office's habits. */
export const habits: Habits = {
  hours: [
    { from: '07:30', to: '12:00' },
    { from: '13:30', to: '18:00' },
  ],
  dayBegins: '08:30',
  pushesAWeek: 5,
  asksAWeek: 2,
};
