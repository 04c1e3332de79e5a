import type { Json, JsonObject } from '../../../../../common/json.js';
import { compare, isZero } from '../../../../../common/money/money.js';
import { listAt, amountAt, objectAt } from '../../platform.values.js';

/** Where the common cost-of-goods plug-ins keep the cost; the core has a field of its own since 9.5. */
export const COST_KEYS = new Set(['_wc_cog_cost', '_alg_wc_cog_cost', '_cogs_total_value']);

/** The price that holds now, and the regular one beside it while that is higher. "" is no price. */
export function pricesOf(record: JsonObject): { price: string | null; compare_at_price: string | null } {
  const price = amountAt(record.price, 'price');
  const regular = amountAt(record.regular_price, 'regular_price');
  const reduced = price !== null && regular !== null && compare(regular, price) > 0;
  return { price, compare_at_price: reduced ? regular : null };
}

/** Cost of one piece, or null where nobody entered it. */
export function costOf(record: JsonObject): string | null {
  const core = objectAt(record.cost_of_goods_sold);
  if (listAt(core.values).length > 0) return costAt(core.total_value);
  const meta = listAt(record.meta_data).find(({ key }) => typeof key === 'string' && COST_KEYS.has(key));
  return costAt(meta?.value);
}

/** A plug-in's field may hold anything: what is no amount is no cost, and no reason to refuse the product. */
function costAt(value: Json | undefined): string | null {
  try {
    const cost = amountAt(value, 'cost');
    return cost === null || isZero(cost) || cost.startsWith('-') ? null : cost;
  } catch {
    return null;
  }
}
