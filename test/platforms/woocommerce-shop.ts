import { setTimeout as sleep } from 'node:timers/promises';

import { Logger } from '@nestjs/common';

import { SystemClock } from '../../src/common/clock/clock.js';
import type { JsonObject } from '../../src/common/json.js';
import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import { LeakyBudget } from '../../src/common/outbound/rate-budget.js';
import type { PlatformConnection } from '../../src/modules/stores/platforms/platform.connection.js';
import type { PlatformOrder, PlatformProduct } from '../../src/modules/stores/platforms/platform.records.js';
import { WooClient } from '../../src/modules/stores/platforms/woocommerce/woocommerce.client.js';
import { WooCommercePlatform } from '../../src/modules/stores/platforms/woocommerce/woocommerce.platform.js';
import { credentialsFor } from '../stores/shops.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';

/** The adapter and the sandbox's shop, over real sockets. */
export class WooShop {
  readonly platform = new WooCommercePlatform();
  private readonly http = new OutboundClient(
    new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/test', retry_base_ms: 10 }),
  );

  private constructor(readonly sandbox: TestSandbox) {}

  static async open(size: { orders: number; products: number }): Promise<WooShop> {
    Logger.overrideLogger(false);
    return new WooShop(await startSandbox(size));
  }

  async close(): Promise<void> {
    await this.http.close();
    await this.sandbox.close();
  }

  connection(credentials: Record<string, string> = {}): PlatformConnection {
    return {
      store_id: 'woo',
      credentials: this.platform.parseCredentials({ ...credentialsFor('woocommerce', this.sandbox), ...credentials }),
      http: this.http,
      signal: new AbortController().signal,
      budget: new LeakyBudget(this.platform.initial_budget),
      pause: (ms) => sleep(Math.min(ms, 50)).then(() => undefined),
    };
  }

  async order(id: string): Promise<PlatformOrder> {
    const order = await this.platform.readOne(this.connection(), 'orders', id);
    if (order === null) throw new Error(`no order ${id}`);
    return order;
  }

  async product(id: string): Promise<PlatformProduct> {
    const product = await this.platform.readOne(this.connection(), 'products', id);
    if (product === null) throw new Error(`no product ${id}`);
    return product;
  }

  /** A new order with this status, of at least `lines` lines. */
  async placed(status = 'processing', lines = 1): Promise<PlatformOrder> {
    for (let tries = 0; tries < 30; tries += 1) {
      const { order_id } = await this.sandbox.event('woocommerce', 'order_placed', { status });
      const order = await this.order(String(order_id));
      if (order.items.length >= lines && order.items.some(({ quantity }) => quantity > 1)) return order;
    }
    throw new Error('the sandbox makes no such orders');
  }

  /** What the shop's own API says, past the adapter's mapping. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const client = new WooClient(this.connection(), new SystemClock());
    if (method === 'GET') return (await client.get(path)).body;
    return (await client.send(method as 'POST' | 'PUT', path, {}, body as JsonObject)).body;
  }

  /** How many records were written so far, by kind. */
  async writes(): Promise<Record<string, number>> {
    const { body } = await this.sandbox.http.get('/_sandbox/state?detail=true');
    const detail = body as unknown as Record<string, { shops: { writes: Record<string, number> }[] }>;
    return detail.woocommerce?.shops[0]?.writes ?? {};
  }
}
