// Which thing an answer belongs to: the one that is named, the one that is quoted, else the last that was asked of this person here.
import { askBack } from '../../bot/command.ts';
import { compareKey } from '../../lib/chinese.ts';
import { openingDate } from '../../lib/dateopening.ts';
import { resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, me } from '../act.ts';
import { around } from '../calendar/days.ts';
import { itemsLike } from '../calendar/find.ts';
import { type Calendar, loadCalendar } from '../calendar/model.ts';
import { ownMeeting, readingOf } from '../preparation/meant.ts';
import { preparationSource } from '../preparation/model.ts';
import { concerns, visitCalled } from '../visits/queries.ts';
import { type Asked, askedHere, askedInGroups, quotedAmong, refsOf } from './asked.ts';
import { loadMatter, loadMatters } from './matters/index.ts';
import { takesSignUp } from './matters/item.ts';
import { type Matter, type MatterRef, type ReplyKind, readRef, refText, replyKinds } from './model.ts';
import { ownParts } from './parts.ts';
import { isOn, justBegun, takes, timing } from './rules.ts';
import * as wording from './wording.ts';

/** What was said to a command. */
export interface Wish {
  kind: ReplyKind;
  /** A choice that was made: names the matter whole. */
  matter?: string | undefined;
  /** 数学: the 集体备课 of that subject. */
  subject?: string | undefined;
  /** The words of its last field, which may begin with what they are about; and that field. */
  words?: string | undefined;
  field?: string;
}

/** What an answer belongs to. */
export interface Meant {
  matter: Matter;
  /** What is left of the words. */
  words: string;
  /** The days that were named but have no such meeting; null when the matter is the one that was meant. */
  insteadOf: string | null;
}

/** How many are offered when several may be meant. */
const mostOffered = 6;

/**
 * The thing an answer belongs to, in time for it. Several: asks back about the field `matter`; too late for this one and not yet for
 * the next: offers that. @throws Refusal when there is nothing to answer, or it is too late; AskBack
 */
export async function matterMeant(act: Act, wish: Wish): Promise<Meant> {
  // Before outsiders nothing is said of the office's own affairs, and nothing is kept that only they have heard confirmed.
  if (act.group?.outsiders) refuse('outsiders', wording.notBeforeOutsiders);
  await serialise(act.tx, 'replies');
  const meant = await find(act, wish);
  const { kind } = wish;
  if (!takes(meant.matter, kind, me(act).id)) refuse('not-this', wording.takesNot(meant.matter, kind));
  if (timing(meant.matter, kind, act.now) !== 'good') await refuseLate(act, meant.matter, kind);
  return meant;
}

async function find(act: Act, wish: Wish): Promise<Meant> {
  const words = wish.words ?? '';
  const chosen = wish.matter === undefined ? null : readRef(wish.matter);
  if (chosen) {
    const matter = await loadMatter(act, chosen);
    return matter
      ? { matter, words: openingDate(words)?.rest ?? words, insteadOf: null }
      : refuse('matter-gone', wording.gone);
  }
  const calendar = await loadCalendar(act.tx);
  const named = await namedVisit(act, words);
  if (named) return named;
  if (wish.subject !== undefined) return ownOne(act, calendar, wish);
  return (calendar && (await onNamedDay(act, calendar, wish))) ?? (await unnamed(act, calendar, wish));
}

/** 视0001 有事: a visit that concerns the speaker, by its number. */
async function namedVisit(act: Act, words: string): Promise<Meant | null> {
  const [, number, rest = ''] = /^\s*(视\s*\d{1,6})[\s，,：:。]*([\s\S]*)$/u.exec(words) ?? [];
  if (!number) return null;
  const visit = await visitCalled(act.tx, number);
  if (!visit || !concerns(visit, me(act))) return refuse('no-visit', wording.noVisit(number));
  const matter = await loadMatter(act, { kind: 'visit', id: visit.id, occurrence: '' });
  return matter && { matter, words: rest.trim(), insteadOf: null };
}

/** The words begin with a date: what was asked here for that day, else the speaker's own meeting. */
async function onNamedDay(act: Act, calendar: Calendar, wish: Wish): Promise<Meant | null> {
  const opening = openingDate(wish.words ?? '');
  // 周五交行吗 asks about a day; only a day that stands apart says what the question is about.
  if (!opening || (wish.kind === 'ask' && !opening.apart)) return null;
  const asked = await loadMatters(act, refsOf(await everythingAsked(act)));
  // 3月有公开课 names no day.
  const readings = resolveDate(opening.spec, around(calendar, act.today)).readings.filter(
    ({ precision }) => !precision.startsWith('month'),
  );
  const that = asked.filter(
    (matter) => takes(matter, wish.kind, me(act).id) && readings.some((days) => isOn(matter, days)),
  );
  if (that.length > 0) return { matter: oneOf(that, wish.kind), words: opening.rest, insteadOf: null };
  const reading = readingOf(act, calendar, opening, wish.field ?? 'words');
  if (!reading) return null;
  if (me(act).subjects.length > 0) return ownOne(act, calendar, wish);
  return opening.apart ? refuse('nothing-that-day', wording.nothingOn(reading.label)) : null;
}

