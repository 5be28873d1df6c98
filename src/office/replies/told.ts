// What those who organise something are told in private of what people answer. Data in, Chinese out.
import type { Said } from '../../bot/message.ts';
import { say } from '../../bot/message.ts';
import type { Matter } from './model.ts';
import { label } from './wording.ts';

const lines = (...texts: (string | false | undefined)[]): string => texts.filter(Boolean).join('\n');

/** Somebody cannot come, with the reason if one was given; `again`: it changed. */
export const leave = (matter: Matter, who: string, reason: string, again: boolean): Said =>
  say(lines(`${who}${again ? '改了请假原因' : '请假'}：${label(matter)}`, reason !== '' && `原因：${reason}`));

/** Somebody can come after all. */
export const back = ({ when, what }: Matter, who: string): Said => say(`${who}又能参加${when}的${what}了。`);

/** Somebody who has a part in it does not come. */
export const absent = (matter: Matter, who: string, part: string): Said =>
  say(`${who}（${part}）不能参加：${label(matter)}`);

/** Somebody wants the material. */
export const want = (matter: Matter, who: string): Said => say(`${who}想要${label(matter)}的资料。`);

/** Somebody offers material in words, perhaps a link. */
export const offer = (matter: Matter, who: string, content: string): Said =>
  say(lines(`${who}给${label(matter)}提供资料：`, content));

/** Somebody hands on a file. */
export const file = (matter: Matter, who: string, number: string, about: string): Said =>
  say(lines(`${who}给${label(matter)}提供资料：${about}`, `要看请发“/资料 取 ${number}”，我给您一个链接。`));

/** Somebody took back what they had offered. */
export const offerBack = (matter: Matter, who: string): Said => say(`${who}撤回了给${label(matter)}的资料。`);

/** Somebody asks. */
export const question = (matter: Matter, who: string, number: string, text: string): Said =>
  say(
    lines(
      `${who}问（${number}）：${text}`,
      `关于：${label(matter)}`,
      `回答请发“/回 ${number} …”，我私下转给这位老师。`,
    ),
  );

/** The question is no longer wanted. */
export const questionBack = (who: string, number: string): Said => say(`${who}撤回了 ${number}，不用回答了。`);

/** To whoever asked: the answer. */
export const answer = (matter: Matter | null, by: string, question: string, text: string): Said =>
  say(lines(`${by}回答您：${text}`, `您问的是：${question}`, matter !== null && `关于：${label(matter)}`));

/** To the others who got the question. */
export const answeredBy = (number: string, by: string): Said => say(`${number} 已由${by}回答。`);

/** Somebody else is to take over: yes or no. */
export const proposal = (
  matter: Matter,
  who: string,
  part: string,
  to: string,
  number: string,
  before: string | null,
): Said => ({
  text: lines(
    `${who}提出换人（${number}）：${label(matter)}的${part}改由${to}。`,
    before !== null && `${before} 不算了，以这次为准。`,
    '定下来以后，我告诉两位老师。',
  ),
  choices: [
    { label: '同意', says: `/改由 同意 ${number}` },
    { label: '不同意', says: `/改由 不同意 ${number}` },
  ],
});

/** The proposal is no longer wanted. */
export const proposalBack = (matter: Matter, who: string, number: string): Said =>
  say(`${who}撤回了 ${number}：${label(matter)}不换人了。`);

/** To whoever proposed: agreed. */
export const agreed = (matter: Matter, by: string, part: string, to: string): Said =>
  say(`${by}同意了：${label(matter)}的${part}改由${to}，您不用去了。`);

/** To whoever takes over. */
export const takesOver = (matter: Matter, by: string, part: string, from: string): Said =>
  say(`${by}请您接替${from}：${label(matter)}，您是${part}。`);

/** To whoever proposed: not agreed. */
export const disagreed = (matter: Matter, by: string, part: string, to: string, why: string): Said =>
  say(
    lines(
      `${by}没有同意${label(matter)}的${part}改由${to}，还是请您担任。`,
      why !== '' && `原因：${why}`,
      '有难处请发“/问 …”。',
    ),
  );

/** To the others who could decide. */
export const decidedBy = (number: string, by: string, yes: boolean): Said =>
  say(`${number} 已由${by}${yes ? '同意' : '回绝'}，不用再办。`);

/** Why a private word does not go out any more, in lists of messages. */
export const whyUnsent = {
  withdrawn: '已撤回',
  changed: '又改了',
  replaced: '换了一位',
  answered: '已经回答',
  decided: '已经定了',
};
