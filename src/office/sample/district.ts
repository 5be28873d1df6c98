// An invented district for the sandbox and the tests: five schools, some forty people, eight groups. Nobody in it exists.
import type { Tx } from '../../store/db.ts';
import type { NewRow } from '../../store/tables.ts';
import type { Act } from '../act.ts';
import type { Group, Person, Role, School } from '../people/model.ts';

/** Said wherever the sample district is shown, so that nobody takes it for a real one. */
export const sampleNotice = '示例数据：学校、人名和群都是虚构的。';

const school = (id: string, name: string, area: string): School & { area: string } => ({
  id,
  name,
  kind: 'primary',
  area,
});

/** The schools; ids are stable, tests name them. */
export const sampleSchools = [
  school('s-shiyan', '实验小学', '城区片'),
  school('s-ermatou', '二码头小学', '城区片'),
  school('s-yanmatou', '盐码头小学', '城区片'),
  school('s-zhenhua', '震华小学', '江东片'),
  school('s-qinghe', '青禾小学', '江东片'),
];

type About = { subjects?: string[]; school?: string; contactSchools?: string[] };

const person = (id: string, name: string, roles: Role[], about: About = {}): Person => ({
  id,
  name,
  roles,
  subjects: about.subjects ?? [],
  schoolId: about.school ?? null,
  contactSchools: about.contactSchools ?? [],
});

const office: Person[] = [
  person('p-zhoulan', '周岚', ['head']),
  person('p-chenan', '陈安', ['admin']),
  person('p-wangmin', '王敏', ['researcher'], { subjects: ['数学'], contactSchools: ['s-ermatou'] }),
  person('p-liufang', '刘芳', ['researcher'], { subjects: ['语文'], contactSchools: ['s-shiyan', 's-qinghe'] }),
  person('p-hejing', '何静', ['researcher'], { subjects: ['英语'], contactSchools: ['s-yanmatou', 's-zhenhua'] }),
  // Part-time: still belongs to a school, and may not visit it.
  person('p-gaoyuan', '高远', ['researcher', 'teacher'], { subjects: ['科学'], school: 's-shiyan' }),
];

type Line = [id: string, name: string, roles: Role[], subjects?: string[]];

const staffOf: Record<string, Line[]> = {
  's-shiyan': [
    ['p-luojianping', '罗建平', ['principal']],
    ['p-dujuan', '杜鹃', ['vicePrincipal']],
    ['p-jiangwen', '蒋文', ['liaison']],
    ['p-zhaoxue', '赵雪', ['teacher'], ['语文']],
    ['p-majun', '马骏', ['groupLeader', 'teacher'], ['数学']],
    ['p-zhengxiao', '郑晓', ['teacher'], ['英语']],
    ['p-luming', '陆鸣', ['teacher'], ['音乐']],
  ],
  's-ermatou': [
    ['p-songzhiyuan', '宋志远', ['principal']],
    ['p-dingning', '丁宁', ['liaison']],
    ['p-dengli', '邓丽华', ['groupLeader', 'teacher'], ['语文']],
    ['p-liqiang', '李强', ['teacher'], ['数学']],
    ['p-fangyuan', '方圆', ['prepLeader', 'teacher'], ['数学']],
    ['p-fengqian', '冯倩', ['teacher'], ['英语']],
    ['p-renjie', '任杰', ['teacher'], ['体育与健康']],
  ],
  's-yanmatou': [
    ['p-pengguodong', '彭国栋', ['principal']],
    ['p-xiemin', '谢敏', ['liaison']],
    ['p-zengqin', '曾琴', ['teacher'], ['语文']],
    ['p-panlei', '潘磊', ['groupLeader', 'teacher'], ['数学']],
    ['p-sunyue', '孙悦', ['teacher'], ['英语']],
    ['p-weiran', '魏然', ['teacher'], ['科学']],
  ],
  's-zhenhua': [
    ['p-yuanlixin', '袁立新', ['principal']],
    ['p-dongping', '董萍', ['liaison', 'teacher'], ['道德与法治']],
    ['p-suting', '苏婷', ['teacher'], ['语文']],
    ['p-wangli-zhenhua', '王丽', ['teacher'], ['语文']],
    ['p-chenggang', '程刚', ['teacher'], ['数学']],
    ['p-wutong', '吴桐', ['groupLeader', 'teacher'], ['英语']],
    ['p-jinming', '金铭', ['teacher'], ['美术']],
  ],
  's-qinghe': [
    ['p-yuhai', '余海', ['principal']],
    ['p-yeqing', '叶青', ['liaison']],
    ['p-tiantian', '田甜', ['teacher'], ['语文']],
    // Same name as a teacher of 震华小学, as happens in every district: names alone never settle who is meant.
    ['p-wangli-qinghe', '王丽', ['teacher'], ['语文']],
    ['p-xiayu', '夏雨', ['teacher'], ['数学']],
    ['p-qinlu', '秦露', ['teacher'], ['英语']],
    ['p-fuchen', '傅晨', ['teacher'], ['信息技术']],
  ],
};

