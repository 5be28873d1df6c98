// What became of the calendar: its last versions, who made them, which can be taken back.
import { dateOf, monthDay, timeOf } from '../../lib/dates.ts';
import type { Act } from '../act.ts';
import { calendarOf } from '../act.ts';

const shown = 8;

const kinds: Record<string, string> = { import: '导入', edit: '改动', postpone: '顺延', undo: '撤销' };

/** The last changes of the current term, latest first, as one text. */
export async function lastChanges(act: Act): Promise<string> {
  const { term } = await calendarOf(act);
  const rows = await act.tx
    .selectFrom('calendar_changes')
    .leftJoin('people', 'people.id', 'calendar_changes.person_id')
    .select(['number', 'version', 'kind', 'summary', 'document_number', 'at', 'undone_at', 'people.name'])
    .where('term_id', '=', term.id)
    .orderBy('version', 'desc')
    .limit(shown)
    .execute();
  const lines = rows.map(({ number, version, kind, summary, document_number, at, undone_at, name }) =>
    [
      `${number}　第${version}版　${monthDay(dateOf(at))} ${timeOf(at)}　${name ?? '系统'}`,
      `　${kinds[kind] ?? kind}：${summary}${document_number ? `（${document_number}）` : ''}${undone_at === null ? '' : '　已撤销'}`,
    ].join('\n'),
  );
  return [`${term.title} 现在是第${rows[0]?.version ?? 1}版：`, ...lines, '撤销最近一次：/行事历 撤销'].join('\n');
}
