import type { Json, JsonObject } from '../../../src/common/json.js';

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
  allOf?: Schema[];
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
  return membersOf(spec, schema, body, '');
}

/** Members that the contract has not, that are read only, or of another type, at any depth. */
function membersOf(spec: Spec, schema: Schema, value: JsonObject, path: string): string[] {
  const properties = resolve(spec, schema).properties ?? {};
  return Object.entries(value).flatMap(([name, member]) => {
    const property = properties[name];
    // Below the record itself an id is read only to the documents, and what says which part is meant.
    const names = name === 'id' && path !== '';
    if (property === undefined || (property.readOnly === true && !names)) return [`${path}${name} cannot be written`];
    return typeFaults(spec, resolve(spec, property), member, path + name);
  });
}

function typeFaults(spec: Spec, schema: Schema, value: Json, path: string): string[] {
  // The documents call it a text; the server's own schema says mixed, as its recorded answers show.
  if (path.endsWith('meta_data[].value')) return [];
  if (Array.isArray(value)) {
    if (schema.type !== 'array') return [`${path} is not of type ${schema.type ?? ''}`];
    return value.flatMap((item) => typeFaults(spec, resolve(spec, schema.items ?? {}), item, `${path}[]`));
  }
  if (typeof value === 'object' && value !== null) {
    return schema.properties === undefined
      ? [`${path} is not of type ${schema.type ?? ''}`]
      : membersOf(spec, schema, value, `${path}.`);
  }
  if (schema.type === undefined) return [];
  const fits = schema.type === 'integer' ? Number.isInteger(value) : typeof value === schema.type;
  return fits ? [] : [`${path} is not of type ${schema.type}`];
}

function resolve(spec: Spec, schema: Schema): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  const name = reference?.split('/').at(-1);
  return name === undefined ? schema : (spec.components.schemas[name] ?? {});
}
