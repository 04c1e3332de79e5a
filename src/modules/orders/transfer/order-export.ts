import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { moneyText } from '../../../common/database/money-sql.js';
import { iso } from '../../../common/database/sql.js';
import type { JsonObject } from '../../../common/json.js';
import { keysetBatches } from '../../../common/tables/keyset-batches.js';
import { listCell } from '../../../common/tables/list-cell.js';
import type { Table, TableColumn } from '../../../common/tables/table.js';
import { type OrderFilter, orderFilters } from '../order-filters.js';

type Row = Record<string, string | number | null> & { tags: string[] | null } & Record<
    'billing_address' | 'shipping_address',
    JsonObject | null
  >;

const ORDERS_A_BATCH = 250;
/** Each is several rows. */
const ORDERS_A_BATCH_WITH_ITEMS = 100;

const MONEY = [
  'subtotal',
  'discount_amount',
  'tax_amount',
  'shipping_amount',
  'fees_amount',
  'total_amount',
  'refunded_amount',
];
const ITEM_MONEY = ['price', 'total', 'discount_amount', 'tax_amount'];
const ADDRESS = [
  'first_name',
  'last_name',
  'company',
  'address1',
  'address2',
  'city',
  'province',
  'postal_code',
  'country_code',
  'phone',
];

const plain = (name: string, kind: TableColumn<Row>['kind'] = 'text'): TableColumn<Row> => ({
  name,
  kind,
  value: (row) => row[name] as string | number | null,
});
const addressOf = (which: 'billing' | 'shipping'): TableColumn<Row>[] =>
  ADDRESS.map((field) => ({
    name: `${which}_${field}`,
    kind: 'text',
    value: (row) => (row[`${which}_address`]?.[field] as string | null | undefined) ?? null,
  }));

const ORDER_COLUMNS: readonly TableColumn<Row>[] = [
  ...['order_id', 'store_id', 'store_name', 'platform', 'platform_order_id', 'order_number', 'created_at'].map((name) =>
    plain(name),
  ),
  ...['status', 'payment_status', 'fulfillment_status', 'customer_name', 'customer_email', 'customer_phone'].map(
    (name) => plain(name),
  ),
  plain('currency'),
  ...MONEY.map((name) => plain(name, 'decimal')),
  plain('payment_gateway'),
  plain('items_count', 'integer'),
  { name: 'tags', kind: 'text', value: (row) => listCell(row.tags ?? []) },
  plain('notes'),
  ...addressOf('billing'),
  ...addressOf('shipping'),
  ...['paid_at', 'cancelled_at', 'cancel_reason', 'updated_at'].map((name) => plain(name)),
];

const ITEM_COLUMNS: readonly TableColumn<Row>[] = [
  ...['item_id', 'item_product_id', 'item_variant_id', 'item_title', 'item_variant_title', 'item_sku'].map((name) =>
    plain(name),
  ),
  ...['item_quantity', 'item_fulfilled_quantity', 'item_refunded_quantity'].map((name) => plain(name, 'integer')),
  ...ITEM_MONEY.map((name) => plain(`item_${name}`, 'decimal')),
];

const ORDER_SELECT = `
  r.id AS order_id, r.store_id, store.name AS store_name, store.platform, r.platform_order_id, r.order_number,
  ${iso('r.created_at')} AS created_at, r.status, r.payment_status, r.fulfillment_status, r.customer_name, r.customer_email,
  r.customer_phone, r.currency, ${MONEY.map((name) => `${moneyText(`r.${name}`, 'r.currency')} AS ${name}`).join(', ')},
  r.payment_gateway, r.items_count, r.tags, r.notes, r.billing_address, r.shipping_address,
  ${iso('r.paid_at')} AS paid_at, ${iso('r.cancelled_at')} AS cancelled_at, r.cancel_reason, ${iso('r.updated_at')} AS updated_at`;

const ITEM_SELECT = `
  i.id AS item_id, i.product_id AS item_product_id, i.variant_id AS item_variant_id, i.title AS item_title,
  i.variant_title AS item_variant_title, i.sku AS item_sku, i.quantity AS item_quantity,
  i.fulfilled_quantity AS item_fulfilled_quantity, i.refunded_quantity AS item_refunded_quantity,
  ${ITEM_MONEY.map((name) => `${moneyText(`i.${name}`, 'r.currency')} AS item_${name}`).join(', ')}`;

/** Orders as a table: a row for each order, or for each of its lines. */
@Injectable()
export class OrderExport {
  constructor(private readonly database: Database) {}

  /** The newest first. An order without lines has one row in `items` too. */
  table(userId: string, filter: OrderFilter, rows: 'orders' | 'items'): Table<Row> {
    const filters = orderFilters(userId, filter);
    const isItems = rows === 'items';
    return {
      columns: isItems ? [...ORDER_COLUMNS, ...ITEM_COLUMNS] : ORDER_COLUMNS,
      batches: keysetBatches<Row>(this.database, {
        table: 'orders',
        select: isItems ? `${ORDER_SELECT}, ${ITEM_SELECT}` : ORDER_SELECT,
        joins: `JOIN stores store ON store.id = r.store_id ${isItems ? 'LEFT JOIN order_items i ON i.order_id = r.id' : ''}`,
        conditions: filters.conditions,
        parameters: filters.parameters,
        ...(isItems && { order_within: 'i.position, i.id' }),
        batch: isItems ? ORDERS_A_BATCH_WITH_ITEMS : ORDERS_A_BATCH,
      }),
    };
  }
}
