import { Logger } from '@nestjs/common';

import { OutboundClient } from '../../../common/outbound/outbound-client.js';
import { OutboundOptions } from '../../../common/outbound/outbound-options.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import type { PlatformUnderTest } from './platform.contract.js';
import type { PlatformConnection, SyncResource } from './platform.connection.js';
import { hurried } from './platform.pace.contract.js';
import type { Platform } from './platform.port.js';
import type { PlatformOrder, PlatformProduct, RecordOf } from './platform.records.js';

/** What the suites of writes need to know of a platform's shop in the sandbox. */
export type WritesUnderTest = Pick<
  PlatformUnderTest,
  'platform' | 'credentials' | 'expected' | 'fault' | 'clearFaults'
> & {
  /** What the platform cannot be asked; the tests of it are passed over. */
  lacks?: ('catalogue' | 'stock' | 'orders' | 'census')[];
  /** Where the platform cancels only what nobody has paid (the paid is refunded there): `unpaid`. */
  cancels?: 'unpaid';
};

const WHAT_PASSES = ['unknown_outcome', 'unavailable', 'bad_answer'];
const TRIES = 12;

/** A platform in the sandbox, in the hands of the suites about what it can be asked to change. */
export class ContractRig {
  private unused: PlatformOrder[] | null = null;

  private constructor(
    readonly under: WritesUnderTest,
    private readonly http: OutboundClient,
  ) {}

  static async over(setUp: () => Promise<WritesUnderTest>): Promise<ContractRig> {
    Logger.overrideLogger(false);
    const under = await setUp();
    const options = { allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/contract', retry_base_ms: 10 };
    return new ContractRig(under, new OutboundClient(new OutboundOptions(options)));
  }

  close(): Promise<void> {
    return this.http.close();
  }

  get platform(): Platform {
    return this.under.platform;
  }

  connect(): PlatformConnection {
    const { signal } = new AbortController();
    return {
      store_id: 'contract',
      credentials: this.platform.parseCredentials(this.under.credentials),
      http: this.http,
      signal,
      ...hurried(this.platform.initial_budget, signal),
    };
  }

  async product(id: string): Promise<PlatformProduct> {
    const product = await this.platform.readOne(this.connect(), 'products', id);
    if (!product) throw new Error(`The product ${id} is gone`);
    return product;
  }

  async order(id: string): Promise<PlatformOrder> {
    const order = await this.platform.readOne(this.connect(), 'orders', id);
    if (!order) throw new Error(`The order ${id} is gone`);
    return order;
  }

  async all<R extends SyncResource>(resource: R): Promise<RecordOf[R][]> {
    const records: RecordOf[R][] = [];
    const request = { resource, mode: 'full', since: null, cursor: null } as const;
    for await (const page of this.platform.read(this.connect(), request)) records.push(...page.records);
    return records;
  }

  /** An order that no test has used yet: paid, nothing shipped or refunded, two pieces at least, unless told otherwise. */
  async freshOrder(fits: (order: PlatformOrder) => boolean = isFresh): Promise<PlatformOrder> {
    this.unused ??= await this.all('orders');
    const order = this.unused.find(fits);
    if (!order) throw new Error('The shop has no such order left: start its sandbox with more of them');
    this.unused = this.unused.filter((one) => one !== order);
    return this.order(order.platform_order_id);
  }

  /**
   * As whoever sends a change does it while answers get lost: what was not heard is looked up, and sent again only when it
   * was not done. Gives what the platform has in the end.
   */
  async onceWhatever<T>(send: () => Promise<T>, lookUp: () => Promise<T | null>): Promise<T> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof ProviderError) || !WHAT_PASSES.includes(error.fault)) throw error;
      }
      const found = await this.patiently(lookUp);
      if (found !== null) return found;
    }
    throw new Error(`Not done in ${TRIES} tries`);
  }

  /** As a job does it: what passes is tried again. */
  async patiently<T>(look: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await look();
      } catch (error) {
        if (!(error instanceof ProviderError) || !WHAT_PASSES.includes(error.fault) || attempt >= TRIES) throw error;
      }
    }
  }
}

export function isFresh(order: PlatformOrder): boolean {
  const pieces = order.items.reduce((sum, item) => sum + item.quantity, 0);
  return (
    order.status === 'paid' &&
    order.fulfillment_status === 'unfulfilled' &&
    order.fulfillments.length === 0 &&
    order.refunds.length === 0 &&
    pieces >= 2
  );
}
