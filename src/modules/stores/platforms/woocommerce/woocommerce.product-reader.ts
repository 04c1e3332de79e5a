import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformProduct } from '../platform.records.js';
import { mapProduct } from './mapper/product.mapper.js';
import type { WeightUnit } from './mapper/product.mapper.js';
import { UnmappableRecord, idAt } from '../platform.values.js';
import { PROVIDER } from './woocommerce.answer.js';
import type { WooClient } from './woocommerce.client.js';
import { refuse } from './woocommerce.refusal.js';
import { startOfWalk, walk } from './woocommerce.walk.js';

/** Fields that the mappers read: `price_html`, `related_ids` and the like cost a shop far more than the rest. */
export const PRODUCT_FIELDS =
  'id,name,slug,permalink,date_created_gmt,date_modified_gmt,type,status,description,short_description,sku,' +
  'global_unique_id,price,regular_price,manage_stock,stock_quantity,weight,parent_id,categories,brands,tags,images,' +
  'attributes,variations,cost_of_goods_sold,meta_data';
const VARIATION_FIELDS =
  'id,name,sku,global_unique_id,price,regular_price,manage_stock,stock_quantity,weight,image,attributes,menu_order,' +
  'cost_of_goods_sold,meta_data';

/** Statuses of records that are not (or not yet) there for anybody but WordPress itself. */
const ABSENT = new Set(['trash', 'auto-draft', 'checkout-draft', 'importing']);

const WEIGHT_UNITS: ReadonlyMap<unknown, WeightUnit> = new Map([
  ['kg', 'kg'],
  ['g', 'g'],
  ['lbs', 'lb'],
  ['oz', 'oz'],
]);

export function isAbsent(row: JsonObject): boolean {
  return typeof row.status === 'string' && ABSENT.has(row.status);
}

/** A product as it stands, with what a change of it is worked out from. */
export interface WholeProduct {
  row: JsonObject;
  variations: JsonObject[];
  product: PlatformProduct;
}

/** Products with what hangs on them, for one read or one write. */
export class ProductReader {
  private unit: Promise<WeightUnit> | null = null;

  constructor(private readonly client: WooClient) {}

  /** Throws UnmappableRecord, ProviderError. */
  async complete(row: JsonObject): Promise<PlatformProduct> {
    return (await this.whole(row)).product;
  }

  /** Throws UnmappableRecord, ProviderError. */
  async whole(row: JsonObject): Promise<WholeProduct> {
    const variations = row.type === 'variable' ? await this.variationsOf(row) : [];
    return { row, variations, product: await this.mapped(row, variations) };
  }

  /** Throws `rejected` when there is no such product (any more), `bad_answer` when it cannot be read. */
  async byId(id: string): Promise<WholeProduct> {
    if (idAt(id) === null) throw refuse(`WooCommerce has no product ${id}`);
    const row = await this.client.one(`products/${id}`, { _fields: PRODUCT_FIELDS });
    if (isAbsent(row)) throw refuse(`The shop's product ${id} is in the trash`);
    return readable(this.whole(row), id);
  }

  async mapped(row: JsonObject, variations: JsonObject[]): Promise<PlatformProduct> {
    const hasWeight = row.weight !== '' || row.type === 'variable';
    return mapProduct(row, variations, hasWeight ? await this.weightUnit() : null);
  }

  /** Asked for once, and only when it is needed: the first call of all settles how the key is sent. Null: not to be seen. */
  weightUnit(): Promise<WeightUnit> {
    this.unit ??= weightUnitOf(this.client);
    return this.unit;
  }

  private async variationsOf(product: JsonObject): Promise<JsonObject[]> {
    // The parent lists its variations' ids; without one there is nothing to ask for.
    if (Array.isArray(product.variations) && product.variations.length === 0) return [];
    const path = `products/${idAt(product.id) ?? ''}/variations`;
    const rows: JsonObject[] = [];
    for await (const page of walk(this.client, path, { _fields: VARIATION_FIELDS }, startOfWalk())) {
      const [unreadable] = page.unreadable;
      if (unreadable !== undefined) throw new UnmappableRecord(`variations.${unreadable.id}`, unreadable.reason);
      rows.push(...page.rows);
    }
    return rows;
  }
}

async function readable<T>(work: Promise<T>, id: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UnmappableRecord)) throw error;
    const message = `The shop's products/${id} cannot be read: ${error.message}`;
    throw new ProviderError({ fault: 'bad_answer', provider: PROVIDER, message, cause: error });
  }
}

/** Null where the key may not see the settings. */
async function weightUnitOf(client: WooClient): Promise<WeightUnit> {
  try {
    const { value } = await client.one('settings/products/woocommerce_weight_unit');
    return WEIGHT_UNITS.get(value) ?? null;
  } catch (error) {
    if (error instanceof ProviderError && (error.fault === 'auth' || error.fault === 'rejected')) return null;
    throw error;
  }
}
