// Outside things that some tests need. A test that lacks one says `skip(!chromium, noChromium)`, and `npm test` tells it as not run.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const chromium = [process.env.CHROMIUM, '/usr/bin/chromium'].find((file) => file && existsSync(file));
export const noChromium = 'no Chromium: apt-get install chromium';

export const aptGet = onPath('apt-get');
export const noAptGet = 'no apt-get on this system';

export const khal = onPath('khal');
export const noKhal = 'no khal: apt-get install khal';

function onPath(name: string): string | undefined {
  const files = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return files.find((file) => existsSync(file));
}
