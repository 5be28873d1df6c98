// A delivery as admins see it.
import type { DeliveryState, Row } from '../../store/tables.ts';

/** A delivery with the names people know. */
export interface Delivery {
  row: Row<'deliveries'>;
  /** Name of the group or person; for the answer to a message, where it was said. */
  to: string;
}

/** A delivery in a list: with the reason why it is as it is, in plain Chinese; empty when there is nothing to say. */
export interface Listed extends Delivery {
  why: string;
}

/** The lists an admin may ask for, and the states in each. */
export const lists = {
  待发: ['queued', 'sending'],
  失败: ['failed'],
  不明: ['unknown'],
  扣下: ['held'],
  取消: ['cancelled'],
  错过: ['missed', 'past'],
  并入: ['merged'],
  已发: ['sent'],
} as const satisfies Record<string, readonly DeliveryState[]>;

/** A list by its word. */
export type ListName = keyof typeof lists;

/** Whose messages a list is narrowed to. */
export interface Whose {
  kind: 'group' | 'person';
  id: string;
  name: string;
}

/** One monthly quota of a platform: what is counted and how much of it a month has. */
export interface Quota {
  /** `dingtalk:push`, the name under which usage is reported. */
  name: string;
  /** For people: 钉钉推送. */
  title: string;
  monthly: number;
}

/** The short number under which a delivery is shown: the first eight signs of its id. */
export const shortNumber = (id: string): string => id.slice(0, 8);
