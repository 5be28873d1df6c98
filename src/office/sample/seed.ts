// Fills an empty store for the sandbox, the terminal chat and the tests: sample district, spring-2023 term, sample contest.
import { join } from 'node:path';
import { systemAct } from '../act.ts';
import { importTerm } from '../calendar/terms.ts';
import type { OfficeParts } from '../parts.ts';
import { seedContest } from './contest.ts';
import { seedDistrict } from './district.ts';

const term = join(import.meta.dirname, '../../../config/terms/2023-spring.yaml');

/** Seeds once: a store that has a term is left as it is. `platform` is where its people and groups are. */
export async function seedSandbox({ store, clock, settings }: OfficeParts, platform = 'sandbox'): Promise<void> {
  await store.write(async (tx) => {
    const act = systemAct(tx, clock.now(), 'sample', settings);
    if (await tx.selectFrom('terms').select('id').limit(1).executeTakeFirst()) return;
    await seedDistrict(act, { platform });
    await importTerm(act, term);
    await seedContest(act);
  });
}
