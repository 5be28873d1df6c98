// What stands in a text for a person's name: guessed from surnames, since the office keeps no list of pupils. Pure.

/** Surnames; those that begin everyday words (计算, 应用, 单元) are left out. */
const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤傅洪樊倪耿鲍阎冉凌阮涂邬柯聂焦殷鲁葛翟伍詹童舒饶翁骆牟佟柳颜覃邢欧庞屈' +
  '褚卫尤施戚喻柏窦章云郎昌苗凤俞酆费廉岑滕毕邬乐于皮卞康卜穆萧湛祁禹狄米贝臧伏戴谈茅纪祝蓝季麻娄刁虞支昝管裘缪宗宣贲郁杭包左吉钮嵇滑裴荣荀羊惠甄曲封芮储靳井富乌巴牧山谷宓蓬郗仰仲伊宁仇栾甘厉祖符景束幸郜蓟薄宿蒲邰鄂籍卓蔺屠蒙池乔胥苍闻莘党贡劳逄申扶堵宰郦雍璩桑桂濮牛寿扈燕冀浦尚农温庄晏柴瞿阎慕茹宦艾鱼易慎戈庾终暨衡耿匡寇广禄阙沃蔚越夔隆巩厍晁勾敖冷辛阚简沙鞠丰巢蒯荆游竺权逯盖益桓岳苟鲜敬粟谌代阳官漆淳庹佘麦古常文' +
  '兰赖霍梅华奚齐项危诸羿汲邴糜巫弓隗宫暴司印索咸姬郏訾红冼楼侬隋鹿卿泰旷练元祈翦原於辜闵盛车花席路房安强阴尉漕逢缑亢况郈丘商墨哈谯笪宾融鄢苑邸邝冒揭柘甫萨钭晋楚亓乜丛戎仝迟寻';
const compound =
  '欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|端木|南宫|东方|轩辕|长孙|赫连|宇文|淳于|单于|申屠|太史|闻人|独孤|澹台|东郭|西门|呼延|百里|钟离|鲜于|司空|公冶|濮阳';
/** 小明 and 小红 are pupils, 小组 and 小题 are not. */
const afterSmall = '明红刚强华丽芳军亮东雨雪虎宇杰伟敏静娟龙燕霞梅兰凤玲洋浩轩涵怡欣萱梓';
/** Words that begin like a name and stand before figures in office texts. */
const noNames = `(?:${[
  '方法|方案|方式|方程|方位|方格|高度|高效|高中|高年级|高低|金额|金奖|金牌|石油|石板|石刻|江苏|江东|江西|江北|江南|任务|任课|任教|任选|程度|程序|成绩|白天|白板|白话',
  '万元|万人|万字|万以|马上|马路|马虎|段长|段落|史实|史料|陆续|周[次数长末期会记内]|周[一二三四五六日](?:(?!\\p{Script=Han})|[至到和与上下前后开交起早晚中的第\\d])|余下|余人|何时|何地|夏季|夏令|秦岭|毛笔|毛线|钱数|钱币|严格|严谨|严肃|武术|戴口罩|向导|向上',
  '汤圆|姜黄|叶子|许多|许可|杨柳|柳树|田径|田间|田野|龙舟|龙头|林业|林间|方向|钟点|钟表|钟面|贺信|贺卡|顾问|范围|范文|范例|范读|童话|童谣|童诗|童声|童心|颜色|舒展|江河',
  '孔子(?!\\p{Script=Han})|孔融|李白|杜甫|王维|陆游|苏轼|孟浩然|白居易|贺知章|曹操|鲁迅|鲁班|林海|陶器|陶艺|陶笛|葛根|石头|欧洲|白杨|黄河|黄山|黄金|黄色|金色|白色|宋体|宋词|唐诗|唐朝|宋朝|汤匙|付出|付费|付款',
  '高铁|高空|高速|高质|高分|高段|温度|温习|温馨|章节|云[端南上]|乐[器曲谱于]|于[是今每\\d周]|皮带|康复|米饭|谈话|谈谈|纪律|纪念|纪录|祝贺|祝愿|季度|季节|支[持部教]|管理|管道|宣[传讲]|包[括含装]|左[右边侧手]',
  '吉祥|曲[目线]|封[面底闭]|储备|井盖|富有|乌鸦|巴士|牧[场民]|山[区村]|谷物|祖国|符[合号]|景[点色]|束缚|幸[福运]|薄弱|宿舍|池塘|闻讯|党[员建支课]|贡献|劳[动技]|申[报请领]|扶[贫手]|农[村业]|庄[稼严]',
  '艾滋|易[错混懂读]|终[身点于]|广[播场大泛]|越[来剧野]|隆重|巩固|勾[画股]|冷[静水]|辛苦|简[单报介化易历]|沙[龙坑盘]|丰富|游[戏泳园]|权[利重]|盖章|益智|原[因则定有]|代[课表码数]|阳[光台]|官[方网]|漆[黑器]',
  '盛[开大会行装况]|车[辆位站次队费票厢]|花[园样朵费坛]|席位|路[上线程口径]|房[间号屋]|安[全排静徽装]|华[人语夏丽侨]|齐[全心读步声唱]|项[目链]|危[险害机]|诸[多位如]|司[机令]|印[刷发章象]|索[引取]|红[领色旗星花榜黑]|楼[上下层道梯房]|练[习功字兵]|泰[山斗]|元[旦素角月宵首件分]|强[调化项]|商[量议店品]|晋[级升]|楚[国辞]|况且|逢[三节周]|迟到|.?(?:语文|文艺|天文|诗文|语言)',
  '淳朴|古[诗文代典今]|常[规见识态用年]|文明[班校礼餐行用路学城单风]|文[章字件艺体具化科学档]|候[选补课]|敬[请业老]|鲜[花艳]|岳阳|甘肃|尚未|麦[子田]|盛开|卫生|牛奶|凤凰|昌盛|羊毛|惠民|伊始|宁静|寿命|伏[笔案]|杭州|桂[林花]|蒙[古太]',
].join('|')})`;
const startsNoName = new RegExp(`^${noNames}`, 'u');
const titled = /(?:老师|校长|主任|书记|组长|同志)$/;

