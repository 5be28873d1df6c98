// Lines a visitor can try with one click, and short ones for each role. Names are those of the sample district.

/** @typedef {{ who: string, group: string | null, says: string, about: string, at?: string }} Story */

/** `at`: local time (Asia/Shanghai) to which the clock is moved first, when it is earlier. @type {Story[]} */
export const stories = [
  { who: '李强', group: '数学教研群', says: '/行事历 本周', about: '老师在群里问这周有什么安排' },
  { who: '王敏', group: null, says: '/视导 安排 二码头小学 第6周周四', about: '教研员安排下校视导，学校会收到私信' },
  {
    who: '王敏',
    group: '数学教研群',
    says: '/集体备课 安排 数学 第5周 李强 分数的意义',
    about: '定下主备人；前一个上课日会提醒数学群',
  },
  { who: '李强', group: '数学教研群', says: '/请假 外出培训', about: '群里只说收到，原因只私下转告' },
  {
    who: '周岚',
    group: null,
    says: '/行事历 加 市数学教学评比 4月12日 级别=市',
    about: '市级活动进来，区级自动排出顺延，一次确认，各群一条更正',
  },
  { who: '陈安', group: null, says: '/行事历 导入 网页', about: '管理员把计划文件交给它，先看读懂了什么' },
  {
    who: '陈安',
    group: null,
    says: '/定时 新建 周一例会 每周一 16:12 学校联系人群 请各校准备下周教研安排',
    about: '管理员定一条每周消息，先看五次时间再确认',
  },
  {
    who: '孙悦',
    group: null,
    says: '/提交 教学设计大赛',
    about: '拿到自己的上传链接（时钟先拨到 4 月 10 日）',
    at: '2023-04-10T09:00',
  },
  { who: '周岚', group: null, says: '/记录', about: '主任看谁在什么时候改了什么' },
];

/** Short lines by role name, offered above the text box. */
const byRole = {
  教研员: ['/视导 我的', '/进度'],
  教研室主任: ['/顺延', '/视导 我的', '/记录'],
  管理员: ['/行事历 导入', '/定时 列表', '/名册', '/记录'],
  教师: ['/我的提交', '/资料'],
  学校联系人: ['/进度'],
};

/** @param {string[]} roles */
export const chipsFor = (roles) => [
  ...new Set([
    '/帮助',
    '/行事历 本周',
    ...Object.entries(byRole).flatMap(([role, lines]) => (roles.includes(role) ? lines : [])),
  ]),
];
