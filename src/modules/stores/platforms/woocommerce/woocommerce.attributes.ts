import type { JsonObject } from '../../../../common/json.js';
import type { VariantValues } from '../platform.writes.js';
import { idAt, textAt } from '../platform.values.js';
import { plain } from './mapper/values.js';
import { refuse } from './woocommerce.refusal.js';

/**
 * Options of variants as WooCommerce's attributes. The shop's own attributes have ids and are kept where a product uses
 * them; what we add ourselves are the product's own, which need nothing beside it. Pure.
 */

type Options = Record<string, string>;

/** The attributes of a new product, from its variants. Throws `rejected` where two variants could not be told apart. */
export function attributesFor(variants: VariantValues[]): JsonObject[] {
  const seen = new Set<string>();
  for (const { options = {} } of variants) {
    const key = optionsKey(options);
    if (Object.keys(options).length === 0) throw refuse('Each of several variants needs options that tell it apart');
    if (seen.has(key)) throw refuse(`Two variants have the same options (${Object.values(options).join(', ')})`);
    seen.add(key);
  }
  return withOptions([], variants) ?? [];
}

/** The product's attributes with what these variants need beside it; null where they have it all. */
export function withOptions(present: JsonObject[], variants: VariantValues[]): JsonObject[] | null {
  let changed = false;
  const attributes = present.map((attribute) => writable(attribute));
  for (const { options = {} } of variants) {
    for (const [name, option] of Object.entries(options)) {
      let attribute = attributes.find((one) => one.of === name);
      if (attribute === undefined) {
        attribute = {
          of: name,
          body: { name, position: attributes.length, visible: true, variation: true },
          options: [],
        };
        attributes.push(attribute);
        changed = true;
      }
      if (attribute.body.variation !== true) {
        attribute.body.variation = true;
        changed = true;
      }
      if (attribute.options.some((one) => same(one, option))) continue;
      attribute.options.push(option);
      changed = true;
    }
  }
  return changed ? attributes.map(({ body, options }) => ({ ...body, options })) : null;
}

function writable(attribute: JsonObject): { of: string; body: JsonObject; options: string[] } {
  const name = textAt(attribute.name) ?? '';
  const id = idAt(attribute.id);
  const { position = 0, visible = false, variation = false } = attribute;
  const options = Array.isArray(attribute.options) ? attribute.options.filter((one) => typeof one === 'string') : [];
  return {
    of: plain(name),
    body: { ...(id === null ? { name } : { id: Number(id) }), position, visible, variation },
    options: options.map((option) => plain(option)),
  };
}

/** A variation's attributes, by the id where the product's is the shop's own. */
export function optionList(options: Options, productAttributes: JsonObject[]): JsonObject[] {
  return Object.entries(options).map(([name, option]): JsonObject => {
    const known = productAttributes.find((attribute) => plain(textAt(attribute.name) ?? '') === name);
    const id = idAt(known?.id);
    return id === null ? { name: textAt(known?.name) ?? name, option } : { id: Number(id), option };
  });
}

/** The same for the same options in any order. */
export function optionsKey(options: Options): string {
  return JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
