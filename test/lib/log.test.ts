// What never gets into a log line, wherever it stands.
import { expect, it } from 'vitest';
import { createLog } from '../../src/lib/log.ts';

const logged = (fields: object): string => {
  const lines: string[] = [];
  createLog('trace', { write: (line: string) => void lines.push(line) }).error(fields, 'something');
  return lines.join('');
};

it.each<[string, object]>([
  ['a secret field', { key: 'canary' }],
  ['a secret field within another', { robot: { secret: 'canary' } }],
  ['words', { message: { text: 'canary' } }],
  [
    'the values of rows that PostgreSQL tells with an error',
    {
      err: Object.assign(new Error('duplicate key value violates unique constraint "paper_tasks_number_key"'), {
        detail: 'Key (number)=(canary) already exists.',
        where: 'canary',
        code: '23505',
      }),
    },
  ],
])('%s', (_, fields) => {
  const line = logged(fields);
  expect(line).not.toContain('canary');
  expect(line).toContain('[hidden]');
});
