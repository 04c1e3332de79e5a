import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { PlatformConnection, PlatformCredentials, SyncResource } from '../platform.connection.js';
import {
  type CredentialField,
  type ManyRecords,
  Platform,
  type PlatformWebhooks,
  type ReadPage,
  type ReadRequest,
  type ShopInfo,
} from '../platform.port.js';
import type { PlatformInventory, RecordOf } from '../platform.records.js';
import type { PlatformCatalogue, PlatformCensus, PlatformOrders, PlatformStock } from '../platform.writes.js';
import { ShopifyCatalogue } from './shopify.catalogue.js';
import { ShopifyCensus } from './shopify.census.js';
import { API_VERSION, ShopifyClient } from './shopify.client.js';
import { completeStock } from './shopify.completion.js';
import { parseShopifyCredentials, SHOPIFY_CREDENTIALS } from './shopify.credentials.js';
import { badAnswer, PROVIDER, readAnswer } from './shopify.errors.js';
import { readInventory, stockOf } from './shopify.inventory.js';
import { readManyOf, readManyStocks } from './shopify.many.js';
import { gidOf, idOf, isObject, objectOf, objectsOf, shortened, textOf } from './shopify.node.js';
import { ShopifyOrders } from './shopify.orders.js';
import { mapStock } from './shopify.product-mapper.js';
import { SHOP_QUERY, VARIANT_STOCK_QUERY } from './shopify.queries.js';
import { readSource, type SingleSource } from './shopify.read.js';
import { ShopifySession } from './shopify.session.js';
import { CUSTOMERS, ORDERS, PRODUCTS } from './shopify.sources.js';
import { ShopifyStock } from './shopify.stock.js';
import { ShopifyTokens } from './shopify.tokens.js';
import { ShopifyWebhooks } from './shopify.webhook.js';

export interface ShopifyOptions {
  /** Address of the sandbox, which then serves every shop; null: the real ones. */
  sandbox_url: string | null;
  /** Monotonic milliseconds; for tests. */
  now?: () => number;
}

/**
 * What reading needs. All four: an order names its customer and a variant its stock, and Shopify refuses the whole
 * query for one field that may not be read.
 */
const NEEDED_SCOPES = ['products', 'orders', 'inventory', 'customers'] as const;

type Readers = { [R in SyncResource]: Reader<RecordOf[R]> };

interface Reader<T> {
  read: (session: ShopifySession, request: ReadRequest) => AsyncGenerator<ReadPage<T>>;
  one: (session: ShopifySession, platform_id: string) => Promise<T | null>;
  many: (session: ShopifySession, platform_ids: readonly string[]) => Promise<ManyRecords<T>>;
}

/** Shopify over its GraphQL Admin API. Units of its rate budget are Shopify's cost points. */
export class ShopifyPlatform extends Platform {
  readonly key = 'shopify';
  readonly label = 'Shopify';
  readonly resources: readonly SyncResource[] = ['products', 'inventory', 'customers', 'orders'];
  readonly credential_shapes: readonly (readonly CredentialField[])[] = SHOPIFY_CREDENTIALS;
  /** The smallest bucket of a paid plan; every answer tells the shop's own. */
  readonly initial_budget = { capacity: 1_000, restore_per_second: 50 };
  override readonly webhooks: PlatformWebhooks;
  override readonly catalogue: PlatformCatalogue;
  override readonly stock: PlatformStock;
  override readonly orders: PlatformOrders;
  override readonly census: PlatformCensus;

  private readonly client: ShopifyClient;
  private readonly readers: Readers = {
    products: { ...readerOf(PRODUCTS), many: (session, ids) => readManyOf(session, 'products', ids) },
    orders: { ...readerOf(ORDERS), many: (session, ids) => readManyOf(session, 'orders', ids) },
    customers: { ...readerOf(CUSTOMERS), many: (session, ids) => readManyOf(session, 'customers', ids) },
    inventory: { read: readInventory, one: readStock, many: readStocks },
  };

  constructor(options: ShopifyOptions) {
    super();
    const addressOf = (shop_domain: string): string => addressOfShop(shop_domain, options.sandbox_url);
    const tokens = new ShopifyTokens(addressOf, options.now ?? (() => performance.now()));
    this.client = new ShopifyClient(addressOf, tokens);
    this.webhooks = new ShopifyWebhooks(this.client);
    this.catalogue = new ShopifyCatalogue(this.client, (connection, id) => this.readOne(connection, 'products', id));
    this.stock = new ShopifyStock(this.client);
    this.census = new ShopifyCensus(this.client);
    this.orders = new ShopifyOrders(this.client, (connection, id) => this.readOne(connection, 'orders', id));
  }

  parseCredentials(input: Record<string, unknown>): PlatformCredentials {
    return parseShopifyCredentials(input);
  }

  async verify(connection: PlatformConnection): Promise<ShopInfo> {
    const { data, api_version } = await this.client.run(connection, SHOP_QUERY, {}, 5);
    const { shop, scopes } = readAnswer(() => ({
      shop: shopOf(objectOf(data, 'shop')),
      scopes: objectsOf(objectOf(data, 'currentAppInstallation'), 'accessScopes').map((s) => textOf(s, 'handle')),
    }));
    const missing = NEEDED_SCOPES.filter((name) => !grants(scopes, name)).map((name) => `read_${name}`);
    if (missing.length > 0) throw lacking(missing);
    return { ...shop, warnings: warningsFor(connection.credentials, scopes, api_version) };
  }

  read<R extends SyncResource>(
    connection: PlatformConnection,
    request: ReadRequest & { resource: R },
  ): AsyncGenerator<ReadPage<RecordOf[R]>> {
    const reader: Reader<RecordOf[R]> = this.readers[request.resource];
    return reader.read(new ShopifySession(this.client, connection), request);
  }

