import { once } from 'node:events';
import { uuidv7 } from '../../src/common/ids/ids.js';
import { ProviderError, type ProviderFault } from '../../src/common/outbound/provider-error.js';
import type { PlatformConnection } from '../../src/modules/stores/platforms/platform.connection.js';
import { Platform, type ReadPage } from '../../src/modules/stores/platforms/platform.port.js';
import type {
  PlatformFulfillment,
  PlatformOrder,
  PlatformProduct,
  RecordOf,
} from '../../src/modules/stores/platforms/platform.records.js';
import type {
  BulkOutcome,
  FulfillmentRequest,
  PlatformCatalogue,
  PlatformOrders,
  PlatformStock,
} from '../../src/modules/stores/platforms/platform.writes.js';
import { anOrderRecord, aProductRecord } from './records.js';

/** What happens to the next call of a capability. */
export type Mishap =
  /** It does nothing and says so. */
  | { says: ProviderFault }
  /** It does it, and the answer is lost. */
  | { does_but_says: ProviderFault }
  /** It does nothing until the caller gives up. */
  | { hangs: true }
  /** It waits for this before it does anything. */
  | { waits: Promise<unknown> }
  /** It does it, and waits for this before it answers. */
  | { does_but_waits: Promise<unknown> };

/** A platform in this process's memory that counts what was done to it, and what is said of that is the test's choice. */
export class MemoryShop extends Platform {
  override readonly key = 'magento';
  override readonly label = 'Memory';
  override readonly resources = ['products', 'orders'] as const;
  override readonly credential_shapes = [];
  override readonly initial_budget = { capacity: 100, restore_per_second: 100 };

  readonly products = new Map<string, PlatformProduct>();
  readonly orders_by_id = new Map<string, PlatformOrder>();
  /** Keys of the refunds that it was told of. */
  private readonly noted = new Set<string>();
  /** How often each call had its effect. */
  readonly done: string[] = [];
  /** How often each call came in, effect or not. */
  readonly asked: string[] = [];
  /** Batches are done without a word of what became of them. */
  tells_no_records = false;
  private readonly mishaps = new Map<string, Mishap[]>();
  private readonly keys = new Map<string, string>();
  private clock = Date.parse('2026-11-01T10:00:00Z');

  next(call: string, ...mishaps: Mishap[]): void {
    this.mishaps.set(call, [...(this.mishaps.get(call) ?? []), ...mishaps]);
  }

  reset(): void {
    this.mishaps.clear();
    this.tells_no_records = false;
    this.done.length = 0;
    this.asked.length = 0;
  }

  countOf(call: string): number {
    return this.done.filter((done) => done === call).length;
  }

  get lastProduct(): PlatformProduct {
    return [...this.products.values()].at(-1)!;
  }

  addProduct(values: Partial<PlatformProduct> = {}): PlatformProduct {
    const product = aProductRecord({ platform_updated_at: this.tick(), ...values });
    this.products.set(product.platform_product_id, product);
    return product;
  }

  addOrder(values: Partial<PlatformOrder> = {}): PlatformOrder {
    const order = anOrderRecord({ platform_updated_at: this.tick(), ...values });
    this.orders_by_id.set(order.platform_order_id, order);
    return order;
  }

  /** One piece of its first line. */
  shipmentOf(order: PlatformOrder): FulfillmentRequest {
    return {
      platform_order_id: order.platform_order_id,
      items: [{ platform_item_id: order.items[0]!.platform_item_id, quantity: 1 }],
      platform_location_id: null,
      notify_customer: false,
      tracking: null,
      shipped_at: null,
    };
  }

  override parseCredentials(): Record<string, string> {
    return { token: 'memory-secret-token' };
  }

  override verify(): never {
    throw new Error('Nobody connects it through the wire');
  }

  override async *read(): AsyncGenerator<ReadPage<never>> {
    yield await Promise.reject(new Error('Nobody reads all of it'));
  }

  override async readOne<R extends 'products' | 'orders' | 'inventory' | 'customers'>(
    connection: PlatformConnection,
    resource: R,
    id: string,
  ): Promise<RecordOf[R] | null> {
    return this.call(connection, 'readOne', () => {
      const found = resource === 'products' ? this.products.get(id) : this.orders_by_id.get(id);
      return (found ?? null) as RecordOf[R] | null;
    });
  }

  override readonly catalogue: PlatformCatalogue = {
    bulk_size: 3,
    unsupported_fields: ['barcode'],
    create: (connection, draft, key) =>
      this.call(connection, 'create', () => {
        const product = this.addProduct({ title: draft.title, price: draft.variants[0]?.price ?? null });
        this.keys.set(key, product.platform_product_id);
        return product;
      }),
    findCreated: (connection, _draft, key) =>
      this.call(connection, 'findCreated', () => this.products.get(this.keys.get(key) ?? '') ?? null),
    update: (connection, id, change) =>
      this.call(connection, 'update', () => {
        const product = this.products.get(id);
        if (!product) throw fault('rejected', 'There is no such product');
        return this.addProduct({ ...product, title: change.title ?? product.title, platform_updated_at: this.tick() });
      }),
    remove: (connection, id) =>
      this.call(connection, 'remove', () => {
        this.products.delete(id);
      }),
    applyAll: (connection, changes) =>
      this.call(connection, 'applyAll', () =>
        changes.map(({ platform_product_id: id, change }): BulkOutcome => {
          const product = this.products.get(id);
          if (!product) {
            return {
              platform_product_id: id,
              error: { code: 'GONE', message: 'There is no such product' },
              record: null,
            };
          }
          const record = this.addProduct({ ...product, title: change.title ?? '', platform_updated_at: this.tick() });
          return { platform_product_id: id, error: null, record: this.tells_no_records ? null : record };
        }),
      ),
  };

