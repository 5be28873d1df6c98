// Words before a colon and what they announce: a time, particulars, a department, an umbrella.

/** 地点, 参加人员 …: particulars of the activity. */
export const particularLabel =
  /^(?:活动|会议|培训|比赛|考试)?(?:地点|会场|参加人员|参会人员|参加对象|对象|主讲|主持|主讲人|负责人?|责任人|承办|承办学校|承办单位|要求|目的|形式|方式|材料|备注|注|说明|人员|联系人|联系电话|会议号|链接|邮箱|主备|评委|领导|奖项)(?:\(.*\))?$/;
/** 时间, 初赛时间 …. */
export const timeLabel = /^[\s\-·]*(.{0,8}?)(?:的)?(?:时间|日期|时限)(?:为|是|安排|定于|在|定在)?$/;
/** 教务处, 教学工作 …: who or what field, not what. */
export const groupLabel =
  /^(?:[\u4e00-\u9fa5]{1,8}(?:处|室|部|科|组|办|线|中心|工会)|(?:教学|教研|德育|教务|后勤|总务|安全|体育|体卫艺?|卫生|科研|教科研|师训|党建|党务|团队|团|少先队|幼教|小教|初教|中教|行政|常规|学校|主要|重点|日常|其[他它]|管理|教育|校务|业务|培训|活动|工作|艺体|学科)*(?:工作|活动|安排|内容|事项|任务|主题|项目|重点|管理|方面)?)$/;
/** An umbrella over the activities behind it. */
export const genericHead = /(?:工作|常规|安排|事项|方面|活动|内容|任务|项目|重点|管理|[\u4e00-\u9fa5]{2}[日节周月])$/;
