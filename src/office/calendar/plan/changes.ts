// Activities that the document itself moves, calls off or puts off: only what holds in the end counts.
import type { Activity } from './activity.ts';
import type { Field } from './clauses.ts';
import type { Stretch } from './signs.ts';

const moved =
  /(?:改|调整|推迟|延期|延后|延|提前|移|顺延|变更|推延|后移|前移|挪|调)(?:到|至|为|在|于)|(?:顺延|推迟|延后|提前|延期)[一二两三四五六七\d]{1,2}(?:天|周|日|个星期),?(?:即|为|至|到|改为|改在)?|另定于|改期(?:到|至|为|于)|重新定于/g;
const cancelled = /取消|停办|不再(?:举[行办]|开展|进行|组织)|停止(?:举[行办]|开展)|暂停(?:举[行办]|开展)|作废/;
const postponed =
  /暂缓|缓办|延期(?:举[行办])?|推迟(?:举[行办])?|顺延[一二两三四五六七\d]{1,2}(?:天|周|日)|暂不(?:举[行办]|开展|安排)/;

/** What a sentence changes, or null when it changes nothing. */
export function changeIn(field: Field, { from, to }: Stretch): Activity | null {
  const text = field.text.slice(from, to);
  if (!/改|调|推|延|提前|移|变更|另定|重新|取消|停|暂|缓|不再|作废|挪/.test(text)) return null;
  for (const found of text.matchAll(moved)) {
    const at = from + found.index;
    const next = field.whens.find((when) => when.from >= at && when.from <= at + found[0].length + 3 && when.from < to);
    if (!next) continue;
    const start = Math.max(from, lastSign(field, from, at));
    const bracket = field.depth[at]! > 0 ? field.text.lastIndexOf('(', at) : -1;
    // The words may also stand behind the new date: 原定3月21日改到3月28日的期中视导.
    const before = field.text.slice(start, at);
    const ahead = field.whens.filter((when) => when.from >= start && when.to <= at);
    const named =
      strip(
        before,
        ahead.map((when) => field.text.slice(when.from, when.to)),
      ).length >= 2;
    return {
      from: named ? Math.min(start, bracket > from ? from : start) : next.to,
      to: named ? (bracket > from ? bracket : at) : to,
      own: [next],
      sentence: null,
      line: null,
      label: null,
      // 例会（改为6月28日召开）: said of itself, not of an item above.
      ...(bracket > from && named ? {} : { change: 'moved' as const }),
      ...(named || strip(field.text.slice(next.to, to), []).length >= 2 ? {} : { remark: true as const }),
    };
  }
  const over = cancelled.exec(text) ?? postponed.exec(text);
  if (!over) return null;
  const change = cancelled.test(text) ? 'cancelled' : 'postponed';
  const at = from + over.index;
  const bracket = field.depth[at]! > 0 ? field.text.lastIndexOf('(', at) : -1;
  const start = bracket > from ? from : lastSign(field, from, at);
  const named = strip(field.text.slice(start, at), []).length >= 2;
  return {
    from: named ? start : at + over[0].length,
    to: named ? (bracket > from ? bracket : at) : to,
    own: field.whens.filter((when) => when.from >= from && when.to <= to),
    sentence: null,
    line: null,
    label: null,
    change,
    ...(bracket > from && named && { itself: true as const }),
    ...(named || strip(field.text.slice(at + over[0].length, to), []).length >= 2 ? {} : { remark: true as const }),
  };
}

/** Where the words of the activity begin: behind 因…， or the sign before. */
function lastSign(field: Field, from: number, at: number): number {
  let start = from;
  for (let i = from; i < at; i++) {
    const clause = field.text.slice(start, i);
    if (
      field.text[i] === ',' &&
      field.depth[i] === 0 &&
      /^(?:因|由于|鉴于|根据|受|为|注|说明|备注)/.test(clause.trim())
    )
      start = i + 1;
    if (field.text[i] === ':' && i - from < 8 && field.depth[i] === 0 && !field.dated(i)) start = i + 1;
  }
  return start;
}

/** The name alone. */
export const strip = (text: string, dates: string[]): string =>
  dates
    .reduce((rest, date) => rest.replace(date, ''), text)
    .replace(
      /原定(?:于|在)?|原计划(?:于|在)?|原安排(?:于|在)?|原|因[^,]{1,20},?|时间|的|由|从|现|统一|[,:;。、()\s]/g,
      '',
    );
