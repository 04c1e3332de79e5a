import type { Clock } from '../../../../common/clock/clock.js';
import type { JsonObject } from '../../../../common/json.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { PlatformProduct } from '../platform.records.js';
import type {
  BulkOutcome,
  BulkProductChange,
  PlatformCatalogue,
  ProductChange,
  ProductDraft,
} from '../platform.writes.js';
import { BulkChange } from './woocommerce.bulk.js';
import { WooClient } from './woocommerce.client.js';
import { Creation } from './woocommerce.creation.js';
import { isEmptyPlan, needsUnit, planOf } from './woocommerce.plan.js';
import type { ProductPlan } from './woocommerce.plan.js';
import { UNSUPPORTED_FIELDS } from './woocommerce.product-body.js';
import { ProductReader } from './woocommerce.product-reader.js';
import type { WholeProduct } from './woocommerce.product-reader.js';
import { unlessGone } from './woocommerce.refusal.js';
import { Tags } from './woocommerce.tags.js';
import { BATCH, sendVariations } from './woocommerce.variations.js';

export class WooCommerceCatalogue implements PlatformCatalogue {
  readonly bulk_size = BATCH;
  readonly unsupported_fields = UNSUPPORTED_FIELDS;

  constructor(private readonly clock: Clock) {}

  create(connection: PlatformConnection, draft: ProductDraft, key: string): Promise<PlatformProduct> {
    return this.creation(connection).make(draft, key);
  }

  findCreated(connection: PlatformConnection, draft: ProductDraft, key: string): Promise<PlatformProduct | null> {
    return this.creation(connection).find(draft, key);
  }

  async update(
    connection: PlatformConnection,
    platform_product_id: string,
    change: ProductChange,
  ): Promise<PlatformProduct> {
    const client = this.client(connection);
    const reader = new ProductReader(client);
    const whole = await reader.byId(platform_product_id);
    const plan = await planFor(client, reader, whole, change);
    // An empty write moves the date of change all the same, and comes back as a webhook.
    if (isEmptyPlan(plan)) return whole.product;
    const row = await carryOut(client, whole, plan);
    return whole.row.type === 'variable' || row === null
      ? (await reader.byId(platform_product_id)).product
      : reader.complete(row);
  }

  /**
   * Into the trash, as WooCommerce's own screens do it: gone for customers and for every sync, told to webhooks (deleting
   * for good is told to nobody), its SKU free again, and for thirty days to be had back.
   */
  async remove(connection: PlatformConnection, platform_product_id: string): Promise<void> {
    await unlessGone(this.client(connection).send('DELETE', `products/${platform_product_id}`, {}));
  }

  async applyAll(connection: PlatformConnection, changes: BulkProductChange[]): Promise<BulkOutcome[]> {
    return new BulkChange(this.client(connection)).apply(changes);
  }

  private creation(connection: PlatformConnection): Creation {
    const client = this.client(connection);
    return new Creation(client, new Tags(client));
  }

  private client(connection: PlatformConnection): WooClient {
    return new WooClient(connection, this.clock);
  }
}

async function planFor(
  client: WooClient,
  reader: ProductReader,
  whole: WholeProduct,
  change: ProductChange,
): Promise<ProductPlan> {
  const tags = new Tags(client);
  tags.learn(whole.row);
  const tagIds = await tags.idsOf(change.tags);
  const unit = needsUnit(change.variants ?? []) ? await reader.weightUnit() : null;
  return planOf(change, whole, { tag_ids: tagIds, unit });
}

/** Gives the product's row where it was written last. */
async function carryOut(
  client: WooClient,
  { row, product }: WholeProduct,
  plan: ProductPlan,
): Promise<JsonObject | null> {
  const id = product.platform_product_id;
  if (plan.attributes !== null) await client.write('PUT', `products/${id}`, { attributes: plan.attributes });
  const refused = await sendVariations(client, id, plan);
  if (refused !== null) throw refused;
  if (Object.keys(plan.product).length === 0) return row.type === 'variable' ? null : row;
  return client.write('PUT', `products/${id}`, plan.product);
}
