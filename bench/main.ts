// `npm run bench`: everything that is worth a figure, each as a ratio to a baseline of the same run. Asserts nothing.
//   node bench/main.ts [NAME…] [--rounds N] [--json FILE]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { beating } from './beat.ts';
import { callbacks } from './callbacks.ts';
import { commits } from './commits.ts';
import { fanout } from './fanout.ts';
import { lateness } from './lateness.ts';
import { pace } from './pace.ts';
import { parsing } from './parse.ts';
import { postpone } from './postpone.ts';
import { rehearsing } from './rehearse.ts';
import { starting } from './start.ts';
import { type Line, type Piece, table } from './table.ts';

const pieces: readonly Piece[] = [
  commits,
  fanout,
  lateness,
  pace,
  callbacks,
  starting,
  parsing,
  postpone,
  rehearsing,
  beating,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'string' } },
});
const unknown = positionals.filter((name) => !pieces.some((piece) => piece.name === name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are ${pieces.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const lines: Line[] = [];
for (const piece of pieces) {
  if (positionals.length > 0 && !positionals.includes(piece.name)) continue;
  console.error(`… ${piece.title}`);
  lines.push(...(await piece.run(Number(values.rounds))));
}
console.log(table(lines));
if (values.json) writeFileSync(values.json, `${JSON.stringify({ node: process.version, lines }, null, 2)}\n`);
process.exit(0);
