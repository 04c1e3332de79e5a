import { recordOf } from '../data/ids.js';
import { LOCATIONS } from '../data/store.js';
import type { ProductRow, VariantRow } from '../data/rows.js';
import { QueryError, type Args } from '../graphql/connection.js';
import { iso } from '../resolvers/text.js';
import type { ShopContext } from '../shop.js';
import { outcome, Refusal, type UserError } from './outcome.js';
import { levelAt, saveLevel } from './stock.js';

interface Quantity {
  inventoryItemId: string;
  locationId: string;
  quantity: number;
  changeFromQuantity?: number | null;
}

interface Input {
  name: string;
  reason: string;
  referenceDocumentUri?: string | null;
  quantities: Quantity[];
}

const REASONS = ['correction', 'cycle_count_available', 'damaged', 'movement_created', 'other', 'promotion', 'quality_control', 'received', 'reservation_created', 'restock', 'safety_stock', 'shrinkage']; // prettier-ignore
const MOST = 1_000_000_000;

export const QUANTITY_MUTATIONS = {
  inventorySetQuantities: (_: unknown, args: Args, shop: ShopContext) =>
    shop.idempotent.once('inventorySetQuantities', args, () => outcome(() => setQuantities(shop, args.input as Input))),
};

function setQuantities(shop: ShopContext, input: Input): object {
  const at = ['input', 'quantities'];
  const errors: UserError[] = [];
  if (input.name !== 'available') errors.push(fault(['input', 'name'], 'INVALID_NAME', 'The name is not supported.'));
  if (!REASONS.includes(input.reason))
    errors.push(fault(['input', 'reason'], 'INVALID_REASON', 'The reason is invalid.'));
  const found = input.quantities.map((quantity, index) => {
    const place = [...at, String(index)];
    const entry = entryOf(shop, quantity);
    if (quantity.changeFromQuantity === undefined) {
      throw new QueryError('changeFromQuantity must be given explicitly; null skips the comparison', {
        code: 'BAD_USER_INPUT',
      });
    }
    const wrong = typeof entry === 'string' ? entry : wrongIn(quantity, entry.variant);
    if (wrong !== null) errors.push(fault([...place, FIELD[wrong] ?? 'quantity'], wrong, WORDS[wrong] ?? wrong));
    return entry;
  });
  const pairs = input.quantities.map((one) => `${one.inventoryItemId} ${one.locationId}`);
  if (new Set(pairs).size < pairs.length) {
    errors.push(
      fault(at, 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', 'The combination of item and location is there twice.'),
    );
  }
  if (errors.length > 0) throw new Refusal(errors);
  for (const [index, entry] of found.entries()) {
    if (typeof entry !== 'string') put(shop, entry, input.quantities[index]?.quantity ?? 0);
  }
  const now = iso(shop.store.now());
  const id = `gid://shopify/InventoryAdjustmentGroup/${Date.now()}`;
  const { reason, referenceDocumentUri = null } = input;
  return { inventoryAdjustmentGroup: { id, createdAt: now, reason, referenceDocumentUri } };
}

const FIELD: Record<string, string> = {
  INVALID_INVENTORY_ITEM: 'inventoryItemId',
  INVALID_LOCATION: 'locationId',
  NON_MUTABLE_INVENTORY_ITEM: 'inventoryItemId',
  CHANGE_FROM_QUANTITY_STALE: 'changeFromQuantity',
};

const WORDS: Record<string, string> = {
  INVALID_INVENTORY_ITEM: 'The specified inventory item could not be found.',
  INVALID_LOCATION: 'The specified location could not be found.',
  INVALID_QUANTITY_TOO_HIGH: 'The quantity is too high.',
  INVALID_QUANTITY_TOO_LOW: 'The quantity is too low.',
  CHANGE_FROM_QUANTITY_STALE: 'The changeFromQuantity value does not match the current quantity.',
};

interface Found {
  variant: VariantRow;
  location: number;
}

/** Read from the row that is kept now: an earlier entry of the call may be of the same product. */
function entryOf(shop: ShopContext, { inventoryItemId, locationId }: Quantity): Found | string {
  const item = recordOf('InventoryItem', inventoryItemId);
  const variant = item === null ? null : shop.store.variant(item.n, item.k);
  if (variant === null) return 'INVALID_INVENTORY_ITEM';
  const location = recordOf('Location', locationId)?.n ?? -1;
  return LOCATIONS[location]?.active === true ? { variant, location } : 'INVALID_LOCATION';
}

function wrongIn(quantity: Quantity, variant: VariantRow): string | null {
  if (quantity.quantity > MOST) return 'INVALID_QUANTITY_TOO_HIGH';
  if (quantity.quantity < -MOST) return 'INVALID_QUANTITY_TOO_LOW';
  const { changeFromQuantity: expected } = quantity;
  if (expected === null || expected === undefined) return null;
  const location = recordOf('Location', quantity.locationId)?.n;
  const available = variant.levels.find((level) => level.location === location)?.available ?? 0;
  return available === expected ? null : 'CHANGE_FROM_QUANTITY_STALE';
}

function put(shop: ShopContext, { variant: { product: n, k }, location }: Found, quantity: number): void {
  const product: ProductRow | null = structuredClone(shop.store.products.get(n));
  const variant = product?.variants.find((one) => one.k === k);
  if (product === null || variant === undefined) return;
  const level = levelAt(variant, location, shop.store.now());
  level.available = quantity;
  saveLevel(shop, product, variant, level);
}

function fault(field: string[], code: string, message: string): UserError {
  return { field, code, message };
}
