// What is said about couriers, invigilators and markers to those who give duties and to those who have them. Data in, Chinese out.
import { monthDay } from '../../lib/dates.ts';
import { type DutyNames, dutyLine, dutyLines, inOrder } from './duty-lines.ts';
import type { Fault, Remark, Wish } from './duty-rules.ts';
import { type Mistake, mostLines } from './lines.ts';
import { lineForms } from './lines-wording.ts';
import { type Chain, type Duty, type DutyKind, duties, type Step, steps } from './model.ts';
import type { Timetable } from './timetable.ts';
import { spanText } from './wording.ts';

/** Names by id: people with their school. */
export interface GivenNames {
  people: ReadonlyMap<string, string>;
  schools: ReadonlyMap<string, string>;
  timetable: Timetable;
}

const shown = 30;
const cut = (lines: readonly string[]): string[] =>
  lines.length > shown ? [...lines.slice(0, shown), `……还有 ${lines.length - shown} 行`] : [...lines];

const days = (step: Step): string => spanText(step).replace(/[（）]/g, '');

export const noChain = (kind: DutyKind): string =>
  `行事历上没有定了日子、还没结束的${steps[duties[kind].step]}，请先在行事历上加上或定好日子。`;
export const noSuchExam = (text: string, chains: readonly Chain[]): string =>
  `没有叫“${text}”的考试，现在有：${chains.map(({ title }) => title).join('、')}。`;
export const notYourSchool = '只能安排自己学校的领卷人；别的学校请教研室来安排。';
export const tooMany = `一次最多 ${mostLines} 行，请分几次发。`;
export const empty = (kind: DutyKind): string => `没有读到安排，每行要写 ${lineForms[kind]}。`;

/** All mistakes at once; nothing has been given. */
export const faultPage = (faults: readonly Mistake[]): string => {
  const lines = faults.toSorted((a, b) => a.no - b.no).map(({ no, text }) => `第${no}行：${text}`);
  return ['还没有安排，请改好再发：', ...cut(lines)].join('\n');
};

const placeOf = ({ school, room }: Wish): string => [school?.name, room].filter(Boolean).join(' ');

/** Why a duty cannot be. */
export function faultText(
  { no, person, school, subject, kind, ...wish }: Wish,
  fault: Fault,
  names: GivenNames,
): string {
  const place = placeOf({ no, person, school, subject, kind, ...wish });
  const why = (): string => {
    switch (fault.why) {
      case 'ownSchool':
        return `${person.name}是${school?.name ?? ''}的老师，监考要交叉，不能监考本校考场，请换别校的老师。`;
      case 'noSchool':
        return `${person.name}在名册里不属于任何学校，监考要由别校的老师担任。`;
      case 'twice':
        return `${person.name}已经安排过这一项（${[place, subject].filter(Boolean).join(' ')}）。`;
      case 'full':
        return `${place} ${subject ?? ''}已经有两位监考了；要换人先发“/考试 免去 姓名 ${subject ?? ''}”。`;
      case 'young':
        return `一、二年级不进行纸笔考试，“${wish.room ?? ''}”不能安排监考。`;
      case 'subject':
        return `考试时间表里没有“${subject ?? ''}”，可以写 ${fault.subjects.join('、')}、全部。`;
      case 'busy':
        return `${person.name}那时要监考${otherText(fault.other, names)}，一个人不能同时监考两处。`;
      case 'otherSubject':
        return `${person.name}已经安排阅${fault.subject}卷，一个人只阅一科。`;
    }
  };
  return why();
}

const otherText = (
  { schoolId, room, subject }: { schoolId: string | null; room: string | null; subject: string | null },
  { schools }: GivenNames,
): string => [schools.get(schoolId ?? '') ?? '', room, subject].filter(Boolean).join(' ');

/** What should be looked at. */
export function remarkText({ person, ...wish }: Wish, remark: Remark): string {
  switch (remark.why) {
    case 'area':
      return `${person.name}（${remark.area ?? '未分片'}）和${wish.school?.name ?? ''}（${remark.other ?? '未分片'}）不在一个片区`;
    case 'away':
      return `${person.name}${monthDay(remark.day)}要去视导（${remark.visit}）`;
    case 'alone':
      return `${placeOf({ person, ...wish })} ${wish.subject ?? ''}还只有 1 位监考`;
    case 'foreign':
      return `${person.name}不是${wish.school?.name ?? ''}的老师`;
    case 'notTaught':
      return `${person.name}在名册里不教${wish.subject ?? ''}`;
  }
}

/** How many duties for how many people. */
const amount = (all: readonly { personId: string }[]): string =>
  `${all.length} 项，${new Set(all.map(({ personId }) => personId)).size} 位老师`;

/** Duties with their holders, those of one place in one line. */
export function placeLines(all: readonly Duty[], names: GivenNames): string[] {
  const places = Map.groupBy(inOrder(all, names), (duty) => dutyLine(duty, names));
  return [...places].map(
    ([place, own]) => `${place}：${own.map(({ personId }) => names.people.get(personId) ?? '（已离开）').join('、')}`,
  );
}

