import { SystemClock } from '../../../../common/clock/clock.js';
import type { Clock } from '../../../../common/clock/clock.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { Platform } from '../platform.port.js';
import type { PlatformConnection, PlatformCredentials, SyncResource } from '../platform.connection.js';
import type { CredentialField, ManyRecords, ReadPage, ReadRequest, ShopInfo } from '../platform.port.js';
import type { RecordOf } from '../platform.records.js';
import { ahead } from '../../../../common/async/concurrently.js';
import { PROVIDER } from './woocommerce.answer.js';
import { WooCommerceCatalogue } from './woocommerce.catalogue.js';
import { WooCommerceCensus } from './woocommerce.census.js';
import { WooClient } from './woocommerce.client.js';
import { CREDENTIAL_FIELDS, parseCredentials } from './woocommerce.credentials.js';
import { readManyRecords } from './woocommerce.many.js';
import { WooCommerceOrders } from './woocommerce.orders.js';
import { readCustomers, readOneRecord, readOrders, readProducts } from './woocommerce.read.js';
import { readShop } from './woocommerce.shop.js';
import { WooCommerceStock } from './woocommerce.stock.js';
import { WooCommerceWebhooks } from './woocommerce.webhook.js';

/** WooCommerce over its REST API wc/v3: Basic over https, OAuth 1.0a over plain http. */
export class WooCommercePlatform extends Platform {
  readonly key = 'woocommerce';
  readonly label = 'WooCommerce';
  /** Stock is part of the product and of its variations here (no locations): reading products reads it all. */
  readonly resources: readonly SyncResource[] = ['products', 'orders', 'customers'];
  readonly credential_shapes: readonly (readonly CredentialField[])[] = [CREDENTIAL_FIELDS];
  /**
   * WooCommerce has no limit of its own, and a read makes a few calls at once at most, so that a shop's own slowness
   * paces it; hosts and firewalls that do count say so with 429 and Retry-After.
   */
  readonly initial_budget = { capacity: 500, restore_per_second: 500 };
  override readonly webhooks: WooCommerceWebhooks;
  override readonly catalogue: WooCommerceCatalogue;
  override readonly stock: WooCommerceStock;
  override readonly orders: WooCommerceOrders;
  override readonly census: WooCommerceCensus;

  /** OAuth signatures bear the time. */
  constructor(private readonly clock: Clock = new SystemClock()) {
    super();
    this.webhooks = new WooCommerceWebhooks(clock);
    this.catalogue = new WooCommerceCatalogue(clock);
    this.stock = new WooCommerceStock(clock);
    this.orders = new WooCommerceOrders(clock);
    this.census = new WooCommerceCensus(clock);
  }

  parseCredentials(input: Record<string, unknown>): PlatformCredentials {
    return parseCredentials(input);
  }

  verify(connection: PlatformConnection): Promise<ShopInfo> {
    return readShop(this.client(connection));
  }

  read<R extends SyncResource>(
    connection: PlatformConnection,
    request: ReadRequest & { resource: R },
  ): AsyncGenerator<ReadPage<RecordOf[R]>> {
    // The next page is fetched while the present one is stored.
    return ahead(this.pages(connection, request)) as AsyncGenerator<ReadPage<RecordOf[R]>>;
  }

  async readOne<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_id: string,
  ): Promise<RecordOf[R] | null> {
    if (resource === 'inventory') throw noInventory();
    return (await readOneRecord(this.client(connection), resource, platform_id)) as RecordOf[R] | null;
  }

  override async readMany<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_ids: readonly string[],
  ): Promise<ManyRecords<RecordOf[R]>> {
    if (resource === 'inventory') throw noInventory();
    return (await readManyRecords(this.client(connection), resource, platform_ids)) as ManyRecords<RecordOf[R]>;
  }

  private pages(
    connection: PlatformConnection,
    request: ReadRequest,
  ): AsyncGenerator<ReadPage<RecordOf[SyncResource]>> {
    const client = this.client(connection);
    switch (request.resource) {
      case 'products':
        return readProducts(client, request);
      case 'orders':
        return readOrders(client, request);
      case 'customers':
        return readCustomers(client, request);
      case 'inventory':
        throw noInventory();
    }
  }

  private client(connection: PlatformConnection): WooClient {
    return new WooClient(connection, this.clock);
  }
}

function noInventory(): ProviderError {
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message: 'WooCommerce has no stock apart from its products: read products',
  });
}
