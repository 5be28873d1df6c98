// The words of school work: what begins an activity, what names one, what only describes one. Tables; the longer list wins nothing by order.

const startVerbs =
  '召开 召集 组织 开展 举行 举办 进行 拟定 拟订 拟发 制定 制订 拟 下发 印发 发放 分发 发布 公布 收集 收缴 收齐 收取 上交 上报 报送 提交 上传 填报 申报 推荐 推选 汇总 筹备 筹划 准备 ' +
  '评审 评选 评比 总结 小结 谋划 布置 部署 检查 抽查 督查 督导 巡查 排查 自查 参加 参与 参评 完成 启动 安排 迎接 迎 做好 落实 推进 指导 调研 视导 观摩 承办 协办 主办 培训 学习 编写 编制 编印 编排 ' +
  '修订 修改 撰写 整理 归档 统计 分析 反馈 表彰 颁奖 命题 制卷 领取 领卷 阅卷 监考 考试 测试 审定 审核 审查 验收 公示 征集 征订 选拔 选派 选送 选举 辅导 慰问 放假 开学 报到 注册 返校 成立 ' +
  '建立 组建 继续 配合 协助 承接 讨论 研究 交流 展示 展评 送教 送课 走访 家访 录入 登记 登分 出版 出刊 更换 更新 清理 采购 打扫 布展 演练 体检 换届 庆祝 庆 纪念 祭扫 实施 执行 联合 ' +
  '接受 接待 聘请 邀请 请专家 对 开设 开放 开通 开始 举荐 核对 核查 核定 确定 确认 发动 动员 宣传 宣讲 评估 考核 考察 考查 检测 抽测 监测 摸底 调查 调整 复习 补课 上课 停课 恢复 正式 批改 ' +
  '公开 申请 立项 开题 结题 中期 汇报 上好 听课 评课 磨课 赛课 说课 备课 收看 观看 编订 结对 结算 发 交 收 起草 商定 商讨 研讨 研制 梳理 盘点 巩固 强化训练 录制 录播 拍摄 展演 编报 ' +
  '召唤 带领 率 赴 到 深入 巡回 抓好 抓 夺 争创 创建 申办 出台 出版 提出 下达 分配 解读 传达 贯彻 通报 通知 编班 分班 招生 招聘 报名 面试 办理 维修 检修 购置 发书 领书 领教材 征求 评定 评价 认定 推送 ' +
  '形成 反思 实践 参观 寻访 庆贺 欢送 欢迎 补考 复查 复核 会考 联考 统考 月考 模拟 诊断 抽考 初赛 复赛 决赛 彩排 排练 布置考场 执教 展出 会诊 推选 巡讲';

const endNames =
  '会 会议 大会 例会 年会 班会 队会 晚会 家长会 座谈会 研讨会 推进会 总结会 表彰会 动员会 运动会 活动 比赛 大赛 竞赛 赛课 竞答 赛 初赛 复赛 决赛 预赛 考试 检测 测试 测评 测查 测验 调研 调考 监测 考核 考查 考察 抽测 ' +
  '抽考 抽查 月考 统考 联考 会考 模拟考 期中考 期末考 一模 二模 三模 培训 研修 讲座 报告会 评选 评比 评审 评估 评价 评定 视导 督导 督查 检查 巡查 备课 命题 阅卷 打磨 典礼 仪式 启动 闭幕 开幕 艺术节 体育节 科技节 读书节 ' +
  '文化节 节日 文化周 活动周 宣传周 训练周 活动月 报告 总结 计划 小结 方案 工作 研讨 教研 展示 展览 展评 展演 观摩 汇报 交流 分析 反馈 答辩 论坛 沙龙 开题 结题 报名 注册 报到 放假 长假 开学 上课 补课 开班 领卷 监考 制卷 组考 ' +
  '家访 演练 体检 磨课 听课 评课 公开课 示范课 汇报课 过关课 研讨课 研究课 观摩课 展示课 优质课 精品课 讲堂 第一课 思政课 表彰 颁奖 结业 毕业 离校 散学 休业 休业式 散学式 开学式 收费 缴费 普查 排查 整治 征文 演讲 朗诵 诵读 合唱 ' +
  '汇演 演出 游园 春游 秋游 研学 远足 参观 祭扫 慰问 排练 彩排 宣传 复习 辅导 训练 集训 选拔 征集 上报 报送 上交 提交 收缴 发放 下发 编排 审核 公示 公布 通知 安排 部署 布置 换届 述职 归档 整理 统计 汇总 登分 入队 入团 入学 招生 ' +
  '编班 分班 军训 值周 调整 验收 评课 同课异构 解读 反思 答疑 送教 下乡 支教 结对 拜师 选课 选修 开放日 开放周 读书会 茶话会 联欢 团拜 放学 返校 大扫除 整治 摄影 拍摄 成绩 综述 大比武 比武 竞聘 竞选 选举 立项 申报 推荐 评优 ' +
  '公开 座谈 约谈 调查 问卷 摸底 诊断 督办 回访 复查 初审 复审 终审 发书 大检查 大扫除 大评比 一操 课间操 广播操 达标 测试周 考试周 展 课 操 ' +
  '教育 疏导 预防 防控 防治 冲刺 准备 保养 维护 清点 盘点 结算 采购 更新 建设 绿化 美化 招聘 研修班 培训班 讲话 观影 义卖 捐款 捐赠 拉练 夏令营 冬令营 发布 授牌 揭牌 签约 课堂 擂台赛 展播 命制 校对 印制 审题 审定 修订 制定 拟定 指导 跟进 落实 推进 辩论 点评 拔河 跳绳 会诊 阶段 揭晓 表演 学习 ' +
  '招新 纳新 誓师 成人礼 歌手 毕业照 校庆 社会实践 评教 评学 体测 长跑 会操 团课 党课 党日 预算 决算 备考 迎检 创建 复评 挂牌 捐书 漂流 值班 志愿填报 填报志愿 录取 巡视 行动 植树 认定 聘任 定岗 采购 开幕式 闭幕式 入学式 毕业式 升旗 国旗下讲话 板报评比 手抄报 夏令营 冬令营 拉歌 联考 联赛 杯赛 邀请赛 对抗赛 友谊赛 抢答 知识竞答 汇编 结集 出版 归档 清退 征订 派发';

