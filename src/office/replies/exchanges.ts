// What it means that somebody else takes over, by kind of thing: what stands against it, and doing it.
import { parseDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { calendarOf, me } from '../act.ts';
import { daysAway } from '../busy.ts';
import type { Person } from '../people/model.ts';
import { arrange } from '../preparation/actions.ts';
import { preparationFor } from '../preparation/queries.ts';
import * as preparationWording from '../preparation/wording.ts';
import { checkExchange, exchangeMember } from '../visits/team.ts';
import { subjectOf } from './matters/preparation.ts';
import type { Matter } from './model.ts';
import { callName, tellPrivately } from './pass.ts';
import * as told from './told.ts';
import * as viewWording from './view-wording.ts';

/** One exchange: who goes, who comes, in what. */
export interface Exchange {
  matter: Matter;
  /** 主备人, 组员. */
  part: string;
  fromId: string;
  to: Person;
}

interface ExchangeKind {
  /** What the other one has to teach, for choosing among people of one name. */
  subject(matter: Matter): string | undefined;
  /** @throws Refusal when it cannot be done */
  check(act: Act, exchange: Exchange): Promise<void>;
  /** Does it and tells both. The speaker may decide on it. @throws Refusal when it cannot be done any more */
  carryOut(act: Act, exchange: Exchange): Promise<void>;
}

const preparation: ExchangeKind = {
  subject: ({ ref }) => subjectOf(ref.id),
  async check(act, { matter, to }) {
    const subject = subjectOf(matter.ref.id);
    if (!to.subjects.includes(subject))
      refuse('preparation-lead', preparationWording.wrongSubject(to.name, to.subjects, subject));
    const day = matter.ref.occurrence;
    const away = (await daysAway(act.tx, to.id, act.today)).find((one) => one.day === day);
    const meeting = preparationWording.meetingOf(await calendarOf(act), { subject, day }, act.today);
    if (away) refuse('preparation-away', preparationWording.away(to.name, meeting, away, []));
  },
  async carryOut(act, { matter, fromId, to }) {
    const subject = subjectOf(matter.ref.id);
    const day = matter.ref.occurrence;
    const now = await preparationFor(act.tx, await calendarOf(act), { subject, day });
    if (now?.leadId !== fromId) refuse('changed-since', viewWording.leadChanged(matter));
    const when = parseDate(day);
    // Arranging tells the one who comes and the one who goes, and corrects the groups that have been reminded.
    if (when) await arrange(act, { subject, when, lead: to.id });
  },
};

const visit: ExchangeKind = {
  subject: () => undefined,
  check: (act, { matter, fromId, to }) => checkExchange(act, matter.ref.id, fromId, to),
  async carryOut(act, { matter, part, fromId, to }) {
    await exchangeMember(act, matter.ref.id, fromId, to);
    const [by, from] = [me(act).name, await callName(act, fromId)];
    await tellPrivately(act, matter, [to], told.takesOver(matter, by, part, from));
    if (fromId !== me(act).id)
      await tellPrivately(act, matter, [{ id: fromId }], told.agreed(matter, by, part, await callName(act, to.id)));
  },
};

/** What can be taken over, by source kind. One line for each. */
export const exchanges: Readonly<Record<string, ExchangeKind>> = { preparation, visit };