  /** `platform_id`: the number, or Shopify's full id (`gid://shopify/InventoryItem/1`) where a number could be two things. */
  async readOne<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_id: string,
  ): Promise<RecordOf[R] | null> {
    const reader: Reader<RecordOf[R]> = this.readers[resource];
    return reader.one(new ShopifySession(this.client, connection), platform_id);
  }

  override readMany<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_ids: readonly string[],
  ): Promise<ManyRecords<RecordOf[R]>> {
    return this.readers[resource].many(new ShopifySession(this.client, connection), platform_ids);
  }
}

function readerOf<T>(source: SingleSource<T>): Omit<Reader<T>, 'many'> {
  return {
    read: (session, request) => readSource(session, source, request),
    one: (session, platform_id) => readOneOf(session, source, platform_id),
  };
}

async function readOneOf<T>(session: ShopifySession, source: SingleSource<T>, platform_id: string): Promise<T | null> {
  const { document, root, type, nested } = source.one;
  const id = gidOf(type, platform_id);
  if (id === null) return null;
  const variables: JsonObject = nested > 0 ? { id, nested } : { id };
  const { data } = await session.run(document, variables, 100);
  const node = data[root];
  if (node === null) return null;
  if (!isObject(node)) throw badAnswer(`Shopify did not answer the ${root} that was asked for`);
  await source.complete(session, [node]);
  return readAnswer(() => source.map(node));
}

/** By the id of a variant, or by the full id of an inventory item. A plain number that is no variant's is taken for an item's. */
async function readStock(session: ShopifySession, platform_id: string): Promise<PlatformInventory | null> {
  const variant = gidOf('ProductVariant', platform_id);
  let item: JsonObject | null = null;
  if (variant !== null) {
    const { data } = await session.run(VARIANT_STOCK_QUERY, { id: variant, nested: 20 }, 100);
    if (data.productVariant !== null) {
      item = readAnswer(() => objectOf(objectOf(data, 'productVariant'), 'inventoryItem'));
    }
  }
  const itemId = gidOf('InventoryItem', platform_id);
  if (item === null && itemId !== null) item = (await stockOf(session, [itemId]))[0] ?? null;
  if (item === null) return null;
  await completeStock(session, [item]);
  const found = item;
  const stocks = readAnswer(() => mapStock(found));
  return stocks.find((stock) => stock.platform_variant_id === platform_id) ?? stocks[0] ?? null;
}

async function readStocks(
  session: ShopifySession,
  platform_ids: readonly string[],
): Promise<ManyRecords<PlatformInventory>> {
  const { others, ...found } = await readManyStocks(session, platform_ids);
  for (const id of others) {
    const record = await readStock(session, id);
    if (record === null) found.gone.push(id);
    else found.records.push(record);
  }
  return found;
}

function addressOfShop(shop_domain: string, sandbox_url: string | null): string {
  if (sandbox_url === null) return `https://${shop_domain}`;
  return `${sandbox_url.replace(/\/+$/, '')}/shopify/${shop_domain.replace(/\.myshopify\.com$/, '')}`;
}

function shopOf(shop: JsonObject): Omit<ShopInfo, 'warnings'> {
  return {
    platform_store_id: idOf(shop),
    name: shortened(textOf(shop, 'name'), 255),
    domain: textOf(shop, 'myshopifyDomain').toLowerCase(),
    currency: textOf(shop, 'currencyCode'),
    timezone: textOf(shop, 'ianaTimezone'),
  };
}

/** Leave to write includes leave to read. */
function grants(scopes: string[], name: string): boolean {
  return scopes.includes(`read_${name}`) || scopes.includes(`write_${name}`);
}

function lacking(missing: string[]): ProviderError {
  const words = missing.join(', ');
  return new ProviderError({
    fault: 'auth',
    provider: PROVIDER,
    message: `The app lacks the access scope${missing.length > 1 ? 's' : ''} ${words}: grant ${missing.length > 1 ? 'them' : 'it'} in Shopify and connect again`,
    provider_code: 'MISSING_SCOPES',
    provider_message: words,
  });
}

/** What changing things needs: a connection that lacks it reads all the same. */
const WRITE_SCOPES: readonly { any: readonly string[]; fails: string }[] = [
  { any: ['write_products'], fails: 'products cannot be created, changed or deleted' },
  { any: ['write_inventory'], fails: 'stock cannot be set' },
  { any: ['write_orders'], fails: 'orders cannot be cancelled, marked as paid or noted on' },
  {
    any: ['write_merchant_managed_fulfillment_orders', 'write_assigned_fulfillment_orders'],
    fails: 'orders cannot be shipped, nor their tracking changed',
  },
  { any: ['write_fulfillments'], fails: 'orders cannot be marked as shipped or delivered' },
];

function warningsFor(credentials: PlatformCredentials, scopes: string[], api_version: string | null): string[] {
  const warnings: string[] = [];
  for (const { any, fails } of WRITE_SCOPES) {
    if (any.some((scope) => scopes.includes(scope))) continue;
    warnings.push(`From here ${fails}: the app lacks the access scope ${any[0] ?? ''}`);
  }
  if (!scopes.includes('read_all_orders')) {
    warnings.push('Orders older than 60 days are not granted: the app lacks the access scope read_all_orders');
  }
  if (credentials.client_secret === undefined) {
    warnings.push("Webhooks cannot be verified without the app's client_secret: changes are found by polling only");
  }
  if (api_version !== null && api_version !== API_VERSION) {
    warnings.push(`Shopify no longer serves version ${API_VERSION} of its API and answered with ${api_version}`);
  }
  return warnings;
}
