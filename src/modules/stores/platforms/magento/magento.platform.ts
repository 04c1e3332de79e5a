import { SystemClock } from '../../../../common/clock/clock.js';
import type { Clock } from '../../../../common/clock/clock.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import { Platform } from '../platform.port.js';
import type { PlatformConnection, PlatformCredentials, SyncResource } from '../platform.connection.js';
import type { CredentialField, ManyRecords, ReadPage, ReadRequest, ShopInfo } from '../platform.port.js';
import type { RecordOf } from '../platform.records.js';
import { PROVIDER } from './magento.answer.js';
import { MagentoClient } from './magento.client.js';
import { MagentoCatalogue } from './magento.catalogue.js';
import { MagentoCensus } from './magento.census.js';
import { CREDENTIAL_SHAPES, parseCredentials } from './magento.credentials.js';
import { readManyRecords } from './magento.many.js';
import { MagentoOrders } from './magento.orders.js';
import { readCustomers, readOneRecord, readOrders, readProducts } from './magento.read.js';
import { readShop } from './magento.shop.js';
import { MagentoStock } from './magento.stock.js';

/**
 * Magento Open Source and Adobe Commerce over REST V1, with an integration's token or its four secrets. It sends no
 * webhooks: what happens there is seen by polls.
 */
export class MagentoPlatform extends Platform {
  readonly key = 'magento';
  readonly label = 'Magento';
  /** Stock is read with the products that it is of. */
  readonly resources: readonly SyncResource[] = ['products', 'orders', 'customers'];
  readonly credential_shapes: readonly (readonly CredentialField[])[] = CREDENTIAL_SHAPES;
  /** Magento has no limit of its own and tells none; its calls are dear, and made few at a time. */
  readonly initial_budget = { capacity: 100, restore_per_second: 50 };

  override readonly catalogue: MagentoCatalogue;
  override readonly orders: MagentoOrders;
  override readonly stock: MagentoStock;
  override readonly census: MagentoCensus;

  /** OAuth signatures bear the time, and reduced prices hold for a time. */
  constructor(private readonly clock: Clock = new SystemClock()) {
    super();
    const clientOf = (connection: PlatformConnection): MagentoClient => this.client(connection);
    this.catalogue = new MagentoCatalogue(clientOf, () => this.clock.ms());
    this.orders = new MagentoOrders(clientOf);
    this.stock = new MagentoStock(clientOf);
    this.census = new MagentoCensus(clientOf);
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
    return this.pages(connection, request) as AsyncGenerator<ReadPage<RecordOf[R]>>;
  }

  async readOne<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_id: string,
  ): Promise<RecordOf[R] | null> {
    if (resource === 'inventory') throw noInventory();
    const record = await readOneRecord(this.client(connection), resource, platform_id, this.clock.ms());
    return record as RecordOf[R] | null;
  }

  override async readMany<R extends SyncResource>(
    connection: PlatformConnection,
    resource: R,
    platform_ids: readonly string[],
  ): Promise<ManyRecords<RecordOf[R]>> {
    if (resource === 'inventory') throw noInventory();
    const found = await readManyRecords(this.client(connection), resource, platform_ids, this.clock.ms());
    return found as ManyRecords<RecordOf[R]>;
  }

  private pages(
    connection: PlatformConnection,
    request: ReadRequest,
  ): AsyncGenerator<ReadPage<RecordOf[SyncResource]>> {
    const client = this.client(connection);
    switch (request.resource) {
      case 'products':
        return readProducts(client, request, this.clock.ms());
      case 'orders':
        return readOrders(client, request);
      case 'customers':
        return readCustomers(client, request);
      case 'inventory':
        throw noInventory();
    }
  }

  private client(connection: PlatformConnection): MagentoClient {
    return new MagentoClient(connection, this.clock);
  }
}

function noInventory(): ProviderError {
  return new ProviderError({
    fault: 'rejected',
    provider: PROVIDER,
    message: 'Magento has no stock apart from its products: read products',
  });
}
