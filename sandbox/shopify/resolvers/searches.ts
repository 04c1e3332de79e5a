import { QueryError, recordsConnection, type Args, type Connection } from '../graphql/connection.js';
import { parseSearch, type Searched, type SearchValue } from '../graphql/search.js';
import { numberOf } from '../data/ids.js';
import type { Records, RecordOrder } from '../data/records.js';
import type { CustomerRow, OrderRow, ProductRow } from '../data/rows.js';
import type { ShopContext } from '../shop.js';

type Kind = 'Order' | 'Product' | 'Customer';
type Timed = { n: number; created: number; updated: number };

/** Fields that are known without making the record: what a sync filters by. */
function quick<Row extends Timed>(
  records: Records<Row>,
  kind: Kind,
  n: number,
  field: string,
): SearchValue | undefined {
  switch (field) {
    case 'updated_at':
      return { time: records.updatedAt(n) };
    case 'created_at':
    case 'processed_at':
      return field === 'processed_at' && kind !== 'Order' ? undefined : { time: records.createdAt(n) };
    case 'id':
      return { number: numberOf(kind, n) };
    default:
      return undefined;
  }
}

function orderField(order: OrderRow, field: string): SearchValue | undefined {
  switch (field) {
    case 'status':
      return { any: ['any', order.cancelled !== null ? 'cancelled' : 'open', ...(closed(order) ? ['closed'] : [])] };
    case 'financial_status':
      return { any: ['any', order.totals.financial.toLowerCase()] };
    case 'fulfillment_status':
      return { any: ['any', FULFILLMENT_WORDS[order.totals.fulfillment], order.totals.fulfillment.toLowerCase()] };
    case 'name':
      return { any: [`#${1001 + order.n}`, String(1001 + order.n)] };
    case 'email':
      return { text: order.email ?? '' };
    case 'customer_id':
      return order.customer === null ? { number: -1 } : { number: numberOf('Customer', order.customer) };
    case 'tag':
      return { any: order.tags };
    case 'test':
      return { flag: order.test };
    default:
      return undefined;
  }
}

const FULFILLMENT_WORDS = { UNFULFILLED: 'unshipped', PARTIALLY_FULFILLED: 'partial', FULFILLED: 'shipped' } as const;
const closed = (order: OrderRow): boolean => order.cancelled === null && order.totals.fulfillment === 'FULFILLED';

function productField(product: ProductRow, field: string): SearchValue | undefined {
  switch (field) {
    case 'status':
      return { text: product.status };
    case 'title':
      return { text: product.title };
    case 'handle':
      return { text: product.handle };
    case 'vendor':
      return { text: product.vendor };
    case 'product_type':
      return { text: product.product_type };
    case 'tag':
      return { any: product.tags };
    case 'sku':
      return { any: product.variants.map((variant) => variant.sku ?? '') };
    default:
      return undefined;
  }
}

function customerField(customer: CustomerRow, field: string): SearchValue | undefined {
  switch (field) {
    case 'email':
      return { text: customer.email ?? '' };
    case 'phone':
      return { text: customer.phone ?? '' };
    case 'tag':
      return { any: customer.tags };
    default:
      return undefined;
  }
}

function matcher<Row extends Timed>(
  records: Records<Row>,
  kind: Kind,
  query: unknown,
  rowField: (row: Row, field: string) => SearchValue | undefined,
): ((n: number) => boolean) | null {
  if (typeof query !== 'string' || query.trim() === '') return null;
  const search = parseSearch(query);
  return (n) => {
    let row: Row | null = null;
    const field: Searched = (name) => {
      const known = quick(records, kind, n, name);
      if (known !== undefined) return known;
      row ??= records.get(n);
      return row === null ? undefined : rowField(row, name);
    };
    return search(field);
  };
}

function orderBy(args: Args): RecordOrder {
  return args.sortKey === 'UPDATED_AT' ? 'updated' : 'id';
}

const SIXTY_DAYS = 60 * 86_400_000;

export function ordersBy({ store, scopes }: ShopContext, args: Args): Connection {
  const wanted = matcher(store.orders, 'Order', args.query, orderField);
  const since = store.epoch - SIXTY_DAYS;
  const matches = scopes.includes('read_all_orders')
    ? wanted
    : (n: number): boolean => store.orders.createdAt(n) >= since && (wanted === null || wanted(n));
  return recordsConnection({
    records: store.orders,
    order: orderBy(args),
    reverse: args.reverse === true,
    matches,
    expand: null,
  });
}

export function customerOrders(customer: CustomerRow, args: Args, context: ShopContext): Connection {
  const own = new Set(context.store.ordersOf(customer.n).map((order) => order.n));
  const also = matcher(context.store.orders, 'Order', args.query, orderField);
  const matches = (n: number): boolean => own.has(n) && (also === null || also(n));
  const records = context.store.orders;
  return recordsConnection({ records, order: orderBy(args), reverse: args.reverse === true, matches, expand: null });
}

/** Products, or what each of them consists of. */
export function productsBy({ store }: ShopContext, args: Args, parts: 'products' | 'variants'): Connection {
  return recordsConnection({
    records: store.products,
    order: parts === 'products' ? orderBy(args) : 'id',
    reverse: args.reverse === true,
    matches: matcher(
      store.products,
      'Product',
      parts === 'products' ? args.query : variantQuery(args.query),
      productField,
    ),
    expand: parts === 'products' ? null : (product) => product.variants,
  });
}

/** A variant's `id` is not its product's: that filter is not answered here rather than answered wrongly. */
function variantQuery(query: unknown): unknown {
  if (typeof query === 'string' && /(^|[\s(-])id:/.test(query)) {
    throw new QueryError('this sandbox does not search variants or inventory items by id; use nodes(ids:)');
  }
  return query;
}

export function customersBy({ store }: ShopContext, args: Args): Connection {
  const matches = matcher(store.customers, 'Customer', args.query, customerField);
  return recordsConnection({
    records: store.customers,
    order: orderBy(args),
    reverse: args.reverse === true,
    matches,
    expand: null,
  });
}

/** `limit` caps the count; null: no limit. */
export function countOf(all: Iterable<unknown>, limit: unknown): { count: number; precision: string } {
  const most = typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
  let count = 0;
  for (const _ of all) {
    if (count >= most) return { count: most, precision: 'AT_LEAST' };
    count++;
  }
  return { count, precision: 'EXACT' };
}
