// Takes the pictures of docs/images anew, from a real deployment in Chromium (CHROMIUM, or /usr/bin/chromium): node scripts/screenshots.ts
// Dates in form fields look as that Chromium speaks: for Chinese ones Debian has chromium-l10n.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Deployment } from '../test/support/deployment.ts';
import { pdfOf, wordOf } from '../test/support/documents.ts';
import { choose, launch, type Visitor, visit } from '../test/support/visitor.ts';
import { packed } from './png.ts';

const folder = join(import.meta.dirname, '../docs/images');
/** Largest picture in bytes: they are loaded with the README. */
const largest = 200_000;

async function take(page: Page, name: string): Promise<void> {
  const picture = packed(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  console.log(`${name}.png ${Math.round(picture.length / 1000)} kB`);
  if (picture.length > largest) throw new Error(`${name}.png is larger than ${largest / 1000} kB`);
  writeFileSync(join(folder, `${name}.png`), picture);
}

/** A lively Monday and Tuesday: a plan, leave, a question, a school visit, a weekly message, and the reminders of two days. */
async function playTwoDays(visitor: Visitor): Promise<void> {
  const said: [who: string, group: string | undefined, words: string][] = [
    ['陈安', undefined, '/定时 新建 周一例会 每周一 16:12 学校联系人群 请各校准备下周教研安排'],
    ['陈安', undefined, '确认'],
    ['王敏', undefined, '/视导 安排 二码头小学 第6周周四'],
    ['李强', '数学教研群', '/行事历 本周'],
    ['王敏', '数学教研群', '/集体备课 安排 数学 第4周 马骏 分数的意义 实验小学'],
    ['李强', '数学教研群', '/请假 外出培训'],
  ];
  for (const [who, group, words] of said) {
    await visitor.be(who, group);
    await visitor.say(words);
  }
  await visitor.moveClock('2023-03-07T16:20');
  await visitor.be('方圆', '数学教研群');
  await visitor.say('/资料');
}

async function takeAll(url: string): Promise<void> {
  const browser = await launch();
  try {
    const desk = await visit(browser, url, 'desk');
    await playTwoDays(desk);
    await take(desk.page, 'sandbox');

    const phone = await visit(browser, url, 'phone');
    await phone.moveClock('2023-03-08T16:20');
    await phone.be('方圆', '数学教研群');
    await take(phone.page, 'sandbox-phone');

    await phone.moveClock('2023-04-10T09:00');
    await phone.be('李强');
    await phone.say('/提交 教学设计大赛');
    const upload = await phone.follow(phone.page.getByRole('link', { name: '上传作品' }));
    await choose(
      upload,
      { name: '三年级上册《分数的初步认识》教学设计.docx', mimeType: '', buffer: wordOf('分数的初步认识') },
      { name: '学习任务单.pdf', mimeType: '', buffer: pdfOf('Fractions', 1_400_000) },
    );
    await upload.mouse.move(0, 0);
    await take(upload, 'upload-phone');
  } finally {
    await browser.close();
  }
}

const deployment = new Deployment({
  env: { PUBLIC_URL: '', CLOCK_START: '', CLOCK_SOCKET: '' },
  platform: 'sandbox',
  group: { robot: 'sandbox' },
});
try {
  mkdirSync(folder, { recursive: true });
  await deployment.start();
  await takeAll(deployment.url);
} finally {
  await deployment.remove();
}
