// Chat accounts of the sheet 人员: they move with their person, and one account never belongs to two people. Pure.
import type { Row } from '../../../store/tables.ts';
import { platformName } from '../wording.ts';
import { accountKey, fault, type Making } from './making.ts';
import type { Link } from './model.ts';

const accountTitles: Record<string, string> = { wecom: '企业微信账号', dingtalk: '钉钉工号' };

/** Plans the changes of identities; an empty cell changes nothing. */
export function planLinks(making: Making, people: ReadonlyMap<number, Row<'people'>>): void {
  const held = new Map<string, Link>();
  const had = new Map<string, Link[]>();
  for (const { platform, user_id, person_id } of making.state.identities) {
    const link = { platform, user_id, person_id };
    held.set(accountKey(platform, user_id), link);
    had.set(person_id, [...(had.get(person_id) ?? []), link]);
  }
  const wanted = making.workbook.people.flatMap(({ row, accounts }) => {
    const person = people.get(row);
    if (!person) return [];
    return Object.entries(accounts).map(([platform, user_id]) => ({
      row,
      person,
      link: { platform, user_id, person_id: person.id },
    }));
  });
  // First everybody lets go of the account they had, so that two people may change places.
  for (const { link, person } of wanted) {
    for (const old of had.get(person.id) ?? []) {
      if (old.platform !== link.platform || old.user_id === link.user_id) continue;
      held.delete(accountKey(old.platform, old.user_id));
      const label = `${person.name} 原来的${platformName(link.platform)}账号`;
      making.changes.push({ kind: 'identity', label, old, new: null });
    }
  }
  for (const { row, link, person } of wanted) {
    const holder = held.get(accountKey(link.platform, link.user_id));
    if (holder?.person_id === link.person_id) continue;
    if (holder) {
      const text = `这个账号已经属于${nameOf(making, people, holder.person_id)}，一个账号只能属于一个人。`;
      fault(making, '人员', accountTitles[link.platform] ?? '', row, text);
      continue;
    }
    held.set(accountKey(link.platform, link.user_id), link);
    making.changes.push({
      kind: 'identity',
      label: `${person.name} 的${platformName(link.platform)}账号`,
      old: null,
      new: link,
    });
  }
}

function nameOf({ state }: Making, people: ReadonlyMap<number, Row<'people'>>, id: string): string {
  const person = [...people.values(), ...state.people].find((known) => known.id === id);
  return person ? `“${person.name}”` : '另一位老师';
}
