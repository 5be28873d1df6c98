// What both entrances do with a pushed body: count it, notice a spent quota, decode it, have it committed.
import type { PlatformParts } from '../platform.ts';
import { decode, decodePress, quotaSpent } from './decode.ts';
import type { Peer } from './frames.ts';
import type { DingtalkSettings } from './settings.ts';

/** What is remembered between messages, for `health`. */
export interface Standing {
  /** DingTalk said that the month's pushes are used up, and no message has come since. */
  quotaSpent: boolean;
}

/** Takes pushed bodies; resolves once committed (or of no use), rejects when the engine could not commit. */
export function createPeer(settings: DingtalkSettings, parts: PlatformParts, standing: Standing): Peer {
  return {
    async message(body) {
      settings.usage?.('push');
      if (quotaSpent(body)) {
        if (!standing.quotaSpent)
          parts.log.error('dingtalk: the monthly quota of pushes is spent, messages come without content');
        standing.quotaSpent = true;
        return;
      }
      const heard = decode(body, settings);
      if (!heard) return parts.rejected('dingtalk', 'malformed');
      standing.quotaSpent = false;
      await parts.hear(heard);
    },
    async press(body) {
      settings.usage?.('push');
      const heard = decodePress(body, settings);
      if (!heard) return parts.rejected('dingtalk', 'malformed press');
      await parts.hear(heard);
    },
    junk: (why) => parts.rejected('dingtalk', why),
  };
}
