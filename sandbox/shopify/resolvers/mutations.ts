import { BulkQueryError } from '../bulk/plan.js';
import { gid, recordOf } from '../data/ids.js';
import type { Args } from '../graphql/connection.js';
import type { Resolver, Resolvers } from '../graphql/executor.js';
import type { ShopContext } from '../shop.js';
import type { Subscription } from '../webhooks.js';
import { bulkMutations } from '../writes/bulk-mutations.js';
import { VARIANT_MUTATIONS } from '../writes/bulk-variants.js';
import { FULFILLMENT_MUTATIONS } from '../writes/fulfillments.js';
import { ORDER_MUTATIONS } from '../writes/orders.js';
import { PRODUCT_MUTATIONS } from '../writes/products.js';
import { QUANTITY_MUTATIONS } from '../writes/quantities.js';

interface SubscriptionInput {
  uri?: string | null;
  callbackUrl?: string | null;
  format?: 'JSON' | 'XML' | null;
  filter?: string | null;
  includeFields?: string[] | null;
  name?: string | null;
}

const userError = (field: string[] | null, message: string): object => ({ field, message });

function subscriptionOf(id: unknown, { webhooks }: ShopContext): Subscription | null {
  const record = recordOf('WebhookSubscription', String(id));
  return record === null ? null : webhooks.get(record.n);
}

function operationOf(id: unknown, { bulk }: ShopContext): ReturnType<ShopContext['bulk']['get']> {
  const record = recordOf('BulkOperation', String(id));
  return record === null ? null : bulk.get(record.n);
}

const SERVICE_MUTATIONS: Resolvers<ShopContext>[string] = {
  bulkOperationRunQuery: (_: unknown, { query, groupObjects }: Args, context) => {
    try {
      const operation = context.bulk.start(String(query), groupObjects === true, context);
      if (operation !== null) return { bulkOperation: operation, userErrors: [] };
      const message = 'A maximum of 5 bulk operations can be run at once for this app and shop.';
      return { bulkOperation: null, userErrors: [{ code: 'LIMIT_REACHED', field: null, message }] };
    } catch (error) {
      if (!(error instanceof BulkQueryError)) throw error;
      return { bulkOperation: null, userErrors: [{ code: 'INVALID', field: ['query'], message: error.message }] };
    }
  },
  bulkOperationCancel: (_: unknown, { id }: Args, context) => {
    const operation = operationOf(id, context);
    if (operation === null)
      return { bulkOperation: null, userErrors: [userError(['id'], 'Bulk operation does not exist')] };
    if (context.bulk.cancel(operation)) return { bulkOperation: operation, userErrors: [] };
    const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`;
    return { bulkOperation: operation, userErrors: [userError(null, message)] };
  },
  webhookSubscriptionCreate: (_: unknown, { topic, webhookSubscription }: Args, { webhooks }) => {
    const input = webhookSubscription as SubscriptionInput;
    const created = webhooks.create(String(topic), {
      uri: input.uri ?? input.callbackUrl ?? '',
      format: input.format ?? 'JSON',
      ...(typeof input.filter === 'string' ? { filter: input.filter } : {}),
      ...(input.includeFields ? { include_fields: input.includeFields } : {}),
      ...(typeof input.name === 'string' ? { name: input.name } : {}),
    });
    if (typeof created !== 'string') return { webhookSubscription: created, userErrors: [] };
    return { webhookSubscription: null, userErrors: [userError(['webhookSubscription', 'callbackUrl'], created)] };
  },
  webhookSubscriptionUpdate: (_: unknown, { id, webhookSubscription }: Args, context) => {
    const subscription = subscriptionOf(id, context);
    const input = webhookSubscription as SubscriptionInput;
    if (subscription === null) {
      return { webhookSubscription: null, userErrors: [userError(['id'], 'Webhook subscription does not exist')] };
    }
    const refusal = context.webhooks.move(subscription, input.uri ?? input.callbackUrl ?? subscription.uri);
    const errors = refusal === null ? [] : [userError(['webhookSubscription', 'callbackUrl'], refusal)];
    return { webhookSubscription: refusal === null ? subscription : null, userErrors: errors };
  },
  webhookSubscriptionDelete: (_: unknown, { id }: Args, context) => {
    const subscription = subscriptionOf(id, context);
    if (subscription === null) {
      const errors = [userError(['id'], 'Webhook subscription does not exist')];
      return { deletedWebhookSubscriptionId: null, userErrors: errors };
    }
    context.webhooks.remove(subscription.n);
    return { deletedWebhookSubscriptionId: gid('WebhookSubscription', subscription.n), userErrors: [] };
  },
};

/** Counts what is carried out: a payload without an error in it. */
function counting(name: string, resolve: Resolver<ShopContext>): Resolver<ShopContext> {
  return (row, args, context) => {
    const payload = resolve(row, args, context) as Record<string, unknown>;
    const errors = [payload.userErrors, payload.orderCancelUserErrors].flat();
    const refused = errors.some((error) => error !== undefined);
    if (!refused && payload.replayed !== true) context.counted(name);
    return payload;
  };
}

/** `all`: what answers each field of every type, asked when a bulk mutation needs it. */
export function mutationResolvers(all: () => Resolvers<ShopContext>): Resolvers<ShopContext>[string] {
  const mutations: Record<string, Resolver<ShopContext>> = {
    ...SERVICE_MUTATIONS,
    ...bulkMutations(all),
    ...FULFILLMENT_MUTATIONS,
    ...ORDER_MUTATIONS,
    ...PRODUCT_MUTATIONS,
    ...VARIANT_MUTATIONS,
    ...QUANTITY_MUTATIONS,
  };
  return Object.fromEntries(Object.entries(mutations).map(([name, resolve]) => [name, counting(name, resolve)]));
}
