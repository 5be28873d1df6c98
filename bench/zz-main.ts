import { callbacks } from './zz-prof.ts'; import { table } from './table.ts';
console.log(table(await callbacks.run(2))); process.exit(0);
