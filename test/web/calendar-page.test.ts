// The calendar page as it is seen: on a phone, on a desk, without scripts.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { type CalendarSite, openCalendars } from '../support/calendar-web.ts';
import { chromium, noChromium } from '../support/outside.ts';
import { launch, openWindow, type Screen, sideways } from '../support/visitor.ts';

let browser: Browser | null = null;
let site: CalendarSite;
let link: string;

beforeAll(async () => {
  if (!chromium) return;
  site = await openCalendars(instantOf('2023-04-18', '09:00'));
  link = await site.linkFor('陈安', { kind: 'all', id: '' });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(({ skip }) => {
  skip(!chromium, noChromium);
});

async function open(screen: Screen) {
  if (!browser) throw new Error(noChromium);
  const { context, faults } = await openWindow(browser, site.url, screen);
  const page = await context.newPage();
  await page.goto(link);
  return { page, faults };
}

describe('the calendar page', { timeout: 60_000 }, () => {
  it('is a table on a desk', async () => {
    const { page, faults } = await open('desk');
    expect(await page.locator('thead').isVisible()).toBe(true);
    expect(await page.locator('tbody.now').innerText()).toMatch(
      /^第10周\s*4\.17—4\.23\s*本周\s*4月23日（周日）\s*调休上班/,
    );
    expect([await sideways(page), faults]).toEqual([false, []]);
  });

  it('is a list on a phone, and 看本周 leads to this week', async () => {
    const { page, faults } = await open('phone');
    expect(await page.locator('thead').isVisible()).toBe(false);
    const week = page.locator('tbody.week', { hasText: '第2周' }).first();
    const [name, date] = [
      await week.locator('.week-name').boundingBox(),
      await week.locator('.date').first().boundingBox(),
    ];
    expect(name && date && name.y + name.height <= date.y).toBe(true);
    await page.getByRole('link', { name: '看本周' }).click();
    await expect.poll(async () => (await page.locator('#now').boundingBox())?.y ?? -1).toBeLessThan(60);
    expect([await sideways(page), faults]).toEqual([false, []]);
  });

  it('leads to its files', async () => {
    const { page } = await open('phone');
    for (const [name, ending] of [
      ['Word 文件', 'docx'],
      ['Excel 文件', 'xlsx'],
    ] as const) {
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name }).click();
      expect((await download).suggestedFilename()).toBe(`五通桥区2023年春季学期小学教研行事历.${ending}`);
    }
  });
});
