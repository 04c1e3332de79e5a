import type { Json, JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection } from '../platform.port.js';
import type { PlatformProduct } from '../platform.records.js';
import type {
  BulkOutcome,
  BulkProductChange,
  PlatformCatalogue,
  ProductChange,
  ProductDraft,
  VariantChange,
} from '../platform.writes.js';
import type { ShopifyClient } from './shopify.client.js';
import { PROVIDER, readAnswer } from './shopify.errors.js';
import {
  NEWEST_PRODUCTS_QUERY,
  PRIMARY_LOCATION_QUERY,
  PRODUCT_DELETE_MUTATION,
  PRODUCT_SET_MUTATION,
  PRODUCT_UPDATE_MUTATION,
  VARIANTS_CREATE_MUTATION,
  VARIANTS_DELETE_MUTATION,
  VARIANTS_UPDATE_MUTATION,
} from './shopify.mutations.js';
import { idOf, objectOf, objectOrNull, textOf } from './shopify.node.js';
import {
  bulkVariantInput,
  draftInput,
  filesInput,
  KEY_FIELD,
  newMedia,
  productInput,
} from './shopify.product-input.js';
import { pageOf, ShopifySession } from './shopify.session.js';
import { existingGid, refused, saysGone, write } from './shopify.write.js';

/** How far back, among the newest products, an unheard creation is looked for. */
const MAX_LOOKED_AT = 2_000;

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
    const location = stocked ? await primaryLocation(session) : null;
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
      const { data } = await session.run(NEWEST_PRODUCTS_QUERY, { first: 100, after, ...KEY_FIELD }, 25);
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
    const pictured = change.images !== undefined || change.variants?.some((variant) => variant.image_url);
    const images = pictured ? (await this.existing(connection, platform_product_id)).images : [];
    // What can be refused here is refused before anything is sent.
    const own = productInput(change);
    const [old, fresh] = [change.variants ?? [], change.variants ?? []].map((variants, index) =>
      variants.filter((variant) => (variant.platform_variant_id === null) === (index === 1)),
    ) as [VariantChange[], VariantChange[]];
    refuseStock(change);
    await writeVariants(session, VARIANTS_UPDATE_MUTATION, 'productVariantsBulkUpdate', productId, old, images, true);
    await writeVariants(
      session,
      VARIANTS_CREATE_MUTATION,
      'productVariantsBulkCreate',
      productId,
      fresh,
      images,
      false,
    );
    if (change.remove_variants !== undefined && change.remove_variants.length > 0) {
      const there = (await this.existing(connection, platform_product_id)).variants.map((v) => v.platform_variant_id);
      await removeVariants(
        session,
        productId,
        there.filter((id) => change.remove_variants?.includes(id)),
      );
    }
    if (change.images !== undefined) {
      await write(session, {
        document: PRODUCT_SET_MUTATION,
        variables: { identifier: { id: productId }, input: { ...own, files: filesInput(change.images, images) } },
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

  async applyAll(
    connection: PlatformConnection,
    changes: BulkProductChange[],
    _work: { key: string; handle: Json; keep: (handle: JsonObject) => Promise<void> },
  ): Promise<BulkOutcome[]> {
    const outcomes: BulkOutcome[] = [];
    for (const { platform_product_id, change } of changes) {
      try {
        const record = await this.update(connection, platform_product_id, change);
        outcomes.push({ platform_product_id, error: null, record });
      } catch (error) {
        if (!(error instanceof ProviderError) || error.fault !== 'rejected') throw error;
        const { provider_code: code = 'REJECTED', provider_message: message = error.message } = error;
        outcomes.push({ platform_product_id, error: { code, message }, record: null });
      }
    }
    return outcomes;
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

async function primaryLocation(session: ShopifySession): Promise<string> {
  const { data } = await session.run(PRIMARY_LOCATION_QUERY, {}, 2);
  if (data.location === null) throw refused('NO_LOCATION', 'The shop has no location that could hold stock');
  return readAnswer(() => textOf(objectOf(data, 'location'), 'id'));
}

async function writeVariants(
  session: ShopifySession,
  document: string,
  root: string,
  productId: string,
  variants: VariantChange[],
  images: PlatformProduct['images'],
  repeatable: boolean,
): Promise<void> {
  if (variants.length === 0) return;
  await write(session, {
    document,
    variables: {
      productId,
      variants: variants.map((variant) => bulkVariantInput(variant, images)),
      media: newMedia(variants, images),
    },
    root,
    cost: 20,
    repeatable,
  });
}

/** Takes variants away; those that are gone already are left out. */
async function removeVariants(session: ShopifySession, productId: string, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await write(session, {
    document: VARIANTS_DELETE_MUTATION,
    variables: { productId, ids: ids.map((id) => existingGid('ProductVariant', id)) },
    root: 'productVariantsBulkDelete',
    repeatable: true,
  });
}

/** Stock has its own call, with a location and a comparison. */
function refuseStock(change: ProductChange): void {
  if (!change.variants?.some((variant) => variant.inventory_quantity !== undefined)) return;
  throw refused('STOCK_BY_LOCATION', 'Shopify keeps stock by location: set it through the inventory');
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
