// A visit to a real deployment without any platform: somebody at /sandbox plays the stories of the product in Chromium, once at a
// desk and once on a phone. Everything is done with mouse and keyboard; what is asserted is what stands on the page.
import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Deployment } from '../support/deployment.ts';
import { pdfOf, wordOf } from '../support/documents.ts';
import { chromium, noChromium } from '../support/outside.ts';
import { type Arrival, choose, launch, type Screen, sideways, type Visitor, visit } from '../support/visitor.ts';

// Large enough that its way can be watched.
const pdf = { name: '分数的意义.pdf', mimeType: 'application/pdf', buffer: pdfOf('Fractions', 600_000) };
const word = { name: '教学设计.docx', mimeType: '', buffer: wordOf('分数的意义') };
const better = { name: '教学设计.docx', mimeType: '', buffer: wordOf('分数的意义，第二稿') };
const program = { name: '课件.exe', mimeType: '', buffer: Buffer.from('MZ') };
const disguised = { name: '课件.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ') };

const sha256 = ({ buffer }: { buffer: Buffer }): string => createHash('sha256').update(buffer).digest('hex');

/** One line for each message; those of one minute go out side by side and have no order among them. */
const listed = (arrivals: Arrival[]): string[] => arrivals.map(({ at, to, words }) => `${at} ${to}：${words}`).sort();

const below = '有事来不了请发“/请假 原因”，要资料请发“/资料”。';
const toSchool = '3月23日（第6周周四）王敏、刘芳到二码头小学做教学视导，学校可以先做自查。';
const toTeam = '3月23日（第6周周四）到二码头小学视导（视0001），组员：王敏、刘芳。';
/** All that groups and people receive from Monday afternoon to Sunday evening, and nothing else; words are cut after 60 signs. */
const week = [
  '3月6日 16:12 群 学校联系人群：请各校准备下周教研安排',
  `3月6日 16:12 群 语文教研群：明天3月7日（周二，第4周）语文集体备课。 ${below}`,
  '3月7日 08:12 私信 马骏：3月8日（周三，第4周）数学集体备课的初备今天到期。 做好了请发“/集体备课 完成 初备 数学 3月8日”，就不再提醒。',
  '3月7日 16:12 群 数学教研群：明天3月8日（周三，第4周）数学集体备课。 主备人：马骏（实验小学） 课题：分数的意义 阶段：定稿3月10日前，二次备课',
  `3月8日 16:12 群 英语教研群：明天3月9日（周四，第4周）英语集体备课。 ${below}`,
  `3月9日 16:12 私信 丁宁：${toSchool}`,
  `3月9日 16:12 私信 刘芳：${toTeam}`,
  `3月9日 16:12 私信 宋志远：${toSchool}`,
  `3月9日 16:12 私信 王敏：${toTeam}`,
  '3月10日 08:12 私信 马骏：3月8日（周三，第4周）数学集体备课的定稿今天到期。 做好了请发“/集体备课 完成 定稿 数学 3月8日”，就不再提醒。',
].sort();

