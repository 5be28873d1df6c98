// The half of the corpus that the rules were made with: forms of violations, what carries them, how they are disguised.
import type { Cast, Half, TableForm, TextForm } from './compose.ts';

const stock = {
  surnames: [...'王李张刘陈杨赵黄周吴徐孙马胡朱郭何罗高林常段易文龙史钟汤付方车盛元', '欧阳', '司马', '上官', '诸葛'],
  given: [
    ...['子涵', '浩然', '雨桐', '梓萱', '宇轩', '诗涵', '明', '芳', '强', '伟', '静怡', '小明', '佳琪', '一诺', '博文'],
    ...['丽', '晨曦', '天宇', '欣怡', '俊杰', '思源', '婷婷', '志远', '晓东', '梦洁', '乐', '昕', '睿'],
  ],
  schools: ['实验小学', '二码头小学', '青禾小学', '盐码头小学', '震华小学', '城北九年制学校'],
  subjects: ['语文', '数学', '英语', '科学'],
};

const place = (c: Cast): string => c.pick(['一', '二', '三', '五', '七', '十', '1', '2', '6', '12']);
const few = (c: Cast): number => c.number(1, 9);

const scores: TextForm[] = [
  { name: 'name and points', kind: 'score', words: (c) => `${c.name()}${c.mark()}分` },
  { name: 'pupil and subject', kind: 'score', words: (c) => `${c.name()}同学${c.subject()}${c.mark()}分` },
  { name: 'a verb', kind: 'score', words: (c) => `${c.name()}考了${c.mark()}，进步很大` },
  { name: 'a verb and points', kind: 'score', words: (c) => `恭喜${c.name()}${c.subject()}得了${c.mark()}分` },
  {
    name: 'pairs',
    kind: 'score',
    words: (c) => `${c.name()}${c.mark()}、${c.name()}${c.mark()}、${c.name()}${c.mark()}`,
  },
  { name: 'pairs with blanks', kind: 'score', words: (c) => `${c.name()} ${c.mark()} ${c.name()} ${c.mark()}` },
  {
    name: 'brackets',
    kind: 'score',
    words: (c) => `优秀的有${c.name()}（${c.mark()}分）、${c.name()}（${c.mark()}分）`,
  },
  { name: 'figures by subject', kind: 'score', words: (c) => `${c.name()} 语文${c.mark()} 数学${c.mark()}` },
  { name: 'short subjects', kind: 'score', words: (c) => `${c.name()}：语${c.mark()} 数${c.mark()} 英${c.mark()}` },
  { name: 'sum', kind: 'score', words: (c) => `${c.name()}总分${c.number(180, 299)}` },
  { name: 'full marks', kind: 'score', words: (c) => `${c.name()}同学${c.subject()}考了满分` },
  { name: 'whose full marks', kind: 'score', words: (c) => `得满分的有：${c.name()}、${c.name()}` },
  { name: 'points of whom', kind: 'score', words: (c) => `得${c.mark()}分的是${c.name()}` },
  { name: 'points then colon', kind: 'score', words: (c) => `100分：${c.name()}、${c.name()}；99分：${c.name()}` },
  { name: 'band', kind: 'score', words: (c) => `${c.number(6, 9)}0分以下的有${c.name()}、${c.name()}` },
  { name: 'numerals', kind: 'score', words: (c) => `${c.name()}这次${c.pick(['九十八', '八十五', '六十二'])}分` },
  { name: 'failed', kind: 'score', words: (c) => `${c.name()}、${c.name()}${c.subject()}没有及格` },
  {
    name: 'marks respectively',
    kind: 'score',
    words: (c) => `${c.name()}和${c.name()}分别考了${c.mark()}分、${c.mark()}分`,
  },
  { name: 'a gap to passing', kind: 'score', words: (c) => `${c.name()}离及格只差${few(c)}分` },
  { name: 'higher than', kind: 'score', words: (c) => `${c.name()}比${c.name()}高${few(c)}分` },
  { name: 'rose to', kind: 'score', words: (c) => `${c.name()}由${c.mark()}分上升到${c.mark()}分` },
  { name: 'best mark', kind: 'score', words: (c) => `全班最高分${c.number(95, 100)}，最低分${c.number(31, 50)}` },
  { name: 'best by name', kind: 'score', words: (c) => `${c.subject()}最高分${c.name()}` },
  { name: 'score sheet', kind: 'score', words: (c) => `${c.grade()}期末成绩单已上传，请转发` },
  { name: 'announced', kind: 'score', words: (c) => `现公布${c.grade()}期中${c.subject()}成绩` },
  { name: 'parents', kind: 'score', words: (c) => `${c.name()}妈妈，${c.name()}这次考了${c.mark()}分` },
  { name: 'somebody in short', kind: 'score', words: (c) => `小明${c.mark()}分，小红${c.mark()}分` },
  { name: 'given names', kind: 'score', words: (c) => `子涵${c.mark()}分，浩然${c.mark()}分` },
  { name: 'half known', kind: 'score', words: (c) => `${c.pick(['王', '李', '陈'])}某某${c.subject()}${c.mark()}分` },
  {
    name: 'list below a head',
    kind: 'score',
    words: (c) => `${c.subject()}成绩：\n${c.name()} ${c.mark()}\n${c.name()} ${c.mark()}\n${c.name()} ${c.mark()}`,
  },
  { name: 'score colon', kind: 'score', words: (c) => `${c.name()}同学：${c.mark()}` },
  { name: 'middle and end', kind: 'score', words: (c) => `${c.name()}期中${c.mark()}，期末${c.mark()}` },
  {
    name: 'subjects after a comma',
    kind: 'score',
    words: (c) => `成绩如下：${c.name()}，语文${c.mark()}，数学${c.mark()}`,
  },
  {
    name: 'low ones',
    kind: 'score',
    words: (c) => `低分段：${c.name()}（${c.number(20, 59)}）、${c.name()}（${c.number(20, 59)}）`,
  },
  { name: 'got a', kind: 'score', words: (c) => `${c.name()}这回拿了个${c.mark()}` },
  { name: 'got', kind: 'score', words: (c) => `${c.name()}得${c.mark()}` },
  { name: 'the only full marks', kind: 'score', words: (c) => `${c.name()}是全年级唯一一个满分` },
  {
    name: 'candidate and sum',
    kind: 'score',
    words: (c) => `考生${c.name()}，准考证${c.number(10000, 99999)}，总分${c.number(180, 299)}`,
  },
  { name: 'a head each', kind: 'average', words: (c) => `${c.room()}人均${c.average()}分，年级最低` },
  { name: 'subject first', kind: 'rank', words: (c) => `${c.subject()}第一：${c.name()}` },
  { name: 'head name', kind: 'rank', words: (c) => `${c.name()}勇夺年级头名` },
  { name: 'seventh position', kind: 'rank', words: (c) => `${c.school()}综合成绩全区第${few(c)}位` },
  { name: 'last three', kind: 'rank', words: (c) => `全班倒数三名：${c.name()}、${c.name()}、${c.name()}` },
  { name: 'all subjects', kind: 'score', words: (c) => `${c.name()}三门总共${c.number(160, 297)}分` },
  { name: 'a child', kind: 'score', words: (c) => `${c.name()}妈妈好，孩子${c.subject()}这回考了${c.mark()}分` },
  { name: 'nobody named', kind: 'score', words: (c) => `没想到她${c.subject()}能考${c.mark()}分` },
  { name: 'reversed pairs', kind: 'score', words: (c) => `${c.mark()}（${c.name()}）、${c.mark()}（${c.name()}）` },
  { name: 'exam colon', kind: 'score', words: (c) => `期末${c.subject()}：${c.name()} ${c.mark()}` },
  { name: 'the mark is', kind: 'score', words: (c) => `${c.name()}的${c.subject()}分数是${c.mark()}` },
  { name: 'best of all', kind: 'score', words: (c) => `${c.subject()}成绩最好的是${c.name()}` },
  { name: 'only just', kind: 'score', words: (c) => `这次没考好，${c.name()}才${c.mark()}` },
  { name: 'overall', kind: 'score', words: (c) => `${c.name()}总评${c.mark()}分` },
  {
    name: 'level with mark',
    kind: 'score',
    words: (c) => `${c.name()} 优（${c.mark()}）、${c.name()} 良（${c.mark()}）`,
  },
  { name: 'dictation', kind: 'score', words: (c) => `听写：${c.name()}${c.mark()}分` },
  { name: 'marks in words', kind: 'score', words: (c) => `${c.name()}九十八点五分` },
  { name: 'by slashes', kind: 'score', words: (c) => `${c.name()}：语${c.mark()}/数${c.mark()}/英${c.mark()}` },
  { name: 'pupil by number', kind: 'score', words: (c) => `学号${c.number(10, 45)}：${c.mark()}分` },
  { name: 'name colon', kind: 'score', words: (c) => `期中成绩 ${c.name()}：${c.mark()}` },
];

