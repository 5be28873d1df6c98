// Every conversation in test/chats, played. With UPDATE_CHATS=1 what happened is written beside the file as .played.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { play } from './support/play.ts';

const dir = join(import.meta.dirname, 'chats');

describe('conversations', () => {
  for (const file of readdirSync(dir).filter((name) => name.endsWith('.chat'))) {
    it(file, { timeout: 60_000 }, async () => {
      const text = readFileSync(join(dir, file), 'utf8');
      const { expected, happened } = await play(text);
      if (process.env.UPDATE_CHATS) writeFileSync(join(dir, file.replace('.chat', '.played')), `${happened}\n`);
      expect(happened).toBe(expected);
    });
  }
});
