// The page for a plan document in a real browser: a refusal, another file, and the words that say it was read.
import { Document, Packer, Paragraph } from 'docx';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { chromium, noChromium } from '../support/outside.ts';
import { choose, launch, openWindow, sideways } from '../support/visitor.ts';
import { openUploads, type UploadSite } from '../support/web.ts';

let site: UploadSite;
let browser: Browser | undefined;

beforeAll(async () => {
  if (!chromium) return;
  site = await openUploads(instantOf('2023-02-06', '09:00'));
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(({ skip }) => {
  skip(!chromium, noChromium);
});

const mimeType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const lines = ['2023年春季学期教研行事历', '3月8日 全区教研组长工作会', '3月21日 语文集体备课', '4月4日 语文教研活动'];
const docx = (): Promise<Buffer> =>
  Packer.toBuffer(new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] }));

describe('the page for a plan', { timeout: 90_000 }, () => {
  it.each(['phone', 'desk'] as const)('takes another file after a refusal (%s)', async (screen) => {
    if (!browser) throw new Error(noChromium);
    const { context, faults } = await openWindow(browser, site.url, screen);
    const page = await context.newPage();
    await page.goto(await site.planLinkFor('陈安'));
    const said = (words: string) => page.locator('#message', { hasText: words }).waitFor();

    await choose(page, { name: '大.docx', mimeType, buffer: Buffer.alloc(20 * 1024 * 1024 + 1) });
    await page.locator('#chosen .bad', { hasText: '超过 20 MB' }).waitFor();
    expect(await page.locator('#go').isDisabled()).toBe(true);
    await choose(page, { name: '网页.docx', mimeType, buffer: Buffer.from('<html><body>计划</body></html>') });
    expect(await page.locator('#chosen li').count()).toBe(1);
    await page.locator('#go').click();
    await said('其实是网页');
    // The browser writes every refused request on its console.
    expect(faults.splice(0)).toEqual([expect.stringContaining('415')]);

    await choose(page, { name: '行事历.docx', mimeType, buffer: await docx() });
    expect(await page.locator('#go').innerText()).toMatch(/^提交（\d+ KB）$/);
    await page.locator('#go').click();
    await said('读好了：共 3 条，预览已发到您和机器人的私聊');
    expect(await page.locator('#drop').isVisible()).toBe(false);
    expect(await page.locator('#go').isVisible()).toBe(false);
    expect([await sideways(page), faults]).toEqual([false, []]);
    await page.reload();
    await page.getByText('已经读过了').waitFor();
    await context.close();
  });
});
