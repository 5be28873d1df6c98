// Writes what is derived from the code: docs/commands.md, .env.example. With --check it only compares, and fails when one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema } from '../config/schema.ts';
import { commands } from '../handlers/index.ts';
import { commandsPage } from '../src/bot/help.ts';
import { roleNames } from '../src/office/people/model.ts';

/** The generated files by path from the top. */
export function generated(): Record<string, string> {
  return { 'docs/commands.md': commandsPage(commands, roleNames), '.env.example': envExample() };
}

function envExample(): string {
  const lines = [
    '# 教研助手的设置。复制成 .env 再填写；不填的用默认值。由 scripts/generate.ts 生成，改 config/schema.ts。',
    '',
  ];
  for (const [name, field] of Object.entries(settingsSchema.shape)) {
    const about = (field.meta() as { about?: string } | undefined)?.about;
    const fallback = (field as unknown as { def: { defaultValue?: unknown } }).def.defaultValue;
    if (about) lines.push(`# ${about}`);
    lines.push(`${fallback === undefined || fallback === '' ? `# ${name}=` : `# ${name}=${String(fallback)}`}`);
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const top = join(import.meta.dirname, '..');
  const stale: string[] = [];
  for (const [file, text] of Object.entries(generated())) {
    const path = join(top, file);
    const now = readOr(path);
    if (now === text) continue;
    if (process.argv.includes('--check')) stale.push(file);
    else writeFileSync(path, text);
  }
  if (stale.length > 0) {
    console.error(`out of date: ${stale.join(', ')} (npm run generate)`);
    process.exit(1);
  }
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
