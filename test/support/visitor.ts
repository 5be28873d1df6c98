// A visitor in Chromium: the sandbox page and what opens from it, used as a person uses them, on a desk or on a phone.
import { type Browser, chromium as driver, type Locator, type Page } from 'playwright-core';
import { chromium, noChromium } from './outside.ts';

/** The screens, CSS pixels. */
export const screens = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
export type Screen = keyof typeof screens;

/** A browser that asks nobody for anything by itself. @throws when there is no Chromium */
export function launch(): Promise<Browser> {
  if (!chromium) throw new Error(noChromium);
  const quiet = ['background-networking', 'component-update', 'sync', 'quic'].map((name) => `--disable-${name}`);
  return driver.launch({
    executablePath: chromium,
    args: ['--no-sandbox', ...quiet],
    // The tongue of its form fields, where that Chromium has it.
    env: { ...process.env, LANGUAGE: 'zh_CN' },
  });
}

/** What the stream 大家收到的 shows of one message. */
export interface Arrival {
  /** 3月6日 16:12 */
  at: string;
  /** 群 or 私信, and the name: 群 数学教研群, 私信 李强. */
  to: string;
  /** Title and text, blanks run together, at most 60 characters. */
  words: string;
}

/** One visitor at /sandbox. */
export interface Visitor {
  page: Page;
  /** Failed scripts, errors on the console and requests to other hosts so far, of this page and all that it opened. */
  faults: string[];
  /** Becomes that person and opens that group, or the private chat without one. */
  be(name: string, group?: string): Promise<void>;
  /** Types the words and sends them; gives the answer as it is shown. */
  say(words: string): Promise<string>;
  /** Presses a choice under the last answer; gives the answer to that. */
  press(label: string): Promise<string>;
  /** The first message of the open chat with these words that arrived by itself; waits for it. */
  arrived(words: string): Promise<string>;
  /** Types a local time (`2023-03-12T20:00`) into the clock and waits until it stands there; gives what the page says then. */
  moveClock(to: string): Promise<string>;
  /** Presses 到下一个提醒 and waits; gives what the page says then. */
  nextReminder(): Promise<string>;
  /** All that arrived anywhere by itself, oldest first. */
  received(): Promise<Arrival[]>;
  /** Presses something that opens a page, and gives the page. */
  follow(link: Locator): Promise<Page>;
  /** Shows one of the three parts, where only one has room. */
  show(part: '会话' | '对话' | '时钟'): Promise<void>;
  leave(): Promise<void>;
}

/** Whether a page can be scrolled sideways, which none of ours should. */
export const sideways = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > innerWidth');

/** A window of that size; `faults` collects what fails in its pages, and every request that does not go to `url`. */
export async function openWindow(
  browser: Browser,
  url: string,
  screen: Screen,
  colorScheme: 'light' | 'dark' = 'light',
) {
  const context = await browser.newContext({
    ...{ viewport: screens[screen], hasTouch: screen === 'phone', colorScheme, reducedMotion: 'reduce' },
    // Times are those of Asia/Shanghai wherever the visitor sits.
    ...{ timezoneId: 'America/New_York', locale: 'zh-CN' },
  });
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(error.error().message));
  context.on('console', (line) => {
    if (line.type() === 'error') faults.push(line.text());
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) faults.push(request.url());
  });
  return { context, faults };
}

/** Opens the sandbox at `url` in a window of its own. */
export async function visit(
  browser: Browser,
  url: string,
  screen: Screen,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Visitor> {
  const { context, faults } = await openWindow(browser, url, screen, colorScheme);
  const page = await context.newPage();
  await page.goto(`${url}/sandbox`);
  await page.locator('#me b').waitFor({ state: 'attached' });

  const show: Visitor['show'] = async (part) => {
    const tab = page.locator('.tabs').getByRole('button', { name: part });
    if (await tab.isVisible()) await tab.click();
  };
  return {
    ...{ page, faults, show },
    ...talking(page, show),
    ...atTheClock(page, show),
    async follow(link) {
      const opened = context.waitForEvent('page');
      await link.click();
      const next = await opened;
      await next.waitForLoadState();
      return next;
    },
    leave: () => context.close(),
  };
}

function talking(page: Page, show: Visitor['show']): Pick<Visitor, 'be' | 'say' | 'press' | 'arrived'> {
  /** An entry of a list by its name, not by what was said there last. */
  const entry = (list: string, name: string) =>
    page.locator(`${list} .entry`).filter({ has: page.locator('b:not(.count)').getByText(name, { exact: true }) });
  const answers = page.locator('.row.robot:not(.arrived) .bubble');
  const answerTo = async (act: () => Promise<void>): Promise<string> => {
    const before = await answers.count();
    await act();
    await answers.nth(before).waitFor();
    return answers.nth(before).innerText();
  };
  return {
    async be(name, group) {
      await show('对话');
      await page.locator('#me:visible, #change:visible').click();
      await page.locator('#search').fill(name);
      await entry('#people', name).click();
      await show('会话');
      await entry('#list', group ?? '教研助手').click();
    },
    say: (words) =>
      answerTo(async () => {
        await page.locator('#text').fill(words);
        await page.locator('#text').press('Enter');
      }),
    press: (label) => answerTo(() => page.locator('.choice:enabled', { hasText: label }).click()),
    arrived: (words) => page.locator('.row.arrived .bubble', { hasText: words }).first().innerText(),
  };
}

function atTheClock(page: Page, show: Visitor['show']): Pick<Visitor, 'moveClock' | 'nextReminder' | 'received'> {
  const moved = async (button: string): Promise<string> => {
    await page
      .locator('.clock')
      .getByRole('button', { name: button, exact: button === '拨到' })
      .click();
    // The page takes away what it said of the last move in the moment of the click.
    await page.locator('#moved:visible').waitFor();
    return page.locator('#moved').innerText();
  };
  return {
    async moveClock(to) {
      await show('时钟');
      await page.locator('#when').fill(to);
      return moved('拨到');
    },
    async nextReminder() {
      await show('时钟');
      return moved('到下一个提醒');
    },
    async received() {
      await show('时钟');
      const texts: string[][] = await page
        .locator('#stream li')
        .evaluateAll((items) =>
          items.map((item) =>
            ['time', '.lamp', 'b', '.stream-text > .small'].map((part) => item.querySelector(part)?.textContent ?? ''),
          ),
        );
      return texts
        .reverse()
        .map(([at = '', kind = '', name = '', words = '']) => ({ at, to: `${kind} ${name}`, words }));
    },
  };
}

/** Chooses files in the file chooser of an upload page. */
export async function choose(
  page: Page,
  ...files: { name: string; mimeType: string; buffer: Buffer }[]
): Promise<void> {
  const opened = page.waitForEvent('filechooser');
  await page.locator('#drop').click();
  await (await opened).setFiles(files);
}
