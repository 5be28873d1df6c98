// Names and links that belong to a 集体备课: attached by who prepares it, shown with its reminder.
import type { DateSpec } from '../../lib/datespec.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record } from '../act.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Preparation } from './model.ts';
import { preparationFor, preparationsOf } from './queries.ts';
import { allSeries, isAhead, mayArrange } from './rules.ts';
import { meetingDay } from './slots.ts';
import { type Material, materialsOf } from './stage-queries.ts';
import * as wording from './stage-wording.ts';
import { type MeetingWords, meetingOf, noSeries } from './wording.ts';

/** How many are shown with one reminder, and so how many there may be. */
const most = 6;

/** Which meeting; what is not said is the next one the speaker prepares. */
export interface MaterialsOf {
  subject?: string | undefined;
  when?: DateSpec | undefined;
}

/** Attaches one. Answers all of the meeting. @throws Refusal when it is neither theirs to arrange nor to lead; AskBack */
export async function addMaterial(
  act: Act,
  which: MaterialsOf,
  text: string,
): Promise<{ meeting: MeetingWords; materials: Material[] }> {
  const { preparation, meeting, materials } = await prepared(act, which);
  if (materials.length >= most) refuse('materials-full', wording.enoughMaterials(most));
  const at = Math.max(act.now, (materials.at(-1)?.at ?? 0) + 1);
  const row = { id: newId(), preparation_id: preparation.id, text, added_by: me(act).id, at };
  await act.tx.insertInto('preparation_materials').values(row).execute();
  await recordMaterial(act, 'preparation.materialAdded', preparation);
  return { meeting, materials: [...materials, { id: row.id, text, at }] };
}

/** Takes the `number`-th (from 1) away. Answers which it was. @throws Refusal like above, and when there is none; AskBack */
export async function removeMaterial(
  act: Act,
  which: MaterialsOf,
  number: number,
): Promise<{ meeting: MeetingWords; text: string }> {
  const { preparation, meeting, materials } = await prepared(act, which);
  const gone = materials[number - 1] ?? refuse('no-material', wording.noMaterial(materials.length));
  await act.tx.deleteFrom('preparation_materials').where('id', '=', gone.id).execute();
  await recordMaterial(act, 'preparation.materialRemoved', preparation);
  return { meeting, text: gone.text };
}

/** The record keeps that, not which: a link may open more than it says. */
const recordMaterial = (act: Act, action: string, { id, subject, day }: Preparation): Promise<void> =>
  record(act, action, { kind: 'preparation', id }, { new: { subject, day } });

async function prepared(
  act: Act,
  which: MaterialsOf,
): Promise<{ preparation: Preparation; meeting: MeetingWords; materials: Material[] }> {
  await serialise(act.tx, 'preparations');
  const calendar = await calendarOf(act);
  const preparation = await meant(act, calendar, which);
  if (!mayAttach(act, preparation)) refuse('materials-role', wording.notYourMaterials);
  const materials = (await materialsOf(act.tx, [preparation])).get(preparation.id) ?? [];
  return { preparation, meeting: meetingOf(calendar, preparation, act.today), materials };
}

const mayAttach = (act: Act, { subject, leadId }: Preparation): boolean =>
  leadId === me(act).id || mayArrange(me(act), subject);

/** The meeting that was said, else the next one the speaker may attach something to. @throws Refusal, AskBack */
async function meant(act: Act, calendar: Calendar, { subject, when }: MaterialsOf): Promise<Preparation> {
  const all = allSeries(calendar);
  if (subject !== undefined && !all.some((one) => one.subject === subject))
    refuse('preparation-subject', noSeries(subject, all));
  const own = (await preparationsOf(act.tx, calendar)).filter(
    (one) => mayAttach(act, one) && (subject === undefined || one.subject === subject),
  );
  const here = own.filter((one) => act.group?.subjects.includes(one.subject));
  const near = here.length > 0 ? here : own;
  const named = subject ?? near[0]?.subject;
  const series = all.find((one) => one.subject === named);
  if (!series || named === undefined) return refuse('materials-role', wording.notYourMaterials);
  if (!when) {
    const next = near.find(({ day }) => isAhead(calendar, day, act.now));
    return next ?? refuse('materials-role', wording.notYourMaterials);
  }
  const day = meetingDay(act, calendar, series, when, 'any');
  const found = await preparationFor(act.tx, calendar, { subject: named, day });
  return found ?? refuse('not-arranged', wording.notArranged(meetingOf(calendar, { subject: named, day }, act.today)));
}
