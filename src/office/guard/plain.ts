// A text as the guard reads it: disguises by width, blanks, signs, marks and traditional signs taken off. Pure.
import { compareKey, normalise } from '../../lib/chinese.ts';

/** Traditional signs of the words the rules look for, and of surnames. */
const traditional = new Map(
  [
    '數数績绩總总語语學学號号試试題题級级測测師师進进滿满員员體体報报細细單单榜榜優优導导絕绝續续錄录評评獎奖個个',
    '張张陳陈劉刘楊杨趙赵黃黄吳吴孫孙馬马羅罗鄭郑謝谢許许韓韩馮冯鄧邓蕭萧葉叶蘇苏魏魏呂吕盧卢鐘钟譚谭陸陆賈贾鄒邹龍龙萬万錢钱嚴严賀贺龔龚閻阎顧顾',
    '齊齐歐欧莊庄鮑鲍聶聂喬乔溫温閔闵項项紀纪蔣蒋湯汤韋韦麥麦車车閆闫賴赖紅红蘭兰偉伟強强麗丽軍军東东華华劍剑靜静傑杰鳳凤藝艺從从為为這这遠远',
    '順顺隊队後后兩两內内達达過过門门開开會会當当實实驗验區区縣县鎮镇範范圍围圖图書书畫画頁页冊册電电話话聯联繫系練练習习複复聽听課课備备',
    '構构計计時时間间點点鬥斗裡里關关於于發发給给請请讓让離离與与爭争標标準准並并國国園园場场務务構构氣气無无據据擔担專专業业類类稱称組组紙纸終终結结給给統统網网線线績绩',
  ]
    .flatMap((pairs) =>
      Array.from({ length: pairs.length / 2 }, (_, n): [string, string] => [
        pairs[2 * n] ?? '',
        pairs[2 * n + 1] ?? '',
      ]),
    )
    .filter(([from, to]) => from !== to),
);
const anyTraditional = new RegExp(`[${[...traditional.keys()].join('')}]`, 'g');

/** Boxes and tabs part cells as bars do; marks over and around signs say nothing. */
const frames = /[\u2500-\u257f\t]+/g;
const marks = /\p{M}+/gu;
/** Pictures and stars between the signs of a word. */
const pictures =
  /(?<=[\p{Script=Han}\d])[\p{So}\p{Extended_Pictographic}]+(?=\p{Script=Han})|(?<=\p{Script=Han})[\p{So}]+(?=\d)/gu;
/** Emphasis around figures. */
const emphasis = /[*`_~]{1,3}(?=\d)|(?<=\d)[*`_~]{1,3}/g;

/** 李 明 9 8 分, 排_名: signs one by one with something between are one word. */
const spread =
  /(?<!\p{L})(?:(?=\p{Script=Han})|(?<![\p{N}.]))[\p{Script=Han}\d](?:(?: |[._·•・*~^+](?!\d))[\p{Script=Han}\d])+(?:(?<=\p{Script=Han})(?!\p{L})|(?<=\d)(?![\p{L}\p{N}]))/gu;
const between = /[ ._·•・*~^+]/g;

/** A line with its words put together again; where words were taken apart, figures were too. */
function together(line: string): string {
  const joined = line.replace(spread, (run) => (/\p{Script=Han}/u.test(run) ? run.replace(between, '') : run));
  return joined === line ? line : joined.replace(/(?<=\d) (?=\d(?![\d:月]))/g, '');
}

/** The text with everything that only disguises taken off, its blanks kept. */
export function openText(text: string): string {
  const plain = normalise(text.replace(frames, '|'))
    .replace(marks, '')
    .replace(pictures, '')
    .replace(emphasis, '')
    .replaceAll('，', ',')
    .replace(anyTraditional, (sign) => traditional.get(sign) ?? sign);
  return plain.split('\n').map(together).join('\n');
}

/** A line (as `openText` gives it) without blanks, and without the signs that are put between characters. */
export const closedLine = (line: string): string =>
  compareKey(line).replace(/(?<=\p{Script=Han})[.·・•*_~^|\-+]+(?=\p{Script=Han})/gu, '');

/** 不得公布成绩和名次, 排名不分先后: to speak against it is not to do it. */
const against =
  /(?:不得|不准|不许|不要|不能|不应|不公布|不公开|不按|不以|不搞|不进行|不排|禁止|严禁|杜绝|取消|切勿|请勿|淡化)(?!忘|错过|迟|外传|告诉)[^,，。.;；!！?？\n:：\d]{0,14}|(?:排名|名次|排序)不分先后/g;

/** The text without what it speaks against. */
export const withoutBans = (text: string): string => text.replace(against, '');
