import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformProduct } from '../platform.records.js';
import type { ProductDraft } from '../platform.writes.js';
import { idAt, listAt, textAt } from '../platform.values.js';
import { PROVIDER, isGone } from './woocommerce.answer.js';
import { attributesFor, optionList } from './woocommerce.attributes.js';
import type { WooClient } from './woocommerce.client.js';
import { needsUnit } from './woocommerce.plan.js';
import { merge, productBody, sellableBody } from './woocommerce.product-body.js';
import { ProductReader } from './woocommerce.product-reader.js';
import { refuse } from './woocommerce.refusal.js';
import type { Tags } from './woocommerce.tags.js';
import { sendVariations } from './woocommerce.variations.js';

/** The write's own key, in the product (`key`) and in each of its variations (`key:position`). */
const WRITE_KEY = '_ksap_write';
const PAGE = 100;
/** Newest products among which one without a SKU is looked for. */
const LOOK_BACK = 2000;

/** The shop refused a part of the product, and the rest of it was taken away again: nothing is left there. */
class Undone extends ProviderError {
  constructor(cause: ProviderError) {
    super({
      fault: 'rejected',
      provider: PROVIDER,
      message: cause.message,
      ...(cause.status === undefined ? {} : { status: cause.status }),
      ...(cause.provider_code === undefined ? {} : { provider_code: cause.provider_code }),
      ...(cause.provider_message === undefined ? {} : { provider_message: cause.provider_message }),
      cause,
    });
  }
}

/**
 * Making a product. WooCommerce's POST cannot be repeated, so each bears the write's key in its meta data. wc/v3 filters by
 * SKU and not by meta data: the look-up asks for the SKU where there is one, and else goes through the newest products.
 *
 * One with variants takes several calls. It is a draft until all of it is there, so that no customer sees half of it; a
 * look-up that finds it unfinished finishes it.
 */
export class Creation {
  private readonly reader: ProductReader;

  constructor(
    private readonly client: WooClient,
    private readonly tags: Tags,
  ) {
    this.reader = new ProductReader(client);
  }

  async make(draft: ProductDraft, key: string): Promise<PlatformProduct> {
    const body = await this.body(draft, key);
    const variations = await this.variations(draft, key);
    const row = await this.client.write('POST', 'products', body);
    try {
      return await this.finish(row, draft, variations);
    } catch (error) {
      if (!(error instanceof ProviderError) || error instanceof Undone) throw error;
      throw notFinished(row, error);
    }
  }

  /** The product that an unheard `make` with this key made, finished; null when it made none. */
  async find(draft: ProductDraft, key: string): Promise<PlatformProduct | null> {
    const id = (await this.bySku(draft, key)) ?? (await this.amongNewest(key));
    if (id === null) return null;
    const { row } = await this.reader.byId(id);
    try {
      return await this.finish(row, draft, await this.variations(draft, key));
    } catch (error) {
      // The shop refuses a part of it: it is gone again, and making it anew says why.
      if (error instanceof Undone) return null;
      // What is not known of the finishing is known at the next look.
      throw error instanceof ProviderError && error.fault === 'unknown_outcome' ? later(error) : error;
    }
  }

  private async body(draft: ProductDraft, key: string): Promise<JsonObject> {
    const tagIds = await this.tags.idsOf(draft.tags);
    const own = merge(productBody(draft, tagIds, []), { meta_data: [{ key: WRITE_KEY, value: key }] });
    if (isVariable(draft)) {
      return { ...own, type: 'variable', status: 'draft', attributes: attributesFor(draft.variants) };
    }
    const [variant] = draft.variants;
    if (variant === undefined) throw refuse('A product needs at least one variant');
    const picture = variant.image_url ?? null;
    const images = own.images ?? (picture === null ? undefined : [{ src: picture }]);
    const sellable = sellableBody(variant, { present: null, row: {}, unit: await this.unit(draft) });
    return merge(own, sellable, { type: 'simple', ...(images === undefined ? {} : { images }) });
  }

