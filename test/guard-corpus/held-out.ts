// The half of the corpus that was written before the rules and never looked at while they were made: its own names, phrasings,
// carriers and disguises. Only the number of its misses is told.
import type { Cast, Half, TableForm, TextForm } from './compose.ts';

const stock = {
  surnames: [...'于卓苗蒲温康施裴甘游车米盛岳尚褚佘晏辛麦左甄古乔池包屠', '东方', '轩辕', '长孙', '赫连'],
  given: [
    ...['梓睿', '若汐', '昊天', '锦程', '语桐', '沐阳', '亦菲', '俊熙', '思齐', '可馨', '天佑', '嘉懿', '泽楷', '芷若'],
    ...['鑫', '琪', '凯', '悦', '航', '博', '婕', '森', '蕊', '靖'],
  ],
  schools: ['青龙嘴小学', '竹根镇第二小学', '牛华小学', '金粟学校', '冠英小学', '石板溪村小'],
  subjects: ['语文', '数学', '英语', '科学', '道德与法治'],
};

const small = (cast: Cast): number => cast.number(1, 9);
const place = (cast: Cast): string => cast.pick(['一', '二', '三', '四', '五', '六', '十', '十二', '3', '8', '15']);

/** Somebody’s mark. */
const scores: TextForm[] = [
  { name: 'took marks', kind: 'score', words: (c) => `${c.name()}这次${c.subject()}拿下${c.mark()}分，值得大家学习` },
  {
    name: 'only marks',
    kind: 'score',
    words: (c) => `特别提醒：${c.name()}的${c.subject()}仅${c.mark()}分，请家长配合`,
  },
  { name: 'the best is', kind: 'score', words: (c) => `${c.subject()}分数最高的是${c.name()}，${c.mark()}分` },
  {
    name: 'three in brackets',
    kind: 'score',
    words: (c) => `${c.name()}（${c.mark()}）、${c.name()}（${c.mark()}）、${c.name()}（${c.mark()}）表现突出`,
  },
  { name: 'from to', kind: 'score', words: (c) => `${c.name()}同学从${c.mark()}分进步到${c.mark()}分` },
  {
    name: 'semicolons',
    kind: 'score',
    words: (c) => `单元测：${c.name()}${c.mark()}；${c.name()}${c.mark()}；${c.name()}${c.mark()}`,
  },
  {
    name: 'marks first',
    kind: 'score',
    words: (c) => `${c.mark()}分：${c.name()}、${c.name()}；${c.mark()}分：${c.name()}`,
  },
  {
    name: 'dashes',
    kind: 'score',
    words: (c) => `${c.name()}-${c.mark()}，${c.name()}-${c.mark()}，${c.name()}-${c.mark()}`,
  },
  {
    name: 'failed with',
    kind: 'score',
    words: (c) => `不及格的有${c.name()}、${c.name()}，分别是${c.number(41, 59)}分和${c.number(41, 59)}分`,
  },
  { name: 'three subjects', kind: 'score', words: (c) => `${c.name()}语数英三科合计${c.number(180, 298)}分` },
  { name: 'to a parent', kind: 'score', words: (c) => `${c.name()}家长您好，孩子期末${c.subject()}考${c.mark()}分` },
  { name: 'a band with names', kind: 'score', words: (c) => `90分以上：${c.name()}、${c.name()}、${c.name()}` },
  { name: 'out of a hundred', kind: 'score', words: (c) => `${c.name()}：${c.subject()}${c.mark()}/100` },
  { name: 'full marks list', kind: 'score', words: (c) => `满分同学：${c.name()}、${c.name()}、${c.name()}` },
  {
    name: 'lost points',
    kind: 'score',
    words: (c) => `${c.name()}${c.subject()}扣了${small(c)}分，考了${c.number(91, 99)}分`,
  },
  { name: 'missed by', kind: 'score', words: (c) => `${c.name()}差${small(c)}分及格` },
  { name: 'with a room', kind: 'score', words: (c) => `${c.room()}${c.name()} ${c.subject()} ${c.mark()}分` },
  { name: 'compared', kind: 'score', words: (c) => `${c.name()}考得不错，${c.mark()}分，比${c.name()}还高` },
  { name: 'level and mark', kind: 'score', words: (c) => `${c.name()} A等 ${c.number(90, 100)}分` },
  { name: 'a half point', kind: 'score', words: (c) => `${c.name()}期末${c.subject()}${c.number(60, 99)}.5分` },
  { name: 'announced', kind: 'score', words: (c) => `${c.grade()}期末分数出来了，现在公布${c.subject()}成绩` },
  { name: 'the sheet', kind: 'score', words: (c) => `${c.room()}${c.subject()}成绩汇总表已发群文件` },
];

