// What is asked about timed messages: which one is meant, what is wished of it.
import { askBack } from '../../bot/command.ts';
import { compareKey } from '../../lib/chinese.ts';
import { checkWhen } from '../../lib/cron.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { type Calendar, loadCalendar } from '../calendar/model.ts';
import { audienceText, nobody, readAudience } from './audience.ts';
import { nameOf } from './changes.ts';
import { allSchedules, type Schedule, scheduleOf, type Wish } from './model.ts';
import { sendingsNext } from './rules.ts';
import * as wording from './wording.ts';

/** The timed message that is meant by a number or a name. Unclear: asks back about `which`. @throws Refusal when there is none at all; AskBack */
export async function findSchedule(act: Act, words: string): Promise<Schedule> {
  const schedules = await allSchedules(act.tx);
  if (schedules.length === 0) refuse('no-schedule', wording.noSchedules);
  const key = compareKey(words);
  const named = schedules.filter(({ name, number }) => compareKey(name) === key || String(number) === key);
  const found = named.length > 0 ? named : schedules.filter(({ name }) => compareKey(name).includes(key));
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  askBack(
    'which',
    wording.whichSchedule(words),
    (found.length > 0 ? found : schedules)
      .slice(0, 9)
      .map((one) => ({ label: wording.scheduleLabel(one), value: one.name })),
  );
}

/** What a confirmation carries: number and version of what was shown, so that it cannot meet another one or a later version. */
export const seenToken = ({ number, version }: Schedule): string => `v${number}.${version}`;
export const seenPattern = /^v(\d{1,9})\.(\d{1,9})$/;

/** The timed message that was shown, deleted or not, and the version of it. @throws Refusal when none was shown */
export async function scheduleSeen(act: Act, token = ''): Promise<{ schedule: Schedule; version: number }> {
  const [, number, version] = seenPattern.exec(token) ?? [];
  const row = await act.tx
    .selectFrom('schedules')
    .selectAll()
    .where('number', '=', Number(number ?? 0))
    .executeTakeFirst();
  return row ? { schedule: scheduleOf(row), version: Number(version) } : refuse('no-schedule', wording.noSchedules);
}

/** What an admin typed about a timed message, by field of the command. */
export interface Typed {
  when?: string | undefined;
  to?: string | undefined;
  onHoliday?: keyof typeof wording.holidayWords | undefined;
  onQuiet?: keyof typeof wording.quietWords | undefined;
  text?: string | undefined;
}

/** The wish that was typed, over what stands so far. @throws AskBack about `when` or `to` when time or audience cannot be read; Refusal */
export async function wishOf<Old extends Wish>(act: Act, typed: Typed, old: Old): Promise<Wish> {
  return {
    name: old.name,
    cron: typed.when === undefined ? old.cron : cronOf(typed.when),
    audience: typed.to === undefined ? old.audience : await readAudience(act, typed.to),
    text: typed.text ?? old.text,
    onHoliday: typed.onHoliday ? wording.holidayWords[typed.onHoliday] : old.onHoliday,
    onQuiet: typed.onQuiet ? wording.quietWords[typed.onQuiet] : old.onQuiet,
  };
}

function cronOf(when: string): string {
  const checked = checkWhen(when);
  return checked.ok ? checked.cron : askBack('when', `${checked.reason}\n什么时候发？`);
}

/** A new one before anything was typed: days without school are left out, quiet hours waited for. */
export const blank = (name: string): Wish => ({
  name,
  cron: '',
  audience: nobody(),
  text: '',
  onHoliday: 'skip',
  onQuiet: 'postpone',
});

/** Instants (epoch ms) at which a timed message will be sent next; none while it is off. */
export const sendingsOf = (schedule: Schedule, calendar: Calendar | null, now: number, count: number): number[] =>
  schedule.state === 'on' ? sendingsNext(schedule, calendar, schedule.updatedAt, now, count) : [];

/** All timed messages with what the list shows of them. */
export async function listedSchedules(act: Act): Promise<wording.Listed[]> {
  const calendar = await loadCalendar(act.tx);
  const lines: wording.Listed[] = [];
  for (const schedule of await allSchedules(act.tx)) {
    const audience = await audienceText(act.tx, schedule.audience);
    const [next] = sendingsOf(schedule, calendar, act.now, 1);
    lines.push({ schedule, audience, next, by: await nameOf(act, schedule.updatedBy) });
  }
  return lines;
}
