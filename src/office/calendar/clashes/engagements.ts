// Everything that occupies people, in one shape: items of the plan, meetings of weekly series, visits. Pure.
import { daysBetween, type LocalDate, type LocalTime } from '../../../lib/dates.ts';
import type { Group, Person, Role } from '../../people/model.ts';
import type { Visit } from '../../visits/model.ts';
import { groupsFor } from '../audience.ts';
import { meetings } from '../days.ts';
import type { Calendar, Item, Precision } from '../model.ts';
import { levels } from '../plan/model.ts';
import { rolesOf } from './roles.ts';

/** What wants somebody's time from `start` to `end`, both days included. */
export interface Engagement {
  /** Of an item its id, of a meeting `ITEM@DAY` with the day the rhythm gives it, of a visit its id. */
  id: string;
  kind: 'item' | 'meeting' | 'visit';
  itemId: string | null;
  title: string;
  start: LocalDate;
  end: LocalDate;
  precision: Precision;
  /** Clock time of its beginning on `start`; null: it may take the day. */
  time: LocalTime | null;
  /** Of its level: the higher, the sooner others give way (see `rankOf`). */
  rank: number;
  /** An empty list means all, or nobody in particular. Subjects under one name each (see `plainSubjects`). */
  subjects: string[];
  schools: string[];
  people: string[];
  roles: Role[];
  /** Ids of the groups that hear of it; empty unless groups were given. */
  groups: string[];
  venue: string | null;
  /** A window: visits are placed inside, or it is longer than a week. It takes nobody's whole day and never moves. */
  window: boolean;
  /** Part of the chain 领卷, 考试, 阅卷, whose order is strict: a person has to move it. */
  exam: boolean;
  past: boolean;
  /** Of a meeting: the day the rhythm gives it. */
  nominal: LocalDate | null;
  item: Item | null;
  visit: Visit | null;
}

/** What is known beside the calendar. */
export interface Beside {
  /** The planned visits of the term. */
  visits?: readonly Visit[];
  /** People of the roster; without the members of its team a visit counts as wanting every subject. */
  people?: readonly Person[];
  /** Names of schools by id. */
  schools?: ReadonlyMap<string, string>;
  groups?: readonly Group[];
}

/** Rank of a level: province > city > district > area > school > unknown (domain.md §2). */
export const rankOf = (level: string): number => {
  const found = levels.find((one) => one === level) ?? 'unknown';
  return levels.length - 1 - levels.indexOf(found);
};

/** Days after which something is a window instead of an event that moves as a whole. */
const longest = 7;

/** What is due on a day or written at a desk occupies nobody. */
const idleKinds = ['deadline', 'plan'];
const chainKinds = ['paperPickup', 'examDay', 'marking'];

/** Subjects that share their teachers, under one name. */
const alike: Record<string, readonly string[]> = {
  艺术: ['音乐', '美术'],
  艺体: ['音乐', '美术', '体育'],
  体育与健康: ['体育'],
  信息科技: ['信息技术'],
};

/** Subjects under one name each: 艺术 is 音乐 and 美术, 体育与健康 is 体育. */
export const plainSubjects = (subjects: readonly string[]): string[] => [
  ...new Set(subjects.flatMap((subject) => alike[subject] ?? [subject])),
];

type Dated = Item & { start: LocalDate; end: LocalDate; precision: Precision };

const isDated = (item: Item): item is Dated =>
  item.start !== null && item.end !== null && item.precision !== null && !item.theme;

/** Whether an item occupies anybody when it takes place: a theme, a deadline or a plan to be written does not. */
const occupies = ({ theme, kind, reminderKind }: Item): boolean =>
  !theme && reminderKind !== 'contestDeadline' && !idleKinds.includes(kind);

/** Everything of the calendar that occupies people, and the visits; undated items and meetings that fall away do not. */
export function engagementsOf(calendar: Calendar, beside: Beside = {}): Engagement[] {
  return [
    ...calendar.items.filter(occupies).flatMap((item) => itemEngagements(calendar, item, beside)),
    ...visitEngagements(beside),
  ];
}

/** What one item occupies: a series each of its meetings, anything else its own days; nothing without dates. */
export function itemEngagements(calendar: Calendar, item: Item, { groups = [] }: Beside = {}): Engagement[] {
  if (!isDated(item)) return [];
  const { start, end, reminderKind, precision } = item;
  const common: Engagement = {
    id: item.id,
    kind: 'item',
    itemId: item.id,
    title: item.title,
    start,
    end,
    precision,
    time: item.time,
    rank: rankOf(item.level),
    subjects: plainSubjects(item.subjects.length > 0 ? item.subjects : seriesSubject(item)),
    schools: item.schools,
    people: [],
    roles: rolesOf(item),
    groups: groupsFor(calendar, item, groups).map(({ id }) => id),
    venue: item.venue,
    window: reminderKind === 'visitWindow' || daysBetween(start, end) >= longest,
    exam: isExam(item) || chainKinds.some((kind) => kind === reminderKind),
    past: item.past,
    nominal: null,
    item,
    visit: null,
  };
  if (!item.recurrence) return [common];
  return meetings(calendar, item).flatMap(({ day, lostTo, exception }) => {
    if (lostTo !== null) return [];
    const nominal = exception?.day ?? day;
    const id = meetingId(item, nominal);
    return [{ ...common, id, kind: 'meeting' as const, start: day, end: day, window: false, nominal }];
  });
}

const seriesSubject = ({ recurrence }: Item): string[] => (recurrence?.subject ? [recurrence.subject] : []);

/** Names one meeting of a series by the day its rhythm gives it. */
export const meetingId = (item: Pick<Item, 'id'>, nominal: LocalDate): string => `${item.id}@${nominal}`;

/** Whether an item is an exam that keeps schools busy. */
export const isExam = ({ kind, reminderKind }: Item): boolean =>
  reminderKind === 'examDay' || (kind === 'exam' && reminderKind === null);

function visitEngagements({ visits = [], people = [], schools = new Map(), groups: _ }: Beside): Engagement[] {
  const known = new Map(people.map((person) => [person.id, person]));
  return visits
    .filter(({ state }) => state === 'planned')
    .map((visit): Engagement => {
      const team = visit.team.flatMap((id) => known.get(id) ?? []);
      // The 教研员 of a subject is who its 集体备课 cannot do without (visitSettings.busyWithPreparation).
      const researchers = team.filter(({ roles }) => roles.includes('researcher'));
      return {
        id: visit.id,
        kind: 'visit',
        itemId: null,
        title: `${visit.number}视导${schools.get(visit.schoolId) ?? ''}`,
        start: visit.day,
        end: visit.day,
        precision: 'day',
        time: null,
        rank: rankOf('district'),
        subjects: plainSubjects((researchers.length > 0 ? researchers : team).flatMap(({ subjects }) => subjects)),
        schools: [visit.schoolId],
        people: visit.team,
        roles: [],
        groups: [],
        venue: null,
        window: false,
        exam: false,
        past: false,
        nominal: null,
        item: null,
        visit,
      };
    });
}
