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
import { applyInBulk, type BulkWork, isBulkHandle, isPlain } from './shopify.bulk-write.js';
import type { ShopifyClient } from './shopify.client.js';
import { PROVIDER, readAnswer } from './shopify.errors.js';
import {
  NEWEST_PRODUCTS_QUERY,
  PRODUCT_DELETE_MUTATION,
  PRODUCT_SET_MUTATION,
  PRODUCT_UPDATE_MUTATION,
} from './shopify.mutations.js';
import { idOf, objectOf, objectOrNull, textOf } from './shopify.node.js';
import { draftInput, filesInput, KEY_FIELD, productInput } from './shopify.product-input.js';
import { pageOf, ShopifySession } from './shopify.session.js';
import { primaryOf } from './shopify.stock.js';
import { needsProduct, writeVariants } from './shopify.variant-write.js';
import { ask, existingGid, refused, saysGone, write } from './shopify.write.js';

/** How far back, among the newest products, an unheard creation is looked for. */
const MAX_LOOKED_AT = 2_000;

/** So many changes are sooner made one by one than by an operation in the background. */
const MAX_DIRECT = 20;

/**
 * Products at Shopify.
 *
 * A product is created by one synchronous `productSet`: with variants, pictures and all, or not at all. It is not
 * idempotent, so the product bears the write's key in a metafield of this app, and an unheard creation is looked for
 * among the newest products by id: a handle would have to be spoilt to bear the key, and a search index lags behind.
 */
export class ShopifyCatalogue implements PlatformCatalogue {
  readonly bulk_size = 2_500;
  readonly unsupported_fields = [] as const;

  constructor(
    private readonly client: ShopifyClient,
    private readonly read: (
      connection: PlatformConnection,
      platform_product_id: string,
    ) => Promise<PlatformProduct | null>,
  ) {}

  async create(connection: PlatformConnection, draft: ProductDraft, key: string): Promise<PlatformProduct> {
    const session = this.session(connection);
    const stocked = draft.variants.some((variant) => variant.inventory_quantity !== undefined);
    const location = stocked ? await primaryOf(session) : null;
    const payload = await write(session, {
      document: PRODUCT_SET_MUTATION,
      variables: { identifier: null, input: draftInput(draft, key, location) },
      root: 'productSet',
      cost: 30,
      repeatable: false,
    });
    try {
      return await this.existing(
        connection,
        readAnswer(() => idOf(objectOf(payload, 'product'))),
      );
    } catch (error) {
      throw createdUnread(error);
    }
  }

  async findCreated(
    connection: PlatformConnection,
    _draft: ProductDraft,
    key: string,
  ): Promise<PlatformProduct | null> {
    const session = this.session(connection);
    let after: string | null = null;
    for (let looked = 0; looked < MAX_LOOKED_AT; looked += 100) {
      const data = await ask(session, NEWEST_PRODUCTS_QUERY, { first: 100, after, ...KEY_FIELD }, 25);
      const page = pageOf(data.products);
      const found = page.nodes.find((node) => readAnswer(() => keyOf(node)) === key);
      if (found !== undefined)
        return this.read(
          connection,
          readAnswer(() => idOf(found)),
        );
      if (!page.has_next) return null;
      after = page.end_cursor;
    }
    return null;
  }

  /**
   * Variants first, for it is them that Shopify refuses most; then the product's own values. Pictures are set as a whole
   * list together with those. Gives the product as it is read back.
   */
  async update(
    connection: PlatformConnection,
    platform_product_id: string,
    change: ProductChange,
  ): Promise<PlatformProduct> {
    const session = this.session(connection);
    const productId = existingGid('Product', platform_product_id);
    // What can be refused here is refused before anything is sent.
    const own = productInput(change);
    const present =
      change.images !== undefined || needsProduct(change) ? await this.existing(connection, platform_product_id) : null;
    await writeVariants(session, productId, change, present);
    if (change.images !== undefined) {
      await write(session, {
        document: PRODUCT_SET_MUTATION,
        variables: {
          identifier: { id: productId },
          input: { ...own, files: filesInput(change.images, present?.images) },
        },
        root: 'productSet',
        cost: 30,
        repeatable: true,
      });
    } else if (Object.keys(own).length > 0) {
      await write(session, {
        document: PRODUCT_UPDATE_MUTATION,
        variables: { product: { id: productId, ...own } },
        root: 'productUpdate',
        repeatable: true,
      });
    }
    return this.existing(connection, platform_product_id);
  }

  async remove(connection: PlatformConnection, platform_product_id: string): Promise<void> {
    try {
      await write(this.session(connection), {
        document: PRODUCT_DELETE_MUTATION,
        variables: { id: existingGid('Product', platform_product_id) },
        root: 'productDelete',
        repeatable: true,
      });
    } catch (error) {
      if (!saysGone(error)) throw error;
    }
  }

  /**
   * A few one by one; many by bulk mutations, and what those cannot do (pictures, new variants) one by one behind them.
   */
  async applyAll(connection: PlatformConnection, changes: BulkProductChange[], work: BulkWork): Promise<BulkOutcome[]> {
    const inBulk = isBulkHandle(work.handle) || changes.length > MAX_DIRECT ? changes.filter((one) => isPlain(one.change)) : []; // prettier-ignore
    const session = this.session(connection);
    const outcomes = inBulk.length === 0 ? [] : await applyInBulk(session, inBulk, work);
    const told = new Map(outcomes.map((outcome) => [outcome.platform_product_id, outcome]));
    for (const change of changes) {
      const id = change.platform_product_id;
      if (!told.has(id)) told.set(id, await this.applyOne(connection, change));
    }
    return [...told.values()];
  }

  private async applyOne(
    connection: PlatformConnection,
    { platform_product_id, change }: BulkProductChange,
  ): Promise<BulkOutcome> {
    try {
      return { platform_product_id, error: null, record: await this.update(connection, platform_product_id, change) };
    } catch (error) {
      if (!(error instanceof ProviderError) || error.fault !== 'rejected') throw error;
      const { provider_code: code = 'REJECTED', provider_message: message = error.message } = error;
      return { platform_product_id, error: { code, message }, record: null };
    }
  }

  private session(connection: PlatformConnection): ShopifySession {
    return new ShopifySession(this.client, connection);
  }

  private async existing(connection: PlatformConnection, platform_product_id: string): Promise<PlatformProduct> {
    const product = await this.read(connection, platform_product_id);
    if (product === null) throw refused('NOT_FOUND', 'Shopify has no such product any more');
    return product;
  }
}

function keyOf(node: JsonObject): string | null {
  const field = objectOrNull(node, 'metafield');
  return field === null ? null : textOf(field, 'value');
}

/** The product is there, whatever came after. */
function createdUnread(error: unknown): ProviderError {
  const words = error instanceof Error ? error.message : 'it was interrupted';
  return new ProviderError({
    fault: 'unknown_outcome',
    provider: PROVIDER,
    message: `Shopify created the product, but it could not be read back: ${words}`,
    cause: error,
  });
}
