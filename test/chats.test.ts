// Every conversation in test/chats, played on both stores. With UPDATE_CHATS=1 what happened is written beside the file as .played.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { play } from './support/play.ts';
import { stopStores, stores } from './support/stores.ts';

const dir = join(import.meta.dirname, 'chats');
const files = readdirSync(dir).filter((name) => name.endsWith('.chat'));

afterAll(stopStores);

describe.each(stores)('conversations on $name', ({ open }) => {
  it.each(files)('%s', { timeout: 60_000 }, async (file) => {
    const place = await open();
    try {
      const { expected, happened } = await play(readFileSync(join(dir, file), 'utf8'), place);
      if (process.env.UPDATE_CHATS) writeFileSync(join(dir, file.replace('.chat', '.played')), `${happened}\n`);
      expect(happened).toBe(expected);
    } finally {
      await place.close();
    }
  });
});
