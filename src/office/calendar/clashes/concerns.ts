// Whether two things want the same people, subject, school or room, and whether they do so at once. Pure.
import type { Engagement } from './engagements.ts';

/** How long something with a clock time is taken to last, minutes: two that begin further apart do not meet. */
export const usualLength = 180;

export const shares = <T>(a: readonly T[], b: readonly T[]): boolean => a.some((one) => b.includes(one));
/** Empty means all. */
const meet = <T>(a: readonly T[], b: readonly T[]): boolean => a.length === 0 || b.length === 0 || shares(a, b);

/** Whether the same person, subject or school could be wanted by both: all that both of them state has something in common. */
export const concernsSame = (a: Engagement, b: Engagement): boolean =>
  shares(a.people, b.people) ||
  (a.kind === 'visit' && b.kind === 'visit'
    ? shares(a.schools, b.schools)
    : meet(a.subjects, b.subjects) && meet(a.schools, b.schools) && meet(a.roles, b.roles));

/** Whether both are in one room; only rooms that are named count. */
export const sameRoom = (a: Engagement, b: Engagement): boolean => a.venue !== null && a.venue === b.venue;

/** Whether both want the same people or room, so that they cannot be at once. */
export const wantsSame = (a: Engagement, b: Engagement): boolean => sameRoom(a, b) || concernsSame(a, b);

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whether their hours meet on a day both have; only when both are of one day and have a clock time can they miss each other. */
export function hoursMeet(a: Engagement, b: Engagement): boolean {
  if (a.time === null || b.time === null || a.start !== a.end || b.start !== b.end) return true;
  return Math.abs(minutes(a.time) - minutes(b.time)) < usualLength;
}

/** Whether both take place on a day in common and want the same there. */
export const collides = (a: Engagement, b: Engagement): boolean =>
  a.start <= b.end && b.start <= a.end && hoursMeet(a, b) && wantsSame(a, b);
