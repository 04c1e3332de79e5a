import { createRandom, seedOf } from '../core/random.js';
import { FIRST_CUSTOMER_ID } from './buyers.js';
import type { OrderHead, RefundKind } from './order-types.js';

// Taken out once: each look-up of a global costs a microsecond in Jest's module contexts, where this runs most.
const { floor, min } = Math;

const DAY = 86_400;
/** Orders lie in this long a time before the epoch. */
const SPAN = 360 * DAY;

/** One in this many lies in the trash or is an abandoned checkout: beside the orders that a list shows. */
const HIDDEN_EVERY = 101;
const HIDDEN_AT = 50;

const STATUS_WEIGHTS: readonly [string, number][] = [
  ['completed', 42],
  ['processing', 30],
  ['pending', 7],
  ['on-hold', 5],
  ['failed', 5],
  ['cancelled', 4],
  ['refunded', 3],
  ['awaiting-pickup', 2],
  ['delivered', 2],
];

export interface HeadInput {
  seed: number;
  /** All slots, the hidden ones included. */
  slots: number;
  customers: number;
  /** Seconds. */
  epoch: number;
}

/** How many slots are needed so that `visible` orders are shown. */
export function slotsFor(visible: number): number {
  let slots = visible;
  while (slots - hiddenBefore(slots) < visible) slots += 1;
  return slots;
}

function hiddenBefore(slots: number): number {
  return slots <= HIDDEN_AT ? 0 : 1 + floor((slots - 1 - HIDDEN_AT) / HIDDEN_EVERY);
}

export function isHidden(index: number): boolean {
  return index % HIDDEN_EVERY === HIDDEN_AT;
}

export function orderHead(input: HeadInput, index: number): OrderHead {
  const random = createRandom(seedOf(input.seed, 'woo-order', index));
  const status = statusOf(index, random.next());
  const refund = refundOf(index, status);
  const created = createdAt(input, index, random.next());
  return {
    created,
    modified: modifiedAt(input.epoch, index, created, random.next()),
    status,
    customer_id: random.chance(0.28) ? 0 : FIRST_CUSTOMER_ID + random.int(0, input.customers - 1),
    refund,
    empty: status === 'checkout-draft' || index % 151 === 77,
  };
}

/** Whether an order of this status was paid. */
export function isPaid(status: string): boolean {
  return ['processing', 'completed', 'refunded', 'awaiting-pickup', 'delivered'].includes(status);
}

const TOTAL_WEIGHT = STATUS_WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);

function statusOf(index: number, dice: number): string {
  if (isHidden(index)) return (index - HIDDEN_AT) % (2 * HIDDEN_EVERY) === 0 ? 'trash' : 'checkout-draft';
  let rest = dice * TOTAL_WEIGHT;
  for (const [status, weight] of STATUS_WEIGHTS) {
    rest -= weight;
    if (rest < 0) return status;
  }
  return 'completed';
}

function refundOf(index: number, status: string): RefundKind {
  if (status === 'refunded') return 'full';
  if (!isPaid(status)) return 'none';
  if (index % 19 === 10) return 'amounts';
  return index % 21 === 11 ? 'lines' : 'none';
}

const PLANTED = [
  Date.UTC(2025, 10, 2, 5, 30) / 1000,
  Date.UTC(2025, 10, 2, 6, 30) / 1000,
  Date.UTC(2026, 2, 8, 6, 59, 59) / 1000,
  Date.UTC(2026, 2, 8, 7, 0, 1) / 1000,
];

/**
 * Almost in the order of ids, but not quite. The last-but-few are planted: the hour that New York has twice in
 * autumn (two orders that are an hour apart bear the same local time) and both sides of the one that it skips.
 */
function createdAt(input: HeadInput, index: number, dice: number): number {
  const fromEnd = input.slots - 1 - index;
  const moment = input.slots > 20 ? PLANTED[fromEnd - 2] : undefined;
  if (moment !== undefined) return moment;
  const step = SPAN / input.slots;
  const raw = input.epoch - SPAN - DAY + floor(index * step + dice * min(step * 3, DAY));
  // Neighbours in the same second: a client that pages by date alone loses one of them.
  return index % 10 < 2 ? raw - (raw % 3600) : raw;
}

/** Some were touched singly, some by a bulk edit that left one second on all of them. */
function modifiedAt(epoch: number, index: number, created: number, dice: number): number {
  const bulk = epoch - DAY - (index % 3) * DAY * 30;
  if (index % 7 === 0 && bulk > created) return bulk;
  return min(epoch - 1, created + 60 + floor(dice * 3 * DAY));
}
