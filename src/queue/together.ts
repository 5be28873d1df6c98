// Several messages in one: how their words stand together. Pure; used by the relay and by the rehearsal alike.
import type { Said } from '../bot/message.ts';
import { chineseNumber } from '../lib/chinese.ts';
import { type ClassName, classes } from './classes.ts';

/** What decides the order within one message. */
export interface Member {
  class: string;
  /** Unique key in the ledger. */
  key: string;
  /** Epoch ms. */
  due: number;
  /** When it was due before it was put off, epoch ms. */
  putOffFrom?: number | null | undefined;
}

/** What matters most stands first; equals in the order of their first due instants, then of their keys: the same for everybody who asks. */
export function inOrder<T extends Member>(members: readonly T[]): T[] {
  const rank = ({ class: name }: Member): number => classes[name as ClassName].rank ?? 0;
  const since = ({ due, putOffFrom }: Member): number => putOffFrom ?? due;
  return members.toSorted((a, b) => rank(b) - rank(a) || since(a) - since(b) || (a.key < b.key ? -1 : 1));
}

/** 一、二、: digits would be taken for numbers of choices. Nobody is owed a hundred things at once, but nothing may break on it. */
const numeral = (n: number): string => (n < 100 ? chineseNumber(n) : String(n));

/** One message out of several (at least two): each with its number, links together; choices only where one member alone has some. */
export function together(members: readonly Said[]): Said {
  const asking = members.filter(({ choices = [] }) => choices.length > 0);
  const [only, ...more] = asking;
  const links = members.flatMap((member) => member.links ?? []);
  return {
    title: `有 ${members.length} 件事`,
    text: members.map(({ title, text }, n) => `${numeral(n + 1)}、${title ? `${title}\n` : ''}${text}`).join('\n\n'),
    ...(links.length > 0 ? { links } : {}),
    ...(only?.choices && more.length === 0 ? { choices: only.choices, ...(only.asks ? { asks: only.asks } : {}) } : {}),
  };
}
