import { isTold, processorPaymentId } from '../payment-ids.js';
import { createRandom, epochOf, seedOf } from '../random.js';
import { GATEWAYS, type SandboxSale } from '../sales.js';
import type { Book } from './book.js';
import { Books } from './books.js';

export const SEED = 3;
export const EPOCH = epochOf(SEED);
const DAY = 86_400_000;

/** Sales of three shops that no platform made, for the specs of the books. */
export function saleOf(n: number, count: number): SandboxSale {
  const random = createRandom(seedOf(SEED, 'spec-sale', n));
  const gateway = random.pick(GATEWAYS);
  const shop = `shop-${random.int(0, 2)}`;
  const currency = random.pick(['USD', 'USD', 'USD', 'EUR', 'GBP', gateway === 'stripe' ? 'KWD' : 'JPY']);
  const total = currency === 'JPY' ? String(random.int(900, 40_000)) : `${random.int(25, 900)}.${random.int(10, 99)}`;
  const at = EPOCH - 360 * DAY + Math.floor((n / count) * 359.9 * DAY);
  const refunds = random.chance(0.1) ? [{ id: `r${n}`, amount: '10', at: Math.min(at + 3 * DAY, EPOCH - 1) }] : [];
  return {
    platform: 'shopify',
    shop,
    order_id: String(5000 + n),
    order_number: `#${n}`,
    gateway,
    payment_id: processorPaymentId(gateway, SEED, 'shopify', shop, n),
    payment_reference: `pay_${n}`,
    told: isTold(gateway, SEED, 'shopify', shop, n),
    total,
    paid: total,
    currency,
    email: `buyer${n % 50}@example.com`,
    customer_name: null,
    country: 'US',
    paid_at: at,
    refunds,
  };
}

export function salesOf(count: number): SandboxSale[] {
  return Array.from({ length: count }, (_, n) => saleOf(n, count));
}

export function booksOf(count: number): { books: Books; sales: SandboxSale[]; ledgers: Book[] } {
  const sales = salesOf(count);
  const books = new Books(SEED, () => sales);
  return { books, sales, ledgers: GATEWAYS.map((gateway) => books.of(gateway)) };
}
