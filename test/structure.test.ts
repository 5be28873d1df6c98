// The shape of the code, kept by reading it: who may import whom, no cycles, one name for each command, no real clock outside lib.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../handlers/index.ts';
import { generated } from '../scripts/generate.ts';
import { checkCommands } from '../src/bot/check.ts';
import { roleNames } from '../src/office/people/model.ts';

const top = resolve(import.meta.dirname, '..');

/** Who may import whom, from the bottom up; `a/b.ts` is one file of a layer. A layer may always import itself. */
const may: Record<string, string[]> = {
  'src/lib': [],
  'src/ground': ['src/lib'],
  'src/store': ['src/lib'],
  'src/files': ['src/lib'],
  'src/bot': ['src/lib', 'src/store'],
  'src/platforms': ['src/lib', 'src/bot/message.ts'],
  'src/queue': ['src/lib', 'src/store', 'src/bot/message.ts', 'src/bot/sealed.ts', 'src/platforms/platform.ts'],
  config: ['src/lib'],
  // The office uses the words of the engines (what a message, a command, a wanted delivery is), never the engines themselves.
  'src/office': [
    'config',
    'src/lib',
    'src/store',
    'src/files',
    'src/queue/ledger.ts',
    'src/queue/classes.ts',
    'src/queue/together.ts',
    'src/bot/message.ts',
    'src/bot/command.ts',
    'src/bot/args.ts',
    'src/bot/parts.ts',
    'src/platforms/platform.ts',
  ],
  handlers: ['src/office', 'src/bot/command.ts', 'src/bot/message.ts', 'src/bot/args.ts', 'src/lib'],
  jobs: [
    'src/office',
    'src/queue',
    'src/files',
    'src/lib',
    'src/store',
    'src/bot/message.ts',
    'src/bot/sealed.ts',
    'src/bot/questions.ts',
  ],
  'src/web': [
    'src/ground/lock.ts',
    'config',
    'jobs',
    'src/office',
    'src/queue',
    'src/files',
    'src/store',
    'src/lib',
    'src/bot/message.ts',
    'src/platforms/platform.ts',
    'src/platforms/mention.ts',
    'src/app.ts',
  ],
};

const files = ['src', 'config', 'handlers', 'jobs'].flatMap((dir) =>
  readdirSync(join(top, dir), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(dir, name)),
);

const imports = new Map(
  files.map((file) => {
    const text = readFileSync(join(top, file), 'utf8');
    const found = [...text.matchAll(/^(?:import|export)\s[^'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gm)];
    return [file, found.map((m) => relative(top, resolve(top, dirname(file), (m[1] ?? m[2])!)))];
  }),
);

const layerOf = (file: string): string | undefined => Object.keys(may).find((layer) => file.startsWith(`${layer}/`));

describe('structure', () => {
  it('imports point one way', () => {
    const wrong: string[] = [];
    for (const [file, wanted] of imports) {
      const layer = layerOf(file);
      if (!layer) continue;
      for (const target of wanted) {
        const allowed = [layer, ...may[layer]!].some((a) => target === a || target.startsWith(`${a}/`));
        if (!allowed) wrong.push(`${file} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('platforms do not import each other', () => {
    const wrong = [...imports].flatMap(([file, wanted]) => {
      const own = /^src\/platforms\/(wecom|dingtalk)\//.exec(file)?.[1];
      return own
        ? wanted
            .filter((t) => /^src\/platforms\/(wecom|dingtalk)\//.test(t) && !t.includes(`/${own}/`))
            .map((t) => `${file} → ${t}`)
        : [];
    });
    expect(wrong).toEqual([]);
  });

  it('has no cycles', () => {
    const state = new Map<string, 'open' | 'closed'>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]) => {
      if (state.get(file) === 'closed') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, 'closed');
    };
    for (const file of imports.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('reads the real clock in one place', () => {
    const wrong = files
      .filter((file) => file !== 'src/lib/clock.ts' && !file.startsWith('src/ground/'))
      .filter((file) => /Date\.now\(|new Date\(\)/.test(readFileSync(join(top, file), 'utf8')));
    expect(wrong).toEqual([]);
  });

  it('says in each file what it is for', () => {
    expect(files.filter((file) => !/^(#!.*\n)?\/\/ /.test(readFileSync(join(top, file), 'utf8')))).toEqual([]);
  });
});

describe('commands', () => {
  it('are declared soundly: names, titles, roles, and every example leads to its own command', () => {
    expect(checkCommands(commands)).toEqual([]);
  });

  it('are for these roles and places', () => {
    const table = commands.map(
      (c) => `${c.name}｜${c.where}｜${c.roles.map((r) => roleNames[r as keyof typeof roleNames]).join('、')}`,
    );
    expect(table.join('\n')).toMatchSnapshot();
  });

  it.each(Object.entries(generated()))('%s is what the code says', (file, text) => {
    expect(readFileSync(join(top, file), 'utf8')).toBe(text);
  });
});