  override readonly stock: PlatformStock = {
    locations: (connection) =>
      this.call(connection, 'locations', () => [{ platform_location_id: 'l1', name: 'Here', is_active: true }]),
    setQuantities: (connection, changes) =>
      this.call(connection, 'setQuantities', () =>
        changes.map((change) => {
          const product = this.products.get(change.platform_product_id)!;
          const variant = product.variants.find((one) => one.platform_variant_id === change.platform_variant_id)!;
          const isStale = change.expected !== null && variant.inventory_quantity !== change.expected;
          if (!isStale) {
            variant.inventory_quantity = change.set;
            product.inventory_quantity = change.set;
            product.platform_updated_at = this.tick();
          }
          return {
            platform_variant_id: change.platform_variant_id,
            platform_location_id: change.platform_location_id,
            result: isStale ? 'stale' : 'set',
            available: variant.inventory_quantity,
            message: isStale ? 'It is not what was expected' : null,
          } as const;
        }),
      ),
  };

  override readonly orders: PlatformOrders = {
    moves: ['paid'],
    editable: ['notes'],
    move: (connection, id, to) => this.call(connection, 'move', () => this.change(id, { status: to })),
    fulfill: (connection, request) =>
      this.call(connection, 'fulfill', () => {
        const order = this.orderOf(request.platform_order_id);
        const fulfillment: PlatformFulfillment = {
          platform_fulfillment_id: uuidv7(),
          status: 'success',
          carrier: request.tracking?.carrier ?? null,
          tracking_number: request.tracking?.tracking_number ?? null,
          tracking_url: null,
          shipment_status: null,
          shipped_at: null,
          delivered_at: null,
          items: request.items,
        };
        this.change(order.platform_order_id, { fulfillments: [...order.fulfillments, fulfillment] });
        return fulfillment;
      }),
    findFulfillment: (connection, request, _key, known) =>
      this.call(
        connection,
        'findFulfillment',
        () =>
          this.orderOf(request.platform_order_id).fulfillments.find(
            ({ platform_fulfillment_id: id, items }) =>
              !known.includes(id) &&
              request.items.every((item) => items.some((one) => one.platform_item_id === item.platform_item_id)),
          ) ?? null,
      ),
    track: (connection, change) => this.call(connection, 'track', () => this.change(change.platform_order_id, {})),
    cancel: (connection, request) =>
      this.call(connection, 'cancel', () => this.change(request.platform_order_id, { status: 'cancelled' })),
    edit: (connection, id, edit) => this.call(connection, 'edit', () => this.change(id, { notes: edit.notes ?? null })),
    noteRefund: (connection, note, key) =>
      this.call(connection, 'noteRefund', () => {
        this.change(note.platform_order_id, { refunded_amount: note.amount });
        this.noted.add(key);
        return { platform_refund_id: null };
      }),
    findRefundNote: (connection, _note, key) =>
      this.call(connection, 'findRefundNote', () => (this.noted.has(key) ? { platform_refund_id: null } : null)),
  };

  private async call<T>({ signal }: PlatformConnection, name: string, work: () => T): Promise<T> {
    this.asked.push(name);
    const mishap = this.mishaps.get(name)?.shift();
    if (mishap && 'hangs' in mishap) await once(signal, 'abort');
    signal.throwIfAborted();
    if (mishap && 'waits' in mishap) await mishap.waits;
    if (mishap && 'says' in mishap) throw fault(mishap.says, `It says ${mishap.says}`);
    const result = work();
    this.done.push(name);
    if (mishap && 'does_but_waits' in mishap) await mishap.does_but_waits;
    if (mishap && 'does_but_says' in mishap) throw fault(mishap.does_but_says, `It says ${mishap.does_but_says}`);
    return structuredClone(result);
  }

  private change(id: string, values: Partial<PlatformOrder>): void {
    this.orders_by_id.set(id, { ...this.orderOf(id), ...values, platform_updated_at: this.tick() });
  }

  private orderOf(id: string): PlatformOrder {
    const order = this.orders_by_id.get(id);
    if (!order) throw fault('rejected', 'There is no such order');
    return order;
  }

  private tick(): string {
    this.clock += 1_000;
    return new Date(this.clock).toISOString();
  }
}

function fault(kind: ProviderFault, message: string): ProviderError {
  return new ProviderError({ fault: kind, provider: 'magento', message });
}