/** Somebody’s place, or the order of classes and schools. */
const ranks: TextForm[] = [
  { name: 'stands at', kind: 'rank', words: (c) => `${c.name()}位居年级第${place(c)}` },
  {
    name: 'school stands at',
    kind: 'rank',
    words: (c) => `我校${c.subject()}在全区排第${place(c)}，比上学期前进${small(c)}位`,
  },
  { name: 'strongest', kind: 'rank', words: (c) => `年级${place(c)}强：${c.name()}、${c.name()}、${c.name()}` },
  { name: 'is the nth', kind: 'rank', words: (c) => `${c.name()}是这次考试的第${place(c)}名` },
  {
    name: 'from high to low',
    kind: 'rank',
    words: (c) => `现将各班${c.subject()}成绩由高到低列出：${c.room()}、${c.room()}、${c.room()}`,
  },
  { name: 'the table of ranks', kind: 'rank', words: () => '名次表见附件，请自行查找' },
  { name: 'top averages', kind: 'rank', words: (c) => `均分前三的学校：${c.school()}、${c.school()}` },
  { name: 'champion', kind: 'rank', words: (c) => `总分冠军${c.name()}，亚军${c.name()}，季军${c.name()}` },
  { name: 'from the bottom', kind: 'rank', words: (c) => `${c.room()}倒数第${place(c)}的${c.name()}请周五留下` },
  { name: 'top n', kind: 'rank', words: (c) => `班级TOP${c.number(3, 20)}：${c.name()}、${c.name()}、${c.name()}` },
  { name: 'last of all', kind: 'rank', words: (c) => `${c.school()}平均分垫底，请反思` },
  { name: 'rates in order', kind: 'rank', words: (c) => `各校优秀率排序：${c.school()}、${c.school()}` },
  { name: 'seats by marks', kind: 'rank', words: (c) => `按考分高低排座位，${c.name()}先选` },
  { name: 'moved up', kind: 'rank', words: (c) => `进步名次最多的是${c.name()}，前进了${c.number(5, 20)}名` },
  { name: 'three places', kind: 'rank', words: (c) => `第一名 ${c.name()}\n第二名 ${c.name()}\n第三名 ${c.name()}` },
  { name: 'short places', kind: 'rank', words: (c) => `${c.name()} 班排${small(c)} 校排${c.number(10, 40)}` },
  { name: 'grade place', kind: 'rank', words: (c) => `${c.name()}年级排${c.number(1, 30)}` },
  { name: 'list of ranks', kind: 'rank', words: (c) => `${c.grade()}${c.subject()}排名已整理好，需要的私信` },
  { name: 'ranked first', kind: 'rank', words: (c) => `${c.name()}以${c.number(270, 299)}分的总分排名第一` },
];

/** Averages told or compared. */
const averages: TextForm[] = [
  {
    name: 'rooms in words',
    kind: 'average',
    words: (c) => `${c.grade()}${c.subject()}平均分：一班${c.average()}，二班${c.average()}，三班${c.average()}`,
  },
  {
    name: 'above the district',
    kind: 'average',
    words: (c) => `${c.school()}${c.subject()}均分${c.average()}，高出全区${small(c)}分`,
  },
  { name: 'average only', kind: 'average', words: (c) => `${c.room()}平均分${c.average()}` },
  { name: 'ordered averages', kind: 'average', words: (c) => `请按平均分排序后的顺序发言：${c.school()}先讲` },
];

