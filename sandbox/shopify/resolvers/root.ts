import { listConnection, QueryError, type Args, type Connection } from '../graphql/connection.js';
import { Typed, type Resolvers } from '../graphql/executor.js';
import { numberOf, parseGid, recordOf, type IdKind } from '../data/ids.js';
import { LOCATIONS } from '../data/store.js';
import type { ShopContext } from '../shop.js';
import { SUPPORTED_VERSIONS } from '../versions.js';
import { ADMIN_RESOLVERS } from './admin.js';
import { CATALOG_RESOLVERS, type LevelOf } from './catalog.js';
import { FULFILLMENT_RESOLVERS, refundsOf } from './fulfillment.js';
import { mutationResolvers } from './mutations.js';
import { linesOf, ORDER_RESOLVERS } from './orders.js';
import { fulfillmentOrderById, FULFILLMENT_ORDER_RESOLVERS } from '../writes/fulfillment-orders.js';
import { WRITTEN_FIELDS } from '../writes/fields.js';
import { countOf, customersBy, ordersBy, productsBy } from './searches.js';
import type { Page } from '../graphql/connection.js';

const orders = (_: unknown, args: Args, context: ShopContext): Connection => ordersBy(context, args);
const products = (_: unknown, args: Args, context: ShopContext): Connection => productsBy(context, args, 'products');
const variants = (_: unknown, args: Args, context: ShopContext): Connection => productsBy(context, args, 'variants');
const customers = (_: unknown, args: Args, context: ShopContext): Connection => customersBy(context, args);

/** One record by its gid, typed; null when there is none. Throws QueryError on what is no gid at all. */
function nodeById(id: string, context: ShopContext): Typed | null {
  const parsed = parseGid(id);
  if (parsed === null) throw new QueryError(`Invalid global id '${id}'`, { code: 'argumentLiteralsIncompatible' });
  const { store } = context;
  const parts = parsed.type in FINDERS ? recordOf(parsed.type as IdKind, id) : null;
  const find = FINDERS[parsed.type];
  if (parsed.type === 'InventoryLevel') return levelById(parsed.number, parsed.query.get('inventory_item_id'), context);
  if (find === undefined || parts === null) return null;
  const row = find(parts.n, parts.k, context, store.orders.get(parts.n));
  return row === null || row === undefined ? null : new Typed(parsed.type, row);
}

type Finder = (
  n: number,
  k: number,
  context: ShopContext,
  order: ReturnType<ShopContext['store']['orders']['get']>,
) => unknown;

const FINDERS: Record<string, Finder> = {
  Product: (n, k, { store }) => (k === 0 ? store.products.get(n) : null),
  ProductVariant: (n, k, { store }) => store.variant(n, k),
  InventoryItem: (n, k, { store }) => store.variant(n, k),
  Order: (_n, k, _c, order) => (k === 0 ? order : null),
  LineItem: (_n, k, _c, order) => (order === null ? null : linesOf(order)[k]),
  Fulfillment: (_n, k, _c, order) =>
    order?.fulfillments[k] === undefined ? null : { order, row: order.fulfillments[k] },
  Refund: (_n, k, _c, order) => (order === null ? null : refundsOf(order)[k]),
  OrderTransaction: (_n, k, _c, order) =>
    order?.transactions[k] === undefined ? null : { order, row: order.transactions[k] },
  Customer: (n, k, { store }) => (k === 0 ? store.customers.get(n) : null),
  Location: (n) => LOCATIONS[n],
  BulkOperation: (n, _k, { bulk }) => bulk.get(n),
  WebhookSubscription: (n, _k, { webhooks }) => webhooks.get(n),
};

function levelById(location: number, item: string | null, { store }: ShopContext): Typed | null {
  const parts = recordOf('InventoryItem', `gid://shopify/InventoryItem/${item ?? ''}`);
  const variant = parts === null ? null : store.variant(parts.n, parts.k);
  const level = variant?.levels.find((one) => numberOf('Location', one.location) === location);
  return variant === null || level === undefined
    ? null
    : new Typed('InventoryLevel', { variant, level } satisfies LevelOf);
}

/** `product(id:)` and its like: null for another kind of gid too. */
const byId =
  (type: string) =>
  (_: unknown, { id }: Args, context: ShopContext): unknown => {
    const node = nodeById(String(id), context);
    return node?.type === type ? node.row : null;
  };

const PAGE_RESOLVERS = {
  nodes: (page: Page) => page.nodes,
  edges: (page: Page) => page.nodes.map((node, index) => ({ node, cursor: page.cursorAt(index) })),
  pageInfo: (page: Page) => ({
    hasNextPage: page.hasNextPage,
    hasPreviousPage: page.hasPreviousPage,
    startCursor: page.nodes.length === 0 ? null : page.cursorAt(0),
    endCursor: page.nodes.length === 0 ? null : page.cursorAt(page.nodes.length - 1),
  }),
};

