import { execute, type GraphQLSchema, Kind, NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';

import type { Json, JsonObject } from '../../../src/common/json.js';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the schema has against a call: its document, the values of its variables, and a bulk operation's own document. */
export function graphqlFaults(schema: GraphQLSchema, { query, variables }: JsonObject): string[] {
  const given = (variables ?? {}) as JsonObject;
  const inner = innerDocument(query as string, given);
  return [
    ...documentFaults(schema, query as string),
    ...variableFaults(schema, query as string, given),
    ...(inner === null ? [] : documentFaults(schema, inner)),
  ];
}

/** What the schema has against the values of one line that a bulk mutation is carried out with. */
export function variableFaults(schema: GraphQLSchema, text: string, values: JsonObject): string[] {
  return parse(text).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const coerced = getVariableValues(schema, definition.variableDefinitions ?? [], values);
    return (coerced.errors ?? []).map((error) => error.message);
  });
}

/**
 * What the schema has against an answer: the call is carried out by the official schema with the answer as its data, so
 * that every null, list, enum and scalar in it must be one that Shopify could have said.
 */
export async function answerFaults(schema: GraphQLSchema, call: JsonObject, answer: JsonObject): Promise<string[]> {
  if (!isObject(answer.data)) return answer.errors === undefined ? ['neither data nor errors'] : [];
  const said = await execute({
    schema,
    document: parse(call.query as string),
    rootValue: answer.data,
    variableValues: (call.variables ?? {}) as JsonObject,
    fieldResolver: (source, _arguments, _context, info) => (source as JsonObject)[info.path.key],
    // What says nothing of itself was asked only for what all of them have: then any of them will do.
    typeResolver: (value, _context, _info, type) =>
      typeName(value as JsonObject) ?? schema.getPossibleTypes(type)[0]?.name,
  });
  return (said.errors ?? []).map((error) => `${error.path?.join('.') ?? ''}: ${error.message}`);
}

/** The document that a bulk operation carries out by and by, and the path of its lines. */
export function innerDocument(text: string, variables: JsonObject): string | null {
  if (text.includes('bulkOperationRunMutation(')) return variables.mutation as string;
  return text.includes('bulkOperationRunQuery(') ? (variables.query as string) : null;
}

/** The file of a staged upload: where it lies and its lines. */
export function uploadedLines(form: string): { path: string; lines: JsonObject[] } {
  const part = (name: string): string =>
    new RegExp(`name="${name}"[^\\r]*\\r\\n(?:[^\\r]+\\r\\n)*\\r\\n([\\s\\S]*?)\\r\\n--`).exec(form)?.[1] ?? '';
  const lines = part('file').split('\n');
  return { path: part('key'), lines: lines.map((line) => JSON.parse(line) as JsonObject) };
}

/** Of documents that were looked at already: calls repeat them. */
const known = new WeakMap<GraphQLSchema, Map<string, string[]>>();

function documentFaults(schema: GraphQLSchema, text: string): string[] {
  const seen = known.get(schema) ?? new Map<string, string[]>();
  known.set(schema, seen);
  const faults = seen.get(text) ?? rawFaults(schema, text);
  seen.set(text, faults);
  return faults;
}

function rawFaults(schema: GraphQLSchema, text: string): string[] {
  return validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule]).map((error) => error.message);
}

/** Of an interface's or union's value: what it says itself, or what its global id says. */
function typeName(value: JsonObject): string | undefined {
  const said: Json | undefined = value.__typename ?? value.id;
  return typeof said === 'string' ? said.replace(/^gid:\/\/shopify\/(\w+)\/.*$/, '$1') : undefined;
}