const ranks: TextForm[] = [
  { name: 'nth of all', kind: 'rank', words: (c) => `${c.name()}获全区第${place(c)}名` },
  { name: 'place words', kind: 'rank', words: (c) => `期中考试班级名次已出，${c.room()}请领取` },
  { name: 'ranking', kind: 'rank', words: (c) => `各校${c.subject()}调考排名如下` },
  { name: 'first n', kind: 'rank', words: (c) => `请表扬年级前${c.number(3, 50)}名的同学` },
  { name: 'nth of grade', kind: 'rank', words: (c) => `${c.name()}考了年级第${place(c)}` },
  { name: 'nth of room', kind: 'rank', words: (c) => `${c.name()}，全班第${place(c)}` },
  { name: 'from the bottom', kind: 'rank', words: (c) => `${c.school()}${c.grade()}倒数第${place(c)}` },
  { name: 'by average', kind: 'rank', words: (c) => `各校按平均分从高到低：${c.school()}、${c.school()}` },
  {
    name: 'sorted',
    kind: 'rank',
    words: (c) => `${c.subject()}平均分排序：${c.school()}、${c.school()}、${c.school()}`,
  },
  { name: 'list of honour', kind: 'rank', words: () => '红榜：本次调考状元出炉' },
  { name: 'first three', kind: 'rank', words: (c) => `${c.grade()}前三：${c.name()}、${c.name()}、${c.name()}` },
  { name: 'top', kind: 'rank', words: (c) => `全班前${c.pick(['5', '十', '10'])}：${c.name()}、${c.name()}` },
  { name: 'place by number', kind: 'rank', words: (c) => `${c.name()} 第${few(c)}` },
  { name: 'places in rows', kind: 'rank', words: (c) => `第1名：${c.name()}\n第2名：${c.name()}` },
  { name: 'first and second', kind: 'rank', words: (c) => `${c.name()}第一，${c.name()}第二，${c.name()}第三` },
  { name: 'rank short', kind: 'rank', words: (c) => `${c.name()} 班级排${few(c)}` },
  { name: 'rank NO', kind: 'rank', words: (c) => `${c.name()} 年级NO.${few(c)}` },
  { name: 'gained', kind: 'rank', words: (c) => `${c.name()}进步了${c.number(3, 30)}名` },
  { name: 'position', kind: 'rank', words: (c) => `${c.school()}${c.subject()}名列全区第${place(c)}` },
  { name: 'last place', kind: 'rank', words: (c) => `${c.subject()}最后一名是${c.name()}` },
  { name: 'rates compared', kind: 'rank', words: (c) => `合格率排名：${c.school()}、${c.school()}` },
  { name: 'head of the list', kind: 'rank', words: (c) => `${c.name()}荣登榜首` },
  { name: 'side by side', kind: 'rank', words: (c) => `${c.name()}与${c.name()}并列第${place(c)}` },
  { name: 'first ten list', kind: 'rank', words: () => '年级前10名单已出' },
  { name: 'top pupils', kind: 'rank', words: (c) => `Top${c.number(3, 20)}学生名单` },
  { name: 'head of grade', kind: 'rank', words: (c) => `${c.grade()}第一是${c.name()}` },
  { name: 'order by marks', kind: 'rank', words: () => '请将学生按总分降序整理' },
  { name: 'seats', kind: 'rank', words: () => '按成绩排座位' },
  { name: 'ordered by total', kind: 'rank', words: (c) => `总分由高到低：${c.name()}、${c.name()}` },
];