/** The people: the office first, then each school. `王丽` is there twice. */
export const samplePeople: Person[] = [
  ...office,
  ...Object.entries(staffOf).flatMap(([schoolId, lines]) =>
    lines.map(([id, name, roles, subjects = []]) => person(id, name, roles, { subjects, school: schoolId })),
  ),
];

type SampleGroup = Pick<Group, 'id' | 'name' | 'subjects' | 'schools' | 'roles'>;

const group = (id: string, name: string, audience: Partial<SampleGroup>): SampleGroup => ({
  id,
  name,
  subjects: [],
  schools: [],
  roles: [],
  ...audience,
});

/** The groups; the chat id of each is its id. */
export const sampleGroups = [
  group('g-chinese', '语文教研群', { subjects: ['语文'] }),
  group('g-math', '数学教研群', { subjects: ['数学'] }),
  group('g-english', '英语教研群', { subjects: ['英语'] }),
  group('g-researchers', '教研员群', { roles: ['researcher', 'head'] }),
  group('g-liaisons', '学校联系人群', { roles: ['liaison'] }),
  group('g-principals', '校长群', { roles: ['principal', 'vicePrincipal'] }),
  group('g-leaders', '教研组长群', { roles: ['groupLeader', 'prepLeader'] }),
  group('g-ermatou', '二码头小学教研群', { schools: ['s-ermatou'] }),
];

/**
 * Writes the sample district for `platform`: platform user id = person id, chat id = group id, the robot is called like the
 * platform. What is there already stays as it is, so it may be called at every start.
 */
export async function seedDistrict(act: Act, to: { platform: string }): Promise<void> {
  const { tx, now } = act;
  const schools = sampleSchools.map((row) => ({ ...row, active: 1 }));
  await tx
    .insertInto('schools')
    .values(schools)
    .onConflict((c) => c.column('id').doNothing())
    .execute();
  await tx
    .insertInto('people')
    .values(samplePeople.map(personRow))
    .onConflict((c) => c.column('id').doNothing())
    .execute();
  await seedIdentities(tx, to.platform, now);
  await tx
    .insertInto('groups')
    .values(sampleGroups.map((sample) => groupRow(sample, to.platform, now)))
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

const personRow = (sample: Person): NewRow<'people'> => ({
  id: sample.id,
  name: sample.name,
  roles: JSON.stringify(sample.roles),
  subjects: JSON.stringify(sample.subjects),
  school_id: sample.schoolId,
  contact_schools: JSON.stringify(sample.contactSchools),
  active: 1,
});

const groupRow = (sample: SampleGroup, platform: string, now: number): NewRow<'groups'> => ({
  id: sample.id,
  name: sample.name,
  platform,
  robot: platform,
  chat_id: sample.id,
  hook_lane: null,
  hook_key: null,
  hook_secret: null,
  subjects: JSON.stringify(sample.subjects),
  schools: JSON.stringify(sample.schools),
  roles: JSON.stringify(sample.roles),
  outsiders: 0,
  active: 1,
  registered_by: null,
  registered_at: now,
});

async function seedIdentities(tx: Tx, platform: string, now: number): Promise<void> {
  const rows = samplePeople.map(({ id }) => ({
    platform,
    user_id: id,
    person_id: id,
    linked_by: 'roster',
    linked_at: now,
    opened_at: now,
    opened_robot: platform,
  }));
  await tx
    .insertInto('identities')
    .values(rows)
    .onConflict((c) => c.columns(['platform', 'user_id']).doNothing())
    .execute();
}
