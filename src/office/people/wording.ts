// How people, schools and groups are called, and what is said when they are not found.
import type { BindingOutcome } from './binding.ts';
import { type Group, type Person, type Role, roleNames, type School } from './model.ts';

/** The words as typed in quotation marks, cut where they are longer than any name. */
export const quoted = (text: string): string => {
  const short = [...text.trim()].slice(0, 20).join('');
  return `“${short}${short.length < text.trim().length ? '…' : ''}”`;
};

/** 教师、教研组长. */
export const roleText = (roles: readonly Role[]): string => roles.map((role) => roleNames[role]).join('、');

/** 王丽（青禾小学 语文）, 王敏（教研员 数学）: tells people of one name apart. */
export function personLabel(person: Person, schoolName: string): string {
  const about = [schoolName || roleText(person.roles.slice(0, 1)), ...person.subjects].filter(Boolean);
  return about.length > 0 ? `${person.name}（${about.join(' ')}）` : person.name;
}

const listed = (schools: readonly School[]): string => {
  const names = schools.slice(0, 12).map(({ name }) => name);
  return names.join('、') + (schools.length > names.length ? '……' : '');
};

/** Nothing is like the words typed. */
export const noSchool = (text: string, schools: readonly School[]): string =>
  schools.length === 0
    ? '名册里还没有学校，请联系管理员导入名册。'
    : `没有${quoted(text)}这所学校。名册里有：${listed(schools)}。`;

/** Several schools are meant, or one with a slip. */
export const similarSchools = (text: string, schools: readonly School[]): string =>
  `没有${quoted(text)}这所学校，是不是：${listed(schools)}？`;

/** Nobody is called anything like it. */
export const noPerson = (text: string): string =>
  `名册里没有${quoted(text)}。请写全名，或请管理员先把这位老师加进名册。`;

/** Several people have that name. */
export const samePersonNames = (text: string, count: number): string =>
  `名册里有 ${count} 位${quoted(text)}，您说的是哪一位？`;

/** Several people have that name, none of them teaches the subject. */
export const noneTeaches = (text: string, count: number, subject: string): string =>
  `名册里的 ${count} 位${quoted(text)}都不教${subject}。请换一位，或请管理员更正名册。`;

/** Only similar names exist. */
export const similarPeople = (text: string): string => `名册里没有${quoted(text)}，是不是这位？`;

/** Before the cards of people with similar names. */
export const similarFound = (text: string): string => `名册里没有${quoted(text)}，名字相近的有：`;

/** Nothing is taught under that name. */
export const unknownSubject = (word: string, known: readonly string[]): string =>
  `没有${quoted(word)}这个学科，可以写：${known.join('、')}。别的学科请先在名册里写给老师。`;

/** 数学、二码头小学、学校联系人; 全体 for a group that is for everybody. */
export function audienceText(
  group: Pick<Group, 'subjects' | 'schools' | 'roles'>,
  names: ReadonlyMap<string, string>,
): string {
  const words = [
    ...group.subjects,
    ...group.schools.map((id) => names.get(id) ?? id),
    ...group.roles.map((role) => roleNames[role as Role] ?? role),
  ];
  return words.length > 0 ? words.join('、') : '全体';
}

/** The counts behind `/名册`. */
export interface RosterCounts {
  schools: number;
  people: number;
  groups: number;
  roles: Partial<Record<Role, number>>;
  unreachable: number;
}

/** `/名册` in counts. */
export function rosterSummary(counts: RosterCounts): string {
  const roles = Object.entries(counts.roles).map(([role, count]) => `${roleNames[role as Role]} ${count}`);
  return [
    `名册：学校 ${counts.schools} 所，人员 ${counts.people} 位，群 ${counts.groups} 个。`,
    roles.join('，'),
    counts.unreachable === 0 ? '每个人都能收到私信。' : `收不到私信的 ${counts.unreachable} 位，发 /名册 未联通 查看。`,
  ]
    .filter(Boolean)
    .join('\n');
}

const platformNames: Record<string, string> = { wecom: '企业微信', dingtalk: '钉钉', sandbox: '沙盒', console: '终端' };

/** The platform as people call it. */
export const platformName = (platform: string): string => platformNames[platform] ?? platform;

/** One person as admins see them. */
export function personCard(
  person: Person,
  names: ReadonlyMap<string, string>,
  identities: readonly { platform: string; opened_at: number | null }[],
): string {
  const school = person.schoolId ? names.get(person.schoolId) : undefined;
  const contacts = person.contactSchools.map((id) => names.get(id) ?? id);
  const linked = identities.map(
    ({ platform, opened_at }) => `${platformName(platform)}${opened_at === null ? '（还没和我私聊过）' : ''}`,
  );
  return [
    `${person.name}：${[roleText(person.roles), person.subjects.join('、'), school].filter(Boolean).join('，')}`,
    `编号：${person.id}`,
    contacts.length > 0 ? `联系学校：${contacts.join('、')}` : '',
    linked.length > 0 ? `已绑定：${linked.join('、')}` : `还没绑定聊天账号，可发 /名册 绑定码 ${person.name}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The people no private message reaches. */
export function unreachableList(people: readonly Person[], names: ReadonlyMap<string, string>): string {
  if (people.length === 0) return '每个人都能收到私信。';
  const shown = people.slice(0, 30).map((person) => personLabel(person, names.get(person.schoolId ?? '') ?? ''));
  const more = people.length > shown.length ? `\n……还有 ${people.length - shown.length} 位。` : '';
  return `收不到私信的 ${people.length} 位：\n${shown.join('\n')}${more}\n给谁发绑定码：/名册 绑定码 <姓名>`;
}

/** What came of `/绑定`. */
export function bindingText(outcome: BindingOutcome): string {
  switch (outcome.kind) {
    case 'bound':
      return `${outcome.person.name}老师，您好！已经认识您了：${roleText(outcome.person.roles)}。${outcome.replaced ? '以前的账号不再使用。' : ''}发“/帮助”看看我能做什么。`;
    case 'already':
      return `${outcome.person.name}老师，您已经登记在册，不用再绑定。`;
    case 'wrong':
      return outcome.left > 0
        ? `绑定码不对，或者已经过期、用过了，还可以试 ${outcome.left} 次。请找管理员要一个新的。`
        : '绑定码试错太多次，请一小时后再试，或者请管理员把您的账号写进名册。';
    case 'paused':
      return `绑定码试错太多次，请 ${outcome.minutes} 分钟后再试。`;
  }
}

/** The code, to the admin who asked for it. */
export const codeText = (person: string, code: string, minutes: number): string =>
  `${person}的绑定码：${code}\n${minutes} 分钟内有效，只能用一次。请当面或打电话告诉本人，让本人私聊我发送：/绑定 ${code}`;

/** One line of `/群 列表`. */
export function groupLine(group: Group, names: ReadonlyMap<string, string>): string {
  const ways = [group.chatId ? '' : group.hook ? '只发不收' : '还没连上', group.outsiders ? '有外人' : ''].filter(
    Boolean,
  );
  const about = [group.platform ? platformName(group.platform) : '', audienceText(group, names), ...ways].filter(
    Boolean,
  );
  return `${group.name}：${about.join('，')}`;
}
