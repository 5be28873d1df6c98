// All timed messages as YAML, in pages that a chat carries and that are documents of their own.
import { readCron } from '../../lib/cron.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Reader } from '../../store/db.ts';
import { type Person, roleNames } from '../people/model.ts';
import { personLabel } from '../people/wording.ts';
import { type Names, namesOf } from './audience.ts';
import { exported, noPage } from './import-wording.ts';
import { type Audience, allSchedules, type Schedule } from './model.ts';
import { holidayWords, noSchedules, quietWords } from './wording.ts';
import { stateWords } from './words.ts';
import { type NamedAudience, writeYaml } from './yaml.ts';

/** Longest page in UTF-8 bytes: what one message of the narrowest channel holds. */
const pageBytes = 1900;

const wordFor = <V extends string>(words: Record<string, V>, value: V): string =>
  Object.entries(words).find(([, one]) => one === value)?.[0] ?? value;

/** One timed message each; names that are out of use are left out, for nobody hears it there. */
function written(names: Names, schedule: Schedule): string {
  const { name, cron, audience, onHoliday, onQuiet, state, text } = schedule;
  return writeYaml({
    name,
    cron,
    reading: readCron(cron),
    to: namedAudience(names, audience),
    onHoliday: wordFor(holidayWords, onHoliday),
    onQuiet: wordFor(quietWords, onQuiet),
    state: wordFor(stateWords, state),
    text,
  });
}

function namedAudience(names: Names, audience: Audience): NamedAudience {
  const called = (ids: readonly string[], list: readonly { id: string; name: string }[]): string[] =>
    ids.flatMap((id) => list.find((one) => one.id === id)?.name ?? []);
  const people = audience.people.flatMap((id) => names.people.find((one) => one.id === id) ?? []);
  const all: NamedAudience = {
    群: called(audience.groups, names.groups),
    学科: audience.subjects,
    学校: called(audience.schools, names.schools),
    角色: audience.roles.map((role) => roleNames[role]),
    人: people.map((person) => unmistakable(names, person)),
  };
  return Object.fromEntries(Object.entries(all).filter(([, list]) => list.length > 0));
}

/** The name where only one has it, with school and subject where that tells them apart, else the id. */
function unmistakable(names: Names, person: Person): string {
  const label = (one: Person): string => personLabel(one, names.schoolName(one));
  const same = names.people.filter(({ name }) => name === person.name);
  if (same.length === 1) return person.name;
  return same.filter((one) => label(one) === label(person)).length === 1 ? label(person) : person.id;
}

/** All timed messages as one document. */
export async function exportAll(db: Reader): Promise<string> {
  const names = await namesOf(db);
  const all = (await allSchedules(db)).map((schedule) => written(names, schedule));
  return all.length === 0 ? '' : `${all.join('\n')}\n`;
}

/** One page for the chat. @throws Refusal when there are none, or no such page */
export async function exportPage(db: Reader, page: number): Promise<string> {
  const names = await namesOf(db);
  const all = await allSchedules(db);
  if (all.length === 0) refuse('no-schedule', noSchedules);
  const pages: string[][] = [[]];
  for (const schedule of all) {
    const text = written(names, schedule);
    const last = pages.at(-1) ?? [];
    if (last.length > 0 && Buffer.byteLength([...last, text].join('\n')) > pageBytes) pages.push([text]);
    else last.push(text);
  }
  const shown = pages[page - 1] ?? refuse('no-page', noPage(pages.length));
  return exported(shown.join('\n'), { page, pages: pages.length, count: all.length });
}
