import type { Json, JsonObject } from '../../../src/common/json.js';
import type { ReceivedRequest } from '../../support/sandbox.js';

/** What of OpenAPI 3.0 and 3.1 the providers' documents use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: Json[];
  const?: Json;
  nullable?: boolean;
  'x-nullable'?: boolean;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}
interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
  content?: Record<string, { schema?: Schema } | undefined>;
}
interface Content {
  content?: Record<string, { schema?: Schema } | undefined>;
}
interface Operation {
  parameters?: Parameter[];
  requestBody?: Content & { $ref?: string; required?: boolean };
  responses?: Record<string, (Content & { $ref?: string }) | undefined>;
}
type Methods = Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', Operation>>;
export interface OpenApi {
  paths: Record<string, (Methods & { parameters?: Parameter[] }) | undefined>;
  components?: Record<string, Record<string, unknown> | undefined>;
}

/** One call, taken apart. */
export interface OpenApiCall {
  method: string;
  /** As the document's paths begin: `/v1/charges/ch_1`. */
  path: string;
  query: readonly (readonly [name: string, value: string])[];
  /** What was sent: parsed JSON, or a form as `formOf` reads it; null: nothing. */
  body: Json | null;
  /** Whether the body's values are text, as in a form. */
  is_form: boolean;
}

/** The recorded call below the prefix (`/stripe`) that its sandbox has. */
export function openApiCall(call: ReceivedRequest, prefix: string): OpenApiCall {
  const url = new URL(call.url, 'http://sandbox');
  const text = typeof call.body === 'string' ? call.body : call.body === null ? '' : JSON.stringify(call.body);
  const isForm = (call.headers['content-type'] ?? '').includes('form-urlencoded');
  return {
    method: call.method,
    path: url.pathname.slice(prefix.length),
    query: [...url.searchParams],
    body: text === '' ? null : isForm ? formOf(new URLSearchParams(text)) : (JSON.parse(text) as Json),
    is_form: isForm,
  };
}

/** What the document has against the call: its path, names and values of its query and body; empty when it has nothing. */
export function callFaults(spec: OpenApi, call: OpenApiCall): string[] {
  const operation = operationOf(spec, call);
  const name = `${call.method} ${call.path}`;
  if (operation === undefined) return [`${name} is no call`];
  const faults = [...queryFaults(spec, operation, call), ...bodyFaults(spec, operation, call)];
  return faults.map((fault) => `${name}: ${fault}`);
}

/** What the document has against an answer of success: unknown members, missing ones, other types. */
export function answerFaults(spec: OpenApi, call: OpenApiCall, status: number, answer: Json): string[] {
  const operation = operationOf(spec, call);
  const given = operation?.responses?.[String(status)] ?? operation?.responses?.default;
  const response = given === undefined ? undefined : resolved(spec, given);
  if (response === undefined) return [`${call.method} ${call.path}: ${status} is no answer of it`];
  const schema = response.content?.['application/json']?.schema;
  if (schema === undefined) return [];
  const faults = valueFaults(spec, schema, answer, '', false);
  return faults.map((fault) => `${call.method} ${call.path}: ${fault}`);
}

/** `a[b]=1&c[0]=2&d[]=3` as `{ a: { b: '1' }, c: ['2'], d: ['3'] }`; every value is text. */
export function formOf(pairs: Iterable<readonly [string, string]>): JsonObject {
  const form: JsonObject = {};
  for (const [name, value] of pairs) {
    const parts = name.split(/[[\]]+/).filter((part, index) => part !== '' || index === 0);
    const isList = name.endsWith('[]');
    let at = form;
    for (const part of isList ? parts : parts.slice(0, -1)) {
      const inner = at[part];
      at = isObject(inner) ? inner : (at[part] = {});
    }
    at[isList ? String(Object.keys(at).length) : (parts.at(-1) ?? '')] = value;
  }
  return lists(form) as JsonObject;
}

