import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.connection.js';
import type { PlatformProduct } from '../platform.records.js';
import type {
  BulkOutcome,
  BulkProductChange,
  PlatformCatalogue,
  ProductChange,
  ProductDraft,
} from '../platform.writes.js';
import { isGone, PROVIDER } from './magento.answer.js';
import { applyInBulk, type BulkWork } from './magento.bulk.js';
import { skuPath } from './magento.client.js';
import type { MagentoClient } from './magento.client.js';
import { ProductCreation, skuOf } from './magento.creation.js';
import { childIdsOf } from './magento.families.js';
import { ProductReader } from './magento.products.js';
import { afterwards, refused } from './magento.writes.js';
import { ProductUpdate } from './magento.update.js';
import { idAt, textAt } from '../platform.values.js';

/** Products of a Magento shop: simple ones, and configurable ones with a simple product for each variant. */
export class MagentoCatalogue implements PlatformCatalogue {
  /** The longer a batch, the longer a cancel waits for it; the shorter, the more often cron's pace is waited for. */
  readonly bulk_size = 200;
  readonly unsupported_fields = ['vendor', 'product_type', 'tags', 'barcode', 'image_url'] as const;

  constructor(
    private readonly clientOf: (connection: PlatformConnection) => MagentoClient,
    private readonly now: () => number,
  ) {}

  async create(connection: PlatformConnection, draft: ProductDraft, key: string): Promise<PlatformProduct> {
    const client = this.clientOf(connection);
    const id = await new ProductCreation(client, this.now()).create(draft, key);
    return afterwards(() => this.read(client, id));
  }

  /** By its SKU, which is the draft's or made of the key: Magento has no second product with it. */
  async findCreated(connection: PlatformConnection, draft: ProductDraft, key: string): Promise<PlatformProduct | null> {
    const client = this.clientOf(connection);
    const row = await client.findOne('products', 'sku', skuOf(draft, key));
    const id = idAt(row?.id);
    return id === null ? null : this.read(client, id);
  }

  async update(
    connection: PlatformConnection,
    platform_product_id: string,
    change: ProductChange,
  ): Promise<PlatformProduct> {
    const client = this.clientOf(connection);
    await new ProductUpdate(client, this.now()).apply(platform_product_id, change);
    return afterwards(() => this.read(client, platform_product_id));
  }

  /** With its variants, which nobody could buy without it. */
  async remove(connection: PlatformConnection, platform_product_id: string): Promise<void> {
    const client = this.clientOf(connection);
    const row = idAt(platform_product_id) === null ? null : await productRow(client, platform_product_id);
    if (row === null) return;
    const children: JsonObject[] = [];
    for (const id of childIdsOf(row)) {
      const child = await productRow(client, id);
      if (child !== null) children.push(child);
    }
    for (const { sku } of [row, ...children]) await removeBySku(client, textAt(sku) ?? '');
  }

  applyAll(connection: PlatformConnection, changes: BulkProductChange[], work: BulkWork): Promise<BulkOutcome[]> {
    return applyInBulk(this.clientOf(connection), changes, work, this.now());
  }

  private async read(client: MagentoClient, id: string): Promise<PlatformProduct> {
    const { records, bad } = await new ProductReader(client, this.now()).one(id);
    const [product] = records;
    if (product !== undefined) return product;
    throw new ProviderError({
      fault: 'bad_answer',
      provider: PROVIDER,
      message: `The shop's products/${id} cannot be read: ${bad[0]?.reason ?? 'it is gone'}`,
    });
  }
}

/** The row of the product's list, or null when it is gone. */
export function productRow(client: MagentoClient, id: string): Promise<JsonObject | null> {
  if (idAt(id) === null) throw refused(`Magento has no product ${id}`);
  return client.findOne('products', 'entity_id', id);
}

export async function removeBySku(client: MagentoClient, sku: string): Promise<void> {
  try {
    await client.set('DELETE', `products/${skuPath(sku)}`);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
