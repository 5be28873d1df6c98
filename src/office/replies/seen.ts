// 收到: kept where it can belong to something; nobody asks for it, and nobody is shown by it.
import { serialise } from '../../store/db.ts';
import { type Act, me } from '../act.ts';
import { askedHere, quotedAmong, refsOf } from './asked.ts';
import { loadMatters } from './matters/index.ts';
import { timing } from './rules.ts';
import { keepReply, repliesOn } from './store.ts';

/** Keeps that the speaker has read what was last said here (or what is quoted), if anything was. Never asks which. */
export async function keepSeen(act: Act): Promise<void> {
  if (act.group?.outsiders) return;
  await serialise(act.tx, 'replies');
  const asked = await askedHere(act);
  const quote = act.message?.quote?.text;
  const quoted = quote === undefined ? [] : quotedAmong(asked, quote);
  const matters = await loadMatters(act, refsOf(quoted.length > 0 ? quoted : asked).slice(0, 3));
  const matter = matters.find((one) => timing(one, 'seen', act.now) === 'good');
  if (!matter) return;
  const said = await repliesOn(act.tx, matter.ref);
  if (said.some(({ kind, personId }) => kind === 'seen' && personId === me(act).id)) return;
  await keepReply(act, matter, { kind: 'seen', text: '' });
}
