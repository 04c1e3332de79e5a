import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';

import { schema as ours } from '../../sandbox/shopify/schema/sdl.js';

const SCHEMA_FILE = resolve('../shared/specs/shopify-admin-2026-10.graphql');
const present = existsSync(SCHEMA_FILE);
if (!present)
  process.stdout.write(`Shopify's schema is not at ${SCHEMA_FILE}: the sandbox's part of it is not checked\n`);

/** Everything that `part` says and `whole` does not say in the same way. */
function differences(part: GraphQLSchema, whole: GraphQLSchema): string[] {
  const found: string[] = [];
  for (const type of Object.values(part.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    const official = whole.getType(type.name);
    if (official === undefined || official.astNode?.kind !== type.astNode?.kind)
      found.push(`${type.name}: no such type`);
    else found.push(...typeDifferences(type, official).map((text) => `${type.name}${text}`));
  }
  return found;
}

function typeDifferences(type: GraphQLNamedType, official: GraphQLNamedType): string[] {
  if (isScalarType(type)) return [];
  if (isEnumType(type) && isEnumType(official)) {
    return type
      .getValues()
      .flatMap(({ name }) => (official.getValue(name) === undefined ? [`.${name}: no such value`] : []));
  }
  if (isUnionType(type) && isUnionType(official)) {
    const members = official.getTypes().map(String);
    return type
      .getTypes()
      .flatMap((member) => (members.includes(member.name) ? [] : [`: has no member ${member.name}`]));
  }
  if (isInputObjectType(type) && isInputObjectType(official)) {
    return inputDifferences(Object.values(type.getFields()), Object.values(official.getFields()));
  }
  return hasFields(type) && hasFields(official) ? fieldDifferences(type, official) : [];
}

type WithFields = GraphQLObjectType | GraphQLInterfaceType;

function hasFields(type: GraphQLNamedType): type is WithFields {
  return isObjectType(type) || isInterfaceType(type);
}

function fieldDifferences(type: WithFields, official: WithFields): string[] {
  const interfaces = official.getInterfaces().map(String);
  const found = type
    .getInterfaces()
    .flatMap(({ name }) => (interfaces.includes(name) ? [] : [`: does not implement ${name}`]));
  for (const field of Object.values(type.getFields())) {
    const theirs = official.getFields()[field.name];
    if (theirs === undefined) {
      found.push(`.${field.name}: no such field`);
      continue;
    }
    if (String(theirs.type) !== String(field.type)) {
      found.push(`.${field.name}: ${String(field.type)}, not ${String(theirs.type)}`);
    }
    found.push(...inputDifferences(field.args, theirs.args).map((text) => `.${field.name}${text}`));
    if (theirs.deprecationReason && !field.deprecationReason) found.push(`.${field.name}: is deprecated there`);
  }
  return found;
}

type Input = Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>;

function inputDifferences(inputs: readonly Input[], official: readonly Input[]): string[] {
  const found = inputs.flatMap((input) => {
    const theirs = official.find(({ name }) => name === input.name);
    if (theirs === undefined) return [`(${input.name}): no such argument`];
    if (String(theirs.type) !== String(input.type))
      return [`(${input.name}): ${String(input.type)}, not ${String(theirs.type)}`];
    const [here, there] = [input, theirs].map(({ defaultValue }) =>
      defaultValue === undefined ? 'none' : JSON.stringify(defaultValue),
    );
    return here === there ? [] : [`(${input.name}): default ${here}, not ${there}`];
  });
  const missing = official.filter(
    ({ name, type, defaultValue }) =>
      String(type).endsWith('!') && defaultValue === undefined && !inputs.some((input) => input.name === name),
  );
  return [...found, ...missing.map(({ name }) => `: lacks the argument ${name}, which must be given`)];
}

(present ? describe : describe.skip)("the sandbox's part of Shopify's schema", () => {
  it('has only types, fields, arguments, values and defaults that the official schema has in the same form', () => {
    const official = buildSchema(readFileSync(SCHEMA_FILE, 'utf8'));
    expect(differences(ours, official)).toEqual([]);
  });
});

describe('the comparison of schemas', () => {
  const whole = buildSchema('type Query { a(x: Int!, y: Int = 1): String! b: E } enum E { ONE TWO }');

  it.each([
    ['type Query { a(x: Int!, y: Int = 1): String }', 'Query.a: String, not String!'],
    ['type Query { c: String }', 'Query.c: no such field'],
    ['type Query { a(x: Int, y: Int = 1): String! }', 'Query.a(x): Int, not Int!'],
    ['type Query { a(x: Int!, y: Int = 2): String! }', 'Query.a(y): default 2, not 1'],
    ['type Query { a: String! }', 'Query.a: lacks the argument x, which must be given'],
    ['type Query { b: E } enum E { THREE }', 'E.THREE: no such value'],
    ['type Query { b: F } type F { z: Int }', 'Query.b: F, not E'],
  ])('finds the fault in %s', (part, fault) => {
    expect(differences(buildSchema(part), whole)).toContain(fault);
  });
});
