// All that people can say. One line for each file; the order is the order of the help.
import type { Command } from '../src/bot/command.ts';
import type { Act } from '../src/office/act.ts';

/** Every command of the product. */
export const commands: readonly Command<Act>[] = [];
