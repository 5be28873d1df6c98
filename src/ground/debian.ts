// Fetches Debian packages and unpacks them into a folder, as any user, without changing the system.
// apt works on a state folder of its own, but with the system's sources, proxies and list of what is installed,
// so it brings exactly the libraries that are missing here.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Unpacking {
  /** Sets of names for the same thing; the first set that the sources know is taken. */
  choices: string[][];
  into: string;
  /** What is installed already; tests pretend with another file. */
  dpkgStatus?: string;
}

export async function unpackDebian({ choices, into, dpkgStatus = '/var/lib/dpkg/status' }: Unpacking): Promise<void> {
  const work = `${into}.${process.pid}`; // next to the goal, so that the last step is one rename
  const folder = (name: string) => join(work, name);
  try {
    for (const name of ['state/lists/partial', 'cache/archives/partial', 'root'])
      await mkdir(folder(name), { recursive: true });
    const env = await aptSettings(work, dpkgStatus);
    await run('apt-get', ['update', '-q'], { env, timeout: 240_000 }).catch(() => {}); // one dead source of many is no reason to stop
    await firstThatWorks(choices, (names) => run('apt-get', [...download, ...names], { env, timeout: 240_000 }));
    const debs = (await readdir(folder('cache/archives'))).filter((file) => file.endsWith('.deb'));
    if (debs.length === 0) throw new Error('软件源没有应答'); // apt calls that a success
    for (const deb of debs) {
      if (deb.startsWith('libc6_')) continue; // another libc would not fit the system's loader
      await run('dpkg', ['-x', join(folder('cache/archives'), deb), folder('root')]);
    }
    await rm(into, { recursive: true, force: true });
    await rename(folder('root'), into).catch((error) => {
      if (!existsSync(into)) throw error; // else another process was faster, with the same thing
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// --reinstall: a package that dpkg believes installed is fetched all the same; somebody may have removed its files.
const download = ['install', '-q', '-y', '--download-only', '--no-install-recommends', '--reinstall'];

/** Our settings must come after the system's, whose hooks would touch system folders: so they take the place of apt.conf. */
async function aptSettings(work: string, dpkgStatus: string): Promise<NodeJS.ProcessEnv> {
  const [first, last] = [join(work, 'first.conf'), join(work, 'last.conf')];
  const include = (file = '') => (existsSync(file) ? `#include "${file}";\n` : '');
  await writeFile(first, `${include(process.env.APT_CONFIG)}Dir::Etc::main "${last}";\n`);
  await writeFile(
    last,
    `${include('/etc/apt/apt.conf')}
Dir::State "${work}/state";
Dir::State::lists "${work}/state/lists";
Dir::State::status "${dpkgStatus}";
Dir::Cache "${work}/cache";
APT::Sandbox::User "root"; // the user _apt could not write here
Debug::NoLocking "1"; // the lock of dpkg is for root, and nothing is installed
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
#clear APT::Update;
#clear DPkg;
`,
  );
  return { ...process.env, APT_CONFIG: first, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
}

async function firstThatWorks<T>(choices: T[], attempt: (choice: T) => Promise<unknown>): Promise<void> {
  let failure: unknown = new Error('nothing to choose from');
  for (const choice of choices) {
    try {
      await attempt(choice);
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Library folders of an unpacked root, for LD_LIBRARY_PATH. */
export async function libraryFolders(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of [join(root, 'usr/lib'), join(root, 'lib')]) {
    if (!existsSync(folder)) continue;
    const machines = (await readdir(folder)).filter((name) => /-linux-/.test(name));
    found.push(...machines.map((name) => join(folder, name)), folder);
  }
  return found;
}
