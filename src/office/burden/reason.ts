// Why a message waits, as the ledger keeps it. Data in, Chinese out.
import type { Caps, Why } from './weigh.ts';

/** Why something goes out with the digest instead of at its own time. */
export const putOffReason = (why: Why, { pushes, asks }: Caps): string =>
  why === 'pushes' ? `本周已满 ${pushes} 条，并入周五汇总` : `本周已请学校办 ${asks} 件，并入周五汇总`;

/** Why it does not go out at all, though it would wait: the same thing is said again before the digest. */
export const comesNearer = (reason: string): string => `${reason}；之后还有更近的一次`;
