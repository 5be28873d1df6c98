// Which platform a lane belongs to.
import type { Lane, Platform } from '../platforms/platform.ts';

/** The lane by name with its platform. @throws when no configured platform has it */
export function laneOf(platforms: readonly Platform[], name: string): { platform: Platform; lane: Lane } {
  for (const platform of platforms) {
    const lane = platform.lanes.find((l) => l.name === name);
    if (lane) return { platform, lane };
  }
  throw new Error(`no platform is configured for lane ${name}`);
}
