import {
  execute,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import { schema } from '../schema/sdl.js';
import type { ShopContext } from '../shop.js';
import { QueryError } from './connection.js';
import { actualCost, MAXIMUM_COST, requestedCost } from './cost.js';
import { compile, run, type FieldPlan, type Resolvers } from './executor.js';
import type { CostBucket } from './throttle.js';

export interface GraphqlRequest {
  query: string;
  variables: Record<string, unknown>;
  operation_name: string | null;
}

const KEPT_DOCUMENTS = 200;
const documents = new Map<string, { document: DocumentNode; errors: readonly GraphQLError[] }>();

/** Answers one GraphQL request: always an HTTP 200 body, errors included, as Shopify does. */
export function answerGraphql(
  request: GraphqlRequest,
  context: ShopContext,
  bucket: CostBucket,
  resolvers: Resolvers<ShopContext>,
): object {
  const checked = check(request.query);
  if (checked.errors.length > 0) return { errors: checked.errors.map(refusalOf) };
  const { document } = checked;
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const operation = chosen(operations, request.operation_name);
  if (operation === null) return { errors: [{ message: 'An operation name is required' }] };
  if (isIntrospection(operation)) return execute({ schema, document, variableValues: request.variables });
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables);
  if (variables.errors !== undefined) {
    return {
      errors: variables.errors.map((error) => ({ message: error.message, extensions: { code: 'INVALID_VARIABLE' } })),
    };
  }
  const mutation = operation.operation === OperationTypeNode.MUTATION;
  const type = mutation ? schema.getMutationType() : schema.getQueryType();
  if (type === null || type === undefined) throw new Error('the schema has no such operation');
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const plans = compile({ schema, fragments, variables: variables.coerced, resolvers }, type, [operation.selectionSet]);
  return executed(plans, mutation, context, bucket);
}

function executed(
  plans: FieldPlan<ShopContext>[],
  mutation: boolean,
  context: ShopContext,
  bucket: CostBucket,
): object {
  const requested = requestedCost(plans, mutation);
  if (requested > MAXIMUM_COST) return tooDear(requested);
  if (!bucket.take(requested)) return throttledBody(requested, bucket);
  const denied = plans.find((plan) => missingScope(plan.name, context) !== null);
  if (denied !== undefined) {
    bucket.give(requested);
    return deniedBody(denied, context, requested, bucket);
  }
  try {
    const data = run(plans, {}, context);
    const actual = Math.min(requested, actualCost(plans, data, mutation));
    bucket.give(requested - actual);
    return { data, extensions: { cost: cost(requested, actual, bucket) } };
  } catch (error) {
    bucket.give(requested);
    if (!(error instanceof QueryError)) throw error;
    return { errors: [{ message: error.message, extensions: error.extensions }], data: null };
  }
}

/** What an answer that was throttled says. */
export function throttledBody(requested: number, bucket: CostBucket, available?: number): object {
  const throttle = cost(requested, null, bucket);
  if (available !== undefined) throttle.throttleStatus.currentlyAvailable = available;
  return {
    errors: [
      {
        message: 'Throttled',
        extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' },
      },
    ],
    extensions: { cost: throttle },
  };
}

function cost(
  requested: number,
  actual: number | null,
  bucket: CostBucket,
): { requestedQueryCost: number; actualQueryCost: number | null; throttleStatus: ReturnType<CostBucket['status']> } {
  return { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() };
}

function tooDear(requested: number): object {
  const message =
    `Query cost is ${requested}, which exceeds the single query max cost limit (${MAXIMUM_COST}).\n\n` +
    'See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the cost of a query is calculated.';
  return { errors: [{ message, extensions: { code: 'MAX_COST_EXCEEDED', cost: requested, maxCost: MAXIMUM_COST } }] };
}

const ROOT_SCOPES: Record<string, string> = {
  orders: 'read_orders',
  order: 'read_orders',
  ordersCount: 'read_orders',
  refund: 'read_orders',
  fulfillment: 'read_orders',
  products: 'read_products',
  product: 'read_products',
  productsCount: 'read_products',
  productVariant: 'read_products',
  productVariants: 'read_products',
  productVariantsCount: 'read_products',
  inventoryItem: 'read_inventory',
  inventoryItems: 'read_inventory',
  inventoryLevel: 'read_inventory',
  location: 'read_locations',
  locations: 'read_locations',
  customer: 'read_customers',
  customers: 'read_customers',
  customersCount: 'read_customers',
  fulfillmentCancel: 'write_merchant_managed_fulfillment_orders',
  fulfillmentCreate: 'write_merchant_managed_fulfillment_orders',
  fulfillmentEventCreate: 'write_fulfillments',
  fulfillmentOrder: 'write_merchant_managed_fulfillment_orders',
  fulfillmentTrackingInfoUpdate: 'write_merchant_managed_fulfillment_orders',
  inventorySetQuantities: 'write_inventory',
  orderCancel: 'write_orders',
  orderMarkAsPaid: 'write_orders',
  orderUpdate: 'write_orders',
  productDelete: 'write_products',
  productSet: 'write_products',
  productUpdate: 'write_products',
  productVariantsBulkCreate: 'write_products',
  productVariantsBulkDelete: 'write_products',
  productVariantsBulkUpdate: 'write_products',
};

export function missingScope(field: string, { scopes }: ShopContext): string | null {
  const needed = ROOT_SCOPES[field];
  return needed === undefined || scopes.includes(needed) ? null : needed;
}

function deniedBody(plan: FieldPlan<ShopContext>, context: ShopContext, requested: number, bucket: CostBucket): object {
  const scope = missingScope(plan.name, context) ?? '';
  return {
    errors: [
      {
        message: `Access denied for ${plan.name} field. Required access: \`${scope}\` access scope.`,
        path: [plan.key],
        extensions: {
          code: 'ACCESS_DENIED',
          documentation: 'https://shopify.dev/api/usage/access-scopes',
          requiredAccess: `\`${scope}\` access scope.`,
        },
      },
    ],
    data: null,
    extensions: { cost: cost(requested, 0, bucket) },
  };
}

function check(query: string): { document: DocumentNode; errors: readonly GraphQLError[] } {
  const known = documents.get(query);
  if (known !== undefined) return known;
  const checked = checkNew(query);
  if (documents.size >= KEPT_DOCUMENTS) documents.clear();
  documents.set(query, checked);
  return checked;
}

function checkNew(query: string): { document: DocumentNode; errors: readonly GraphQLError[] } {
  try {
    const document = parse(query);
    return { document, errors: validate(schema, document) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { document: { kind: Kind.DOCUMENT, definitions: [] }, errors: [error] };
  }
}

/** Shopify's words for the commonest mistake; the library's for the others. */
function refusalOf(error: GraphQLError): object {
  const unknown = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message);
  const { locations } = error;
  if (unknown === null) return { message: error.message, locations, extensions: { code: 'invalidQuery' } };
  const [, fieldName, typeName] = unknown;
  const message = `Field '${fieldName}' doesn't exist on type '${typeName}'`;
  return { message, locations, path: [], extensions: { code: 'undefinedField', typeName, fieldName } };
}

function chosen(operations: OperationDefinitionNode[], name: string | null): OperationDefinitionNode | null {
  if (name === null || name === '') return operations.length === 1 ? (operations[0] ?? null) : null;
  return operations.find((operation) => operation.name?.value === name) ?? null;
}

function isIntrospection(operation: OperationDefinitionNode): boolean {
  return operation.selectionSet.selections.some(
    (one) => one.kind === Kind.FIELD && (one.name.value === '__schema' || one.name.value === '__type'),
  );
}
