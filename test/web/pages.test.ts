// The pages in a real browser: a visitor talks, moves the clock, opens the link and hands in, on a desk and on a phone.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromium, noChromium } from '../support/outside.ts';
import { openSandbox, type SandboxSite } from '../support/sandbox.ts';
import { launch, openWindow, type Screen, sideways } from '../support/visitor.ts';

let site: SandboxSite;
let browser: Browser | undefined;
let folder: string;

beforeAll(async () => {
  if (!chromium) return;
  site = await openSandbox();
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), 'jiaoyan-pages-'));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  if (folder) rmSync(folder, { recursive: true });
});
beforeEach(({ skip }) => {
  skip(!chromium, noChromium);
});

/** A page that fails the test when a script fails or something is fetched from elsewhere. */
async function open(screen: Screen, path: string): Promise<{ page: Page; faults: string[] }> {
  if (!browser) throw new Error(noChromium);
  const { context, faults } = await openWindow(browser, site.url, screen);
  const page = await context.newPage();
  await page.goto(path.startsWith('http') ? path : site.url + path);
  return { page, faults };
}

describe('sandbox and upload page', { timeout: 90_000 }, () => {
  it('lead a first visitor from a suggested line to what others receive', async () => {
    const { page, faults } = await open('desk', '/sandbox');
    await page.getByRole('button', { name: '/视导 安排 二码头小学 第6周周四' }).click();
    await page.getByText('已安排 视0001').first().waitFor();
    expect(await page.locator('#me').innerText()).toContain('我是 王敏');
    const arrival = page.locator('.arrival.new', { hasText: '丁宁' });
    await arrival.click();
    expect(await page.locator('#me').innerText()).toContain('我是 丁宁');
    await page.locator('.row.arrived').waitFor();
    expect(await page.locator('.arrival.new', { hasText: '丁宁' }).count()).toBe(0);
    expect([await sideways(page), faults]).toEqual([false, []]);
  });

  it('take a visitor on a phone from the clock to the receipt', async () => {
    const { page, faults } = await open('phone', '/sandbox');
    await page.getByRole('button', { name: '试一试' }).click();
    await page.getByRole('button', { name: '/提交 教学设计大赛' }).click();
    const link = page.getByRole('link', { name: '上传作品' });
    await link.waitFor();
    expect(await page.locator('#tab-unread').innerText()).toMatch(/^\d+$/);
    expect(await sideways(page)).toBe(false);

    const upload = await open('phone', (await link.getAttribute('href')) ?? '');
    const good = join(folder, '单元设计.pdf');
    const bad = join(folder, '程序.exe');
    writeFileSync(good, `%PDF-1.7\n${'x'.repeat(300_000)}`);
    writeFileSync(bad, 'MZ');
    await upload.page.locator('#files').setInputFiles([good, bad]);
    await upload.page.getByText('请先移除标红的文件。').waitFor();
    expect(await upload.page.locator('#go').isDisabled()).toBe(true);
    await upload.page.getByRole('button', { name: '移除 程序.exe' }).click();
    await upload.page.locator('#go').click();
    await upload.page.getByText('已收到：赛0001 第1版').waitFor();
    await upload.page.locator('.receipt.stored').waitFor();
    expect(await upload.page.locator('#handed').innerText()).toContain('单元设计.pdf');
    expect(await upload.page.locator('#note').innerText()).toContain('第2版');
    expect([await sideways(upload.page), upload.faults]).toEqual([false, []]);

    await page.locator('.row.arrived', { hasText: '已收到：赛0001 第1版' }).waitFor();
    expect(faults).toEqual([]);
  });
});
