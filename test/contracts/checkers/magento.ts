import type { Json } from '../../../src/common/json.js';

/** One request to REST V1, taken apart. */
export interface MagentoRequest {
  method: string;
  /** Under `rest/<store>/`: `V1/orders`, `async/bulk/V1/products/bySku`. */
  path: string;
  query: readonly (readonly [name: string, value: string])[];
  body: Json | null;
}

interface Schema {
  $ref?: string;
  type?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}
interface Operation {
  parameters?: Parameter[];
  responses?: Record<string, { schema?: Schema } | undefined>;
}
export interface Spec {
  paths: Record<string, Record<string, Operation | undefined>>;
  definitions: Record<string, Schema>;
}

/** Taken by every search and read, and documented apart from the routes. */
const EVERYWHERE = new Set(['fields']);

const BULK = /^async\/bulk\/(V1\/.*)$/;

/** What the contract has against this request; empty when it has nothing. */
export function faultsOf(spec: Spec, request: MagentoRequest): string[] {
  const bulk = BULK.exec(request.path);
  const { template, operation } = routeOf(spec, request);
  if (operation === undefined) return [`${request.method} ${request.path} is no route`];
  const parameters = operation.parameters ?? [];
  const bodies = bulk === null ? [request.body] : Array.isArray(request.body) ? request.body : [];
  if (bulk !== null && bodies.length === 0) return ['a bulk request is a list'];
  return [
    ...request.query.flatMap(([name, value]) => queryFaults(name, value, parameters)),
    ...bodies.flatMap((body) =>
      bodyFaults(spec, parameters, bulk === null ? body : withoutPathNames(body, template ?? '')),
    ),
  ];
}

/** What the contract has against an answer of success: unknown members, missing ones, other types. */
export function answerFaults(spec: Spec, request: MagentoRequest, answer: Json): string[] {
  // What bulk addresses answer is not in the document.
  const schema = BULK.test(request.path) ? undefined : routeOf(spec, request).operation?.responses?.['200']?.schema;
  if (schema === undefined) return [];
  // With `fields` only those are told.
  const isWhole = !request.query.some(([name]) => name === 'fields');
  return valueFaults(spec, schema, answer, '', isWhole).map((fault) => `${request.method} ${request.path}: ${fault}`);
}

function routeOf(spec: Spec, { method, path }: MagentoRequest): { template?: string; operation?: Operation } {
  const bulk = BULK.exec(path);
  const [template] = Object.keys(spec.paths)
    .filter((candidate) => patternOf(candidate, bulk !== null).test(`/${bulk?.[1] ?? path}`))
    // A literal segment is meant before a variable one.
    .sort((a, b) => a.split('{').length - b.split('{').length);
  return { template, operation: template === undefined ? undefined : spec.paths[template]?.[method.toLowerCase()] };
}

/** In bulk addresses the variables of a path have names: `products/bySku`. */
function patternOf(template: string, isBulk: boolean): RegExp {
  const variable = isBulk ? 'by[A-Z]\\w*' : '[^/]+';
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, variable)}$`);
}

/** Each body of a bulk request says beside it what stands in the path else. */
function withoutPathNames(body: Json, template: string): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

function queryFaults(name: string, value: string, parameters: Parameter[]): string[] {
  if (EVERYWHERE.has(name)) return [];
  const known = parameters.filter((parameter) => parameter.in === 'query').map((parameter) => plain(parameter.name));
  if (!known.includes(plain(name))) return [`${name} is no parameter`];
  return /\[(pageSize|currentPage)\]$/.test(name) && !/^[1-9]\d*$/.test(value) ? [`${name}=${value} is no number`] : [];
}

/** Any index stands for any, and snake case for camel case, as the platform takes both. */
function plain(name: string): string {
  return name.replace(/\[\d+\]/g, '[]').replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function bodyFaults(spec: Spec, parameters: Parameter[], body: Json | null): string[] {
  const schema = parameters.find((parameter) => parameter.in === 'body')?.schema;
  if (body === null) return [];
  if (schema === undefined) return ['takes no body'];
  return valueFaults(spec, schema, body, '');
}

function valueFaults(spec: Spec, given: Schema, value: Json, at: string, isWhole = false): string[] {
  const schema = resolve(spec, given);
  if (schema.properties !== undefined || schema.type === 'object')
    return objectFaults(spec, schema, value, at, isWhole);
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((item, index) => valueFaults(spec, schema.items ?? {}, item, `${at}[${index}]`, isWhole));
  }
  // Values of attributes are texts, numbers or null, whatever the document says.
  if (value === null || schema.type === undefined || at.endsWith('].value')) return [];
  return isOf(schema.type, value) ? [] : [`${at} is not of type ${schema.type}`];
}

function objectFaults(spec: Spec, schema: Schema, value: Json, at: string, isWhole: boolean): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  const properties = schema.properties ?? {};
  // Of what is changed only the changed parts are sent: `required` holds for what is new, and for what is answered whole.
  const missing = isWhole ? (schema.required ?? []).filter((name) => value[name] === undefined) : [];
  const faults = Object.entries(value).flatMap(([name, member]) => {
    const property = properties[name];
    return property === undefined
      ? [`${at}.${name} is no member`]
      : valueFaults(spec, property, member, `${at}.${name}`, isWhole);
  });
  return [...faults, ...missing.map((name) => `${at}.${name} is missing`)];
}

function isOf(type: string, value: Json): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function resolve(spec: Spec, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (spec.definitions[name] ?? {});
}
