import { numberOf } from '../data/ids.js';
import type { OrderRow, ProductRow } from '../data/rows.js';
import { listConnection, QueryError, type Args } from '../graphql/connection.js';
import type { Resolvers } from '../graphql/executor.js';
import type { ShopContext } from '../shop.js';
import { fulfillmentOrdersOf } from './fulfillment-orders.js';
import { canMarkAsPaid } from './orders.js';

const FULFILLMENT_ORDERS_SCOPE = 'write_merchant_managed_fulfillment_orders';

/** Fields of orders and products that only those who write ask for. */
export const WRITTEN_FIELDS: Record<'Order' | 'Product', Resolvers<ShopContext>[string]> = {
  Order: {
    canMarkAsPaid: (o: OrderRow) => canMarkAsPaid(o),
    cancellation: (o: OrderRow) => (o.cancelled === null ? null : { staffNote: o.staff_note ?? null }),
    fulfillmentOrders: (o: OrderRow, args: Args, { scopes }) => {
      if (!scopes.includes(FULFILLMENT_ORDERS_SCOPE)) {
        const message = `Access denied for fulfillmentOrders field. Required access: \`${FULFILLMENT_ORDERS_SCOPE}\` access scope.`;
        throw new QueryError(message, { code: 'ACCESS_DENIED' });
      }
      return listConnection(fulfillmentOrdersOf(o), args.reverse === true);
    },
  },
  Product: {
    metafield: (p: ProductRow, { namespace: given, key }: Args) => {
      const namespace = typeof given === 'string' ? given : '$app';
      const found = p.metafields[`${namespace}.${String(key)}`];
      const id = `gid://shopify/Metafield/${numberOf('Product', p.n)}`;
      return found === undefined ? null : { id, namespace, key, ...found };
    },
  },
};
