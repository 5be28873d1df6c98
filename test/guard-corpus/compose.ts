// How texts for the outgoing guard are put together: a seeded cast, and forms × carriers × disguises.

/** Draws that are the same for the same seed (mulberry32). */
export interface Draw {
  /** A whole number from `from` to `to`, both included. */
  number(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
}

/** The draws of a seed. */
export function drawsOf(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    number,
    pick(list) {
      const found = list[number(0, list.length - 1)];
      if (found === undefined) throw new RangeError('nothing to pick from');
      return found;
    },
  };
}

/** Who and what a text speaks of; every call draws anew. All made up. */
export interface Cast extends Draw {
  name(): string;
  school(): string;
  subject(): string;
  /** 三（2）班 */
  room(): string;
  /** 三年级 */
  grade(): string;
  /** A mark, 31 to 100. */
  mark(): number;
  /** An average with a decimal. */
  average(): string;
  /** A phone number of no real network. */
  phone(): string;
  /** 3月21日 */
  day(): string;
  /** 9:40 */
  clock(): string;
}

/** What a half of the corpus draws its cast from. */
export interface Stock {
  surnames: readonly string[];
  given: readonly string[];
  schools: readonly string[];
  subjects: readonly string[];
}

const numerals = ['一', '二', '三', '四', '五', '六'];

/** A cast for a stock and a seed. */
export function castOf(stock: Stock, seed: number): Cast {
  const draw = drawsOf(seed);
  const { number, pick } = draw;
  const minutes = ['05', '08', '10', '12', '20', '30', '40', '42', '50'];
  return {
    ...draw,
    name: () => pick(stock.surnames) + pick(stock.given),
    school: () => pick(stock.schools),
    subject: () => pick(stock.subjects),
    room: () => `${pick(numerals)}（${number(1, 6)}）班`,
    grade: () => `${pick(numerals)}年级`,
    mark: () => number(41, 100),
    average: () => `${number(62, 95)}.${number(1, 9)}`,
    phone: () => `1${pick(['00', '11', '20'])}${String(number(0, 99_999_999)).padStart(8, '0')}`,
    day: () => `${number(2, 7)}月${number(1, 28)}日`,
    clock: () => `${number(8, 16)}:${pick(minutes)}`,
  };
}

/** What a violation is about, and when it is one: `window` only while papers are set, `outsiders` only before outsiders. */
export type Kind = 'score' | 'rank' | 'average' | 'window' | 'everyone' | 'outsiders';

/** A violation in words, or as a table. */
export interface TextForm {
  name: string;
  kind: Kind;
  words(cast: Cast): string;
  /** Disguises that would make it unreadable to people too, by name. */
  not?: readonly string[];
}
export interface TableForm {
  name: string;
  kind: Kind;
  rows(cast: Cast): string[][];
}

/** What stands around a violation. */
export interface Carrier {
  name: string;
  carry(words: string, cast: Cast): string;
}
/** A table in a text. */
export interface TableCarrier {
  name: string;
  carry(rows: readonly (readonly string[])[], cast: Cast): string;
}
/** How a violation is written so that a machine may not see it. */
export interface Disguise {
  name: string;
  hide(words: string): string;
}

/** One half of the corpus. */
export interface Half {
  stock: Stock;
  forms: readonly TextForm[];
  tables: readonly TableForm[];
  carriers: readonly Carrier[];
  tableCarriers: readonly TableCarrier[];
  disguises: readonly Disguise[];
}

/** A composed violation. */
export interface Violation {
  kind: Kind;
  /** Form, carrier and disguise: what is told of a miss, never the words. */
  of: string;
  text: string;
}

/** Every form in every disguise, the carriers in turn: `rounds` times, with another cast each time. */
export function violationsOf(half: Half, seed: number, rounds = 1): Violation[] {
  const made: Violation[] = [];
  const { forms, tables, carriers, tableCarriers, disguises } = half;
  let turn = seed;
  const carrierAt = <T>(list: readonly T[]): T => list[turn % list.length] as T;
  for (let round = 0; round < rounds; round++) {
    for (const disguise of disguises) {
      for (const form of forms.filter(({ not = [] }) => !not.includes(disguise.name))) {
        const cast = castOf(half.stock, turn * 7919 + seed);
        const carrier = carrierAt(carriers);
        const text = carrier.carry(disguise.hide(form.words(cast)), cast);
        made.push({ kind: form.kind, of: `${form.name} / ${carrier.name} / ${disguise.name}`, text });
        turn += 1;
      }
      for (const form of tables) {
        const cast = castOf(half.stock, turn * 7919 + seed);
        const carrier = carrierAt(tableCarriers);
        const text = disguise.hide(carrier.carry(form.rows(cast), cast));
        made.push({ kind: form.kind, of: `${form.name} / ${carrier.name} / ${disguise.name}`, text });
        turn += 1;
      }
    }
  }
  return made;
}
