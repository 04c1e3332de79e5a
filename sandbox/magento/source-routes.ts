import type { Json } from '../core/json.js';
import { MagentoError, noSuchProduct } from './answers.js';
import { SOURCES } from './catalog-types.js';
import { criteriaOf, find, listAnswer, pageOf } from './criteria.js';
import { checked, isObject, listIn, numberIn, textIn } from './input.js';
import { route, type Call, type Route } from './routes.js';

const INVENTORY = 'Magento_InventoryApi::source';

/** Multi-Source Inventory, whose modules many shops remove. */
export function sourceRoutes(): Route[] {
  return [
    route('GET', 'inventory/sources', INVENTORY, listSources),
    route('GET', 'inventory/source-items', INVENTORY, listSourceItems),
    route('POST', 'inventory/source-items', INVENTORY, saveSourceItems),
  ];
}

function listSources({ query }: Call): Json {
  const criteria = criteriaOf(query);
  const found = find(SOURCES, criteria, (source, field) =>
    field === 'enabled' ? Number(source.enabled) : source.source_code,
  );
  return listAnswer(
    pageOf(found, criteria).map((source) => ({ ...source, country_id: 'US', postcode: '00000' })),
    criteria,
    found.length,
  );
}

function listSourceItems({ site, query }: Call): Json {
  const criteria = criteriaOf(query);
  const all = [...site.catalog.products.values()].flatMap(({ sku, sources }) =>
    [...sources].map(([source_code, quantity]) => ({ sku, source_code, quantity, status: quantity > 0 ? 1 : 0 })),
  );
  const found = find(all, criteria, (item, field) => {
    if (field === 'sku' || field === 'source_code' || field === 'quantity' || field === 'status') return item[field];
    throw new MagentoError(400, `Column not found: Unknown column '${field}' in 'where clause'`);
  });
  return listAnswer(pageOf(found, criteria), criteria, found.length);
}

function saveSourceItems({ site, body }: Call): Json {
  const items = isObject(body) ? listIn(body, 'sourceItems').map((item) => checked(item, 'SourceItem')) : [];
  if (items.length === 0) throw new MagentoError(400, 'Input data is empty');
  for (const item of items) {
    const code = textIn(item, 'source_code') ?? '';
    if (!SOURCES.some((source) => source.source_code === code))
      throw new MagentoError(400, 'Validation Failed', [`Source with code "${code}" does not exist`]);
    if (site.catalog.bySku(textIn(item, 'sku') ?? '') === undefined) throw noSuchProduct();
    if (numberIn(item, 'quantity') === null)
      throw new MagentoError(400, 'Validation Failed', ['"quantity" should be numeric.']);
  }
  for (const item of items) {
    site.catalog
      .bySku(textIn(item, 'sku') ?? '')
      ?.sources.set(textIn(item, 'source_code') ?? '', numberIn(item, 'quantity') ?? 0);
  }
  return [];
}
