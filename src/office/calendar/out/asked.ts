// Which scope somebody means: 我的, 学科 数学, 学校 二码头小学, 群, 全部; a bare subject or school is good too.
import { askBack } from '../../../bot/command.ts';
import { compareKey } from '../../../lib/chinese.ts';
import { refuse } from '../../../lib/refuse.ts';
import { type Act, me } from '../../act.ts';
import { allGroups, type Group } from '../../people/model.ts';
import { allSchools, findSchool } from '../../people/queries.ts';
import { matchSchools } from '../../people/rules.ts';
import { knownSubjects, subjectCalled } from '../../people/subjects.ts';
import type { Scope } from './scope.ts';
import * as wording from './wording.ts';

/** A scope with what it is called. */
export interface Asked {
  scope: Scope;
  name: string;
}

const words = {
  person: /^(?:我的?|自己的?|本人|个人)$/,
  group: /^(?:本|这个|该)?群的?$/,
  all: /^(?:全部|所有|全区|整个|总表|完整)$/,
};
const subjectHead = /^(?:学科|科目)/;
const schoolHead = /^(?:学校|本校|校)/;

/** The field of both commands that take a scope. */
const field = 'scope';

/**
 * The scope that is meant; without words the `usual` one. Asks back about the field `scope`.
 * @throws Refusal with what can be said; AskBack
 */
export async function scopeAsked(act: Act, said: string | undefined, usual: 'person' | 'all'): Promise<Asked> {
  const text = compareKey(said ?? '').replace(/的?行事历$|日历$/, '');
  const person = me(act);
  const kind = text === '' ? usual : (Object.keys(words) as (keyof typeof words)[]).find((k) => words[k].test(text));
  if (kind === 'person') return { scope: { kind, id: person.id }, name: person.name };
  if (kind === 'all') return { scope: { kind, id: '' }, name: '' };
  const group = kind === 'group' ? act.group : await groupCalled(act, text);
  if (group) return { scope: { kind: 'group', id: group.id }, name: group.name };
  if (kind === 'group') refuse('no-group', wording.notHere);
  const known = await knownSubjects(act.tx);
  if (subjectHead.test(text)) return subjectAsked(known, text.replace(subjectHead, ''), person.subjects);
  const subject = subjectCalled(known, text);
  if (subject) return { scope: { kind: 'subject', id: subject }, name: subject };
  return schoolAsked(act, text, said ?? '');
}

/** `群 数学教研群` or the bare name, for private chats. */
async function groupCalled(act: Act, text: string): Promise<Group | undefined> {
  const groups = await allGroups(act.tx);
  return groups.find(({ name }) => [compareKey(name), `群${compareKey(name)}`].includes(text));
}

function subjectAsked(known: readonly string[], text: string, own: readonly string[]): Asked {
  const found = text === '' && own.length === 1 ? own[0] : subjectCalled(known, text);
  if (found) return { scope: { kind: 'subject', id: found }, name: found };
  const choices = own.length > 0 ? own : known;
  return askBack(
    field,
    wording.whichSubject,
    choices.map((one) => ({ label: one, value: `学科 ${one}` })),
  );
}

async function schoolAsked(act: Act, text: string, said: string): Promise<Asked> {
  const name = text.replace(schoolHead, '');
  const schools = await allSchools(act.tx);
  const own = schools.find(({ id }) => id === me(act).schoolId);
  if (name === '' && own) return { scope: { kind: 'school', id: own.id }, name: own.name };
  if (name === '') refuse('no-school', wording.whichSchool);
  const { sure, near } = matchSchools(schools, name);
  if (!schoolHead.test(text) && sure.length + near.length === 0) refuse('no-scope', wording.unknownScope(said));
  const school = await findSchool(act, name, field);
  return { scope: { kind: 'school', id: school.id }, name: school.name };
}
