// A rejected callback is told once a minute for each kind, however many there are (PlatformParts.rejected).
import type { PlatformParts } from '../platform.ts';

/** Tells `parts.rejected` of the first rejection of each kind in a minute; `why` is a stage or kind, never content. */
export function rejections(channel: string, parts: PlatformParts): (why: string) => void {
  const lastTold = new Map<string, number>();
  return (why) => {
    const now = parts.clock.real();
    if (now - (lastTold.get(why) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    lastTold.set(why, now);
    parts.rejected(channel, why);
  };
}
