import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import type { NewStock, ProductDraft, StockChange, StoreAbilities, VariantValues } from '../../stores/stores.api.js';
import type { KnownProduct, KnownVariant, WantedChange } from '../write/product-values.js';

/** Whether the platform takes stock together with the product. */
const isTakenAlong = (abilities: StoreAbilities): boolean =>
  abilities.catalogue?.unsupported_fields.includes('inventory_quantity') !== true;

interface Split<T> {
  rest: T;
  /** Of variants that are to be made. */
  new_stock: NewStock[];
}

/** A new product, and the stock that has to be set once it is there. */
export function splitDraft(draft: ProductDraft, abilities: StoreAbilities): Split<ProductDraft> {
  if (isTakenAlong(abilities)) return { rest: draft, new_stock: [] };
  const stock = draft.variants.flatMap(({ options, inventory_quantity: set }) =>
    set === undefined ? [] : [{ options: options ?? {}, set }],
  );
  return { rest: { ...draft, variants: draft.variants.map(withoutStock) }, new_stock: stock };
}

/**
 * A change, and its stock as compare-and-set where the platform has that. Throws VALIDATION_ERROR for stock in several
 * locations, which one number cannot say.
 */
export function splitChange(
  wanted: WantedChange,
  known: KnownProduct,
  abilities: StoreAbilities,
): Split<WantedChange> & { stock: StockChange[] } {
  if (!abilities.has_stock) return { rest: wanted, new_stock: [], stock: [] };
  const faults: FieldFault[] = [];
  const stock: StockChange[] = [];
  const made: NewStock[] = [];
  const variants = wanted.variants.flatMap((variant) => {
    const { inventory_quantity: set } = variant.values;
    if (set === undefined) return [variant];
    const before = known.variants.find(({ id }) => id === variant.id);
    if (!before && isTakenAlong(abilities)) return [variant];
    if (!before) made.push({ options: variant.values.options ?? {}, set });
    else if (before.levels.length > 1)
      faults.push({
        field: variant.at === '' ? 'inventory_quantity' : `${variant.at}.inventory_quantity`,
        reason: 'it lies in several locations: POST stores/{store_id}/inventory sets it for each of them',
      });
    else stock.push(stockChange(known, before, set));
    const values = withoutStock(variant.values);
    return before && Object.keys(values).length === 0 ? [] : [{ ...variant, values }];
  });
  if (faults.length > 0) throw AppError.validation(faults);
  return { rest: { ...wanted, variants }, new_stock: made, stock };
}

function stockChange(known: KnownProduct, variant: KnownVariant, set: number): StockChange {
  return {
    platform_product_id: known.platform_product_id ?? '',
    platform_variant_id: variant.platform_variant_id ?? '',
    platform_inventory_item_id: variant.platform_inventory_item_id,
    platform_location_id: variant.levels[0]?.platform_location_id ?? null,
    set,
    expected: variant.inventory_quantity,
  };
}

function withoutStock(values: VariantValues): VariantValues {
  const { inventory_quantity: _stock, ...rest } = values;
  return rest;
}