const particularStarts =
  '进课堂 听看 听评 检查课改 要求 确保 做到 力争 力求 提高 提升 提高了 增强 促进 推动 推广 加强 强化 优化 完善 深化 深入了解 了解 掌握 明确 突出 注重 坚持 围绕 聚焦 根据 按照 结合 通过 利用 依托 以 为 使 让 让学生 帮助 ' +
  '营造 培养 激发 丰富 规范 保证 保障 并做好记录 做好记录 并 其中 重点 主要 内容 主题 具体 地点 时间 参加人员 参会 对象 形式 方式 要点 由 主讲 主持 负责 各校要 各班要 各校做好 请各 请做好 请提前 自行 自主安排 需 须 应 务必 不 ' +
  '每校 每班 每人 每位 每组 每周 人人 全员参与 有主题 有记录 有计划 认真 及时 积极 切实 进一步 扎实 严格 充分 不断 全面 有效 逐步 努力 大力 共 约 含 包括 包含 如 即 因 由于 逾期 届时 另 后 评委 选手 参赛者 提出 试用 形成 撰写心得 撰写反思 ' +
  '主备 稳定 集中力量 落实到 发现 解决 总结经验 反馈问题 实现 弘扬 传承 体现 引导 鼓励 视情况 待';

const meetingParticulars =
  '布置 部署 传达 学习 讨论 研究 通报 反馈 总结 交流 安排 明确 强调 落实 解读 商讨 分析 研讨 表彰 汇报 听取 审议 签订 宣读 提出 动员 宣布';
const visitParticulars = '听 评 看 查 检查 查看 查阅 反馈 指导 进 走 座谈 访谈 了解 督促 提出 试用 总结 诊断 形成 深入';

const list = (text: string): string[] => [...new Set(text.split(' '))].sort((a, b) => b.length - a.length);
const starts = new RegExp(`^(?:${list(startVerbs).join('|')})`);
const spans =
  '(?:宣传|活动|训练|教育|开放|科技|艺术|读书|阅读|体育|主题|安全|推普|展示|节能|文化|服务|学习|习惯|卫生|英语|数学|语文|劳动|教研|植树|教师|妇女|儿童|劳动|青年|护士|世界[\\u4e00-\\u9fa5]{1,4})[周月日节]';
const ends = new RegExp(`(?:${spans}|${list(endNames).join('|')})$`);
const describes = new RegExp(`^(?:${list(particularStarts).join('|')})`);
const ofMeeting = new RegExp(`^(?:${list(meetingParticulars).join('|')})`);
const ofVisit = new RegExp(`^(?:${list(visitParticulars).join('|')})`);
const connectives =
  /^(?:随后|然后|接着|同时|另外|此外|再次|继而|之后|其后|最后|并且|以及|还要|还将|并|将|拟|再|分批|分别|陆续|适时|统一|继续)+/;
