import type { Json, JsonObject } from '../../../../common/json.js';
import type { ProductDraft, VariantValues } from '../platform.writes.js';
import { isObject } from './magento.answer.js';
import { Choices, type Choice } from './magento.choices.js';
import { skuPath } from './magento.client.js';
import type { MagentoClient } from './magento.client.js';
import { readStoreConfig } from './magento.facts.js';
import { setImages } from './magento.images.js';
import { afterwards, isRejected, refused } from './magento.writes.js';
import { joined, productBody, slugOf, variantBody } from './mapper/product-body.js';
import { idAt, textAt } from '../platform.values.js';
import { customOf } from './mapper/values.js';

/** "Default", which every installation has from its start. */
const ATTRIBUTE_SET = 4;
const VISIBLE = 4;
const HIDDEN = 1;

/** The SKU that the product of a draft gets: its own, else one of the write's key, by which it is found again. */
export function skuOf(draft: ProductDraft, key: string): string {
  const [only] = draft.variants;
  if (!hasOptions(draft) && only?.sku) return only.sku;
  return `${slugOf(draft.title).slice(0, 24) || 'product'}-${key}`.slice(0, 64);
}

export function hasOptions(draft: ProductDraft): boolean {
  return draft.variants.length > 1 || Object.keys(draft.variants[0]?.options ?? {}).length > 0;
}

/** Makes a product: its children first, so that it is there whole or not at all. */
export class ProductCreation {
  private readonly choices: Choices;

  constructor(
    private readonly client: MagentoClient,
    private readonly now: number,
  ) {
    this.choices = new Choices(client);
  }

  /** Gives the new product's id. Throws `rejected` where a SKU is taken: Magento would overwrite that product. */
  async create(draft: ProductDraft, key: string): Promise<string> {
    const sku = skuOf(draft, key);
    if ((await this.client.findOne('products', 'sku', sku)) !== null) throw taken(sku);
    const websites = await websiteIds(this.client);
    const base = { ...productBody({ status: 'active', ...draft }), attribute_set_id: ATTRIBUTE_SET };
    const id = hasOptions(draft)
      ? await this.configurable(draft, { sku, key, base, websites })
      : await this.post({
          ...this.withSites(joined(base, await this.values(draft.variants[0] ?? {})), websites),
          sku,
          type_id: 'simple',
          visibility: VISIBLE,
        });
    const { images } = draft;
    if (images !== undefined && images.length > 0) {
      await afterwards(() => setImages(this.client, { sku, media_gallery_entries: [] }, images));
    }
    return id;
  }

  /** A child of a configurable product. Gives its id. */
  async child(
    values: VariantValues,
    choices: Choice[],
    about: { title: string; sku: string; mark: string; websites: Json[] },
  ): Promise<string> {
    const chosen: JsonObject[] = [];
    for (const choice of choices) {
      const label = labelFor(values, choice);
      chosen.push({ attribute_code: choice.code, value: await this.choices.valueOf(choice, label) });
    }
    const labels = choices.map((choice) => labelFor(values, choice));
    const known = await this.client.findOne('products', 'sku', about.sku);
    const urlKey = `${slugOf(`${about.title} ${labels.join(' ')}`)}-${about.mark}`;
    // One of an earlier try of this very write bears its mark; anybody else's must not be overwritten.
    if (known !== null && customOf(known).get('url_key') !== urlKey) throw taken(about.sku);
    const custom = [...chosen, { attribute_code: 'url_key', value: urlKey }];
    const body = joined(await this.values(values), { custom_attributes: custom });
    return this.post({
      ...this.withSites(body, about.websites),
      sku: about.sku,
      name: values.title ?? `${about.title}-${labels.join('-')}`,
      attribute_set_id: ATTRIBUTE_SET,
      type_id: 'simple',
      status: 1,
      visibility: HIDDEN,
    });
  }

  private async configurable(
    draft: ProductDraft,
    { sku, key, base, websites }: { sku: string; key: string; base: JsonObject; websites: Json[] },
  ): Promise<string> {
    const names = [...new Set(draft.variants.flatMap((variant) => Object.keys(variant.options ?? {})))];
    const choices: Choice[] = [];
    for (const name of names) choices.push(await this.choices.named(name));
    const skus = draft.variants.map((variant, n) => variant.sku ?? `${sku.slice(0, 58)}-${n + 1}`);
    const children: string[] = [];
    for (const [n, variant] of draft.variants.entries()) {
      const about = { title: draft.title, sku: skus[n] ?? '', mark: `${key}-${n + 1}`, websites };
      children.push(await this.child(variant, choices, about));
    }
    const body = joined({ ...base }, {});
    const links = {
      configurable_product_options: await this.optionsOf(draft, choices),
      configurable_product_links: children.map(Number),
    };
    try {
      return await this.post({
        ...this.withSites(body, websites, links),
        sku,
        type_id: 'configurable',
        visibility: VISIBLE,
      });
    } catch (error) {
      // Nothing is to stay of a product that the shop does not take.
      if (isRejected(error)) for (const child of skus) await this.client.set('DELETE', `products/${skuPath(child)}`);
      throw error;
    }
  }

  private async optionsOf(draft: ProductDraft, choices: Choice[]): Promise<JsonObject[]> {
    const options: JsonObject[] = [];
    for (const [position, choice] of choices.entries()) {
      const values = new Set<string>();
      for (const variant of draft.variants) values.add(await this.choices.valueOf(choice, labelFor(variant, choice)));
      options.push({
        attribute_id: choice.id,
        label: choice.label,
        position,
        values: [...values].map((value) => ({ value_index: Number(value) })),
      });
    }
    return options;
  }

  private async values(values: VariantValues): Promise<JsonObject> {
    const config = values.weight === undefined ? {} : await readStoreConfig(this.client);
    const unit = /^kg/i.test(textAt(config.weight_unit) ?? '') ? 'kg' : 'lb';
    const tracked: VariantValues = { inventory_quantity: 0, price: '0', ...values };
    return variantBody(tracked, { present: null, weight_unit: unit, now: this.now });
  }

  private withSites(body: JsonObject, website_ids: Json[], more: JsonObject = {}): JsonObject {
    const extension = isObject(body.extension_attributes) ? body.extension_attributes : {};
    return { ...body, extension_attributes: { ...extension, website_ids, ...more } };
  }

  private async post(product: JsonObject): Promise<string> {
    const made = await this.client.send('POST', 'products', { product });
    const id = isObject(made) ? idAt(made.id) : null;
    if (id === null) throw refused('The shop did not say which product it made');
    return id;
  }
}

/** In `all`, new products belong to no website unless they are told. */
export async function websiteIds(client: MagentoClient): Promise<Json[]> {
  const websites = await client.get('store/websites');
  const ids = Array.isArray(websites) ? websites.filter(isObject).map(({ id }) => Number(id)) : [];
  return ids.filter((id) => id > 0);
}

function labelFor(values: VariantValues, choice: Choice): string {
  const found = Object.entries(values.options ?? {}).find(
    ([name]) => name.toLowerCase() === choice.label.toLowerCase() || name.toLowerCase() === choice.code.toLowerCase(),
  );
  if (found === undefined) throw refused(`Each variant needs a value of "${choice.label}"`);
  return found[1];
}

function taken(sku: string): Error {
  return refused(`The shop has a product with the SKU "${sku}" already`);
}
