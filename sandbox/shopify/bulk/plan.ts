import {
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { compile, type FieldPlan, type Resolvers, type Selection, type Shape } from '../graphql/executor.js';
import { schema } from '../schema/sdl.js';

/** What one node of a connection becomes: its own line, and lines for the connections below it. */
export interface BulkNode<Context> {
  own: FieldPlan<Context>[];
  children: BulkChild<Context>[];
}

export interface BulkChild<Context> {
  /** Object fields on the way from the node to the connection. */
  path: FieldPlan<Context>[];
  connection: FieldPlan<Context>;
  /** By concrete type of the node. */
  nodes: Map<string, BulkNode<Context>>;
  type: string;
}

/** Refusal of a bulk query, told as a userError with code INVALID. */
export class BulkQueryError extends Error {}

const MOST_CONNECTIONS = 5;
const MOST_NESTING = 2;

/** Compiles a bulk query, or throws BulkQueryError with the reason why Shopify would refuse it. */
export function planBulk<Context>(query: string, resolvers: Resolvers<Context>): BulkChild<Context> {
  const document = parseBulk(query);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const roots = compile({ schema, fragments, variables: {}, resolvers }, queryType(), [
    operationOf(document).selectionSet,
  ]);
  const [root] = roots;
  if (root === undefined || roots.length !== 1) {
    throw new BulkQueryError('Bulk queries can only contain a single top-level field.');
  }
  if (root.name === 'node' || root.name === 'nodes') {
    throw new BulkQueryError(`The top-level field '${root.name}' is not supported in bulk queries.`);
  }
  const { children } = split([root]);
  const [first] = children;
  if (first === undefined) throw new BulkQueryError('Bulk queries must contain at least one connection.');
  if (children.length > 1) throw new BulkQueryError('Bulk queries can only contain a single top-level connection.');
  const shape = measure(first, 0);
  if (shape.count > MOST_CONNECTIONS) throw new BulkQueryError('Bulk queries cannot contain more than 5 connections.');
  if (shape.nesting > MOST_NESTING) {
    throw new BulkQueryError('Bulk queries cannot contain connections with a nesting depth greater than 2.');
  }
  return first;
}

function queryType(): GraphQLObjectType {
  const type = schema.getQueryType();
  if (type === null || type === undefined) throw new Error('the schema has no query type');
  return type;
}

function parseBulk(query: string): DocumentNode {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    throw new BulkQueryError(`Invalid bulk query: ${error instanceof Error ? error.message : String(error)}`);
  }
  const [error] = validate(schema, document);
  if (error !== undefined) throw new BulkQueryError(`Invalid bulk query: ${error.message}`);
  return document;
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation?.operation !== OperationTypeNode.QUERY || operations.length !== 1) {
    throw new BulkQueryError('Invalid bulk query: it must be one query operation');
  }
  if ((operation.variableDefinitions ?? []).length > 0) {
    throw new BulkQueryError('Invalid bulk query: variables are not supported');
  }
  return operation;
}

function measure<Context>(child: BulkChild<Context>, depth: number): { count: number; nesting: number } {
  let count = 1;
  let nesting = depth;
  for (const node of child.nodes.values()) {
    let below = 0;
    if (node.children.length > 0 && !node.own.some((plan) => plan.name === 'id' && plan.key === 'id')) {
      throw new BulkQueryError(
        "The parent field for a nested connection field must select the 'id' field without an alias and must be of 'ID' return type.",
      );
    }
    for (const inner of node.children) {
      const measured = measure(inner, depth + 1);
      below += measured.count;
      nesting = Math.max(nesting, measured.nesting);
    }
    count = Math.max(count, 1 + below);
  }
  return { count, nesting };
}

/** Takes the connections out of a selection. */
function split<Context>(plans: readonly FieldPlan<Context>[]): BulkNode<Context> {
  const node: BulkNode<Context> = { own: [], children: [] };
  for (const plan of plans) {
    if (plan.shape.kind === 'connection') {
      node.children.push(childOf(plan, []));
      continue;
    }
    if (plan.shape.kind === 'list' && holdsConnection(plan.shape.item)) {
      throw new BulkQueryError(
        'Queries that contain a connection field within a list field are not currently supported.',
      );
    }
    if (plan.shape.kind !== 'object' || !holdsConnection(plan.shape)) {
      node.own.push(plan);
      continue;
    }
    const select: Selection<Context> = new Map();
    for (const [type, inner] of plan.shape.select) {
      const parts = split(inner);
      select.set(type, parts.own);
      for (const child of parts.children) node.children.push({ ...child, path: [plan, ...child.path] });
    }
    if ([...select.values()].some((inner) => inner.length > 0))
      node.own.push({ ...plan, shape: { ...plan.shape, select } });
  }
  return node;
}

function childOf<Context>(connection: FieldPlan<Context>, path: FieldPlan<Context>[]): BulkChild<Context> {
  const nodes = new Map<string, BulkNode<Context>>();
  const inner = connection.shape.kind === 'connection' ? [...connection.shape.select.values()].flat() : [];
  const shape = nodeShape(inner);
  if (shape === null) {
    throw new BulkQueryError(`The connection field '${connection.name}' must select edges { node } or nodes.`);
  }
  for (const [type, plans] of shape.select) nodes.set(type, split(plans));
  return { path, connection, nodes, type: shape.type };
}

function nodeShape<Context>(plans: readonly FieldPlan<Context>[]): Extract<Shape<Context>, { kind: 'object' }> | null {
  for (const plan of plans) {
    const shape = plan.shape.kind === 'list' ? plan.shape.item : plan.shape;
    if (shape.kind !== 'object') continue;
    if (plan.name === 'nodes' || plan.name === 'node') return shape;
    if (plan.name === 'edges') return nodeShape([...shape.select.values()].flat());
  }
  return null;
}

function holdsConnection<Context>(shape: Shape<Context>): boolean {
  if (shape.kind === 'connection') return true;
  if (shape.kind === 'list') return holdsConnection(shape.item);
  if (shape.kind === 'leaf') return false;
  return [...shape.select.values()].flat().some((plan) => holdsConnection(plan.shape));
}
