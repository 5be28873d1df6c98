// The command line `jiaoyan`: finds the command, runs it, turns its end into an exit code (0 done, 1 refused, 2 wrong usage).
import { SettingsError } from '../../config/load.ts';
import { Refusal } from '../lib/refuse.ts';
import { backup, restore } from './backup.ts';
import { chat } from './chat.ts';
import { type CliCommand, UsageError } from './command.ts';
import { doctor } from './doctor.ts';
import { plan } from './plan.ts';
import { rehearse } from './rehearse.ts';
import { roster } from './roster.ts';
import { schedule } from './schedule.ts';
import { serveCommand } from './serve.ts';

const cliCommands: readonly CliCommand[] = [
  serveCommand,
  chat,
  plan,
  roster,
  schedule,
  rehearse,
  doctor,
  backup,
  restore,
];

const usage = (): string =>
  ['用法：jiaoyan <命令>', ...cliCommands.map((c) => `  ${c.usage}\n      ${c.summary}`)].join('\n');

/** Runs the command line; resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help') {
    console.log(usage());
    return name === undefined ? 2 : 0;
  }
  const found = cliCommands.find((c) => c.name === name);
  if (!found) {
    console.error(`没有“${name}”这个命令。\n${usage()}`);
    return 2;
  }
  try {
    return await found.run(rest, process.env);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n用法：jiaoyan ${found.usage}`);
      return 2;
    }
    if (error instanceof SettingsError || error instanceof Refusal) console.error(error.message);
    else console.error(error instanceof Error ? clear(error) : String(error));
    return 1;
  }
}

/** The faults of starting up that have a plain cause get a plain sentence. */
function clear(error: Error & { code?: string }): string {
  if (error.code === 'EADDRINUSE') return '端口被占用了：请停掉占用它的程序，或用 PORT 换一个端口。';
  return process.env.LOG_LEVEL === 'debug' ? (error.stack ?? error.message) : error.message;
}
