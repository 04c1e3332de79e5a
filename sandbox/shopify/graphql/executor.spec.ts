import {
  execute,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  Kind,
  parse,
  validate,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { BulkOperations } from '../bulk/operations.js';
import { ShopStore } from '../data/store.js';
import { createResolvers } from '../resolvers/root.js';
import { schema } from '../schema/sdl.js';
import type { ShopContext } from '../shop.js';
import { ALL_SCOPES } from '../versions.js';
import { WebhookSubscriptions } from '../webhooks.js';
import { Jobs } from '../writes/jobs.js';
import { Idempotent } from '../writes/idempotent.js';
import { StagedUploads } from '../writes/uploads.js';
import { compile, run, Typed } from './executor.js';
import type { Args, Connection } from './connection.js';

const connectionTypes = Object.keys(schema.getTypeMap()).filter((name) => name.endsWith('Connection'));
const resolvers = createResolvers(connectionTypes);

function contextOf(): ShopContext {
  const outside = { deliver: () => undefined, setting: () => undefined };
  return {
    name: 'demo',
    domain: 'demo.myshopify.com',
    origin: () => 'http://sandbox.test',
    client_id: 'id',
    scopes: ALL_SCOPES,
    store: new ShopStore(3, 18, 12),
    webhooks: new WebhookSubscriptions(outside, { name: 'demo', domain: 'demo.myshopify.com', client_secret: 's' }),
    bulk: new BulkOperations(resolvers, { delay_ms: 1, spent: () => undefined }),
    jobs: new Jobs(1),
    idempotent: new Idempotent(),
    uploads: new StagedUploads(() => ''),
    counted: () => undefined,
  };
}

/** Everything that a type has, `depth` objects deep. */
function everything(type: GraphQLNamedType, depth: number): string {
  if (isAbstractType(type)) {
    const members = schema.getPossibleTypes(type).map((member) => `... on ${member.name} ${everything(member, depth)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  const object = type as GraphQLObjectType;
  const parts = ['__typename'];
  for (const field of Object.values(object.getFields())) {
    const inner = getNamedType(field.type);
    const args = argumentsOf(field.args.map((arg) => arg.name));
    if (args === null) continue;
    if (isLeafType(inner)) parts.push(`${field.name}${args}`);
    else if (depth > 0 || inner.name === 'MoneyBag' || inner.name === 'MoneyV2' || inner.name === 'PageInfo') {
      // The way through a connection to its nodes is no depth of its own.
      const step = /Connection$|Edge$/.test(inner.name) ? 0 : 1;
      parts.push(`${aliasOf(object, field.name)}${field.name}${args} ${everything(inner, Math.max(0, depth - step))}`);
    }
  }
  return `{ ${parts.join(' ')} }`;
}

/** Fields of the same name but different nullability in the members of a union must not meet under one key. */
function aliasOf(type: GraphQLObjectType, field: string): string {
  return isObjectType(type) ? `${type.name}_${field}: ` : '';
}

function argumentsOf(names: string[]): string | null {
  if (names.includes('key')) return '(key: "none")';
  if (names.includes('locationId')) return null;
  if (names.includes('names')) return '(names: ["available", "on_hand", "nonsense"])';
  return names.includes('first') ? '(first: 2)' : '';
}

const ROOTS = ['orders', 'products', 'customers', 'productVariants', 'inventoryItems', 'locations'];

describe('the compiled executor', () => {
  it.each(ROOTS)(
    'gives the same answer as the reference executor for everything under %s, without a null where none may be',
    (root) => {
      const type = schema.getType(
        {
          orders: 'Order',
          products: 'Product',
          customers: 'Customer',
          productVariants: 'ProductVariant',
          inventoryItems: 'InventoryItem',
          locations: 'Location',
        }[root] ?? '',
      );
      if (!isObjectType(type)) throw new Error(`no type for ${root}`);
      const text = `{ ${root}(first: 18) { nodes ${everything(type, 2)} edges { cursor } pageInfo { hasNextPage endCursor } } shop ${everything(schema.getType('Shop') as GraphQLObjectType, 1)} }`;
      const document = parse(text);
      expect(validate(schema, document)).toEqual([]);
      const context = contextOf();
      const reference = execute({
        schema,
        document,
        contextValue: context,
        rootValue: {},
        typeResolver: (value) => (value as Typed).type,
        fieldResolver: (source: unknown, args: Args, _context, info) => {
          const row = source instanceof Typed ? source.row : source;
          const resolve = resolvers[info.parentType.name]?.[info.fieldName];
          const value =
            resolve === undefined
              ? (row as Record<string, unknown>)[info.fieldName]
              : resolve(row as never, args, context);
          const name = getNamedType(info.returnType).name;
          return name.endsWith('Connection') && value !== null ? (value as Connection).page(args) : value;
        },
      }) as { data: unknown; errors?: unknown };
      expect(reference.errors).toBeUndefined();
      const [operation] = document.definitions;
      if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
      const query = schema.getQueryType();
      if (!query) throw new Error('no query type');
      const plans = compile({ schema, fragments: new Map(), variables: {}, resolvers }, query, [
        operation.selectionSet,
      ]);
      expect(JSON.parse(JSON.stringify(run(plans, {}, context)))).toEqual(JSON.parse(JSON.stringify(reference.data)));
    },
  );

  it('merges fragments, honours aliases and leaves out what @skip and @include say', () => {
    const document = parse(`query ($no: Boolean!) {
      orders(first: 1) { nodes { number: name id @skip(if: true) ...Part ... on Node { __typename } note @include(if: $no) } }
    }
    fragment Part on Order { totalPriceSet { shopMoney { amount } } totalPriceSet { shopMoney { currencyCode } } }`);
    const [operation, fragment] = document.definitions;
    const query = schema.getQueryType();
    if (operation?.kind !== Kind.OPERATION_DEFINITION || fragment?.kind !== Kind.FRAGMENT_DEFINITION || !query)
      throw new Error('bad');
    const fragments = new Map([[fragment.name.value, fragment]]);
    const plans = compile({ schema, fragments, variables: { no: false }, resolvers }, query, [operation.selectionSet]);
    const data = run(plans, {}, contextOf()) as { orders: { nodes: Record<string, unknown>[] } };
    expect(data.orders.nodes[0]).toEqual({
      number: '#1001',
      __typename: 'Order',
      totalPriceSet: { shopMoney: { amount: expect.any(String) as string, currencyCode: 'USD' } },
    });
  });
});
