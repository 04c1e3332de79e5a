import { connectQuietly, type ShopPlatform, shopDetail, syncNow } from '../stores/shops.js';
import type { TestApp } from '../support/app.js';
import type { HttpClient } from '../support/http.js';

export interface OrderView {
  id: string;
  platform_order_id: string;
  status: string;
  payment_status: string;
  fulfillment_status: string;
  items: {
    id: string;
    platform_item_id: string;
    quantity: number;
    fulfilled_quantity: number;
    refunded_quantity: number;
  }[];
  fulfillments: {
    id: string;
    platform_fulfillment_id: string;
    carrier: string | null;
    tracking_number: string | null;
    tracking_url: string | null;
    items: { platform_item_id: string; quantity: number }[];
  }[];
  refunds: unknown[];
  notes: string | null;
  tags: string[];
  timeline: {
    kind: string;
    message: string;
    source: string;
    actor_user_id: string | null;
    details: Record<string, unknown>;
  }[];
  [field: string]: unknown;
}

/** A connected store of the sandbox's shop with its orders, to be written to. */
export class OrderShop {
  private readonly used = new Set<string>();

  /** Of a store that is connected and has been read. */
  constructor(
    readonly app: TestApp,
    readonly http: HttpClient,
    readonly platform: ShopPlatform,
    readonly store_id: string,
  ) {}

  static async open(app: TestApp, http: HttpClient, platform: ShopPlatform): Promise<OrderShop> {
    const storeId = await connectQuietly(http, app.sandbox, platform);
    await syncNow(http, storeId, { resources: ['products', 'orders'] });
    return new OrderShop(app, http, platform, storeId);
  }

  /** An order that no test has taken yet: nothing sent, nothing refunded, at least one line of several pieces. */
  async untouched(status = 'paid', more = 'true'): Promise<OrderView> {
    const rows = await this.app.db.query<{ id: string }>(
      `SELECT id FROM orders r WHERE store_id = $1 AND status = $2 AND fulfillment_status = 'unfulfilled'
         AND payment_status IN ('paid', 'pending', 'authorized') AND cancelled_at IS NULL AND ${more}
         AND NOT EXISTS (SELECT 1 FROM refunds f WHERE f.order_id = r.id)
         AND NOT EXISTS (SELECT 1 FROM fulfillments f WHERE f.order_id = r.id)
         AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = r.id AND i.quantity > 1)
       ORDER BY created_at, id`,
      [this.store_id, status],
    );
    const found = rows.find(({ id }) => !this.used.has(id));
    if (!found) throw new Error(`The sandbox has no other ${status} order at ${this.platform}`);
    this.used.add(found.id);
    return this.order(found.id);
  }

  /** One that the shop lets be cancelled: Magento cancels only what nobody has paid. */
  cancellable(): Promise<OrderView> {
    return this.untouched(this.platform === 'magento' ? 'pending' : 'paid');
  }

  async order(id: string): Promise<OrderView> {
    return (await this.http.get(`/api/v1/orders/${id}`)).body.data as OrderView;
  }

  async etag(id: string): Promise<string> {
    return (await this.http.get(`/api/v1/orders/${id}`)).headers.get('etag')!;
  }

  /** Numbers of what the shop has done, all of it together: equal before and after means that nothing was written there. */
  async writes(): Promise<Record<string, unknown>> {
    const { fulfillments, writes } = (await shopDetail(this.app.sandbox, this.platform)) as unknown as Record<
      string,
      unknown
    >;
    return { fulfillments, writes };
  }

  /** Something happens to the order at the shop. */
  happens(type: string, order: OrderView, more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = this.platform === 'woocommerce' ? Number(order.platform_order_id) : order.platform_order_id;
    return this.app.sandbox.event(this.platform, type, { order_id: id, ...more });
  }

  poll(): Promise<unknown> {
    return syncNow(this.http, this.store_id, { resources: ['orders'], mode: 'incremental' });
  }
}

/** `kind source` of each entry, in their order, what the platform's own times tell of the past left out. */
export function story(order: OrderView): string[] {
  return order.timeline
    .filter(({ kind }) => kind !== 'placed' && kind !== 'paid')
    .map(({ kind, source }) => `${kind} ${source}`);
}

/** SQL over an order `r`: one that the sandbox's shops send from one place, with one fulfilment. */
export const FROM_ONE_PLACE = `regexp_replace(r.order_number, '\\D', '', 'g')::bigint % 4 <> 2`;

/** One that Shopify's sandbox sends from two: every second line has a place of its own. */
export const FROM_TWO_PLACES = `NOT ${FROM_ONE_PLACE} AND (SELECT count(*) FROM order_items i WHERE i.order_id = r.id) > 1`;
