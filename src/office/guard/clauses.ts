// The reasons for which a text is held: how each is named to people, and which rule or document stands behind it.

/** What authors and heads read about each reason, by its identifier. */
export const clauses = {
  rank: { title: '学生名次或排名', basis: 'exams' },
  score: { title: '学生成绩', basis: 'exams' },
  setting: { title: '命题方面的内容（考试期间）', basis: 'secrecy' },
  paper: { title: '试卷、试题或答案文件（考试期间）', basis: 'secrecy' },
  everyone: { title: '@所有人', basis: 'burden' },
  key: { title: '群机器人的密钥', basis: 'key' },
  internal: { title: '不对外的内容（群里有外部人员）', basis: 'confidential' },
  unapproved: { title: '主任还没同意的文字（群里有外部人员）', basis: 'outsiders' },
} as const satisfies Record<string, { title: string; basis: keyof typeof bases }>;

/** Identifier of a reason. */
export type ClauseId = keyof typeof clauses;

/** Rules and documents, as they are told (domain rules, section 8 and its documents). */
const bases = {
  exams: '教育部办公厅《关于加强义务教育学校考试管理的通知》（2021）：成绩用等级，不公布、不排名',
  secrecy: '命题保密规定：命题安排只单独通知，试卷、试题、答案不经机器人存放和转发',
  burden: '教师减负规定：不用群消息催促所有人',
  key: '密钥只能私下给机器人',
  confidential: '内部材料只给有关学校和教研室：报告、清单、评委名单不对外',
  outsiders: '有外部人员的群，只发教研室主任同意过的文字',
};

/** The rule or document behind a reason, by the title that was told; null for words that are none. */
export function basisOf(title: string): string | null {
  const clause = Object.values(clauses).find((one) => one.title === title);
  return clause ? bases[clause.basis] : null;
}
