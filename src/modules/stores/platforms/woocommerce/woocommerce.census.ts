import type { Clock } from '../../../../common/clock/clock.js';
import type { PlatformConnection, SyncResource } from '../platform.connection.js';
import type { CensusEntry, PlatformCensus } from '../platform.writes.js';
import { idAt } from '../platform.values.js';
import { isoSeconds, utcAt } from './mapper/values.js';
import { WooClient } from './woocommerce.client.js';
import type { Query } from './woocommerce.client.js';
import { refuse } from './woocommerce.refusal.js';
import { startOfWalk, walk } from './woocommerce.walk.js';

const SECOND = 1000;

/** What there is, by the date of creation. Customers cannot be asked for by date: their reads are whole ones anyway. */
export class WooCommerceCensus implements PlatformCensus {
  readonly resources: readonly SyncResource[] = ['products', 'orders'];

  constructor(private readonly clock: Clock) {}

  async count(
    connection: PlatformConnection,
    resource: SyncResource,
    from: string,
    to: string,
  ): Promise<number | null> {
    const query = { ...this.between(resource, from, to), per_page: 1, _fields: 'id' };
    return (await this.client(connection).list(resource, query)).total;
  }

  list(
    connection: PlatformConnection,
    resource: SyncResource,
    from: string,
    to: string,
  ): AsyncGenerator<CensusEntry[]> {
    return this.found(connection, resource, this.between(resource, from, to));
  }

  changed(connection: PlatformConnection, resource: SyncResource, since: string): AsyncGenerator<CensusEntry[]> {
    this.refuseOthers(resource);
    const before = Math.floor(Date.parse(since) / SECOND) * SECOND - SECOND;
    return this.found(connection, resource, { status: 'any', modified_after: bare(before), dates_are_gmt: true });
  }

  private async *found(
    connection: PlatformConnection,
    resource: SyncResource,
    which: Query,
  ): AsyncGenerator<CensusEntry[]> {
    const query = { ...which, _fields: 'id,date_created_gmt,date_modified_gmt' };
    for await (const page of walk(this.client(connection), resource, query, startOfWalk())) {
      const readable = page.rows.map((row) => ({
        platform_id: idAt(row.id) ?? '',
        platform_created_at: utcAt(row.date_created_gmt),
        platform_updated_at: utcAt(row.date_modified_gmt),
      }));
      const others = page.unreadable.map(({ id }) => ({
        platform_id: String(id),
        platform_created_at: null,
        platform_updated_at: null,
      }));
      yield [...readable, ...others];
    }
  }

  /** Both bounds are exclusive at the shop, count whole seconds, and are UTC only when they bear no zone. */
  private between(resource: SyncResource, from: string, to: string): Query {
    this.refuseOthers(resource);
    const after = Math.ceil(Date.parse(from) / SECOND) * SECOND - SECOND;
    const before = Math.ceil(Date.parse(to) / SECOND) * SECOND;
    return { status: 'any', after: bare(after), before: bare(before), dates_are_gmt: true };
  }

  private refuseOthers(resource: SyncResource): void {
    if (!this.resources.includes(resource)) throw refuse(`WooCommerce cannot be asked for ${resource} by date`);
  }

  private client(connection: PlatformConnection): WooClient {
    return new WooClient(connection, this.clock);
  }
}

function bare(time: number): string {
  return isoSeconds(time).slice(0, -1);
}
