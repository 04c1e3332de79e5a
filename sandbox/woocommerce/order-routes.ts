import { jsonAnswer, WooError } from './answers.js';
import { dateFilter, FoundCache, idFilter, pageAnswer, selectFields, sortBy } from './listing.js';
import { isListed } from './orders.js';
import type { WooRefund } from './order-types.js';
import { DATE_RULES, orderRules, PAGE_RULES, type Params, type ParamRules } from './params.js';
import { refundAcross } from './refunds.js';
import { route, type Call, type Route } from './routes.js';
import type { Site } from './site.js';
import { ORDER_STATUSES } from './vocabulary.js';

const ORDERBY = ['date', 'id', 'include', 'title', 'slug', 'modified'] as const;
const STATUS_VALUES = ['any', 'trash', 'auto-draft', ...ORDER_STATUSES.map(([slug]) => slug)];

const ORDER_RULES: ParamRules = {
  ...PAGE_RULES,
  ...DATE_RULES,
  ...orderRules(ORDERBY),
  status: { type: 'strings', values: STATUS_VALUES },
  customer: { type: 'integer' },
  product: { type: 'integer' },
  dp: { type: 'integer' },
  created_via: { type: 'strings' },
};
const REFUND_RULES: ParamRules = { ...PAGE_RULES, ...DATE_RULES, ...orderRules(ORDERBY) };

interface FoundRefund {
  refund: WooRefund;
  order_id: number;
  created: number;
  modified: number;
}

export function orderRoutes(): Route[] {
  const found = new FoundCache<number>();
  const refunds = new FoundCache<FoundRefund>();
  return [
    route('GET', 'orders', 'list', ORDER_RULES, ({ site, query, params, page }) => {
      const { orders } = site;
      const indexes = found.get(query, orders.version, () => findOrders(site, params));
      return pageAnswer(page, indexes, (index) => orders.order(index), 'zero_past_the_end');
    }),
    route('GET', 'orders/statuses', 'list', {}, () =>
      jsonAnswer(
        200,
        ORDER_STATUSES.map(([slug, name]) => ({ slug, name })),
      ),
    ),
    route('GET', 'orders/#', 'view', {}, (call) =>
      jsonAnswer(200, selectFields(call.site.orders.order(orderIndex(call)), call.query)),
    ),
    route(
      'GET',
      'orders/#/notes',
      'list',
      { type: { type: 'string', values: ['any', 'customer', 'internal'] } },
      notes,
    ),
    route('GET', 'orders/#/refunds', 'list', REFUND_RULES, (call) => {
      const index = orderIndex(call);
      const order = call.site.orders.order(index);
      const own = call.site.orders.refunds(index).map((refund) => foundRefund(refund, order.id));
      return pageAnswer(call.page, filterRefunds(own, call.params), ({ refund }) => refund);
    }),
    route('GET', 'orders/#/refunds/#', 'view', {}, (call) => {
      const wanted = Number(call.path[1]);
      const refund = call.site.orders.refunds(orderIndex(call)).find((candidate) => candidate.id === wanted);
      if (refund === undefined) throw refundMissing();
      return jsonAnswer(200, selectFields(refund, call.query));
    }),
    route('GET', 'refunds', 'list', REFUND_RULES, ({ site, query, params, page }) => {
      const all = refunds.get(query, site.orders.version, () => filterRefunds(refundsAcross(site, params), params));
      return pageAnswer(page, all, ({ refund, order_id }) => refundAcross(refund, order_id));
    }),
    route('GET', 'reports/orders/totals', 'list', {}, ({ site }) => {
      const counts = new Map<string, number>();
      for (const head of site.orders.heads) counts.set(head.status, (counts.get(head.status) ?? 0) + 1);
      const totals = ORDER_STATUSES.map(([slug, name]) => ({ slug, name, total: counts.get(slug) ?? 0 }));
      return jsonAnswer(200, totals);
    }),
  ];
}

