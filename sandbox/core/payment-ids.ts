import { createRandom, seedOf, type Random } from './random.js';
import type { Gateway } from './sales.js';

/** Ids in the shapes that the payment services give theirs, from the seed and what names the record. */

export type PaymentIdKind = 'payment' | 'intent' | 'refund' | 'dispute' | 'entry' | 'payout';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const UPPER = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const HEX = '0123456789abcdef';

const STRIPE: Record<PaymentIdKind, string> = {
  payment: 'ch_',
  intent: 'pi_',
  refund: 're_',
  dispute: 'dp_',
  entry: 'txn_',
  payout: 'po_',
};

const { floor } = Math;

/** Each draw gives three letters: a year's books have hundreds of thousands of ids. */
function letters(random: Random, alphabet: string, length: number): string {
  const { length: size } = alphabet;
  let text = '';
  for (let i = 0; i < length; i += 3) {
    let draw = floor(random.next() * size * size * size);
    for (let k = i; k < i + 3 && k < length; k++) {
      text += alphabet.charAt(draw % size);
      draw = floor(draw / size);
    }
  }
  return text;
}

/** `parts` name the record; the same parts give the same id. */
export function idOf(gateway: Gateway, kind: PaymentIdKind, seed: number, ...parts: (string | number)[]): string {
  const random = createRandom(seedOf(seed, gateway, kind, ...parts));
  if (gateway === 'stripe') return STRIPE[kind] + letters(random, BASE62, 24);
  if (gateway === 'paypal') {
    return kind === 'dispute'
      ? `PP-R-${letters(random, UPPER, 3)}-${letters(random, DIGITS, 8)}`
      : letters(random, UPPER, 17);
  }
  if (kind === 'payout') {
    return `po_${[8, 4, 4, 4, 12].map((length) => letters(random, HEX, length)).join('-')}`;
  }
  if (kind === 'entry') return `poe_${letters(random, BASE62, 26)}`;
  return letters(random, BASE62, kind === 'dispute' ? 22 : 27);
}

/** The service's own id of the payment of a shop's `n`-th order. */
export function processorPaymentId(gateway: Gateway, seed: number, platform: string, shop: string, n: number): string {
  return idOf(gateway, 'payment', seed, platform, shop, n);
}

/** A few of a hundred payments bear no reference at all, on neither side; the buyer's address must then be known. */
export function isTold(gateway: Gateway, seed: number, platform: string, shop: string, n: number): boolean {
  return seedOf(seed, 'untold', gateway, platform, shop, n) % 100 >= 3;
}