  private async variations(draft: ProductDraft, key: string): Promise<JsonObject[]> {
    if (!isVariable(draft)) return [];
    const unit = await this.unit(draft);
    return draft.variants.map((variant, at) => {
      const mark = { meta_data: [{ key: WRITE_KEY, value: `${key}:${at}` }] };
      const picture = variant.image_url ?? null;
      const rest: JsonObject = { menu_order: at, ...(picture === null ? {} : { image: { src: picture } }) };
      const attributes = optionList(variant.options ?? {}, []);
      return merge(sellableBody(variant, { present: null, row: {}, unit }), mark, { ...rest, attributes });
    });
  }

  private async unit(draft: ProductDraft): ReturnType<ProductReader['weightUnit']> {
    return needsUnit(draft.variants) ? this.reader.weightUnit() : null;
  }

  private async finish(row: JsonObject, draft: ProductDraft, variations: JsonObject[]): Promise<PlatformProduct> {
    if (variations.length === 0) return this.reader.complete(row);
    const id = idAt(row.id) ?? '';
    const there = new Set((await this.reader.whole(row)).variations.map((variation) => markOf(variation)));
    const create = variations.filter((variation) => !there.has(markOf(variation)));
    const refused = await sendVariations(this.client, id, { create, update: [], remove: [] });
    if (refused !== null) {
      await this.undo(id);
      throw new Undone(refused);
    }
    const status = productBody({ status: draft.status ?? 'active' }, null, []);
    if (status.status !== row.status) await this.client.write('PUT', `products/${id}`, status);
    return (await this.reader.byId(id)).product;
  }

  /** For good: nobody has seen it, and in the trash it would keep its pictures. */
  private async undo(id: string): Promise<void> {
    await this.client.send('DELETE', `products/${id}`, { force: true });
  }

  private async bySku(draft: ProductDraft, key: string): Promise<string | null> {
    const sku = draft.variants.map((variant) => variant.sku ?? '').find((one) => one !== '');
    if (sku === undefined) return null;
    const { rows } = await this.client.list('products', { sku, per_page: PAGE });
    const found = rows.find((row) => belongsTo(row, key));
    return found === undefined ? null : (idAt(found.parent_id) ?? idAt(found.id));
  }

  private async amongNewest(key: string): Promise<string | null> {
    for (let offset = 0; offset < LOOK_BACK; offset += PAGE) {
      const query = { status: 'any', orderby: 'id', order: 'desc', per_page: PAGE, offset, _fields: 'id,meta_data' };
      const { rows } = await this.client.list('products', query);
      const found = rows.find((row) => belongsTo(row, key));
      if (found !== undefined) return idAt(found.id);
      if (rows.length < PAGE) return null;
    }
    return null;
  }
}

function later(cause: ProviderError): ProviderError {
  return new ProviderError({ fault: 'unavailable', provider: PROVIDER, message: cause.message, cause });
}

function isVariable(draft: ProductDraft): boolean {
  const [first] = draft.variants;
  return draft.variants.length > 1 || Object.keys(first?.options ?? {}).length > 0;
}

function markOf(record: JsonObject): string | null {
  return textAt(listAt(record.meta_data).find(({ key }) => key === WRITE_KEY)?.value);
}

function belongsTo(record: JsonObject, key: string): boolean {
  const mark = markOf(record);
  return mark === key || mark?.startsWith(`${key}:`) === true;
}

function notFinished(row: JsonObject, cause: ProviderError): ProviderError {
  const gone = isGone(cause) ? ' (it was deleted meanwhile)' : '';
  return new ProviderError({
    fault: 'unknown_outcome',
    provider: PROVIDER,
    message: `Product ${idAt(row.id) ?? ''} was made, and not finished${gone}: ${cause.message}`,
    cause,
  });
}
