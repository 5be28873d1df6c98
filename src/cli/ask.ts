// Asking on the terminal before something large is done.
import { createInterface } from 'node:readline/promises';
import { refuse } from '../lib/refuse.ts';

/** Whether the person at the terminal agrees. @throws Refusal when nobody is there to ask */
export async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) refuse('confirm', '没有导入：请看过预览后加上 --yes。');
  const line = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await line.question('导入吗？(是/否) ');
  line.close();
  if (/^(是|y|yes)$/i.test(answer.trim())) return true;
  console.log('没有导入。');
  return false;
}
