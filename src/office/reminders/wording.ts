// What is said about the rules of reminders. Data in, Chinese out.
import type { Habits } from '../../../config/reminders.ts';

/** 07:30–12:00、13:30–18:00. */
export const hoursText = (hours: Habits['hours']): string => hours.map(({ from, to }) => `${from}–${to}`).join('、');
