// The fields of a command as the engine sees them: titles, what must be said, and a type's refusal in Chinese.
import { z } from 'zod';
import { compareKey, normalise, withoutUnseen } from '../lib/chinese.ts';
import type { FieldMeta } from './command.ts';

/** One argument of a command, read once from its zod type and `.meta(…)`. */
export interface Field {
  key: string;
  title: string;
  /** What it is called in sentences. */
  noun: string;
  /** The title as it is compared. */
  titleKey: string;
  /** Its other titles as they are compared. */
  aliasKeys: string[];
  required: boolean;
  rest: boolean;
  spans: boolean;
  hidden: boolean;
  /** Any words are good, so that words which are accepted prove nothing. */
  free: boolean;
  /** What can be said, when the type is an enumeration. */
  choices: string[];
  ask: string;
  type: z.ZodType;
}

/** What a command has to have so that its fields can be read. */
export interface HasArgs {
  args: z.ZodObject;
}

const known = new WeakMap<HasArgs, Field[]>();

/** The fields of a command in declared order; computed once. */
export function fieldsOf(command: HasArgs): Field[] {
  const fields =
    known.get(command) ?? Object.entries(command.args.shape).map(([key, type]) => fieldOf(key, type as z.ZodType));
  known.set(command, fields);
  return fields;
}

/** Words that only a type accepts which accepts any. */
const anyWords = '随便什么';

function fieldOf(key: string, type: z.ZodType): Field {
  const inner = unwrapped(type);
  const meta = { ...inner.meta(), ...type.meta() } as Partial<FieldMeta>;
  const title = meta.title ?? key;
  return {
    key,
    title,
    noun: meta.noun ?? title,
    titleKey: compareKey(title),
    aliasKeys: (meta.aliases ?? []).map(compareKey),
    required: !type.safeParse(undefined).success,
    rest: meta.rest === true,
    spans: meta.spans === true,
    hidden: meta.hidden === true,
    free: type.safeParse(anyWords).success,
    choices: inner instanceof z.ZodEnum ? inner.options.map(String) : [],
    ask: meta.ask ?? `请告诉我${meta.noun ?? title}。`,
    type,
  };
}

/** The type within optional, nullable and default; meta may stand on either. */
function unwrapped(type: z.ZodType): z.ZodType {
  const wrapped = type instanceof z.ZodOptional || type instanceof z.ZodNullable || type instanceof z.ZodDefault;
  return wrapped ? unwrapped(type.unwrap() as z.ZodType) : type;
}

/** The spelling a type accepts, or why it refuses: a Chinese sentence. */
export type Accepted = { ok: true; value: string } | { ok: false; why: string };

/** Tries a value as typed, then in half-width signs. Only full texts (`rest`) keep what nobody sees. */
export function accept(field: Field, typed: string): Accepted {
  const value = (field.rest ? typed : withoutUnseen(typed)).trim();
  if (value === '') return { ok: false, why: '不能空着。' };
  const result = field.type.safeParse(value);
  if (result.success) return { ok: true, value };
  const plain = normalise(value);
  if (plain !== value && field.type.safeParse(plain).success) return { ok: true, value: plain };
  return { ok: false, why: inChinese(result.error.issues[0]) };
}

/** How zod's own messages begin, without a locale and in its Chinese one, which speaks of "string" and "期望". */
const zodsOwn = /^(?:Invalid|Too|Unrecognized|无效|数值|未知|未识别)/;

/** A zod issue as a Chinese sentence: the type's own words when it has some, never those of zod. */
export function inChinese(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return '看不懂。';
  if (/\p{Script=Han}/u.test(issue.message) && !zodsOwn.test(issue.message))
    return /[。！？]$/.test(issue.message) ? issue.message : `${issue.message}。`;
  if (issue.code === 'invalid_value') return `只能是${issue.values.map(String).join('、')}。`;
  const unit = 'origin' in issue && issue.origin === 'string' ? '个字' : '';
  if (issue.code === 'too_big') return `最多${issue.maximum}${unit}。`;
  if (issue.code === 'too_small') return `至少${issue.minimum}${unit}。`;
  return '看不懂。';
}
