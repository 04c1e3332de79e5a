import type { JsonObject } from '../../../src/common/json.js';

/** One request to wc/v3, taken apart. */
export interface WcRequest {
  method: string;
  /** Under `wp-json/wc/v3/`. */
  path: string;
  query: Record<string, string>;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: JsonObject | null;
}

interface Schema {
  $ref?: string;
  type?: string;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema & { readOnly?: boolean }>;
  'x-known-values'?: string[];
}
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
export interface Spec {
  paths: Record<string, Record<string, Operation | undefined>>;
  components: { schemas: Record<string, Schema> };
}

/** What the contract has against this request; empty when it has nothing. */
export function faultsOf(spec: Spec, seen: WcRequest): string[] {
  const template = Object.keys(spec.paths)
    .filter((path) => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(`/${seen.path}`))
    // A literal segment is meant before a variable one.
    .sort((a, b) => a.split('{').length - b.split('{').length)[0];
  const operation = template === undefined ? undefined : spec.paths[template]?.[seen.method.toLowerCase()];
  if (RECORDED_ROUTES.has(`${seen.method} ${seen.path}`)) {
    const names = Object.keys(seen.query).filter((name) => !name.startsWith('oauth_'));
    return names.filter((name) => !['include', 'per_page', '_fields'].includes(name));
  }
  if (operation === undefined) return [`${seen.method} ${seen.path} is no route`];
  const known = new Map(
    operation.parameters?.filter((entry) => entry.in === 'query').map((entry) => [entry.name, entry]),
  );
  const query = Object.entries(seen.query).filter(([name]) => !name.startsWith('oauth_'));
  return [
    ...query.flatMap(([name, value]) => {
      if (/[[\]]/.test(name)) return [`${name}: an indexed list breaks the signature`];
      if (RECORDED.has(`${template ?? ''} ${name}=${value}`)) return [];
      const parameter = known.get(name);
      return parameter === undefined
        ? [`${name} is no parameter of ${template ?? ''}`]
        : valueFaults(name, value, parameter.schema);
    }),
    ...bodyFaults(spec, operation, seen),
  ];
}

/** In the recorded server's own list of routes, and not in the documents that the contract was written from. */
const RECORDED = new Set(['/products status=trash']);
const RECORDED_ROUTES = new Set(['GET refunds']);

function valueFaults(name: string, value: string, schema: Schema): string[] {
  const { type, minimum = -Infinity, maximum = Infinity } = schema;
  if (type === 'array') return value.split(',').flatMap((item) => valueFaults(name, item, schema.items ?? {}));
  if (type === 'boolean' && value !== 'true' && value !== 'false') return [`${name}=${value} is no boolean`];
  if (type === 'integer' && !(/^\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum)) {
    return [`${name}=${value} is out of range`];
  }
  const values = schema['x-known-values'];
  return values === undefined || values.includes(value) ? [] : [`${name}=${value} is none of ${values.join(', ')}`];
}

function bodyFaults(spec: Spec, operation: Operation, { body, headers }: WcRequest): string[] {
  if (body === null) return [];
  if (headers['content-type'] !== 'application/json') return ['a body without its content type is ignored'];
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (schema === undefined) return ['takes no body'];
  const properties = resolve(spec, schema).properties ?? {};
  return Object.entries(body).flatMap(([name, value]) => {
    const property = properties[name];
    if (property === undefined || property.readOnly === true) return [`${name} cannot be written`];
    return typeof value === property.type ? [] : [`${name} is not of type ${property.type ?? ''}`];
  });
}

function resolve(spec: Spec, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (spec.components.schemas[name] ?? {});
}
