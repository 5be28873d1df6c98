// Sandbox and console keep the platform contract, as far as it applies to platforms without a wire.
import { describe, expect, it } from 'vitest';
import { consolePlatform } from '../../src/platforms/console.ts';
import type { Address, Platform } from '../../src/platforms/platform.ts';
import { sandboxPlatform } from '../../src/platforms/sandbox.ts';
import { type Harness, platformContract } from './contract.ts';

/** What was accepted is noted on the way in; there is no other side that could note it. */
function harness(platform: Platform): Harness {
  const accepted: string[] = [];
  const address: Address = { lane: platform.name, robot: platform.name, chat: { kind: 'group', id: 'g-math' } };
  return {
    platform: {
      ...platform,
      async send(to, said, text, context) {
        const sent = await platform.send(to, said, text, context);
        if (sent.outcome === 'sent') accepted.push(text);
        return sent;
      },
    },
    heard: [],
    address,
    accepted: () => accepted,
    // A terminal acts upon escape sequences only.
    active: (_, text) => text.match(/[\u001b\u009b\u0007]/g) ?? [],
    stop: async () => undefined,
  };
}

platformContract('sandbox', { lane: { name: 'sandbox', faults: [] }, renders: [] }, async () =>
  harness(sandboxPlatform()),
);
platformContract(
  'console',
  { lane: { name: 'console', faults: [] }, renders: [{ lane: 'console', maxBytes: 16_384 }] },
  async () => harness(consolePlatform(() => undefined)),
);

describe('sandbox', () => {
  it('has one part for a Said without words: title, links and choices are fields of the page', () => {
    const platform = sandboxPlatform();
    for (const said of [{ text: '' }, { title: '题', text: ' \n ' }, { text: '\u200b' }]) {
      expect(platform.render('sandbox', said)).toHaveLength(1);
    }
  });
});

describe('console', () => {
  it('prints where a message arrives, and nothing a terminal would act upon', async () => {
    const printed: string[] = [];
    const platform = consolePlatform(
      (block) => printed.push(block),
      ({ id }) => (id === 'g-math' ? '数学教研群' : '李强'),
    );
    const said = {
      title: '提醒',
      text: '明天\u001b[31m集体备课\u001b]0;题\u0007\r\n第二行',
      choices: [{ label: '知道了', says: '知道了' }],
    };
    const [text = ''] = platform.render('console', said);
    const context = { deliveryId: 'd', part: 0, signal: new AbortController().signal };
    await platform.send(
      { lane: 'console', robot: 'console', chat: { kind: 'group', id: 'g-math' } },
      said,
      text,
      context,
    );
    await platform.send({ lane: 'console', robot: 'console', chat: { kind: 'private', id: 'p' } }, said, '好', context);
    expect(printed).toEqual([
      '→ 群“数学教研群”\n  提醒\n  明天[31m集体备课]0;题\n  第二行\n  1. 知道了',
      '→ 私信 李强\n  好',
    ]);
  });
});