/** While papers are set. */
const windows: TextForm[] = [
  { name: 'who sets', kind: 'window', words: (c) => `${c.name()}老师负责${c.grade()}${c.subject()}命题，周五前交初稿` },
  { name: 'setter', kind: 'window', words: (c) => `期末${c.subject()}出卷人：${c.name()}` },
  { name: 'the paper is by', kind: 'window', words: (c) => `这次期末卷由${c.name()}老师出题` },
  { name: 'specification', kind: 'window', words: () => '双向细目表请命题组周三前交' },
  { name: 'reviewing', kind: 'window', words: (c) => `${c.subject()}审题：${c.name()}、${c.name()}` },
  { name: 'printing proof', kind: 'window', words: (c) => `${c.grade()}制卷进度：清样已出` },
  { name: 'setting meeting', kind: 'window', words: (c) => `${c.day()}下午命题教师碰头，${c.subject()}组长带细目表` },
  { name: 'a paper', kind: 'window', words: (c) => `${c.grade()}${c.subject()}期末试卷（定稿）.docx` },
  { name: 'answers', kind: 'window', words: () => '参考答案及评分标准.pdf' },
  { name: 'a linked paper', kind: 'window', words: () => 'https://pan.example.com/s/期末试题B卷.zip' },
  {
    name: 'an escaped link',
    kind: 'window',
    words: () => `https://files.example.com/d/${encodeURIComponent('三年级试卷')}.docx`,
    not: ['traditional'],
  },
  { name: 'an archive', kind: 'window', words: (c) => `试卷${c.pick(['A', 'B', '终稿'])}.rar` },
  { name: 'a picture of answers', kind: 'window', words: (c) => `${c.subject()}答案.jpg` },
  { name: 'an old file type', kind: 'window', words: (c) => `附件：${c.grade()}${c.subject()}试题.wps` },
];

const everyone: TextForm[] = [
  ...['@全体成员', '＠所有人', '@ 所有人', '@All', '@everyone', '<@all>'].map(
    (mention): TextForm => ({
      name: `mention ${mention}`,
      kind: 'everyone',
      words: (c) => `${mention} ${c.day()}交表`,
    }),
  ),
];

const outsiders: TextForm[] = [
  { name: 'a diagnosis', kind: 'outsiders', words: (c) => `${c.school()}的${c.subject()}学科教学诊断报告已出` },
  { name: 'problems', kind: 'outsiders', words: (c) => `${c.school()}视导问题清单共${small(c)}条` },
  { name: 'one strategy', kind: 'outsiders', words: (c) => `${c.school()}一校一策报告请查收` },
  { name: 'mending', kind: 'outsiders', words: (c) => `请${c.school()}${c.day()}前交整改方案` },
];

const people = [0, 1, 2, 3];
/** Tables with a column of names and one of marks or places. */
const tables: TableForm[] = [
  {
    name: 'pupil and three subjects',
    kind: 'score',
    rows: (c) => [
      ['学生', '语', '数', '英', '合计'],
      ...people.map(() => [c.name(), `${c.mark()}`, `${c.mark()}`, `${c.mark()}`, `${c.number(150, 299)}`]),
    ],
  },
  {
    name: 'name and exam marks',
    kind: 'score',
    rows: (c) => [['姓 名', '考试分数'], ...people.map(() => [c.name(), `${c.mark()}`])],
  },
  {
    name: 'room, name, marks, place',
    kind: 'score',
    rows: (c) => [
      ['班级', '姓名', '得分', '名次'],
      ...people.map((i) => [c.room(), c.name(), `${c.mark()}`, `${i + 1}`]),
    ],
  },
  {
    name: 'no head',
    kind: 'score',
    rows: (c) => people.map((i) => [`${i + 1}`, c.name(), `${c.mark()}`, `${c.mark()}`]),
  },
  {
    name: 'lying on its side',
    kind: 'score',
    rows: (c) => [
      ['姓名', ...people.map(() => c.name())],
      [c.subject(), ...people.map(() => `${c.mark()}`)],
    ],
  },
  {
    name: 'candidate and paper',
    kind: 'score',
    rows: (c) => [['考生', '卷面分'], ...people.map(() => [c.name(), `${c.mark()}`])],
  },
  {
    name: 'number, pupil, final',
    kind: 'score',
    rows: (c) => [
      ['学号', '学生姓名', '期末'],
      ...people.map((i) => [`202301${String(i + 1).padStart(2, '0')}`, c.name(), `${c.mark()}.5`]),
    ],
  },
  {
    name: 'schools in order',
    kind: 'average',
    rows: (c) => [['学校', '均分', '序位'], ...people.map((i) => [c.school(), c.average(), `${i + 1}`])],
  },
];

