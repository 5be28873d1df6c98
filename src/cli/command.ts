// What a command of the command line is.
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** One command; `run` resolves to the exit code. */
export interface CliCommand {
  name: string;
  /** What follows `jiaoyan`. */
  usage: string;
  /** One Chinese line. */
  summary: string;
  run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number>;
}

/** Wrong usage: exit code 2, with the usage line. */
export class UsageError extends Error {}

/** Options and positionals, strictly. @throws UsageError for anything that was not declared */
export function parse<O extends ParseArgsOptionsConfig>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? `参数不对：${error.message}` : '参数不对');
  }
}
