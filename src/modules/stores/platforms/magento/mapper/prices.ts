import type { JsonObject } from '../../../../../common/json.js';
import { compare, isZero } from '../../../../../common/money/money.js';
import { customOf, moneyAt, utcAt } from './values.js';

/** The price that holds at `now` (ms), and the regular one beside it while that is higher. */
export function pricesOf(product: JsonObject, now: number): { price: string | null; compare_at_price: string | null } {
  const regular = moneyAt(product.price, 'price');
  const special = specialOf(product, now);
  if (regular === null || special === null || compare(special, regular) >= 0) {
    return { price: regular, compare_at_price: null };
  }
  return { price: special, compare_at_price: regular };
}

/** The reduced price, in its time. */
function specialOf(product: JsonObject, now: number): string | null {
  const custom = customOf(product);
  const special = moneyAt(custom.get('special_price'), 'special_price');
  if (special === null) return null;
  const from = utcAt(custom.get('special_from_date'));
  const to = utcAt(custom.get('special_to_date'));
  if (from !== null && Date.parse(from) > now) return null;
  // The last day counts whole: Magento stores its beginning.
  return to !== null && Date.parse(to) + 86_400_000 <= now ? null : special;
}

export function costOf(product: JsonObject): string | null {
  const cost = moneyAt(customOf(product).get('cost'), 'cost');
  return cost === null || isZero(cost) || cost.startsWith('-') ? null : cost;
}