export const subjects =
  '语文|数学|英语|科学|道德与法治|道法|品德|音乐|美术|体育|信息|期中|期末|月考|上次|这次|上学期|口算|笔算|听写|默写|作文|阅读|卷面|总分|总成绩|合计|三科|两科|[语数英科](?=[\\s:=]{0,2}\\d)';

/** What children are called: two of these are a name without its surname. */
const given =
  '子梓涵浩然雨桐轩宇诗欣怡静佳琪一诺博文晨曦俊杰思源婷志远晓梦洁昕睿泽昊铭辰皓轩逸航凯瑞豪俊熙沐阳语可馨妍萱彤蕊悦瑶琳晴颖雪芷若汐紫嘉懿楷亦菲锦天佑艺嫣依娜媛梅玲乐萌鑫淼';

/** A name as a pattern: with a surname, small names, 王某某, and names of other peoples with a dot. */
export const name = `(?!${noNames})(?:(?:${compound})\\p{Script=Han}{1,2}|[${surnames}](?:\\p{Script=Han}{1,2})|小[${afterSmall}]|\\p{Script=Han}[${given}]{2}|\\p{Script=Han}{2,6}[·•]\\p{Script=Han}{2,6})`;
/** Two signs that children are called by, for places where only a name can stand. */
export const givenName = `[${given}]{2}`;

/** Signs that surnames begin with. */
export const surnameSigns = `${surnames}${compound.replace(/(.)[^|]*\|?/g, '$1')}`;

/** Where a name may begin: after no sign of Chinese, or after a word that leads to one. 评价方法 holds no 方法某. */
export const before =
  '(?<=^|[^\\p{Script=Han}]|班|年级|小学|中学|学校|同学|学生|考生|孩子|选手|恭喜|祝贺|表扬|其中|期中|期末|月考|考试|测试|测验|检测|调考|家长|冠军|亚军|季军|名单|分数|最高分|最低分|最高|最低|状元|成绩|得分|总分|语文|数学|英语|科学|[和与及有是由从比请给让对向为跟把被叫的离])';

/** Whether what looks like a name is none of the words that only begin like one, nor a teacher with a title. */
export const isName = (text: string): boolean =>
  !startsNoName.test(text) && !titled.test(text) && !/[语数英课学].*[·•]|[·•].*[语数英课学]/.test(text);

const anyName = new RegExp(`${before}(${name})`, 'gu');
/** A piece of text without the names in it: 车 and 元 are surnames too. */
export const withoutNames = (text: string): string => text.replace(anyName, (who) => (isName(who) ? ' ' : who));

/** Whether a piece of text names somebody. */
export const namesSomebody = (text: string): boolean => [...text.matchAll(anyName)].some(([, who = '']) => isName(who));

const wholeName = new RegExp(`^(?:${name}|${givenName})(?:同学)?(?:\\([^()]{1,10}\\))?$`, 'u');
/** Whether a cell of a table is a name and nothing else. */
export const isNameCell = (cell: string): boolean => cell.length <= 14 && wholeName.test(cell) && isName(cell);
