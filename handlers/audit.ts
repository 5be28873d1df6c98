// /记录: who changed what, from which message, old → new.
import { z } from 'zod';
import { command } from '../src/bot/command.ts';
import type { Act } from '../src/office/act.ts';
import { entriesOf, namesById } from '../src/office/audit/queries.ts';
import { readAsked } from '../src/office/audit/rules.ts';
import { pageText } from '../src/office/audit/wording.ts';
import { findPerson } from '../src/office/people/queries.ts';

const show = command<Act>()({
  name: '记录',
  summary: '谁在什么时候改了什么，最近的在前',
  roles: ['admin', 'head'],
  where: 'private',
  args: z.object({
    about: z.string().trim().max(60, '最多60个字。').optional().meta({ title: '条件', rest: true }),
  }),
  examples: ['/记录', '/记录 王敏 3天', '/记录 视0001', '/记录 今天 20条'],
  run: async (act, { about = '' }) => {
    const asked = readAsked(about, act.today);
    const person = asked.person === null ? null : await findPerson(act, asked.person, {}, null);
    const { entries, more } = await entriesOf(act.tx, asked, person?.id ?? null);
    const text = pageText(entries, await namesById(act.tx));
    if (!more) return { text };
    const words = about.replace(/第\s*\d+\s*页/g, '').trim();
    return {
      text,
      choices: [{ label: '更早的', says: `/记录 ${[words, `第${asked.page + 1}页`].filter(Boolean).join(' ')}` }],
    };
  },
});

/** The commands about the record. */
export const audit = [show];
