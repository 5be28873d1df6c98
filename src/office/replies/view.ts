// Who answered what: for those who organise it in private, for everybody else what they answered themselves, for groups a number.
import { askBack } from '../../bot/command.ts';
import type { Said } from '../../bot/message.ts';
import { say } from '../../bot/message.ts';
import { compareKey } from '../../lib/chinese.ts';
import { openingDate } from '../../lib/dateopening.ts';
import { dayMs } from '../../lib/dates.ts';
import { resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { type Act, me } from '../act.ts';
import { around } from '../calendar/days.ts';
import { loadCalendar } from '../calendar/model.ts';
import { callNames } from '../preparation/queries.ts';
import { askedHere, refsOf } from './asked.ts';
import { loadMatter, loadMatters } from './matters/index.ts';
import { matterMeant } from './meant.ts';
import { type Matter, type Reply, readRef, refText } from './model.ts';
import { countsOf, isOn, mayLook, mayRead, repliesTo } from './rules.ts';
import { repliesOn, repliesSince } from './store.ts';
import * as wording from './view-wording.ts';
import { label, notBeforeOutsiders } from './wording.ts';

const mostOffered = 8;
/** How far back answers are looked up: a term and more. */
const termMs = 200 * dayMs;

/** What somebody wants to see the answers to. */
export interface StateWish {
  /** A choice that was made. */
  matter?: string | undefined;
  /** 数学, 3月31日; empty: nothing is named. */
  words: string;
}

/** How many answered to what was last asked in this group, or to what the words name of it. @throws Refusal, AskBack */
export async function groupState(act: Act, { matter, words }: StateWish): Promise<string> {
  const meant =
    matter === undefined && words !== ''
      ? await askedOf(act, words)
      : (await matterMeant(act, { kind: 'seen', matter })).matter;
  return wording.counted(meant, countsOf(await repliesOn(act.tx, meant.ref)));
}

/** The one of what was asked or answered in this group that the words name. @throws Refusal, AskBack */
async function askedOf(act: Act, words: string): Promise<Matter> {
  if (act.group?.outsiders) refuse('outsiders', notBeforeOutsiders);
  const here = (await repliesSince(act.tx, act.now - termMs)).filter(({ groupId }) => groupId === act.group?.id);
  const matters = await loadMatters(act, [...refsOf(await askedHere(act)), ...here.map(({ ref }) => ref)]);
  return only(await named(act, matters, words)) ?? refuse('no-state', wording.noState(words));
}

/** The only one; undefined without any. @throws AskBack about `matter` when there are several */
function only(found: readonly Matter[]): Matter | undefined {
  const options = found.slice(0, mostOffered).map((matter) => ({ label: label(matter), value: refText(matter.ref) }));
  return found.length > 1 ? askBack('matter', wording.whichState, options) : found[0];
}

/** An answer somebody gave and may want to change; a 收到 is none. */
const isOwn = ({ personId, kind }: Reply, id: string): boolean => personId === id && kind !== 'seen';

/** Matters with answers that have not been over for long, as the speaker may look at them; and what the speaker answered. */
async function known(act: Act): Promise<{ all: Reply[]; mine: Matter[]; own: Matter[] }> {
  const all = await repliesSince(act.tx, act.now - termMs);
  const matters = (
    await loadMatters(
      act,
      all.map(({ ref }) => ref),
    )
  ).filter(({ overAt }) => overAt === null || act.now < overAt);
  const { id } = me(act);
  const own = matters.filter((matter) => repliesTo(all, matter).some((reply) => isOwn(reply, id)));
  return { all, mine: matters.filter((matter) => mayLook(matter, id)), own };
}

/** What the words mean among those: a part of what it is called (数学, 视0001), or its day. */
async function named(act: Act, matters: readonly Matter[], words: string): Promise<Matter[]> {
  const calendar = await loadCalendar(act.tx);
  const opening = calendar && openingDate(words);
  const readings = opening ? resolveDate(opening.spec, around(calendar, act.today)).readings : [];
  const rest = compareKey(opening ? opening.rest : words);
  return matters.filter(
    (matter) => (!opening || readings.some((days) => isOn(matter, days))) && compareKey(label(matter)).includes(rest),
  );
}

/** Who answered what, in private. @throws Refusal when nothing of that name has answers; AskBack about `matter` */
export async function privateState(act: Act, wish: StateWish): Promise<Said> {
  const ref = wish.matter === undefined ? null : readRef(wish.matter);
  const chosen = ref && (await loadMatter(act, ref));
  if (chosen && mayLook(chosen, me(act).id)) return shownTo(act, chosen, await repliesOn(act.tx, chosen.ref));
  const { all, mine, own } = await known(act);
  const found = wish.words === '' ? mine : await named(act, mine, wish.words);
  const meant = only(found);
  if (meant) return shownTo(act, meant, repliesTo(all, meant));
  if (wish.words !== '' && mine.length > 0) refuse('no-state', wording.noState(wish.words));
  const kinds = (matter: Matter) =>
    repliesTo(all, matter)
      .filter((reply) => isOwn(reply, me(act).id))
      .map(({ kind }) => kind);
  return wording.ownAnswers(own.map((matter) => ({ matter, kinds: [...new Set(kinds(matter))] })));
}

async function shownTo(act: Act, matter: Matter, replies: readonly Reply[]): Promise<Said> {
  if (replies.length === 0) return say(wording.counted(matter, { attend: 0, signup: 0 }));
  const ids = replies.flatMap(({ personId, otherId }) => (otherId ? [personId, otherId] : [personId]));
  const names = await callNames(act.tx, ids);
  const files = await act.tx
    .selectFrom('reply_files')
    .select(['reply_id', 'name', 'bytes'])
    .where(
      'reply_id',
      'in',
      replies.map(({ id }) => id),
    )
    .where('state', '=', 'stored')
    .execute();
  const lines = replies.map((reply): wording.Line => {
    const file = files.find(({ reply_id }) => reply_id === reply.id);
    return {
      reply,
      who: names.get(reply.personId) ?? wording.somebody,
      other: names.get(reply.otherId ?? '') ?? wording.somebody,
      file: file ? wording.fileWords(file.name, file.bytes ?? 0) : '',
      readable: mayRead(matter, reply, me(act).id),
    };
  });
  return wording.stateOf(matter, lines);
}
