// What both entrances do with a pushed body: count it, turn away what is not ours, notice a spent quota, decode it, have it committed.
import type { PlatformParts } from '../platform.ts';
import { decode, isForeign, quotaSpent } from './decode.ts';
import type { Peer } from './frames.ts';
import type { DingtalkSettings } from './settings.ts';

/** What is remembered between messages, for `health`. */
export interface Standing {
  /** DingTalk said that the month's pushes are used up, and no message has come since. */
  quotaSpent: boolean;
}

/** Takes pushed bodies; resolves once committed or turned away, rejects when the engine could not commit. */
export function createPeer(settings: DingtalkSettings, parts: PlatformParts, standing: Standing): Peer {
  const refused = (why: 'malformed' | 'foreign') => {
    parts.rejected('dingtalk', why);
    return why;
  };
  return {
    async message(body) {
      settings.usage?.('push');
      if (isForeign(body, settings.clientId)) return refused('foreign');
      if (quotaSpent(body)) {
        if (!standing.quotaSpent)
          parts.log.error('dingtalk: the monthly quota of pushes is spent, messages come without content');
        standing.quotaSpent = true;
        return 'taken';
      }
      const heard = decode(body, settings);
      if (!heard) return refused('malformed');
      standing.quotaSpent = false;
      await parts.hear(heard);
      return 'taken';
    },
    junk: (why) => parts.rejected('dingtalk', why),
  };
}