function lists(value: Json): Json {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, lists(inner)] as const);
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function operationOf(spec: OpenApi, { method, path }: OpenApiCall): Operation | undefined {
  const [template] = Object.keys(spec.paths)
    .filter((candidate) => new RegExp(`^${candidate.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path))
    // A literal segment is meant before a variable one.
    .sort((a, b) => a.split('{').length - b.split('{').length);
  const item = template === undefined ? undefined : spec.paths[template];
  const operation = item?.[method.toLowerCase() as keyof Methods];
  if (item === undefined || operation === undefined) return undefined;
  return { ...operation, parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])] };
}

function queryFaults(spec: OpenApi, operation: Operation, call: OpenApiCall): string[] {
  const parameters = (operation.parameters ?? []).map((one) => resolved(spec, one)).filter((one) => one.in === 'query');
  const query = formOf(call.query);
  const missing = parameters.filter((one) => one.required === true && query[one.name] === undefined);
  const faults = Object.entries(query).flatMap(([name, value]) => {
    const parameter = parameters.find((one) => one.name === name);
    if (parameter === undefined) return [`${name} is no parameter`];
    const told = parameter.content?.['application/json']?.schema;
    if (told !== undefined) return jsonFaults(spec, told, value, name);
    return valueFaults(spec, parameter.schema ?? {}, value, name, true);
  });
  return [...faults, ...missing.map((one) => `${one.name} is missing`)];
}

function jsonFaults(spec: OpenApi, schema: Schema, text: Json, name: string): string[] {
  try {
    return valueFaults(spec, schema, JSON.parse(text as string) as Json, name, false);
  } catch {
    return [`${name} is no JSON`];
  }
}

function bodyFaults(spec: OpenApi, operation: Operation, call: OpenApiCall): string[] {
  const body = operation.requestBody === undefined ? undefined : resolved(spec, operation.requestBody);
  if (call.body === null) return body?.required === true ? ['a body is missing'] : [];
  const type = call.is_form ? 'application/x-www-form-urlencoded' : 'application/json';
  const schema = body?.content?.[type]?.schema;
  if (schema === undefined) return [`takes no body of ${type}`];
  return valueFaults(spec, schema, call.body, '', call.is_form);
}

/** `is_text`: values come from a query or a form, where numbers are digits. */
function valueFaults(spec: OpenApi, given: Schema, value: Json, at: string, is_text: boolean): string[] {
  const schema = merged(spec, given);
  const where = at === '' ? 'it' : at;
  if (value === null) return isNullable(spec, schema) ? [] : [`${where} is null`];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined && schema.properties === undefined) {
    const tried = choices.map((choice) => valueFaults(spec, choice, value, at, is_text));
    return tried.reduce((best, faults) => (faults.length < best.length ? faults : best));
  }
  if (schema.const !== undefined && schema.const !== value) return [`${where} is not ${JSON.stringify(schema.const)}`];
  if (
    schema.enum !== undefined &&
    !schema.enum.some((one) => one === value || (is_text && JSON.stringify(one) === value))
  ) {
    return [`${where} may not be ${JSON.stringify(value)}`];
  }
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => isOf(type, value, is_text))) {
    return [`${where} is not of type ${types.join(' or ')}`];
  }
  if (Array.isArray(value)) return listFaults(spec, schema, value, where, is_text);
  if (isObject(value)) return memberFaults(spec, schema, value, at, is_text);
  return boundFaults(schema, value, where, is_text);
}

function memberFaults(spec: OpenApi, schema: Schema, value: JsonObject, at: string, is_text: boolean): string[] {
  const properties = schema.properties ?? {};
  const others = schema.additionalProperties;
  // An object of which nothing is told may hold anything.
  const isClosed = others === false || (others === undefined && schema.properties !== undefined);
  const faults = Object.entries(value).flatMap(([name, member]) => {
    const property = properties[name] ?? (typeof others === 'object' ? others : undefined);
    if (property !== undefined) return valueFaults(spec, property, member, `${at}.${name}`, is_text);
    return isClosed ? [`${at}.${name} is no member`] : [];
  });
  const missing = (schema.required ?? []).filter((name) => value[name] === undefined);
  return [...faults, ...missing.map((name) => `${at}.${name} is missing`)];
}

function listFaults(spec: OpenApi, schema: Schema, value: Json[], where: string, is_text: boolean): string[] {
  const faults = value.flatMap((item, index) =>
    valueFaults(spec, schema.items ?? {}, item, `${where}[${index}]`, is_text),
  );
  if (value.length < (schema.minItems ?? 0)) faults.push(`${where} has too few items`);
  if (value.length > (schema.maxItems ?? Infinity)) faults.push(`${where} has too many items`);
  return faults;
}

function boundFaults(schema: Schema, value: Json, where: string, is_text: boolean): string[] {
  const faults: string[] = [];
  const isNumeric = typesOf(schema).some((type) => type === 'integer' || type === 'number');
  if (isNumeric && (typeof value === 'number' || is_text)) {
    if (Number(value) < (schema.minimum ?? -Infinity)) faults.push(`${where} is less than ${schema.minimum}`);
    if (Number(value) > (schema.maximum ?? Infinity)) faults.push(`${where} is more than ${schema.maximum}`);
  } else if (typeof value === 'string') {
    if (value.length < (schema.minLength ?? 0)) faults.push(`${where} is shorter than ${schema.minLength}`);
    if (value.length > (schema.maxLength ?? Infinity)) faults.push(`${where} is longer than ${schema.maxLength}`);
    if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value)) {
      faults.push(`${where} does not look like ${schema.pattern}`);
    }
  }
  return faults;
}

function isOf(type: string, value: Json, is_text: boolean): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'null') return value === null || (is_text && value === '');
  if (is_text && typeof value === 'string') {
    if (type === 'boolean') return value === 'true' || value === 'false';
    if (type === 'integer') return /^-?\d+$/.test(value);
    return type === 'string' || /^-?\d+(\.\d+)?$/.test(value);
  }
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function isNullable(spec: OpenApi, schema: Schema): boolean {
  if (schema.nullable === true || schema['x-nullable'] === true) return true;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.some((choice) => isNullable(spec, merged(spec, choice)));
  const types = typesOf(schema);
  if (schema.const !== undefined || schema.enum !== undefined) return schema.enum?.includes(null) ?? false;
  return types.includes('null') || (types.length === 0 && schema.properties === undefined);
}

function typesOf({ type }: Schema): string[] {
  return type === undefined ? [] : [type].flat();
}

/** The schema with what it refers to and consists of in one. */
function merged(spec: OpenApi, given: Schema): Schema {
  const schema = given.$ref === undefined ? given : { ...resolved(spec, given), ...withoutRef(given) };
  if (schema.allOf === undefined) return schema.$ref === undefined ? schema : merged(spec, schema);
  const { allOf, ...own } = schema;
  return [...allOf.map((part) => merged(spec, part)), own].reduce<Schema>(
    (all, part) => ({
      ...all,
      ...part,
      ...((all.properties ?? part.properties) && { properties: { ...all.properties, ...part.properties } }),
      ...((all.required ?? part.required) && { required: [...(all.required ?? []), ...(part.required ?? [])] }),
    }),
    {},
  );
}

function withoutRef({ $ref: _ref, ...rest }: Schema): Schema {
  return rest;
}

function resolved<T extends { $ref?: string }>(spec: OpenApi, given: T): T {
  if (given.$ref === undefined) return given;
  const path = given.$ref.replace(/^#\//, '').split('/');
  let at: unknown = spec;
  for (const part of path) at = (at as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  return resolved(spec, at as T);
}

const patterns = new Map<string, RegExp>();

function patternOf(text: string): RegExp {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const made = regExpOf(text);
  patterns.set(text, made);
  return made;
}

/** PayPal escapes what needs no escape, which only the older form takes. */
function regExpOf(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch {
    return new RegExp(text);
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