/** Everything that was asked of the speaker here; in private also what the groups heard that are for them. */
async function everythingAsked(act: Act): Promise<Asked[]> {
  const here = await askedHere(act);
  return act.message?.chat.kind === 'group' ? here : [...here, ...(await askedInGroups(act))];
}

/** Nothing is named: the quotation, the last that was asked, what the title in the words names, or the speaker's next one. */
async function unnamed(act: Act, calendar: Calendar | null, wish: Wish): Promise<Meant> {
  const { kind } = wish;
  const words = wish.words ?? '';
  const asked = await everythingAsked(act);
  const quote = act.message?.quote?.text;
  const quoted = quote === undefined ? [] : quotedAmong(asked, quote);
  if (quoted.length > 0) {
    const matters = await loadMatters(act, refsOf(quoted));
    if (matters.length > 0) return { matter: oneOf(matters, kind), words, insteadOf: null };
  }
  const possible = (await loadMatters(act, refsOf(asked))).filter((matter) => takes(matter, kind, me(act).id));
  const titled = await byTitle(act, calendar, wish, possible);
  if (titled) return { matter: titled, words: '', insteadOf: null };
  const open = possible.filter((matter) => isOpen(matter, kind, act.now));
  if (open.length > 0) return { matter: oneOf(open, kind), words, insteadOf: null };
  const begun = possible.find((matter) => justBegun(matter, act.now));
  if (begun) return { matter: begun, words, insteadOf: null };
  return ownOne(act, calendar, wish);
}

/** Still to come, or at least still to be spoken of: a bare word is about what lies ahead, not about last week. */
const isOpen = (matter: Matter, kind: ReplyKind, now: number): boolean =>
  timing(matter, kind, now) === 'good' && (matter.beginsAt === null || matter.beginsAt > now);

/** What all the words are the title of, or a part of it; for signing up also what nobody has been asked about yet. */
async function byTitle(
  act: Act,
  calendar: Calendar | null,
  { kind, words = '' }: Wish,
  possible: readonly Matter[],
): Promise<Matter | null> {
  const key = compareKey(words);
  if (key.length < 2 || !['attend', 'absent', 'signup'].includes(kind)) return null;
  const titled = possible.filter(({ what }) => compareKey(what).includes(key));
  if (titled.length > 0) return oneOf(titled, kind);
  const items = kind === 'signup' ? (calendar?.items ?? []).filter((item) => takesSignUp(item) && !item.past) : [];
  const refs = itemsLike(items, words).sure.map(({ id }) => ({ kind: 'item', id, occurrence: '' }));
  const matters = await loadMatters(act, refs);
  return matters.length > 0 ? oneOf(matters, kind) : null;
}

/** The only one, or the speaker chooses. @throws AskBack */
function oneOf(matters: readonly Matter[], kind: ReplyKind): Matter {
  const [first, other] = matters;
  if (first && !other) return first;
  const byDay = [...matters].sort((a, b) => (a.beginsAt ?? 0) - (b.beginsAt ?? 0));
  const options = byDay
    .slice(0, mostOffered)
    .map((matter) => ({ label: wording.label(matter), value: refText(matter.ref) }));
  return askBack('matter', wording.askWhich(kind), options);
}

/** Nothing was asked: what the speaker does in something, for 改由; else the next meeting of the subject. */
async function ownOne(act: Act, calendar: Calendar | null, wish: Wish): Promise<Meant> {
  const { kind, subject } = wish;
  const words = wish.words ?? '';
  if (kind === 'handover') {
    const parts = (await loadMatters(act, await ownParts(act))).filter((matter) => isOpen(matter, kind, act.now));
    return parts.length > 0
      ? { matter: oneOf(parts, kind), words, insteadOf: null }
      : refuse('no-part', wording.noPart);
  }
  if (kind === 'signup') refuse('nothing-to-sign-up', wording.nothingToSignUp(words));
  if (!calendar || (subject === undefined && me(act).subjects.length === 0))
    refuse('nothing-asked', wording.nothingAsked);
  const own = await ownMeeting(act, subject, { field: wish.field ?? 'words', words, leave: kind === 'leave' });
  const ref: MatterRef = {
    kind: 'preparation',
    id: preparationSource(calendar, own.subject).id,
    occurrence: own.day,
  };
  const matter = (await loadMatter(act, ref)) ?? refuse('matter-gone', wording.gone);
  return { matter, words: own.words, insteadOf: own.insteadOf };
}

/** Says what can still be done; where there is a next one the answer can be for that. @throws Refusal, AskBack */
async function refuseLate(act: Act, matter: Matter, kind: ReplyKind): Promise<never> {
  const next = matter.next && replyKinds[kind].stance ? await loadMatter(act, matter.next) : null;
  if (!next) return refuse('too-late', wording.tooLate(matter, kind, act.now));
  return askBack('matter', wording.tooLateForThis(matter, kind, act.now), [
    { label: wording.label(next), value: refText(next.ref) },
  ]);
}
