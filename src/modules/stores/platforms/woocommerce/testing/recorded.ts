import { readFileSync } from 'node:fs';

import type { JsonObject } from '../../../../../common/json.js';

/** A few answers of a real WooCommerce 11.0.1, without the fields that nothing here reads. */
interface Recorded {
  order_with_refund: JsonObject;
  refund: JsonObject;
  order_with_line_meta: JsonObject;
  variable_product: JsonObject;
  variations: JsonObject[];
  simple_product: JsonObject;
  variations_on_parent_stock: JsonObject[];
  customer: JsonObject;
}

/** A fresh copy each time: tests change it. */
export function recorded(): Recorded {
  return JSON.parse(readFileSync(new URL('./recorded.json', import.meta.url), 'utf8')) as Recorded;
}