/** 分数 in traditional signs, as input methods give them. */
const traditional: Record<string, string> = {
  ...{
    分: '分',
    数: '數',
    绩: '績',
    总: '總',
    语: '語',
    学: '學',
    号: '號',
    试: '試',
    题: '題',
    级: '級',
    测: '測',
    科: '科',
  },
  ...{
    练: '練',
    师: '師',
    这: '這',
    为: '為',
    从: '從',
    进: '進',
    满: '滿',
    表: '表',
    员: '員',
    体: '體',
    报: '報',
    细: '細',
  },
};

/** The held-out half. */
export const heldOut: Half = {
  stock,
  forms: [...scores, ...ranks, ...averages, ...windows, ...everyone, ...outsiders],
  tables,
  carriers: [
    { name: 'alone', carry: (words) => words },
    {
      name: 'in a letter',
      carry: (words, c) => `各位老师：\n　　打扰了。${words}。\n　　${c.school()}\n　　${c.day()}`,
    },
    {
      name: 'as a point',
      carry: (words, c) => `1. ${c.day()}集中学习；\n2. ${words}；\n3. 联系人${c.name()}，${c.phone()}。`,
    },
    { name: 'quoted', carry: (words) => `转发班主任的话：“${words}”` },
    { name: 'after a talk', carry: (words, c) => `今天的研讨到此结束，下次${c.day()}。另：${words}` },
    { name: 'between stars', carry: (words) => `★${words}★` },
    { name: 'under a ban', carry: (words) => `不得外传！\n${words}` },
  ],
  tableCarriers: [
    { name: 'bars', carry: (rows) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n') },
    { name: 'slashes', carry: (rows) => rows.map((row) => row.join('/')).join('\n') },
    { name: 'wide blanks', carry: (rows, c) => `${c.day()}\n${rows.map((row) => row.join('　　')).join('\n')}` },
    { name: 'semicolons', carry: (rows) => rows.map((row) => row.join('；')).join('\n') },
    { name: 'box signs', carry: (rows) => rows.map((row) => `│${row.join('│')}│`).join('\n├──┼──┤\n') },
  ],
  disguises: [
    { name: 'plain', hide: (words) => words },
    { name: 'soft hyphens', hide: (words) => [...words].join('\u00ad') },
    {
      name: 'wide blanks',
      hide: (words) => words.replace(/(?<=[\p{Script=Han}\d])(?=[\p{Script=Han}\d])/gu, '\u3000'),
    },
    { name: 'keycaps', hide: (words) => words.replace(/\d/g, (digit) => `${digit}\ufe0f\u20e3`) },
    {
      name: 'letters of mathematics',
      hide: (words) => words.replace(/\d/g, (digit) => String.fromCodePoint(0x1d7ce + Number(digit))),
    },
    { name: 'traditional', hide: (words) => [...words].map((sign) => traditional[sign] ?? sign).join('') },
    { name: 'underscores', hide: (words) => words.replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, '_') },
    { name: 'bold', hide: (words) => words.replace(/\d+(?:\.\d+)?/g, (figure) => `**${figure}**`) },
    { name: 'small blanks', hide: (words) => words.replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, '\u2009') },
  ],
};
