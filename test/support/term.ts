// The spring-2023 term as a calendar in memory, for tests of pure rules.
import { join } from 'node:path';
import type { Calendar, DayOverride } from '../../src/office/calendar/model.ts';
import { readTerm } from '../../src/office/calendar/termfile.ts';

/** The term file that ships with the product. */
export const spring2023File = join(import.meta.dirname, '../../config/terms/2023-spring.yaml');

/** The spring-2023 calendar with the office's own days over it; nothing in it is past. */
export function spring2023(days: Record<string, DayOverride> = {}): Calendar {
  const { term, items } = readTerm(spring2023File);
  return { term, items, overrides: new Map(Object.entries(days)) };
}
