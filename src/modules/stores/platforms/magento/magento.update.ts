import type { JsonObject } from '../../../../common/json.js';
import type { ProductChange, VariantChange } from '../platform.writes.js';
import { isGone } from './magento.answer.js';
import { Choices } from './magento.choices.js';
import { skuPath } from './magento.client.js';
import type { MagentoClient } from './magento.client.js';
import { ProductCreation, websiteIds } from './magento.creation.js';
import { readStoreConfig } from './magento.facts.js';
import { childIdsOf } from './magento.families.js';
import { setImages } from './magento.images.js';
import { whereAny } from './magento.search.js';
import { refused, type Rows } from './magento.writes.js';
import { joined, productBody, slugOf, variantBody, type BodyContext } from './mapper/product-body.js';
import { idAt, textAt } from '../platform.values.js';

/** One `PUT products/{sku}`. */
export interface ProductPut {
  sku: string;
  product: JsonObject;
}

const IDS_A_CALL = 100;

/** Changes of products that are there. Absolute values: twice is once. */
export class ProductUpdate {
  private unit: Promise<'kg' | 'lb'> | null = null;

  constructor(
    private readonly client: MagentoClient,
    private readonly now: number,
  ) {}

  /** Throws `rejected` when the product is gone. */
  async apply(id: string, change: ProductChange): Promise<void> {
    const rows = await this.rowsFor([{ id, change }]);
    const row = rows.get(id);
    if (row === undefined) throw refused(`The shop has no product ${id} any more`);
    const puts = await this.putsOf(row, change, rows);
    await this.addVariants(row, change.variants ?? []);
    for (const { sku, product } of puts) await this.client.set('PUT', `products/${skuPath(sku)}`, { product });
    for (const variant of change.remove_variants ?? []) await this.removeVariant(row, variant, rows);
    if (change.images !== undefined) await setImages(this.client, renamed(row, puts), change.images);
  }

  /** Rows of the products and of the variants that their changes name, by id. */
  async rowsFor(changes: { id: string; change: ProductChange }[]): Promise<Rows> {
    const ids = changes.flatMap(({ id, change }) => [
      id,
      ...(change.variants ?? []).flatMap((variant) => variant.platform_variant_id ?? []),
      ...(change.remove_variants ?? []),
    ]);
    const wanted = [...new Set(ids)].filter((id) => idAt(id) !== null);
    const rows = new Map<string, JsonObject>();
    for (let from = 0; from < wanted.length; from += IDS_A_CALL) {
      const part = wanted.slice(from, from + IDS_A_CALL);
      const found = await this.client.search('products', {
        groups: [whereAny('entity_id', part)],
        page_size: IDS_A_CALL,
      });
      for (const row of found.rows) rows.set(idAt(row.id) ?? '', row);
    }
    return rows;
  }

  /** The plain changes as calls: the product's own first, then each variant's. Throws `rejected` on what does not fit. */
  async putsOf(row: JsonObject, change: ProductChange, rows: Rows): Promise<ProductPut[]> {
    const variants = (change.variants ?? []).filter((variant) => variant.platform_variant_id !== null);
    let own = productBody(change);
    const puts: ProductPut[] = [];
    for (const variant of variants) {
      const target = variant.platform_variant_id === idAt(row.id) ? row : this.childOf(row, variant, rows);
      const body = variantBody(variant, await this.contextOf(variant, target));
      const named = target !== row && variant.title ? { ...body, name: variant.title } : body;
      if (target === row) own = joined(own, withSku(named, variant, row));
      else puts.push(...putOf(target, withSku(named, variant, target)));
    }
    return [...putOf(row, own), ...puts];
  }

  private childOf(row: JsonObject, variant: VariantChange, rows: Rows): JsonObject {
    const id = variant.platform_variant_id ?? '';
    const child = rows.get(id);
    if (child !== undefined && childIdsOf(row).includes(id)) return child;
    throw refused(`The product has no variant ${id} any more`);
  }

  private async contextOf(variant: VariantChange, present: JsonObject): Promise<BodyContext> {
    this.unit ??= variant.weight === undefined ? null : weightUnitOf(this.client);
    return { present, weight_unit: (await this.unit) ?? 'kg', now: this.now };
  }

  private async addVariants(row: JsonObject, variants: VariantChange[]): Promise<void> {
    const added = variants.filter((variant) => variant.platform_variant_id === null);
    if (added.length === 0) return;
    if (row.type_id !== 'configurable') {
      throw refused('A simple product of Magento cannot have variants: make a new product with them');
    }
    const choices = await new Choices(this.client).of(row);
    const websites = await websiteIds(this.client);
    const parent = textAt(row.sku) ?? '';
    const title = textAt(row.name) ?? parent;
    for (const variant of added) {
      const mark = slugOf(`${parent} ${Object.values(variant.options ?? {}).join(' ')}`);
      const sku = variant.sku ?? mark.slice(0, 64);
      const creation = new ProductCreation(this.client, this.now);
      const id = await creation.child(variant, choices, { title, sku, mark, websites });
      // A repetition finds the child linked already.
      if (childIdsOf(row).includes(id)) continue;
      await this.client.send('POST', `configurable-products/${skuPath(parent)}/child`, { childSku: sku });
    }
  }

  private async removeVariant(row: JsonObject, id: string, rows: Rows): Promise<void> {
    const child = rows.get(id);
    if (child === undefined) return;
    if (!childIdsOf(row).includes(id)) throw refused(`The product has no variant ${id}`);
    try {
      await this.client.set('DELETE', `products/${skuPath(textAt(child.sku) ?? '')}`);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

async function weightUnitOf(client: MagentoClient): Promise<'kg' | 'lb'> {
  const config = await readStoreConfig(client);
  return /^kg/i.test(textAt(config.weight_unit) ?? '') ? 'kg' : 'lb';
}

/** A new SKU needs the id beside it: without, Magento makes another product. */
function withSku(body: JsonObject, variant: VariantChange, row: JsonObject): JsonObject {
  if (variant.sku === undefined || variant.sku === row.sku) return body;
  if (variant.sku === null) throw refused('Every product of Magento has a SKU: it cannot be cleared');
  return { ...body, id: Number(row.id), sku: variant.sku };
}

function putOf(row: JsonObject, body: JsonObject): ProductPut[] {
  const sku = textAt(row.sku) ?? '';
  return Object.keys(body).length === 0 ? [] : [{ sku, product: { sku, ...body } }];
}

/** The row as its pictures are found after the calls: under a new SKU where it got one. */
function renamed(row: JsonObject, puts: ProductPut[]): JsonObject {
  const own = puts.find((put) => put.sku === row.sku);
  return { ...row, sku: own?.product.sku ?? row.sku ?? null };
}