const averages: TextForm[] = [
  {
    name: 'two rooms',
    kind: 'average',
    words: (c) => `${c.room()}平均分：${c.average()}，${c.room()}平均分：${c.average()}`,
  },
  {
    name: 'two schools',
    kind: 'average',
    words: (c) => `各校平均分：${c.school()}${c.average()} ${c.school()}${c.average()}`,
  },
  { name: 'lowest', kind: 'average', words: (c) => `${c.school()}的${c.subject()}平均分最低` },
  { name: 'one school', kind: 'average', words: (c) => `${c.school()}${c.subject()}均分${c.average()}` },
  { name: 'above', kind: 'average', words: (c) => `${c.room()}平均分高出年级${few(c)}分` },
  {
    name: 'averages in rows',
    kind: 'average',
    words: (c) => `平均分\n${c.school()} ${c.average()}\n${c.school()} ${c.average()}`,
  },
];

const windows: TextForm[] = [
  { name: 'task', kind: 'window', words: (c) => `${c.grade()}${c.subject()}命题由${c.name()}负责` },
  { name: 'people', kind: 'window', words: (c) => `命题人：${c.name()}，审题人：${c.name()}` },
  { name: 'setting', kind: 'window', words: (c) => `请${c.name()}老师${c.day()}前完成出题` },
  { name: 'drawing up', kind: 'window', words: (c) => `${c.subject()}期末出卷进度如何` },
  { name: 'specification', kind: 'window', words: (c) => `${c.subject()}双向细目表已经发您邮箱` },
  { name: 'file', kind: 'window', words: (c) => `${c.grade()}${c.subject()}试卷.docx` },
  { name: 'file of questions', kind: 'window', words: (c) => `${c.subject()}试题（A卷）.pdf` },
  { name: 'file of answers', kind: 'window', words: (c) => `${c.subject()}参考答案.xlsx` },
  { name: 'link', kind: 'window', words: () => 'https://example.com/f/试卷.zip' },
  {
    name: 'escaped link',
    kind: 'window',
    words: () => `https://example.com/f?name=${encodeURIComponent('期末答案')}`,
    not: ['blanks'],
  },
  { name: 'in brackets', kind: 'window', words: (c) => `《${c.grade()}${c.subject()}期末试卷》已上传群文件` },
  { name: 'attached', kind: 'window', words: () => '附件：期末试题及答案' },
];

