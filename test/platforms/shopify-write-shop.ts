import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import { LeakyBudget } from '../../src/common/outbound/rate-budget.js';
import type { PlatformConnection } from '../../src/modules/stores/platforms/platform.connection.js';
import type { PlatformOrder, PlatformProduct } from '../../src/modules/stores/platforms/platform.records.js';
import { ShopifyPlatform } from '../../src/modules/stores/platforms/shopify/shopify.platform.js';
import { shopDetail } from '../stores/shops.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';

/** The sandbox's Shopify shop, to be written to: what the specs of its capabilities share. */
export class WriteShop {
  orders: PlatformOrder[] = [];
  products: PlatformProduct[] = [];
  readonly connection: PlatformConnection;
  private readonly used = new Set<string>();

  private constructor(
    readonly sandbox: TestSandbox,
    readonly platform: ShopifyPlatform,
    private readonly http: OutboundClient,
  ) {
    this.connection = this.connect('shpat_sandbox_demo_token');
  }

  static async open(size: { orders: number; products: number }, settings: Record<string, string> = {}) {
    Logger.overrideLogger(false);
    const sandbox = await startSandbox({
      ...size,
      settings: { SANDBOX_SHOPIFY_BULK_DELAY_MS: '0', SANDBOX_SHOPIFY_RESTORE: '100000', ...settings },
    });
    const options = { allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/writes', retry_base_ms: 10 };
    const platform = new ShopifyPlatform({ sandbox_url: sandbox.url });
    const shop = new WriteShop(sandbox, platform, new OutboundClient(new OutboundOptions(options)));
    const request = { mode: 'full', since: null, cursor: null } as const;
    for await (const page of platform.read(shop.connection, { resource: 'orders', ...request })) {
      shop.orders.push(...page.records);
    }
    for await (const page of platform.read(shop.connection, { resource: 'products', ...request })) {
      shop.products.push(...page.records);
    }
    return shop;
  }

  async close(): Promise<void> {
    await this.http.close();
    await this.sandbox.close();
  }

  connect(access_token: string): PlatformConnection {
    return {
      store_id: 'writes',
      credentials: this.platform.parseCredentials({ shop_domain: 'demo.myshopify.com', access_token }),
      http: this.http,
      signal: new AbortController().signal,
      budget: new LeakyBudget(this.platform.initial_budget),
      pause: (ms) => sleep(Math.min(ms, 100)),
    };
  }

  /**
   * A connection on which the answer to this operation gets lost, sometimes after the work was done: each time, or only
   * the `nth` time.
   */
  unheard(operation: string, nth?: number): PlatformConnection {
    const { http, sandbox } = this;
    let calls = 0;
    const request: OutboundClient['request'] = async (call) => {
      if (String(call.body).includes(`mutation ${operation}`) && (nth === undefined || ++calls === nth)) {
        await sandbox.fault({ provider: 'shopify', kind: 'reset', rate: 1, count: 1 });
      }
      return http.request(call);
    };
    return { ...this.connection, http: { request, stream: http.stream.bind(http) } as unknown as OutboundClient };
  }

  /** Each test takes orders and products that no other has touched. */
  anOrder(fits: (order: PlatformOrder) => boolean): PlatformOrder {
    return this.take(this.orders, (order) => order.platform_order_id, fits);
  }

  aProduct(fits: (product: PlatformProduct) => boolean = () => true): PlatformProduct {
    return this.take(this.products, (product) => product.platform_product_id, fits);
  }

  async orderNow(id: string): Promise<PlatformOrder> {
    const order = await this.platform.readOne(this.connection, 'orders', id);
    if (order === null) throw new Error('the order is gone');
    return order;
  }

  async productNow(id: string): Promise<PlatformProduct> {
    const product = await this.platform.readOne(this.connection, 'products', id);
    if (product === null) throw new Error('the product is gone');
    return product;
  }

  /** What the sandbox has counted. */
  async counts(): Promise<{ fulfillments: number; writes: Record<string, number> }> {
    const { fulfillments = 0, writes = {} } = await shopDetail(this.sandbox, 'shopify');
    return { fulfillments, writes };
  }

  private take<T>(all: T[], idOf: (one: T) => string, fits: (one: T) => boolean): T {
    const found = all.find((one) => !this.used.has(idOf(one)) && fits(one));
    if (found === undefined) throw new Error('no record of the seed fits');
    this.used.add(idOf(found));
    return found;
  }
}
