import {
  getArgumentValues,
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Args, Connection } from './connection.js';

/**
 * A small compiled executor. A validated selection becomes a plan once and then runs over rows as plain calls,
 * which makes exporting 200,000 orders a matter of seconds where a general executor takes minutes; queries and
 * bulk operations run the same plan.
 */
export type Resolver<Context> = (row: never, args: Args, context: Context) => unknown;
/** By type and field; a field without an entry is the row's property of that name. */
export type Resolvers<Context> = Record<string, Record<string, Resolver<Context>>>;

export type Shape<Context> =
  | { kind: 'leaf' }
  | { kind: 'list'; item: Shape<Context> }
  | { kind: 'object'; type: string; select: Selection<Context> }
  | { kind: 'connection'; type: string; select: Selection<Context> };

export interface FieldPlan<Context> {
  key: string;
  name: string;
  parent: string;
  args: Args;
  resolve: Resolver<Context> | null;
  shape: Shape<Context>;
}

/** Fields by concrete type. */
export type Selection<Context> = Map<string, FieldPlan<Context>[]>;

/** A row of an abstract type says which it is. */
export class Typed {
  constructor(
    readonly type: string,
    readonly row: unknown,
  ) {}
}

/** Where a mutation's resolver finds the key of `@idempotent`. */
export const IDEMPOTENCY_KEY = '@idempotent';

export interface CompileInput<Context> {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  resolvers: Resolvers<Context>;
}

export function compile<Context>(
  input: CompileInput<Context>,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): FieldPlan<Context>[] {
  const fields = new Map<string, FieldNode[]>();
  for (const set of sets) collect(input, type, set, fields);
  const plans: FieldPlan<Context>[] = [];
  for (const [key, nodes] of fields) {
    const node = nodes[0];
    if (node === undefined) continue;
    const name = node.name.value;
    if (name === '__typename') {
      plans.push({ key, name, parent: type.name, args: {}, resolve: () => type.name, shape: { kind: 'leaf' } });
      continue;
    }
    const definition = type.getFields()[name];
    if (definition === undefined) throw new Error(`${type.name}.${name} passed validation but does not exist`);
    const inner = nodes.flatMap((one) => (one.selectionSet === undefined ? [] : [one.selectionSet]));
    plans.push({
      key,
      name,
      parent: type.name,
      args: argumentsOf(input, definition, node),
      resolve: input.resolvers[type.name]?.[name] ?? null,
      shape: shapeOf(input, definition.type, inner),
    });
  }
  return plans;
}

/** What a field was given; the key of `@idempotent` is beside it, under a name that no argument can have. */
function argumentsOf<Context>(
  input: CompileInput<Context>,
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Args {
  const args: Args = getArgumentValues(definition, node, input.variables);
  const idempotent = input.schema.getDirective('idempotent');
  const given = idempotent ? getDirectiveValues(idempotent, node, input.variables) : undefined;
  return given === undefined ? args : { ...args, [IDEMPOTENCY_KEY]: given.key };
}

function shapeOf<Context>(
  input: CompileInput<Context>,
  output: GraphQLOutputType,
  inner: readonly SelectionSetNode[],
): Shape<Context> {
  const type = getNullableType(output);
  if (isListType(type)) return { kind: 'list', item: shapeOf(input, type.ofType, inner) };
  const named = getNamedType(type);
  if (isLeafType(named)) return { kind: 'leaf' };
  const select: Selection<Context> = new Map();
  const concrete = isAbstractType(named) ? input.schema.getPossibleTypes(named) : isObjectType(named) ? [named] : [];
  for (const one of concrete) select.set(one.name, compile(input, one, inner));
  return { kind: named.name.endsWith('Connection') ? 'connection' : 'object', type: named.name, select };
}

function collect<Context>(
  input: CompileInput<Context>,
  type: GraphQLObjectType,
  set: SelectionSetNode,
  into: Map<string, FieldNode[]>,
): void {
  for (const selection of set.selections) {
    if (getDirectiveValues(GraphQLSkipDirective, selection, input.variables)?.if === true) continue;
    if (getDirectiveValues(GraphQLIncludeDirective, selection, input.variables)?.if === false) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const known = into.get(key);
      if (known === undefined) into.set(key, [selection]);
      else known.push(selection);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : input.fragments.get(selection.name.value);
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value;
    if (condition === undefined || applies(input.schema, type, condition))
      collect(input, type, fragment.selectionSet, into);
  }
}

function applies(schema: GraphQLSchema, type: GraphQLObjectType, condition: string): boolean {
  if (condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && schema.isSubType(named, type);
}

/** The answer for one row. */
export function run<Context>(
  plans: readonly FieldPlan<Context>[],
  row: unknown,
  context: Context,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const plan of plans) result[plan.key] = complete(plan.shape, valueOf(plan, row, context), plan.args, context);
  return result;
}

export function valueOf<Context>(plan: FieldPlan<Context>, row: unknown, context: Context): unknown {
  if (plan.resolve !== null) return plan.resolve(row as never, plan.args, context);
  return (row as Record<string, unknown>)[plan.name];
}

function complete<Context>(shape: Shape<Context>, value: unknown, args: Args, context: Context): unknown {
  if (value === null || value === undefined) return null;
  switch (shape.kind) {
    case 'leaf':
      return value;
    case 'list':
      return (value as unknown[]).map((item) => complete(shape.item, item, args, context));
    case 'object': {
      const typed = value instanceof Typed ? value : null;
      const plans = shape.select.get(typed?.type ?? shape.type);
      if (plans === undefined) throw new Error(`a row of ${shape.type} does not say which type it is`);
      return run(plans, typed === null ? value : typed.row, context);
    }
    case 'connection':
      return run(shape.select.get(shape.type) ?? [], (value as Connection).page(args), context);
  }
}