const everyone: TextForm[] = ['@所有人', '@all', '@全体成员', '@ 所有人', '@全员'].map((mention) => ({
  name: `mention ${mention}`,
  kind: 'everyone',
  words: (c) => `${mention} ${c.day()}开会`,
}));

const outsiders: TextForm[] = [
  { name: 'problem list', kind: 'outsiders', words: (c) => `${c.school()}问题清单已发` },
  { name: 'report', kind: 'outsiders', words: (c) => `${c.school()}诊断报告和一校一策请查收` },
  { name: 'panel', kind: 'outsiders', words: (c) => `评委名单：${c.name()}、${c.name()}` },
];

const people = [0, 1, 2];
const tables: TableForm[] = [
  {
    name: 'name and sum',
    kind: 'score',
    rows: (c) => [
      ['姓名', '语文', '数学', '总分'],
      ...people.map(() => [c.name(), `${c.mark()}`, `${c.mark()}`, `${c.number(99, 199)}`]),
    ],
  },
  {
    name: 'name and mark',
    kind: 'score',
    rows: (c) => [['姓名', '成绩'], ...people.map(() => [c.name(), `${c.mark()}`])],
  },
  {
    name: 'subjects only',
    kind: 'score',
    rows: (c) => [['学生姓名', '语文', '数学'], ...people.map(() => [c.name(), `${c.mark()}`, `${c.mark()}`])],
  },
  {
    name: 'numbered',
    kind: 'score',
    rows: (c) => [
      ['序号', '姓名', '班级', '分数'],
      ...people.map((i) => [`${i + 1}`, c.name(), c.room(), `${c.mark()}`]),
    ],
  },
  { name: 'no head', kind: 'score', rows: (c) => people.map(() => [c.name(), `${c.mark()}`]) },
  { name: 'ranks', kind: 'rank', rows: (c) => [['姓名', '年级名次'], ...people.map((i) => [c.name(), `${i + 1}`])] },
  {
    name: 'order',
    kind: 'rank',
    rows: (c) => [['学生', '总分', '排序'], ...people.map((i) => [c.name(), `${c.number(150, 290)}`, `${i + 1}`])],
  },
  {
    name: 'sideways',
    kind: 'score',
    rows: (c) => [
      ['姓名', c.name(), c.name(), c.name()],
      ['数学', `${c.mark()}`, `${c.mark()}`, `${c.mark()}`],
    ],
  },
  {
    name: 'marks first',
    kind: 'score',
    rows: (c) => [['得分', '姓名'], ...people.map(() => [`${c.mark()}`, c.name()])],
  },
  {
    name: 'empty marks',
    kind: 'score',
    rows: (c) => [['姓名', '性别', '期末成绩'], ...people.map(() => [c.name(), '女', ''])],
  },
  {
    name: 'schools',
    kind: 'average',
    rows: (c) => [['学校', '平均分'], ...people.map(() => [c.school(), c.average()])],
  },
  {
    name: 'pass rates',
    kind: 'average',
    rows: (c) => [['班级', '平均分', '及格率'], ...people.map(() => [c.room(), c.average(), `${c.mark()}%`])],
  },
];

