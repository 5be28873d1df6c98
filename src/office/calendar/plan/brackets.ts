// Dates in brackets that each have a label of their own: 家长开放日（中班5月14日，大班5月16日）.
import type { Activity } from './activity.ts';
import type { Field } from './clauses.ts';

/** 家长开放日（中班5月14日，大班5月16日）: one activity for each labelled date in its brackets. */
export function labelled(field: Field, activity: Activity): Activity[] {
  const inside = activity.own.filter(({ from, pairs }) => (field.depth[from] ?? 0) > 0 && !pairs);
  if (inside.length < 2 || activity.change) return [activity];
  // 第六周至第九周：常规视导（城区学校第六、七周，…）: the whole is said already.
  const total = activity.sentence ?? activity.line;
  const parts = inside.every(({ weeks }) => weeks.length > 0);
  if (parts && total?.weeks.some(({ from, to }) => from !== to))
    return [{ ...activity, own: activity.own.filter((when) => !inside.includes(when)) }];
  const top = activity.own.filter((when) => !inside.includes(when));
  const labels = inside.map((when, i) => {
    const before = field.text
      .slice(i === 0 ? field.text.lastIndexOf('(', when.from) + 1 : inside[i - 1]!.to, when.from)
      .replace(/^[,、;:]+|[,、;:]+$/g, '')
      .trim();
    const after = field.text
      .slice(when.to, inside[i + 1]?.from ?? field.text.indexOf(')', when.to))
      .replace(/^[,、;:]+|[,、;:]+$/g, '')
      .trim();
    return { before, after };
  });
  const side = labels.every(({ before }) => before !== '')
    ? 'before'
    : labels.every(({ after }) => after !== '')
      ? 'after'
      : null;
  if (!side) return [{ ...activity, own: [...top, inside[0]!] }];
  if (!labels.every((label) => label[side].length <= 10)) return [{ ...activity, own: [...top, inside[0]!] }];
  return inside.map((when, i) => ({ ...activity, own: [...top, when], label: labels[i]![side] }));
}
