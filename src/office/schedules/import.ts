// All timed messages at once, from YAML: read, compared with what is there, all mistakes on one page, made as one change.

import { AskBack } from '../../bot/command.ts';
import { checkWhen } from '../../lib/cron.ts';
import { digestOf } from '../../lib/digest.ts';
import { Refusal, refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { merge, type Names, namesOf, nobody, readAudience, titledName } from './audience.ts';
import { type ChangesMade, lockSchedules, makeChanges, nameOf, type Wanted } from './changes.ts';
import * as wording from './import-wording.ts';
import { type Audience, allSchedules, type Content, contentOf, type Schedule, sameContent } from './model.ts';
import { changeLines } from './preview-wording.ts';
import { audienceFault, previewOf, textFault, timeFault } from './previews.ts';
import { blank } from './queries.ts';
import { holidayWords, quietWords } from './wording.ts';
import { type Key, longestText, nameFault, stateWords, titles } from './words.ts';
import { type Entry, type Mistake, readYaml } from './yaml.ts';

/** What a text would change. */
export interface ImportPlan {
  wanted: Wanted[];
  unchanged: number;
  /** Those the text does not name: they stay as they are. */
  absent: Schedule[];
  /** What the confirmation is for: exactly these changes of exactly these versions. */
  seen: string;
}

/** Compares a text with what is there. @throws Refusal with every mistake by its line, or when nothing would change */
export async function planImport(act: Act, text: string): Promise<ImportPlan> {
  await lockSchedules(act);
  const { entries, mistakes } = readYaml(text);
  const names = await namesOf(act.tx);
  const there = await allSchedules(act.tx);
  const wanted: Wanted[] = [];
  let unchanged = 0;
  for (const entry of entries) {
    const old = there.find(({ name }) => name === entry.name) ?? null;
    const next = await contentFrom(act, names, entry, old, mistakes);
    if (!next) continue;
    if (old ? sameContent(old, next) : next.state === 'deleted') unchanged++;
    else wanted.push({ old, next });
  }
  if (mistakes.length > 0) refuse('schedule-yaml', wording.mistakes(mistakes));
  if (wanted.length === 0) refuse('nothing-to-change', wording.nothingNew(unchanged));
  const shown = wanted.map(({ old, next }) => [old?.id ?? null, old?.version ?? null, next]);
  return {
    wanted,
    unchanged,
    absent: there.filter(({ name }) => !entries.some((entry) => entry.name === name)),
    seen: digestOf(shown),
  };
}

/** What one is to become; what is not written stays. Null and mistakes when it cannot be. */
async function contentFrom(
  act: Act,
  names: Names,
  { name, line, lines, fields, to }: Entry,
  old: Schedule | null,
  mistakes: Mistake[],
): Promise<Content | null> {
  const before = mistakes.length;
  const wrong = (key: Key | null, text: string | null): void => {
    if (text) mistakes.push({ line: (key && lines[key]) ?? line, text: `“${name}”：${text}` });
  };
  const chosen = <V>(key: keyof Entry['fields'], words: Record<string, V>, standing: V): V => {
    const typed = fields[key]?.trim();
    const value = typed === undefined ? standing : words[typed];
    if (value === undefined) wrong(key, wording.notChosen(key, typed ?? '', Object.keys(words)));
    return value ?? standing;
  };
  const base = old ? contentOf(old) : { ...blank(name), state: 'on' as const };
  const state = chosen('状态', stateWords, base.state);
  // Of one that goes nothing else needs to be right.
  if (state === 'deleted') return before === mistakes.length ? { ...base, state } : null;
  wrong(null, nameFault(name));
  const when = fields.时间 === undefined ? null : checkWhen(fields.时间);
  if (when) wrong('时间', when.ok ? timeFault(when.cron) : when.reason);
  const text = (fields.内容 ?? base.text).trim();
  wrong('内容', text.length > longestText ? wording.tooLong(text.length, longestText) : textFault(text));
  const missing = { 时间: when ?? old, 发给: to === undefined ? old : '', 内容: text || null };
  wrong(
    null,
    wording.missing(
      Object.entries(missing).flatMap(([key, value]) => (value === null || value === undefined ? [key] : [])),
    ),
  );
  const audience =
    to === undefined || to === null ? base.audience : await audienceFrom(act, names, to, (why) => wrong('发给', why));
  const onHoliday = chosen('遇假日', holidayWords, base.onHoliday);
  const onQuiet = chosen('静默时段', quietWords, base.onQuiet);
  if (mistakes.length > before) return null;
  wrong('发给', audienceFault(names, audience));
  const cron = when?.ok ? when.cron : base.cron;
  return mistakes.length > before ? null : { name, cron, audience, text, state, onHoliday, onQuiet };
}

/** The audience that was written; every name that is not there is a mistake of its own. */
async function audienceFrom(
  act: Act,
  names: Names,
  to: NonNullable<Entry['to']>,
  wrong: (text: string) => void,
): Promise<Audience> {
  const audience = nobody();
  const read = async (work: () => Promise<Partial<Audience>>): Promise<void> => {
    try {
      merge(audience, await work());
    } catch (error) {
      if (error instanceof Refusal) wrong(error.message);
      else if (error instanceof AskBack) wrong(wording.notClear(error));
      else throw error;
    }
  };
  if (typeof to === 'string') await read(() => readAudience(act, to, names));
  else {
    for (const [title, list] of Object.entries(to)) {
      if (!titles.some((known) => known === title)) wrong(`发给里没有“${title}”，可以写 ${titles.join('、')}。`);
      else for (const name of list) await read(() => titledName(act, names, title, name, name));
    }
  }
  return audience;
}

/** What an import does, in words. `again`: somebody changed something since it was shown. */
export async function importPreview(act: Act, plan: ImportPlan, again: boolean): Promise<string> {
  const calendar = await loadCalendar(act.tx);
  const blocks: string[] = [];
  for (const { old, next } of plan.wanted) {
    const before = old && (await previewOf(act, old));
    blocks.push(...(changeLines(before, await previewOf(act, next), calendar, plan.wanted.length > 1) ?? []));
  }
  const others = plan.wanted.flatMap(({ old }) => (old && old.updatedBy !== act.speaker?.id ? [old] : []));
  const latest = others.sort((a, b) => b.updatedAt - a.updatedAt)[0];
  const by = again && latest ? { schedule: latest, by: await nameOf(act, latest.updatedBy) } : null;
  return wording.importPreview(plan, blocks, again ? { latest: by } : null);
}

/** Makes the changes of an import as one. @throws Refusal when somebody was faster */
export const makeImport = (act: Act, { wanted }: ImportPlan): Promise<ChangesMade> =>
  makeChanges(act, 'import', wanted);
