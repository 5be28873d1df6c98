// /负担: what a week asks of teachers and schools.
import { z } from 'zod';
import { command } from '../src/bot/command.ts';
import { say } from '../src/bot/message.ts';
import { dayMs } from '../src/lib/dates.ts';
import type { Act } from '../src/office/act.ts';
import { burdenOf } from '../src/office/burden/queries.ts';
import { burdenText, noTerm } from '../src/office/burden/wording.ts';

/** How many days from today a word is. */
const weeks = { 上周: -7, 本周: 0, 下周: 7 } as const;
type Week = keyof typeof weeks;

const show = command<Act>()({
  name: '负担',
  summary: '这一周每人收到几条、每校要办几件，什么并入了周五汇总',
  roles: ['admin', 'head'],
  where: 'private',
  args: z.object({
    week: z
      .enum(Object.keys(weeks) as [Week, ...Week[]])
      .default('本周')
      .meta({ title: '哪一周', ask: '要看哪一周？上周、本周还是下周？' }),
  }),
  examples: ['/负担', '/负担 下周'],
  run: async (act, { week }) => {
    const burden = await burdenOf(act, act.now + weeks[week] * dayMs);
    return burden === null ? say(noTerm) : burdenText(burden);
  },
});

/** The list for handlers/index.ts. */
export const burden = [show];
