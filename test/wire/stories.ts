// The stories as they go over a wire: the same talk for every transport, against a real deployment with real Redis and BullMQ.
import { expect } from 'vitest';
import type { Deployment } from '../support/deployment.ts';

/** One transport as a person at the other end sees it. Ids are those of the sample district. */
export interface Wire {
  deployment: Deployment;
  /** Says something (in private without `group`) and gives the answer. */
  ask(person: string, text: string, group?: string): Promise<string>;
  /** Waits for a message that arrives at a person or group. */
  arrives(to: string, words: string): Promise<string>;
  /** How often something with these words has arrived there so far. */
  count(to: string, words: string): number;
}

/** Everybody who will be written to opens the private chat first, as in real life. */
const first = ['p-wangmin', 'p-liqiang', 'p-chenan'];

/** Plays the whole of it. */
export async function playStories(wire: Wire): Promise<void> {
  const { deployment } = wire;
  for (const person of first) {
    // What is too long for a reply comes by itself.
    const help = (await wire.ask(person, '/帮助')) || (await wire.arrives(person, '/行事历'));
    expect(help).toContain('/行事历');
  }

  // F1
  expect(await wire.ask('p-liqiang', '/行事历 本周', 'g-math')).toContain('第4周');
  // F2
  expect(await wire.ask('p-wangmin', '/集体备课 安排 数学 第4周 李强 分数的意义', 'g-math')).toContain('3月8日');
  await wire.arrives('p-liqiang', '分数的意义');
  await deployment.clockTo('2023-03-07', '16:12');
  await wire.arrives('g-math', '分数的意义');
  // F3
  expect(await wire.ask('p-wangmin', '/视导 安排 二码头小学 第6周周四')).toContain('视0001');
  expect(await wire.ask('p-wangmin', '/视导 安排 二码头小学 4月5日')).toContain('清明');
  expect(await wire.ask('p-liqiang', '/视导 安排 二码头小学 第6周周五')).toContain('教研员');
  // F5
  expect(await wire.ask('p-chenan', '/定时 新建 周一提醒 "12 16 * * 1" 数学教研群 请带好教材')).toContain('周一');
  expect(await wire.ask('p-chenan', '确认')).toContain('周一提醒');
  await deployment.clockTo('2023-03-13', '16:12');
  await wire.arrives('g-math', '请带好教材');
  // F6
  expect(await wire.ask('p-chenan', '/记录')).toContain('王敏');
  // F4
  await deployment.clockTo('2023-04-10', '09:00');
  const link = /https?:\/\/[^/\s]+(\/u\/[\w-]+)/.exec(await wire.ask('p-liqiang', '/提交 教学设计大赛'));
  expect(link).not.toBeNull();
  const form = new FormData();
  form.append('files', new File(['%PDF-1.4 a lesson design\n%%EOF'], '分数的意义.pdf', { type: 'application/pdf' }));
  const handedIn = await fetch(`${deployment.url}${link![1]}/files`, { method: 'POST', body: form });
  expect(handedIn.status).toBe(201);
  expect(await wire.arrives('p-liqiang', '赛0001')).toMatch(/[0-9a-f]{16}/);
  expect(await wire.ask('p-wangmin', '/进度 教学设计大赛', 'g-math')).not.toContain('二码头');
  // Each reminder came once.
  expect(wire.count('g-math', '分数的意义')).toBe(1);
  expect(wire.count('g-math', '请带好教材')).toBeGreaterThanOrEqual(1);
}