describe.each<Screen>(['desk', 'phone'])('a visit, %s', { timeout: 60_000 }, (screen) => {
  let deployment: Deployment;
  let browser: Browser | undefined;
  let visitor: Visitor;

  beforeAll(async () => {
    if (!chromium) return;
    // Nothing is set but where it listens and keeps its data: that opens the sandbox, on a clock of its own.
    const env = { PUBLIC_URL: '', CLOCK_START: '', CLOCK_SOCKET: '' };
    deployment = new Deployment({ env, platform: 'sandbox', group: { robot: 'sandbox' } });
    await deployment.start();
    browser = await launch();
    visitor = await visit(browser, deployment.url, screen);
  });
  afterAll(async () => {
    await browser?.close();
    await deployment?.remove();
  });
  beforeEach(({ skip }) => {
    skip(!chromium, noChromium);
  });
  afterEach(async () => {
    if (chromium) expect([visitor.faults, await sideways(visitor.page)]).toEqual([[], false]);
  });

  it('F1: a teacher asks for the week', async () => {
    await visitor.be('李强', '数学教研群');
    const answer = await visitor.say('/行事历 本周');
    expect(answer.split(/\n+/)).toEqual([
      '第4周（3月6日—3月12日）',
      '3月主题：新课改学习月、教学视导月',
      '3月7日（周二）　语文集体备课',
      '3月8日（周三）　数学集体备课',
      '3月9日（周四）　英语集体备课',
    ]);
  });

  it('F2: a researcher plans the preparation, a teacher asks for leave, the lead preparer sees why', async () => {
    await visitor.be('王敏', '数学教研群');
    expect(await visitor.say('/集体备课 安排 数学 第4周 马骏 分数的意义')).toContain(
      '已安排：3月8日（周三，第4周）数学集体备课\n主备人：马骏（实验小学）\n课题：分数的意义',
    );
    await visitor.be('李强', '数学教研群');
    const heard = await visitor.say('/请假 陪孩子看病');
    expect(heard).toContain('会私下转告');
    expect(heard).not.toContain('陪孩子看病');
    await visitor.be('马骏');
    expect(await visitor.arrived('请您主备')).toContain('王敏请您主备3月8日（周三，第4周）的数学集体备课。');
    expect(await visitor.arrived('请假：')).toBe(
      '李强（二码头小学）请假：3月8日（周三，第4周）数学集体备课\n原因：陪孩子看病',
    );
  });

  it('F3: a visit is refused with free days, then planned; school and team hear of it in private', async () => {
    await visitor.be('王敏');
    expect(await visitor.say('/视导 安排 二码头小学 4月5日')).toBe(
      '4月5日是清明节。最近的空档：4月4日（周二）、4月6日（周四）。',
    );
    expect(await visitor.say('/视导 安排 二码头小学 第6周周四 刘芳')).toBe(
      '已安排 视0001：3月23日（第6周周四）视导二码头小学。\n组员：王敏、刘芳',
    );
    for (const ofSchool of ['丁宁', '宋志远']) {
      await visitor.be(ofSchool);
      expect(await visitor.arrived('视0001')).toBe(
        '3月23日（第6周周四）王敏、刘芳到二码头小学做教学视导（视0001），请提前安排。',
      );
    }
    await visitor.be('刘芳');
    expect(await visitor.arrived('视0001')).toBe(
      '王敏安排了 视0001：3月23日（第6周周四）视导二码头小学，组员：王敏、刘芳。',
    );
  });

  it('F5: an admin sets up a weekly message and confirms it by its button', async () => {
    await visitor.be('陈安');
    const preview = await visitor.say('/定时 新建 周一例会 每周一 16:12 学校联系人群 请各校准备下周教研安排');
    expect(preview).toContain('时间：每周一 16:12（12 16 * * 1）\n发给：学校联系人群（1 个群）');
    expect(preview.match(/· .+/g)).toHaveLength(5);
    expect(await visitor.press('确认')).toBe('已建好 定时1“周一例会”。下一次：3月6日（周一）16:12　第4周。');
    expect(await visitor.page.locator('.choice:enabled').count()).toBe(0);
  });

  it('F2, F3, F5: the clock goes over the week, and everybody receives what is theirs', async () => {
    const before = await visitor.received();
    expect(before.map(({ to }) => to).sort()).toEqual(
      ['私信 马骏', '私信 马骏', '私信 刘芳', '私信 丁宁', '私信 宋志远'].sort(),
    );
    expect(await visitor.moveClock('2023-03-12T20:00')).toMatch(/^拨好了，其间送出 \d+ 条：/);
    expect(await visitor.page.locator('#date').innerText()).toBe('3月12日 周日');
    const received = await visitor.received();
    expect(listed(received.slice(before.length))).toEqual(week);
    await visitor.be('李强', '数学教研群');
    expect(await visitor.arrived('明天3月8日')).toBe(
      `明天3月8日（周三，第4周）数学集体备课。\n主备人：马骏（实验小学）\n课题：分数的意义\n阶段：定稿3月10日前，二次备课3月15日前，反思3月22日前\n${below}`,
    );
  });

  it('F4: a teacher hands in, is refused a wrong file, hands in again', async () => {
    await visitor.moveClock('2023-04-10T09:00');
    await visitor.be('李强');
    expect(await visitor.say('/提交 教学设计大赛')).toContain('它只给您本人用');
    const upload = await visitor.follow(visitor.page.getByRole('link', { name: '上传作品' }));

    await choose(upload, pdf, word, program);
    await upload.getByText('请先移除标红的文件。').waitFor();
    await upload.getByRole('button', { name: '移除 课件.exe' }).click();
    await slowDown(upload);
    const watched = progressOf(upload);
    await upload.locator('#go').click();
    const shares = (await watched).flatMap(({ text }) => /^正在上传 (\d+)%/.exec(text)?.[1] ?? []).map(Number);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect((await watched).at(-1)).toEqual({ text: '已收到：赛0001 第1版。回执稍后由机器人私信发给您。', bar: '100%' });

    await choose(upload, disguised);
    await upload.locator('#go').click();
    await upload.getByText('“课件.pdf”的内容和后缀不一致，请用原来的软件另存一次再选。').waitFor();
    expect(visitor.faults.splice(0)).toEqual([expect.stringContaining('415')]);
    await upload.getByRole('button', { name: '移除 课件.pdf' }).click();
    await choose(upload, better);
    await upload.locator('#go').click();
    await upload.getByText('已收到：赛0001 第2版。').waitFor();
    await upload.locator('.version[open]', { hasText: '第2版' }).locator('.receipt.stored').waitFor();
    expect((await upload.locator('#handed summary').allInnerTexts()).map((text) => text.split('\n', 2))).toEqual([
      ['第2版', '以此为准'],
      ['第1版', '已被新版代替'],
    ]);
    expect(await sideways(upload)).toBe(false);
    await upload.close();

    const [first = '', again = ''] = [await visitor.arrived('第1版'), await visitor.arrived('第2版')];
    expect(first).toContain(`1. 分数的意义.pdf（587 KB）\nSHA-256 ${sha256(pdf)}\n`);
    expect(first).toContain(`2. 教学设计.docx（${word.buffer.length} 字节）\nSHA-256 ${sha256(word)}\n`);
    expect(again).toContain(`1. 教学设计.docx（${better.buffer.length} 字节）\nSHA-256 ${sha256(better)}\n`);
    expect(await visitor.say('/我的提交')).toContain(`SHA-256 ${sha256(better)}`);
  });

  it('F5, F6: the weekly message comes again; the admin sees who did what', async () => {
    await visitor.nextReminder();
    const [latest] = (await visitor.received()).filter(({ to }) => to === '群 学校联系人群').slice(-1);
    expect(latest).toEqual({ at: '4月10日 16:12', to: '群 学校联系人群', words: '请各校准备下周教研安排' });
    await visitor.be('陈安');
    const log = await visitor.say('/记录');
    for (const [who, what] of [
      ['李强', '提交作品 赛0001'],
      ['陈安', '新建定时 周一例会'],
      ['王敏', '安排视导 视0001'],
      ['李强', '请假 .*'],
      ['王敏', '安排集体备课'],
    ]) {
      expect(log).toMatch(new RegExp(`^\\d+月\\d+日 \\d\\d:\\d\\d ${who}：${what}$`, 'm'));
    }
    expect(log).toContain('原话：/视导 安排 二码头小学 第6周周四 刘芳');
    expect(log).not.toContain('陪孩子看病');
  });
});

/** From now on a page sends no more than some 500 kB a second. */
async function slowDown(page: Page): Promise<void> {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  await wire.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 500_000 },
  });
}

/** All that an upload page says of the upload that begins now, with the bar of the first file, until it has an end. */
const progressOf = (page: Page): Promise<{ text: string; bar: string }[]> =>
  page.evaluate(`new Promise((done) => {
    const said = [];
    const bar = document.querySelector('.bar');
    const message = document.getElementById('message');
    new MutationObserver((_, watch) => {
      const text = message.textContent;
      said.push({ text, bar: bar.style.width });
      if (/^(正在上传|传完了)/.test(text)) return;
      watch.disconnect();
      done(said);
    }).observe(message, { childList: true });
  })`);