/** Slots of the orders that the parameters ask for, sorted. */
function findOrders(site: Site, params: Params): number[] {
  const { heads } = site.orders;
  const statuses = params.texts('status');
  const any = statuses.length === 0 || statuses.includes('any');
  const customer = params.integer('customer');
  const product = params.integer('product');
  const search = params.text('search').toLowerCase();
  const via = params.texts('created_via');
  const dated = dateFilter(params);
  const wanted = idFilter(params);
  const indexes: number[] = [];
  heads.forEach((head, index) => {
    const fits =
      (any ? isListed(head.status) || statuses.includes(head.status) : statuses.includes(head.status)) &&
      (customer === null || head.customer_id === customer) &&
      dated(head) &&
      wanted(site.orders.idOf(index));
    if (!fits) return;
    if (product !== null && !site.orders.order(index).line_items.some((line) => line.product_id === product)) return;
    if (search !== '' && !matches(site, index, search)) return;
    if (via.length > 0 && !via.includes(site.orders.order(index).created_via)) return;
    indexes.push(index);
  });
  return sorted(
    indexes,
    params,
    (index) => site.orders.idOf(index),
    (index) => heads[index],
  );
}

/** `id`, `title` and `slug` all come down to the id; `include` keeps the order of the list that was given. */
function sorted<T>(
  items: T[],
  params: Params,
  idOf: (item: T) => number,
  datesOf: (item: T) => { created: number; modified: number } | undefined,
): T[] {
  const by = params.text('orderby');
  if (by === 'include') {
    const place = new Map(params.integers('include').map((id, at) => [id, at]));
    return [...items].sort((a, b) => (place.get(idOf(a)) ?? 0) - (place.get(idOf(b)) ?? 0));
  }
  return sortBy(items, params, (item) => {
    const dates = datesOf(item);
    const id = idOf(item);
    return [by === 'date' ? (dates?.created ?? 0) : by === 'modified' ? (dates?.modified ?? 0) : id, id];
  });
}

function matches(site: Site, index: number, search: string): boolean {
  const order = site.orders.order(index);
  const names = order.line_items.map((line) => line.name).join('\n');
  const people = `${JSON.stringify(order.billing)}\n${JSON.stringify(order.shipping)}`;
  return `${order.id}\n${people}\n${names}`.toLowerCase().includes(search);
}

function orderIndex({ site, path }: Call): number {
  const index = site.orders.indexOf(Number(path[0]));
  if (index < 0) throw new WooError(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  return index;
}

function refundMissing(): WooError {
  return new WooError(404, 'woocommerce_rest_invalid_order_refund_id', 'Invalid order refund ID.', 404);
}

function foundRefund(refund: WooRefund, orderId: number): FoundRefund {
  const created = Date.parse(`${refund.date_created_gmt}Z`) / 1000;
  return { refund, order_id: orderId, created, modified: created };
}

function refundsAcross(site: Site, params: Params): FoundRefund[] {
  return site.orders
    .refundedIndexes(params.integers('include'))
    .flatMap((index) => site.orders.refunds(index).map((refund) => foundRefund(refund, site.orders.idOf(index))));
}

/** Refunds have no modified date of their own: filters on it see the day they were made. */
function filterRefunds(all: FoundRefund[], params: Params): FoundRefund[] {
  const parents = new Set(params.integers('parent'));
  const dated = dateFilter(params);
  const wanted = idFilter(params);
  const kept = all.filter(
    (found) => (parents.size === 0 || parents.has(found.order_id)) && dated(found) && wanted(found.refund.id),
  );
  return sorted(
    kept,
    params,
    (found) => found.refund.id,
    (found) => found,
  );
}

function notes(call: Call): ReturnType<Route['handle']> {
  const index = orderIndex(call);
  const type = call.params.text('type');
  const list = call.site.notes
    .list(index, call.site.orders.heads[index])
    .filter((note) => type === '' || type === 'any' || note.customer_note === (type === 'customer'));
  return jsonAnswer(200, list);
}
