import type { Json } from '../../../../common/json.js';
import type { VariantValues } from '../platform.writes.js';
import { refuse } from './woocommerce.refusal.js';

/** Types of products that are made of others, or sold elsewhere: WooCommerce drops what they cannot have without a word. */
const GROUPED = 'grouped';
const EXTERNAL = 'external';

/** Whether a product of this type has a price of its own; a grouped one shows its members'. */
export const hasOwnPrice = (type: Json | undefined): boolean => type !== GROUPED;

/** Why a product of this type has no stock; null: it can have one. */
export function noStockReason(type: Json | undefined): string | null {
  if (type === GROUPED) return 'A grouped product has no stock of its own: set that of its members';
  if (type === EXTERNAL) return 'An external product is sold elsewhere, and WooCommerce counts no stock of it';
  return null;
}

/** The values without those that ask for nothing there. Throws `rejected` for what a product of this type cannot have. */
export function ownValues<T extends VariantValues>(type: Json | undefined, values: T): T {
  const { price, compare_at_price: before, inventory_quantity: quantity, track_inventory: isTracked } = values;
  const own = { ...values };
  if (!hasOwnPrice(type)) {
    if (price !== undefined || (before !== undefined && before !== null)) {
      throw refuse("A grouped product shows its members' price and has none of its own: change the members'");
    }
    delete own.compare_at_price;
  }
  const reason = noStockReason(type);
  if (reason !== null) {
    if (isTracked === true || (quantity !== undefined && isTracked !== false)) throw refuse(reason);
    delete own.inventory_quantity;
    delete own.track_inventory;
  }
  return own;
}
