#!/usr/bin/env node
// The way in: compiled code is cached (it halves the start), then the command line runs.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { main } = await import('./cli/main.ts');
const code = await main(process.argv.slice(2));
// `serve` comes back when it has stopped; sockets of others must not keep the process.
process.exit(code);
