import { createOpenApiDocument } from '../../src/openapi.js';
import type { TestApp } from '../support/app.js';

export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  minItems?: number;
  allOf?: Schema[];
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  example?: unknown;
  schema?: Schema;
}

/** A route as the running app's own document tells it: new ones are tested by being there. */
export interface DocumentedRoute {
  /** `POST /api/v1/stores/{store_id}/sync` */
  name: string;
  method: string;
  path: string;
  /** Names of its path parameters that are somebody's; those that are one of a few words are not. */
  ids: string[];
  parameters: Parameter[];
  needs_token: boolean;
  /** Fields of its body; null when it takes none. */
  body: Schema | null;
}

interface Operation {
  parameters?: Parameter[];
  security?: object[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
}

export function documentedRoutes(app: TestApp): DocumentedRoute[] {
  const document = JSON.parse(JSON.stringify(createOpenApiDocument(app.nest))) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  const whole = (schema: Schema): Schema => {
    if (schema.allOf?.length === 1) return whole({ ...schema.allOf[0] });
    if (schema.$ref === undefined) return schema;
    return document.components.schemas[schema.$ref.split('/').at(-1)!]!;
  };
  const resolved = (schema: Schema): Schema => {
    const { properties, ...rest } = whole(schema);
    if (rest.items) rest.items = resolved(rest.items);
    if (!properties) return rest;
    const fields = Object.entries(properties).map(([name, field]): [string, Schema] => [name, resolved(field)]);
    return { ...rest, properties: Object.fromEntries(fields) };
  };
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => {
      const schema = operation.requestBody?.content['application/json']?.schema;
      return {
        name: `${verb.toUpperCase()} ${path}`,
        method: verb.toUpperCase(),
        path,
        ids: [...path.matchAll(/\{(\w+)\}/g)].map(([, id]) => id!).filter((id) => wordOf(operation, id) === undefined),
        parameters: operation.parameters ?? [],
        needs_token: (operation.security ?? []).length > 0,
        body: schema ? resolved(schema) : null,
      };
    }),
  );
}

/** The first of the words that a path parameter can be. */
function wordOf({ parameters = [] }: Pick<Operation, 'parameters'>, name: string): string | undefined {
  const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
  const word = parameter?.schema?.enum?.[0];
  return typeof word === 'string' ? word : undefined;
}

/** The path with its parameters filled in, and with what its query must have. */
export function pathWith(route: DocumentedRoute, ids: Record<string, string>): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_all, id: string) => {
    const value = ids[id] ?? wordOf(route, id);
    if (value === undefined) throw new Error(`${route.name}: tell this test whose ${id} it may use`);
    return encodeURIComponent(value);
  });
  const needed = route.parameters.filter((parameter) => parameter.in === 'query' && parameter.required === true);
  const query = needed.map(({ name, example, schema }): [string, string] => [
    name,
    String(example ?? goodValue(schema ?? {})),
  ]);
  return query.length === 0 ? path : `${path}?${new URLSearchParams(query).toString()}`;
}

/** A value that the schema accepts: its example, its first choice, or the plainest one of its type. */
export function goodValue(schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'array') return schema.minItems && schema.items ? [goodValue(schema.items)] : [];
  if (schema.type === 'object') return schema.properties ? goodBody(schema) : {};
  if (schema.type === 'boolean') return true;
  if (schema.format === 'uuid') return '00000000-0000-4000-8000-000000000001';
  return schema.type === 'number' || schema.type === 'integer' ? 60 : 'text';
}

/** A body that has what is required. */
export function goodBody(schema: Schema): Record<string, unknown> {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => required.has(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, goodValue(field)]));
}