/** The tuning half. */
export const tuning: Half = {
  stock,
  forms: [...scores, ...ranks, ...averages, ...windows, ...everyone, ...outsiders],
  tables,
  carriers: [
    { name: 'alone', carry: (words) => words },
    { name: 'in a notice', carry: (words, c) => `各校：${c.day()}开会。${words}。请准时。` },
    {
      name: 'in a list',
      carry: (words, c) => `一、${c.day()}交材料\n二、${words}\n三、联系人${c.name()} ${c.phone()}`,
    },
    { name: 'in quotation marks', carry: (words) => `家长问：“${words}”` },
    { name: 'after a ban', carry: (words) => `请勿外传：${words}` },
    { name: 'after a greeting', carry: (words) => `老师们好！${words}` },
  ],
  tableCarriers: [
    { name: 'bars', carry: (rows) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n') },
    { name: 'tabs', carry: (rows) => rows.map((row) => row.join('\t')).join('\n') },
    { name: 'blanks', carry: (rows) => rows.map((row) => row.join(' ')).join('\n') },
    { name: 'commas', carry: (rows) => `见下表：\n${rows.map((row) => row.join(',')).join('\n')}` },
    {
      name: 'markdown',
      carry: ([head = [], ...rows]) =>
        [head, head.map(() => '---'), ...rows].map((row) => `|${row.join('|')}|`).join('\n'),
    },
  ],
  disguises: [
    { name: 'plain', hide: (words) => words },
    {
      name: 'full width',
      hide: (words) => words.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
    },
    { name: 'blanks', hide: (words) => words.replace(/(?<=[\p{Script=Han}\d])(?=[\p{Script=Han}\d])/gu, ' ') },
    { name: 'zero width', hide: (words) => [...words].join('\u200b') },
    { name: 'stars', hide: (words) => words.replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, '★') },
    { name: 'faces', hide: (words) => words.replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, '😀') },
    { name: 'dots', hide: (words) => words.replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, '·') },
    {
      name: 'circles',
      hide: (words) =>
        words.replace(/\d/g, (digit) => (digit === '0' ? '⓪' : String.fromCharCode(0x245f + Number(digit)))),
    },
  ],
};
