import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { isObject, PROVIDER } from './magento.answer.js';
import type { MagentoClient } from './magento.client.js';
import { where } from './magento.search.js';
import type { CatalogueFacts } from './mapper/product.mapper.js';
import { idAt, listAt, shortText, textAt } from '../platform.values.js';

/** The configuration of the shop's first store view. Throws ProviderError. */
export async function readStoreConfig(client: MagentoClient): Promise<JsonObject> {
  const configs = await client.get('store/storeConfigs');
  const first = Array.isArray(configs)
    ? configs.filter(isObject).sort((a, b) => Number(a.id) - Number(b.id))[0]
    : undefined;
  if (first !== undefined) return first;
  throw new ProviderError({
    fault: 'bad_answer',
    provider: PROVIDER,
    message: 'The shop answered GET store/storeConfigs with something that is not a list of configurations',
  });
}

/** What the numbers in products stand for: addresses, unit of weight, and the choices of attributes. */
export async function readFacts(client: MagentoClient, now: number): Promise<CatalogueFacts> {
  const config = await readStoreConfig(client);
  const attributes = new Map<string, { code: string; label: string; options: ReadonlyMap<string, string> }>();
  for (const row of await readChoices(client)) {
    const id = idAt(row.attribute_id);
    const code = textAt(row.attribute_code);
    if (id === null || code === null) continue;
    attributes.set(id, { code, label: shortText(row.default_frontend_label, 255) ?? code, options: labelsOf(row) });
  }
  const base = textAt(config.secure_base_url) ?? textAt(config.base_url) ?? `${client.base}/`;
  return {
    base_url: withSlash(base),
    media_url: withSlash(textAt(config.secure_base_media_url) ?? textAt(config.base_media_url) ?? `${base}media/`),
    weight_unit: /^kg/i.test(textAt(config.weight_unit) ?? '') ? 'kg' : 'lb',
    attributes,
    now,
  };
}

/** Attributes whose values are chosen from a list: only they can tell variants apart. */
export async function readChoices(client: MagentoClient): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let last = 0; ;) {
    const { rows, total } = await client.search('products/attributes', {
      groups: [
        where('frontend_input', 'eq', 'select'),
        where('is_user_defined', 'eq', 1),
        where('attribute_id', 'gt', last),
      ],
      sort: 'attribute_id',
      page_size: 50,
    });
    all.push(...rows);
    const next = Number(rows.at(-1)?.attribute_id);
    if (rows.length >= total || !(next > last)) return all;
    last = next;
  }
}

export function labelsOf(attribute: JsonObject): Map<string, string> {
  return new Map(
    listAt(attribute.options).flatMap(({ value, label }): [string, string][] => {
      const [key, text] = [textAt(value), textAt(label)];
      return key === null || text === null ? [] : [[key, text]];
    }),
  );
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}