const QUERY_RESOLVERS: Resolvers<ShopContext>[string] = {
  bulkOperation: byId('BulkOperation'),
  bulkOperations: (_: unknown, args: Args, { bulk }) =>
    listConnection(searchBulk(bulk.list(), args.query), args.reverse === true),
  currentAppInstallation: (_: unknown, _args: Args, { scopes, client_id }) => ({
    id: 'gid://shopify/AppInstallation/500000001',
    accessScopes: scopes.map((handle) => ({ handle, description: `Access to ${handle.replace('_', ' ')}` })),
    app: {
      id: 'gid://shopify/App/400000001',
      apiKey: client_id,
      embedded: false,
      handle: 'sandbox-app',
      title: 'Sandbox app',
    },
  }),
  currentBulkOperation: (_: unknown, args: Args, { bulk }) =>
    bulk.list().findLast((one) => one.type === (args.type ?? 'QUERY')) ?? null,
  customer: byId('Customer'),
  customers,
  customersCount: (_: unknown, args: Args, context) => countOf(customersBy(context, args).all(), args.limit),
  fulfillment: byId('Fulfillment'),
  fulfillmentOrder: (_: unknown, { id }: Args, context) => fulfillmentOrderById(String(id), context),
  inventoryItem: byId('InventoryItem'),
  inventoryItems: variants,
  inventoryLevel: byId('InventoryLevel'),
  job: (_: unknown, { id }: Args, { jobs }) => jobs.get(String(id)),
  location: (_: unknown, { id }: Args, context) =>
    id === undefined || id === null ? LOCATIONS[0] : byId('Location')(_, { id }, context),
  locations: (_: unknown, args: Args) =>
    listConnection(
      LOCATIONS.filter((location) => location.active || args.includeInactive === true),
      args.reverse === true,
    ),
  node: (_: unknown, { id }: Args, context) => nodeById(String(id), context),
  nodes: (_: unknown, { ids }: Args, context) => {
    const list = ids as string[];
    if (list.length > 250) {
      throw new QueryError(`The input array size of ${list.length} is greater than the maximum allowed of 250.`, {
        code: 'MAX_INPUT_SIZE_EXCEEDED',
      });
    }
    return list.map((id) => nodeById(id, context));
  },
  order: byId('Order'),
  orders,
  ordersCount: (_: unknown, args: Args, context) => countOf(ordersBy(context, args).all(), args.limit),
  product: byId('Product'),
  productVariant: byId('ProductVariant'),
  productVariants: variants,
  productVariantsCount: (_: unknown, args: Args, context) =>
    countOf(productsBy(context, args, 'variants').all(), args.limit),
  products,
  productsCount: (_: unknown, args: Args, context) => countOf(productsBy(context, args, 'products').all(), args.limit),
  publicApiVersions: () => SUPPORTED_VERSIONS.map((handle) => ({ handle, displayName: handle, supported: true })),
  refund: byId('Refund'),
  shop: () => ({}),
  webhookSubscription: byId('WebhookSubscription'),
  webhookSubscriptions: (_: unknown, args: Args, { webhooks }) => {
    const topics = args.topics as string[] | null | undefined;
    const uri = (args.uri ?? args.callbackUrl) as string | null | undefined;
    const matching = webhooks
      .list()
      .filter(
        (one) =>
          (topics === null || topics === undefined || topics.includes(one.topic)) && (uri ?? one.uri) === one.uri,
      );
    return listConnection(matching, args.reverse === true);
  },
  webhookSubscriptionsCount: (_: unknown, args: Args, { webhooks }) => countOf(webhooks.list(), args.limit),
};

function searchBulk<Operation extends { status: string }>(
  list: readonly Operation[],
  query: unknown,
): readonly Operation[] {
  const status = typeof query === 'string' ? /status:'?(\w+)/.exec(query)?.[1]?.toUpperCase() : undefined;
  return status === undefined ? list : list.filter((one) => one.status === status);
}

/** What answers each field. Types of connections all answer alike. */
export function createResolvers(connectionTypes: Iterable<string>): Resolvers<ShopContext> {
  const resolvers: Resolvers<ShopContext> = {
    ...CATALOG_RESOLVERS,
    ...ORDER_RESOLVERS,
    ...FULFILLMENT_RESOLVERS,
    ...ADMIN_RESOLVERS,
    ...FULFILLMENT_ORDER_RESOLVERS,
    Product: { ...CATALOG_RESOLVERS.Product, ...WRITTEN_FIELDS.Product },
    Order: { ...ORDER_RESOLVERS.Order, ...WRITTEN_FIELDS.Order },
    QueryRoot: QUERY_RESOLVERS,
    Mutation: mutationResolvers(() => resolvers),
  };
  for (const type of connectionTypes) resolvers[type] = PAGE_RESOLVERS;
  return resolvers;
}
