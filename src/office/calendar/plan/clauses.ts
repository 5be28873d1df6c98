// Which parts of a sentence are activities of their own: enumerations that share a verb stay together, named ones come apart.
import { bare, beginsActivity, endsActivity, isActivity } from './lexicon.ts';
import { divide, type Stretch } from './signs.ts';
import type { When } from './when.ts';

/** The text that is divided, with its brackets and dates. */
export interface Field {
  text: string;
  depth: Uint8Array;
  whens: When[];
  dated: (at: number) => boolean;
  /** From a table: blanks divide activities there. */
  tabular: boolean;
}

/** 语文, 七年级, 小学组: tells several meetings of one activity apart. */
export const shortLabel =
  /^(?:语文|数学|英语|外语|科学|道德与法治|道法|思政|政治|品德|历史|地理|物理|化学|生物|音乐|美术|体育|信息技术|信息科技|信息|劳动|综合|心理|[一二三四五六七八九]年级|高[一二三]|初[一二三]|[大中小]班|小学组?|初中组?|高中组?|幼儿园组?|[一二三四五六七八九\d]{1,2}(?:[、至-][一二三四五六七八九\d]{1,2})*年级|[低中高]段|上午|下午)+$/;

const shared =
  /^(?:认真|积极|继续|扎实|统一)?(?:组织|开展|举行|举办|进行|做好|召开|完成|参加|落实|加强|抓好|筹备|准备|布置|安排|检查|收集|上交|上报|报送|制定|制订|拟定|审定|撰写|整理|总结|迎接|指导|庆祝|编制|编写|修订|评选|评审|发放|下发|启动|推进|强化|开好|上好|抓|填写|填报|收|交|发)/;

/** The stretch without its dates. */
export const undatedText = ({ text, whens }: Field, { from, to }: { from: number; to: number }): string => {
  let rest = '';
  let at = from;
  for (const when of whens) {
    if (when.to <= from || when.from >= to) continue;
    rest += text.slice(at, Math.max(at, when.from));
    at = Math.max(at, when.to);
  }
  return (rest + text.slice(at, to)).replace(/\(\s*[,、]?\s*\)/g, '');
};

const complete = (text: string): boolean => endsActivity(text) || (beginsActivity(text) && bare(text).length >= 4);

/** A、B、C: apart when each is an activity with a name or verb of its own. */
function atPauses(field: Field, stretch: Stretch): Stretch[] {
  const pauses = divide(field.text, stretch, '、', 'pause', field.depth, field.dated);
  const parts = pauses.length > 1 ? pauses : divide(field.text, stretch, '/', 'pause', field.depth, field.dated);
  if (parts.length < 2) return [stretch];
  const texts = parts.map((part) => undatedText(field, part).trim());
  const startsDated = parts.map((part) => field.whens.some(({ from }) => from >= part.from && from <= part.from + 1));
  if (startsDated.slice(1).every(Boolean) && texts.every((text) => bare(text).length >= 2)) return parts;
  if (
    !texts.every(complete) ||
    (texts.every((text) => bare(text).length <= 3) && !texts.every((text) => /[会考节赛]$/.test(bare(text))))
  )
    return [stretch];
  if (/(?:活动|工作)$/.test(bare(texts.at(-1)!)) && texts.slice(0, -1).every((text) => bare(text).length <= 3))
    return [stretch];
  // 召开教研组长、备课组长会议 shares its verb; 组织期中考试、召开家长会 has two.
  if (shared.test(bare(texts[0]!)) && !texts.slice(1).every((text) => shared.test(bare(text)))) return [stretch];
  return parts;
}

/** A B: a blank divides what can stand alone; elsewhere it is only a blank. */
export function atBlanks(field: Field, stretch: Stretch): Stretch[] {
  const parts = divide(field.text, stretch, ' ', 'blank', field.depth, field.dated);
  const found: Stretch[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    const before = last ? undatedText(field, last).trim() : '';
    const after = undatedText(field, part).trim();
    const startsDated = field.whens.some(({ from }) => from >= part.from && from <= part.from + 1);
    const labelled =
      last !== undefined &&
      shortLabel.test(bare(before)) &&
      field.whens.some(({ from, to }) => from >= last.from && to <= last.to);
    const ends = labelled || (field.tabular ? isActivity(before) || bare(before).length >= 5 : endsActivity(before));
    const named =
      shortLabel.test(bare(after)) && field.whens.some(({ from, to }) => from >= part.from && to <= part.to);
    const begins = startsDated || named || isActivity(after) || (field.tabular && bare(after).length >= 4);
    if (last && !(ends && begins && bare(after).length >= 2)) last.to = part.to;
    else found.push({ ...part });
  }
  return found;
}

/** A 3月5日 B: a date in the middle begins the next activity when one has been named before it. */
function atDates(field: Field, stretch: Stretch): Stretch[] {
  const found: Stretch[] = [{ ...stretch }];
  for (const when of field.whens) {
    const last = found.at(-1)!;
    if (when.from <= last.from || when.to >= last.to) continue;
    const close = field.text[when.to] === ')' ? when.to + 1 : -1;
    if (close > 0 && close < last.to && field.depth[when.from]! > 0) {
      const rest = field.text.slice(close, last.to);
      if (
        bare(rest).length >= 4 &&
        isActivity(rest) &&
        !/^(?:活动|工作|会议?|比赛)$/.test(bare(rest)) &&
        endsActivity(undatedText(field, { from: last.from, to: close }))
      ) {
        found.push({ from: close, to: last.to, after: 'blank' });
        last.to = close;
        continue;
      }
    }
    if (field.depth[when.from] !== 0) continue;
    const before = undatedText(field, { from: last.from, to: when.from })
      .replace(/(?:于|在|从|自|定于|拟于|计划于|和|及|与|到|至)$/, '')
      .trim();
    const after = bare(field.text.slice(when.to, last.to));
    const named = bare(before).length >= 3 && endsActivity(before) && isActivity(after);
    const preposition = /(?:于|在|从|自|定于|拟于|将于)$/.test(field.text.slice(last.from, when.from).trimEnd());
    if (!named || preposition || after.length < 2) continue;
    found.push({ from: when.from, to: last.to, after: 'date' });
    last.to = when.from;
  }
  return found;
}

/** The clauses of a sentence; those that only describe are sorted out later. */
export function clausesOf(field: Field, sentence: Stretch): Stretch[] {
  const commas = divide(field.text, sentence, ',', 'comma', field.depth, field.dated);
  return commas
    .flatMap((clause) => atBlanks(field, clause))
    .flatMap((clause) => atDates(field, clause))
    .flatMap((clause) => atPauses(field, clause));
}
