// What stands against a timed message, and what an admin sees of it before confirming.
import { askBack } from '../../bot/command.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { guardText, planLines } from '../guard.ts';
import { allGroups, allPeople } from '../people/model.ts';
import { audienceText } from './audience.ts';
import type { Audience, Content, Schedule, Wish } from './model.ts';
import * as previews from './preview-wording.ts';
import { type Recipients, recipientsAmong, recipientsOf, textsNow } from './recipients.ts';
import { mostPerDay, occurrencesNext, timesPerDay, warnings } from './rules.ts';
import { type SameText, unknownNames } from './template.ts';
import * as wording from './wording.ts';

/** Why a plan is none: it would speak too often on one day. */
export function timeFault(cron: string): string | null {
  const perDay = timesPerDay(cron);
  return perDay > mostPerDay ? wording.tooOften(perDay) : null;
}

/** Why a text is none: values that nobody knows. */
export function textFault(text: string): string | null {
  const unknown = unknownNames(text);
  return unknown.length > 0 ? wording.unknownValues(unknown) : null;
}

/** Why an audience is none: nobody is in it. */
export function audienceFault(all: Recipients, audience: Audience): string | null {
  const { groups, people } = recipientsAmong(all, audience);
  return groups.length + people.length === 0 ? wording.nobody : null;
}

/** What stands against a wish is asked for again, so that the rest need not be typed twice. @throws AskBack */
export async function check(act: Act, { cron, text, audience }: Wish): Promise<void> {
  const faults = [
    ['when', timeFault(cron)],
    ['text', textFault(text)],
    ['to', audienceFault({ groups: await allGroups(act.tx), people: await allPeople(act.tx) }, audience)],
  ] as const;
  for (const [field, fault] of faults) if (fault) askBack(field, fault);
}

/** The clause by which the guard would hold one of these texts back in a group; null when all pass. */
export async function heldBy(act: Act, wish: Wish, texts: readonly SameText[]): Promise<string | null> {
  const { groups } = await recipientsOf(act.tx, wish.audience);
  const plan = planLines(await loadCalendar(act.tx));
  for (const { text, hearers } of texts) {
    const to = groups.filter(({ id }) => hearers.some((hearer) => hearer.kind === 'group' && hearer.id === id));
    const groupHasOutsiders = to.some(({ outsiders }) => outsiders);
    const guarded = to.length > 0 ? guardText(text, { groupHasOutsiders, plan }) : { ok: true as const };
    if (!guarded.ok) return guarded.clause;
  }
  return null;
}

/** What an admin sees before a wish becomes true. */
export async function previewOf(act: Act, content: Content): Promise<previews.Preview> {
  const calendar = await loadCalendar(act.tx);
  const next = occurrencesNext(content, calendar, act.now, 5);
  const at = next.find(({ due }) => due !== null)?.due ?? next[0]?.at ?? act.now;
  const texts = await textsNow(act.tx, content, at, calendar);
  return {
    content,
    audience: await audienceText(act.tx, content.audience),
    next,
    warnings: warnings(content, calendar, act.now),
    held: await heldBy(act, content, texts),
    sample: { at, texts },
  };
}

/** What a new timed message would do, in words. @throws AskBack about the field that cannot be */
export async function previewNew(act: Act, wish: Wish): Promise<string> {
  await check(act, wish);
  return previews.newPreview(await previewOf(act, { ...wish, state: 'on' }), await loadCalendar(act.tx));
}

/** What a change would do, in words. @throws AskBack about the field that cannot be; Refusal when it changes nothing */
export async function previewChange(act: Act, old: Schedule, wish: Wish): Promise<string> {
  await check(act, wish);
  const [before, after] = [await previewOf(act, old), await previewOf(act, { ...wish, state: old.state })];
  const said = previews.changePreview(before, after, await loadCalendar(act.tx));
  return said ?? refuse('nothing-to-change', wording.nothingToChange(old));
}

/** What would be stopped. @throws Refusal when it is stopped already */
export async function previewStop(act: Act, old: Schedule): Promise<string> {
  if (old.state === 'off') refuse('schedule-off', wording.alreadyOff(old));
  return previews.stopPreview(await previewOf(act, old), await loadCalendar(act.tx));
}

/** What would be started. @throws Refusal when it is on already */
export async function previewStart(act: Act, old: Schedule): Promise<string> {
  if (old.state === 'on') refuse('schedule-on', wording.alreadyOn(old));
  return previews.startPreview(await previewOf(act, old), await loadCalendar(act.tx));
}

/** What would be deleted, in words. */
export const previewRemoval = async (act: Act, schedule: Schedule): Promise<string> =>
  previews.removePreview(await previewOf(act, schedule), await loadCalendar(act.tx));
