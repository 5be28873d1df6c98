// Arguments that several calendar commands share: numbers of drafts and changes, kinds and levels by their Chinese names, lists.
import { z } from 'zod';
import { readCalendarNumber } from './change.ts';
import { kindNames, levelNames, named } from './names.ts';

/** Number of a draft or a change, 历0003; may be left out. */
export const calendarNumber = z
  .string()
  .transform((text, context) => {
    const read = readCalendarNumber(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: '要写成 历0001 这样；发“/行事历 改动”能看到。' });
    return z.NEVER;
  })
  .optional()
  .meta({ title: '编号' });

/** What was shown before the yes, which is for that and for nothing that came in between; set by the confirmation, never typed. */
export const shownBefore = z.string().optional().meta({ title: '看过', hidden: true });

const oneOf = <K extends string>(names: Record<K, string>, title: string) =>
  z
    .string()
    .transform((text, context): K => {
      const found = named(names, text);
      if (found !== null) return found;
      context.addIssue({ code: 'custom', message: `可以写 ${Object.values(names).join('、')}。` });
      return z.NEVER;
    })
    .optional()
    .meta({ title });

export const kindArg = oneOf(kindNames, '类别');
export const levelArg = oneOf(levelNames, '级别');

/** Names separated by 、 or commas. */
export const listArg = (title: string) =>
  z
    .string()
    .transform((text) => text.split(/[、，,;；]/).flatMap((word) => (word.trim() === '' ? [] : [word.trim()])))
    .optional()
    .meta({ title });