const subjects =
  /^(?:[\u4e00-\u9fa5]{0,10}?(?:各校|各班|各科|各学科|各组|各部门|各处室|各县|全区|全县|全市|全校|全体|教研室|教科室|教研员|教研组|备课组|学科组|年级组|教务处|教导处|德育处|政教处|总务处|办公室|教育局|教科所|进修学校|领导|校长|教师|老师|学生|班主任|组长|主任|人员|委员会|小组|部|室|处|组|校|班|生))/;

/** Without brackets, blanks and signs at the ends. */
export const bare = (text: string): string =>
  text.replace(/\([^()]*\)|["“”']/g, '').replace(/^[\s,、;:。.\-)]+|[\s,、;:。!.\-(]+$/g, '');

/** 随后, 同时, 并 … at the beginning, which belong to no title. */
export const withoutConnective = (text: string): string => text.replace(connectives, '');

/** Whether it begins with a verb of school work, a subject before it allowed: 教研员拟定, 市教科所审核. */
export function beginsActivity(text: string): boolean {
  const plain = bare(withoutConnective(text));
  if (starts.test(plain)) return true;
  const who = subjects.exec(plain);
  return who !== null && starts.test(plain.slice(who[0].length));
}

/** Whether it ends as names of activities do: 大会, 考试, 评比. */
export const endsActivity = (text: string): boolean => ends.test(bare(text));

/** Whether a clause can stand as an activity of its own. */
export const isActivity = (text: string): boolean =>
  bare(text).length >= 2 && (beginsActivity(text) || endsActivity(text));

const works =
  /交[\u4e00-\u9fa5]{1,8}(?:处|室|组|部|科|校|办)|报.{0,8}(?:处|室|组|局|校|科)|阶段|报至|发至|发到|送至|返回|领取|报教研|报送|填写|召开|举行|举办|开展|组织|参加|参与|完成|上传|上交|上报|报送|提交|报名|公布|评选|评审|开始|启动|结束|进行|安排|制定|填报|领取|发放/;

/** Whether a sentence of running text tells of work at all. */
export const tellsOfWork = (text: string): boolean => isActivity(text) || works.test(bare(text));

/** What an activity is, as far as its particulars are concerned. */
export type Host = 'meeting' | 'visit' | 'other';

/** 会 → meeting, 视导 → visit. */
export function hostOf(text: string): Host {
  const plain = bare(text);
  if (/视导|督导|调研|巡查|推门听课|听课/.test(plain)) return 'visit';
  return /(?:会|会议|培训|讲座|研讨|教研|活动|备课)$/.test(plain) ? 'meeting' : 'other';
}

/** Whether a clause only describes the activity before it: 进课堂, 明确要求, 参加人员…. */
export function describesActivity(text: string, host: Host): boolean {
  const plain = bare(text);
  if (
    plain.length < 2 ||
    /^[\u4e00-\u9fa5、]{1,10}(?:前后|期间|前夕)$|^.{1,6}(?:节|假|假期|开学|期[中末]|考试|清明|国庆|端午|中秋|元旦|[中高]考)之?[后前]$|见附件|名单见|详见|另附/.test(
      plain,
    ) ||
    /^各[\u4e00-\u9fa5]{1,5}(?:自行|自主|自定|根据|按照|结合)|^上?周[一二三四五六日]的?课/.test(plain) ||
    /^(?:[\u4e00-\u9fa5]{0,6})?(?:承办|主办|协办|举办|活动)?(?:学校|单位|地点)(?:为|是|:)/.test(plain)
  )
    return true;
  if (describes.test(plain) && !/^(?:为|以|如|评|听|后|另|应|需|须|不|共|约|含)/.test(plain)) return !strong(plain);
  if (describes.test(plain) && !endsActivity(plain)) return true;
  if (host === 'meeting' && ofMeeting.test(plain) && !/(?:会|会议|比赛|大赛|考试|检测)$/.test(plain)) return true;
  return host === 'visit' && ofVisit.test(plain) && !/(?:会|会议|比赛|大赛|考试|检测)$/.test(plain);
}

/** A clause like 认真组织期末考试 is work whatever its first word. */
const strong = (plain: string): boolean =>
  /^(?:认真|积极|扎实|严格|切实|全面)/.test(plain) &&
  starts.test(plain.slice(2)) &&
  /(?:会|比赛|大赛|考试|检测|评选|活动|计划|总结)$/.test(plain);
