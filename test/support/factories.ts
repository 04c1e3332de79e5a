import pg from 'pg';
import { PasswordHasher } from '../../src/common/security/password-hasher.js';
import type { TestDatabase } from './database.js';

/** The password of every user that the factories make. */
export const PASSWORD = 'violet-harbour-lantern-42';

/** Who signs up at a server that has nobody yet. */
export const ACCOUNT = { email: 'ada@shop.example', password: PASSWORD };

/** A row as Postgres gives it, `id` among its columns. */
export type Row<T = unknown> = { id: string } & Record<string, T>;

export interface UserRow {
  id: string;
  email: string;
  token_version: number;
  [column: string]: unknown;
}

export interface StoreRow {
  id: string;
  user_id: string;
  name: string;
  platform: string;
  [column: string]: unknown;
}

export interface ProductRow {
  id: string;
  store_id: string;
  title: string;
  [column: string]: unknown;
}

export interface OrderItemRow {
  id: string;
  order_id: string;
  [column: string]: unknown;
}

export interface OrderRow {
  id: string;
  store_id: string;
  order_number: string;
  items: OrderItemRow[];
  [column: string]: unknown;
}

type Columns = Record<string, unknown>;

let sequence = 0;
const next = (): number => (sequence += 1);

/** Once per suite: what a login then checks is a real hash, made with today's parameters. */
let passwordHash: Promise<string> | undefined;
const hashOfPassword = (): Promise<string> => (passwordHash ??= new PasswordHasher().hash(PASSWORD));

/** An active, verified user with {@link PASSWORD}. */
export async function aUser(db: TestDatabase, columns: Columns = {}): Promise<UserRow> {
  return insert<UserRow>(db, 'users', {
    email: `person-${next()}@shop.example`,
    password_hash: await hashOfPassword(),
    first_name: 'Ada',
    last_name: 'Muster',
    is_verified: true,
    ...columns,
  });
}

/** A connected store, its owner made too unless `user_id` is given. No credentials: nothing can be called for it. */
export async function aStore(db: TestDatabase, columns: Columns = {}): Promise<StoreRow> {
  const number = next();
  return insert<StoreRow>(db, 'stores', {
    name: `Store ${number}`,
    domain: `store-${number}.shop.example`,
    platform: 'shopify',
    platform_store_id: `shop-${number}`,
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    connection_state: 'connected',
    ...columns,
    user_id: columns.user_id ?? (await aUser(db)).id,
  });
}

export interface ProductWish extends Columns {
  /** Columns of its variants; without it there is one, with the product's own price and stock. */
  variants?: Columns[];
}

/** An active product with its variants. */
export async function aProduct(db: TestDatabase, wish: ProductWish = {}): Promise<ProductRow> {
  const { variants = [{}], ...columns } = wish;
  const number = next();
  const scope = await scopeOf(db, columns);
  const product = await insert<ProductRow>(db, 'products', {
    ...scope,
    platform_product_id: `product-${number}`,
    title: `Product ${number}`,
    price: '19.90',
    sku: `SKU-${number}`,
    inventory_quantity: 5,
    status: 'active',
    platform_updated_at: new Date(),
    ...columns,
  });
  for (const [index, variant] of variants.entries()) {
    await insert(db, 'product_variants', {
      product_id: product.id,
      store_id: product.store_id,
      platform_variant_id: `variant-${next()}`,
      title: index === 0 ? 'Default' : `Variant ${index + 1}`,
      sku: product.sku,
      price: product.price,
      inventory_quantity: product.inventory_quantity,
      position: index + 1,
      ...variant,
    });
  }
  return product;
}

export interface OrderWish extends Columns {
  /** Columns of its items; without it there is one of 143.30. */
  items?: Columns[];
}

/** An order with its items; `status` draws the payment and fulfillment status along unless they are given. */
export async function anOrder(db: TestDatabase, wish: OrderWish = {}): Promise<OrderRow> {
  const { items = [{}], ...columns } = wish;
  const number = next();
  const scope = await scopeOf(db, columns);
  const status = typeof columns.status === 'string' ? columns.status : 'pending';
  const order = await insert<OrderRow>(db, 'orders', {
    ...scope,
    platform_order_id: `order-${number}`,
    order_number: `#${1000 + number}`,
    customer_email: `buyer-${number}@mail.example`,
    customer_name: `Buyer ${number}`,
    subtotal: '143.30',
    tax_amount: '0.00',
    shipping_amount: '0.00',
    total_amount: '143.30',
    currency: 'EUR',
    status,
    payment_status: status === 'pending' || status === 'cancelled' ? 'pending' : 'paid',
    fulfillment_status: ['fulfilled', 'shipped', 'delivered'].includes(status) ? 'fulfilled' : 'unfulfilled',
    items_count: items.length,
    platform_updated_at: new Date(),
    ...columns,
  });
  const rows: OrderItemRow[] = [];
  for (const [index, item] of items.entries()) {
    rows.push(
      await insert<OrderItemRow>(db, 'order_items', {
        order_id: order.id,
        store_id: order.store_id,
        platform_item_id: `item-${next()}`,
        title: `Item ${index + 1}`,
        quantity: 1,
        price: '143.30',
        total: '143.30',
        position: index + 1,
        ...item,
      }),
    );
  }
  return { ...order, items: rows };
}

/** A row of any table, as Postgres stored it; objects and arrays go in as JSON. */
export async function insert<T extends object = Row>(db: TestDatabase, table: string, columns: Columns): Promise<T> {
  const names = Object.keys(columns).filter((name) => columns[name] !== undefined);
  const values = names.map((name) => {
    const value = columns[name];
    const isJson = typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value);
    return isJson ? JSON.stringify(value) : value;
  });
  const places = names.map((_name, index) => `$${index + 1}`).join(', ');
  const list = names.map((name) => pg.escapeIdentifier(name)).join(', ');
  return db.one<T>(`INSERT INTO ${pg.escapeIdentifier(table)} (${list}) VALUES (${places}) RETURNING *`, values);
}

/** Rows of a store carry its owner beside it; the database refuses a pair that is not one. */
async function scopeOf(db: TestDatabase, columns: Columns): Promise<{ store_id: string; user_id: string }> {
  const given = columns.store_id;
  const store =
    typeof given === 'string'
      ? await db.one<StoreRow>('SELECT * FROM stores WHERE id = $1', [given])
      : await aStore(db, { user_id: columns.user_id });
  return { store_id: store.id, user_id: store.user_id };
}
