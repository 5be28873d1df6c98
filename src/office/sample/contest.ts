// The invented contest of the sandbox and the tests: 教学设计大赛, open 2023-04-03 08:00 to 2023-04-28 18:00.
import type { FileKind } from '../../files/kinds.ts';
import { instantOf } from '../../lib/dates.ts';
import type { Act } from '../act.ts';

const mega = 1024 * 1024;
const kinds: FileKind[] = ['doc', 'docx', 'pdf', 'ppt', 'pptx', 'xls', 'xlsx', 'zip', 'jpg', 'png'];

/** Its row; limits are the office's defaults (domain rules, section 5). `sample` makes every page and message say 示例. */
export const sampleContest = {
  id: 'c-design',
  name: '教学设计大赛',
  opens_at: instantOf('2023-04-03', '08:00'),
  closes_at: instantOf('2023-04-28', '18:00'),
  kinds: JSON.stringify(kinds),
  max_file_bytes: 20 * mega,
  max_entry_bytes: 60 * mega,
  max_files: 10,
  sample: 1,
};

/** Writes the sample contest; what is there already stays as it is, so it may be called at every start. */
export async function seedContest(act: Act): Promise<void> {
  await act.tx
    .insertInto('contests')
    .values(sampleContest)
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}
