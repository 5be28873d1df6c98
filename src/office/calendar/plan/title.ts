// The title of an activity: its words as printed without date, number, bracketed particulars and connectives.
import { depths } from './signs.ts';
import type { When } from './when.ts';
import type { Words } from './words.ts';

const lead =
  /^(?:的|(?:上午|下午|晚上|中午|早上)?\d{1,2}:\d\d(?:-\d{1,2}:\d\d)?(?=[\u4e00-\u9fa5])|为(?=[\u4e00-\u9fa5]{2,6}(?:阶段|期)$)|(?:本|下)周[一二三四五六日](?![\u4e00-\u9fa5]?课)|\(?\d{1,2}[)、.](?=[\u4e00-\u9fa5“"《])|[\s,、;:。.\-~·|)\]]+|随后|然后|接着|同时|另外|此外|之后|其后|最后|并且|并(?!非)|以及|还将|还要|于|在(?=$|组织|开展|召开|举行|举办|进行)|从(?!事)|自(?=$|组织|开展|召开)|起(?![草源])|开始|定于|拟于|计划于|将于|预计|原定(?:于|在)?|原计划(?:于|在)?|截止|截至|左右|前后|期间|当天|进行(?=.{4,})(?!.*工作$))/;
const trail = /(?:[\s,、;:。.!\-~·|([]+|[于在从自]|定于|拟于|将于|时间|原定于?|改|因)$/;

/** Words of `source` from `from` to `to`, the dates and brackets among them left out. */
export function titleOf(words: Words, from: number, to: number, whens: When[], keepBrackets = false): string {
  const text = words.plain.slice(from, to);
  const depth = depths(text);
  const gone = new Set<number>();
  for (const when of whens) for (let i = Math.max(when.from, from); i < Math.min(when.to, to); i++) gone.add(i - from);
  let round = 0;
  let [plain, title] = ['', ''];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(' && depth[i]! > 0) round++;
    const inBracket = round > 0 && !keepBrackets;
    if (text[i] === ')' && round > 0) round--;
    if (inBracket || gone.has(i)) continue;
    plain += text[i];
    title += words.source[from + i];
  }
  return trimmed(plain, title);
}

function trimmed(plain: string, source: string): string {
  let [a, b] = [0, plain.length];
  for (
    let found = lead.exec(plain.slice(a, b));
    found && found[0].length > 0 && found[0].length < b - a;
    found = lead.exec(plain.slice(a, b))
  )
    a += found[0].length;
  for (let found = trail.exec(plain.slice(a, b)); found && found[0].length > 0; found = trail.exec(plain.slice(a, b)))
    b -= found[0].length;
  return source
    .slice(a, b)
    .replace(/\s+/g, ' ')
    .replace(/ ?([\u4e00-\u9fff]) ?/g, '$1')
    .trim();
}

/** 关于举办第六届…竞赛的通知 names the 竞赛. */
export const subjectOfTitle = (title: string): string =>
  title
    .replace(/^.*?关于/, '')
    .replace(/^(?:印发|转发|下发)/, '')
    .replace(/的?(?:通知|公告|方案|安排|函|预通知)$/, '');
