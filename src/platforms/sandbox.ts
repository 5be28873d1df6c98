// The sandbox as a platform: whatever is sent is accepted at once, and the ledger row itself is what the page shows.
import type { Lane, Platform } from './platform.ts';
import { shownParts, splitBytes } from './render.ts';

const lane: Lane = {
  name: 'sandbox',
  perChat: [{ count: 10_000, per: 60_000 }],
  perRobot: [{ count: 100_000, per: 60_000 }],
  mutedFor: 0,
  maxBytes: 20_480,
  concurrency: 20,
  idempotent: true,
  bound: false,
};

/**
 * The platform of /sandbox. Its entrance is the page's own API (src/web/sandbox.ts), which carries answers back itself
 * (`answerBy: 'return'`). Rendered is the text alone: title, links and choices are fields that the page shows as such.
 */
export const sandboxPlatform = (): Platform => ({
  name: 'sandbox',
  lanes: [lane],
  health: async () => ({ ok: true, detail: '沙盒，不连外面的平台' }),
  render: (_, said) => shownParts(splitBytes(said.text, lane.maxBytes)),
  send: async (_to, _said, _text, { deliveryId, signal }) =>
    signal.aborted ? { outcome: 'retry', reason: '发送已中止' } : { outcome: 'sent', ref: deliveryId },
});
