// One activity with its dates as an item of the plan: title, kind, people, quote and the words that gave each of them.
import type { Activity } from './activity.ts';
import { audienceOf, kindOf, levelOf, reminderKindOf, subjectsOf, venueIn } from './classify.ts';
import type { Dated } from './context.ts';
import type { Entry } from './entry.ts';
import type { Level, PlanItem } from './model.ts';
import { subjectOfTitle, titleOf } from './title.ts';
import { part, plainOf, quoted } from './words.ts';

const timeOnly = /^(?:活动|会议|比赛|竞赛|培训|考试|举办|召开|具体)?(?:时间|日期|时限)(?:为|是|定于|安排)?[:：]?$/;

const general = /^(?:活动|会议|比赛|竞赛|举办|召开|具体|教研|培训|考试|演出|展览|竞|赛|开)?$/;

/** What a time alone is about: 报名时间 → 报名, the line above it, else the subject of the document. */
function topicOf(entry: Entry, asked: string): string {
  const about = entry.about ?? '';
  if (entry.titled) return general.test(asked) ? about : `${about}${asked}`;
  const topic = entry.topic ? subjectOfTitle(entry.topic) : '';
  const of = asked || (/^(.{2,10}?)(?:时间|日期|时限)(?:安排|和地点|及地点|与地点|、地点)?$/.exec(about)?.[1] ?? '');
  if (of && !general.test(of) && !topic.includes(of)) return of;
  return topic || subjectOfTitle(about);
}

/** The item of an activity; `writer` is the level of the office that wrote the plan. */
export function itemOf(entry: Entry, activity: Activity, dated: Dated | null, writer: Level): PlanItem {
  const { words } = entry;
  const whens = [
    ...activity.own,
    ...(activity.sentence ? [activity.sentence] : []),
    ...(activity.line ? [activity.line] : []),
  ];
  const text = words.plain.slice(activity.from, activity.to);
  const label = activity.label ?? dated?.subject ?? null;
  const { from, to } = activity.name ?? activity;
  const named = titleOf(words, from, to, whens) || titleOf(words, from, to, whens, true);
  const asked = activity.asks ?? (named === '' || timeOnly.test(named) ? '' : null);
  const base =
    asked !== null ? topicOf(entry, asked) || named : named.replace(/[:：]$/, '').replace(/(.{2})时间$/, '$1');
  const title = label ? `${base}（${label}）` : base;
  const due = dated?.due ?? false;
  const plain = plainOf(title);
  const kind = kindOf(plain, due);
  const several = dated?.start !== dated?.end;
  const reminder = reminderKindOf(plain, several);
  const level = levelOf(plain, writer);
  const subject =
    dated?.subject ?? (entry.subject && subjectsOf(entry.subject).length ? subjectsOf(entry.subject)[0] : undefined);
  const subjects = [...new Set([...(subject ? [subject] : []), ...subjectsOf(plain)])];
  const audience = entry.audience ?? audienceOf(plain);
  const venue = entry.venue ?? venueIn(text);
  const time =
    whens.find((when) => when.time)?.time ??
    entry.containers.findLast(({ when }) => when.time)?.when.time ??
    entry.time ??
    null;
  const recurrence = dated?.recurrence
    ? { ...dated.recurrence, subject: dated.recurrence.subject ?? (subjects.length === 1 ? subjects[0]! : null) }
    : null;
  return {
    title,
    kind: kind.value,
    reminderKind: reminder?.value ?? null,
    start: dated?.start ?? null,
    end: dated?.end ?? null,
    precision: dated?.precision ?? null,
    recurrence,
    time,
    venue,
    subjects,
    audience,
    level: level.value,
    quote: entry.quote ?? quoteOf(entry, activity),
    at: entry.at,
    because: {
      title: quoted(part(words, activity.from, activity.to)),
      kind: kind.words,
      ...(dated?.start && { start: dated.because, end: dated.because, precision: dated.because }),
      ...(recurrence && { recurrence: dated!.because }),
      ...(reminder && { reminderKind: reminder.words }),
      ...(level.words && { level: level.words }),
      ...(audience && { audience }),
      ...(venue && { venue }),
      ...(subjects.length && { subjects: subjects.join('、') }),
      ...(time && { time }),
    },
    warnings: [...(dated?.warnings ?? [])],
  };
}

/** The exact words: with the date that opens the sentence, `……` for what stands between. */
function quoteOf({ words }: Entry, { from, to, own, sentence, line }: Activity): string {
  const opening =
    sentence && !own.includes(sentence)
      ? sentence
      : own.some(({ days, weeks }) => days.length && weeks.length)
        ? null
        : line && !own.includes(line) && !sentence
          ? line
          : null;
  const body = (start: number): string =>
    quoted(part(words, start, to)).replace(/^[\s,，、;；:：。]+|[\s,，、;；。]+$/g, '');
  if (!opening || opening.from >= from) {
    const change = own.find((when) => when.from >= to);
    return change ? quoted(part(words, from, change.to)) : body(from);
  }
  const between = words.plain.slice(opening.to, from);
  if (/^[\s,、:;。]*$/.test(between)) return body(opening.from);
  return `${quoted(part(words, opening.from, opening.to))}……${body(from)}`;
}