/** 期末考试监考（6月28日—6月29日）. */
const head = (chain: Chain, kind: DutyKind, step: Step): string =>
  `${chain.title}${duties[kind].title}（${days(step)}）`;

/** What giving would do. */
export const preview = (
  { chain, kind, step }: { chain: Chain; kind: DutyKind; step: Step },
  all: readonly Duty[],
  remarks: readonly string[],
  names: GivenNames,
): string =>
  [
    `${head(chain, kind, step)}，要安排 ${amount(all)}：`,
    ...cut(placeLines(all, names)),
    ...(kind === 'invigilator' && !names.timetable.stated ? ['时间按通常的时间表；不一样请先发“/考试 定时间”。'] : []),
    ...(remarks.length > 0 ? ['请留意：', ...cut(remarks.map((remark) => `· ${remark}`))] : []),
    '确认后各人私下收到自己的那一份，别人看不到。确认吗？',
  ].join('\n');

export const given = (batch: string, kind: DutyKind, all: readonly Duty[]): string =>
  `${batch} 已安排${duties[kind].title} ${amount(all)}，都私下告诉本人。24小时内发“/考试 撤销 ${batch}”可以整批撤回。`;

/** To whoever gets duties: only the own ones. */
export function tellGiven(
  { chain, kind, step }: { chain: Chain; kind: DutyKind; step: Step },
  own: readonly Duty[],
  names: DutyNames,
  by: string,
): string {
  const lines = dutyLines(own, names);
  const title = `${by}安排您担任${head(chain, kind, step)}：`;
  const close = '这是给您一个人的，请不要转到群里。有冲突请告诉教研室。';
  return [title, ...lines, close].join('\n');
}

export const tellEnded = (chain: Chain | undefined, own: readonly Duty[], names: DutyNames): string =>
  [`更正：${chain?.title ?? '考试'}的这些安排取消了，您不用去：`, ...dutyLines(own, names)].join('\n');

/** What ending duties would do; of several exams each under its name. */
export function endPreview(
  parts: readonly { chain: Chain | undefined; duties: readonly Duty[]; names: GivenNames }[],
): string {
  const lines = parts.flatMap(({ chain, duties: own, names }) => [
    ...(parts.length > 1 ? [`${chain?.title ?? '考试'}：`] : []),
    ...placeLines(own, names),
  ]);
  const all = parts.flatMap(({ duties: own }) => own);
  return [`要取消 ${amount(all)}：`, ...cut(lines), '确认后私下告诉本人。确认吗？'].join('\n');
}
/** `unheard`: those of them whose holders had not been told of having them. */
export function ended(all: readonly Duty[], unheard: readonly Duty[]): string {
  const head = `已取消 ${amount(all)}，`;
  if (unheard.length === 0) return `${head}都私下告诉本人。`;
  return unheard.length === all.length
    ? `${head}还没通知到本人，就不再发了。`
    : `${head}通知过的私下告诉本人，还没通知到的不再发。`;
}
export const endedBefore = '这些安排刚刚已经取消了。';
/** Why a first word is not sent, for the ledger. */
export const endedUnheard = '这些安排已经取消';

export const noBatch = (number?: string): string =>
  number ? `没有 ${number} 这批安排，或者已经取消了。` : '没有可以撤回的安排。';
export const batchOld = (batch: string): string =>
  `${batch} 已经超过24小时，不能整批撤回；可以发“/考试 免去 姓名”一位一位取消。`;
export const batchNotYours = (batch: string): string => `${batch} 不是您安排的，由教研室主任或管理员撤回。`;
export const noDuty = (name: string): string => `${name}在还没结束的考试里没有安排。`;

/** One's own duties. */
export const mine = (
  parts: readonly { chain: Chain; own: readonly Duty[]; timetable: Timetable }[],
  schools: ReadonlyMap<string, string>,
): string =>
  parts.length === 0
    ? '接下来的考试里没有给您的安排。'
    : parts
        .flatMap(({ chain, own, timetable }) =>
          chain.steps.flatMap((step) => {
            const here = own.filter(({ kind }) => duties[kind].step === step.kind);
            const kinds = [...new Set(here.map(({ kind }) => duties[kind].title))].join('、');
            return here.length === 0
              ? []
              : [`${chain.title}${kinds}（${days(step)}）：`, ...dutyLines(here, { schools, timetable })];
          }),
        )
        .join('\n');

/** All duties of an exam, for those who give them. */
export function list(chain: Chain, all: readonly Duty[], names: GivenNames): string[] {
  const kinds = Object.keys(duties) as DutyKind[];
  return kinds.flatMap((kind) => {
    const step = chain.steps.find((one) => one.kind === duties[kind].step);
    const own = all.filter((duty) => duty.kind === kind);
    return step && own.length > 0
      ? [`${head(chain, kind, step)}，${amount(own)}：`, ...cut(placeLines(own, names))]
      : [];
  });
}

export const noneGiven = ({ title }: Chain): string =>
  `${title}还没有安排领卷人、监考和阅卷。发“/考试 监考”“/考试 领卷人”“/考试 阅卷”来安排。`;
