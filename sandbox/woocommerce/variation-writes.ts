import type { Json, JsonObject } from '../core/json.js';
import { jsonAnswer, WooError } from './answers.js';
import { batch } from './batch.js';
import { bodyOf, checkBody, flagOf, rowsOf } from './body.js';
import type { VariationOf } from './catalog.js';
import type { ProductSpec, VariationSpec } from './catalog-specs.js';
import { fireVariation } from './fire.js';
import { overlay, pictureIn, VARIATION_FIELDS, writeSellable } from './product-fields.js';
import { withoutSizes } from './picture-view.js';
import { productView } from './product-view.js';
import { route, type Call, type Route } from './routes.js';
import type { Site } from './site.js';
import { variationView } from './variation-view.js';

export function variationWriteRoutes(): Route[] {
  return [
    route('POST', 'products/#/variations', 'create', {}, (call) => {
      const parent = parentOf(call);
      const body = bodyOf(call);
      checkBody(body, VARIATION_FIELDS);
      return jsonAnswer(201, view(call.site, createVariation(call.site, parent, body)));
    }),
    route('POST', 'products/#/variations/batch', 'edit', {}, (call) => {
      const { site } = call;
      const parent = parentOf(call);
      return batch(bodyOf(call), {
        create: (item) => view(site, createVariation(site, parent, item)),
        update: (id, item) => view(site, updateVariation(site, variationOf(site, parent, id, 400), item)),
        remove: (id) => {
          const of = variationOf(site, parent, id, 404);
          const before = view(site, of);
          site.tick();
          site.catalog.removeVariation(of);
          bump(site, of);
          site.wrote('variations_deleted');
          return before;
        },
      });
    }),
    route('PUT', 'products/#/variations/#', 'edit', {}, (call) => {
      const of = variationOf(call.site, parentOf(call), Number(call.path[1]), 404);
      const body = bodyOf(call);
      checkBody(body, VARIATION_FIELDS);
      return jsonAnswer(200, view(call.site, updateVariation(call.site, of, body)));
    }),
  ];
}

function parentOf({ site, path }: Call): ProductSpec {
  const parent = site.catalog.product(Number(path[0]));
  if (parent === undefined) throw new WooError(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.');
  return parent;
}

function variationOf(site: Site, parent: ProductSpec, id: number, status: number): VariationOf {
  const of = site.catalog.variation(id);
  if (of?.parent !== parent) {
    throw new WooError(status, 'woocommerce_rest_product_variation_invalid_id', 'Invalid ID.');
  }
  return of;
}

function view(site: Site, of: VariationOf): JsonObject {
  return variationView(of, site.links, 'of_product');
}

function createVariation(site: Site, parent: ProductSpec, body: JsonObject): VariationOf {
  const draft: VariationSpec = {
    id: 0,
    sku: '',
    options: [],
    regular: 0,
    sale: null,
    stock: null,
    status: 'publish',
    modified: null,
    written: {},
  };
  write(site, { parent, variation: draft }, body);
  site.tick();
  const of = site.catalog.addVariation(parent, (id) => ({ ...draft, id, modified: site.now }));
  bump(site, of);
  site.wrote('variations_created');
  fireVariation(site, of, 'product.created');
  return of;
}

function updateVariation(site: Site, of: VariationOf, body: JsonObject): VariationOf {
  const copy = { ...of.variation };
  write(site, { parent: of.parent, variation: copy }, body);
  site.tick();
  Object.assign(of.variation, copy);
  bump(site, of);
  site.wrote('variations');
  fireVariation(site, of);
  return of;
}

/** A variation's change bumps its parent. */
function bump(site: Site, { parent, variation }: VariationOf): void {
  variation.modified = site.now;
  parent.modified = site.now;
  site.catalog.version += 1;
}

function write(site: Site, { parent, variation }: VariationOf, body: JsonObject): void {
  const sellable = { ...variation, regular: variation.regular as number | null };
  writeSellable(site, variation.id, sellable, body);
  variation.sku = sellable.sku;
  variation.regular = sellable.regular ?? 0;
  variation.sale = sellable.sale;
  variation.stock = sellable.stock;
  const manages = flagOf(body.manage_stock);
  if (manages !== undefined) variation.own_stock = manages;
  if (body.attributes !== undefined) variation.options = optionsIn(site, parent, body.attributes);
  const written = overlay(site, variation.written ?? {}, view(site, { parent, variation }), body);
  const [image] = rowsOf(body.image === undefined ? [] : [body.image]);
  if (image !== undefined) {
    const shown = rowsOf([variation.written?.image ?? null, ...rowsOf(productView(parent, site.view).images)]);
    written.image = withoutSizes(pictureIn(site, image, shown));
  }
  if (body.image === null) written.image = null;
  variation.written = written;
}

/** Only attributes that the parent has for its variations are taken; others are left out without a word. */
function optionsIn(site: Site, parent: ProductSpec, value: JsonObject['attributes']): VariationSpec['options'] {
  const known = rowsOf(productView(parent, site.view).attributes).filter(({ variation }) => variation === true);
  return rowsOf(value).flatMap((row) => {
    const attribute = known.find((one) =>
      Number(row.id ?? 0) > 0
        ? one.id === Number(row.id)
        : textIn(one.name).toLowerCase() === textIn(row.name).toLowerCase(),
    );
    return attribute === undefined || typeof row.option !== 'string'
      ? []
      : [{ attribute: textIn(attribute.name), value: row.option }];
  });
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
