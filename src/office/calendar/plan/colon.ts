// What stands before a colon: a date, a label, a department, an umbrella over what follows.
import { clausesOf, type Field, undatedText } from './clauses.ts';
import type { Entry } from './entry.ts';
import { genericHead, groupLabel, particularLabel, timeLabel } from './labels.ts';
import { bare, isActivity } from './lexicon.ts';
import { divide, type Stretch } from './signs.ts';
import { make, type State, touches } from './state.ts';

/** Reads what stands before a colon: a date, a department, an umbrella. Gives what is left to read. */
export function afterColon(field: Field, stretch: Stretch, state: State, entry: Entry): Stretch | null {
  const { text } = field;
  let colon = -1;
  for (let i = stretch.from; i < stretch.to; i++) {
    if (text[i] === ':' && field.depth[i] === 0 && !field.dated(i) && !/\d:\d/.test(text.slice(i - 1, i + 2))) {
      colon = i;
      break;
    }
    if (text[i] === ',' && field.depth[i] === 0) break;
  }
  if (colon < 0) return stretch;
  const head = { from: stretch.from, to: colon };
  const tail: Stretch = { from: colon + 1, to: stretch.to, after: 'colon' };
  const label = undatedText(field, head).trim();
  const dated = field.whens.filter((when) => touches(when, head));
  const opening = dated.find(({ from }) => field.depth[from] === 0) ?? dated[0];
  const open = (): void => {
    if (opening) state.line = opening;
  };
  if (bare(label) === '') {
    open();
    return tail.to > tail.from && text.slice(tail.from, tail.to).trim() ? tail : null;
  }
  const gap = text.lastIndexOf(' ', colon);
  if (gap > stretch.from && particularLabel.test(bare(text.slice(gap, colon)))) return { ...stretch, to: gap };
  const asked = timeLabel.exec(label);
  if (asked && (entry.titled || !isActivity(asked[1] ?? ''))) {
    const said = field.whens.filter((when) => touches(when, { from: colon, to: stretch.to }));
    const at = { ...stretch, after: stretch.after };
    if (said.length > 0 && (entry.about !== null || entry.topic))
      state.found.push({ ...make(at, said.slice(0, 1), null, state), asks: (asked[1] ?? '').trim() });
    return null;
  }
  if (asked) return { ...stretch };
  if (particularLabel.test(bare(label)) && !/^(?:备注|注|说明)$/.test(bare(label))) return null;
  // 开学准备： - 排定总课表；…: what follows in lines of its own is the work.
  if (text.slice(tail.from, tail.to).trim() === '' && stretch.to < text.length) {
    open();
    return null;
  }
  const later = field.whens.some(({ from }) => from > colon && from < stretch.to);
  const activity = isActivity(label);
  if (/^(?:注意?|备注|说明|附注|温馨提示|提示)$/.test(bare(label))) return tail;
  if (
    !activity ||
    /^第?[一二三四五六\u4e00-\u9fa5]{1,2}阶段$/.test(bare(label)) ||
    (groupLabel.test(bare(label)) && bare(label).length <= 8)
  ) {
    open();
    return tail;
  }
  const parts = clausesOf(field, tail).filter((part) => isActivity(undatedText(field, part)));
  const stages = divide(field.text, tail, '、', 'pause', field.depth, field.dated);
  if (
    later &&
    stages.every(
      (stage) => bare(undatedText(field, stage)).length <= 4 && field.whens.some((when) => touches(when, stage)),
    )
  ) {
    // 基本功大赛：初赛（11日—15日）、决赛（25日）
    open();
    for (const stage of stages)
      state.found.push({
        ...make(
          head.to > head.from ? { ...head, after: stretch.after } : stretch,
          field.whens.filter((when) => touches(when, stage)),
          null,
          state,
        ),
        label: bare(undatedText(field, stage)),
      });
    return null;
  }
  if (later && (parts.length > 0 || field.whens.some(({ from }) => from > colon))) {
    open();
    if (entry.mode !== 'schedule' && !opening) return tail;
    return parts.length > 0 ? tail : { ...stretch };
  }
  if (genericHead.test(bare(label)) && parts.length > 1) {
    open();
    return tail;
  }
  return { ...stretch, to: colon };
}
