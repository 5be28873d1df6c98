// What must be true of duties at exams, whatever happened: two to a room at most, nobody twice at one paper.
import type { Reader } from '../../store/db.ts';
import { roomKey } from './lines.ts';
import { dutyOf, examSettings } from './model.ts';

/** Everything that is not so, one Chinese sentence each, ids instead of names. */
export async function brokenDuties(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('exam_duties')
    .selectAll()
    .where('kind', '=', 'invigilator')
    .where('ended_at', 'is', null)
    .execute();
  const all = rows.map(dutyOf);
  const rooms = Map.groupBy(all, ({ itemId, subject, schoolId, room }) =>
    [itemId, subject, schoolId, roomKey(room)].join('|'),
  );
  const papers = Map.groupBy(all, ({ itemId, subject, personId }) => [itemId, subject, personId].join('|'));
  const { people } = examSettings.perRoom;
  return [
    ...[...rooms.values()]
      .filter((own) => own.length > people)
      .map(([one]) => `${one?.batch}：一个考场多于 ${people} 位监考`),
    ...[...papers.values()]
      .filter((own) => own.length > 1)
      .map(([one]) => `${one?.batch}：${one?.personId} 同一科监考两处`),
  ];
}
