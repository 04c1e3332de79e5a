import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createOpenApiDocument } from '../../src/openapi.js';
import { startTestApp, type TestApp } from '../support/app.js';

interface Content {
  schema?: { properties?: Record<string, unknown>; example?: Record<string, unknown> };
  examples?: Record<string, { value: { success: boolean; error: { code: string; message: string } } }>;
}

interface Operation {
  operationId?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; example?: unknown; schema?: { example?: unknown } }[];
  summary?: string;
  security?: object[];
  responses: Record<string, { content?: Record<string, Content>; description?: string }>;
  requestBody?: { content: Record<string, { schema?: object }> };
}
interface Document {
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

describe('the OpenAPI document', () => {
  let app: TestApp;
  let document: Document;
  let operations: [string, Operation][];

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_ROLE: 'api' } });
    document = JSON.parse(JSON.stringify(createOpenApiDocument(app.nest))) as Document;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => item[method]).map((method): [string, Operation] => [
        `${method} ${path}`,
        item[method]!,
      ]),
    );
  });
  afterAll(() => app.close());

  const without = (what: (operation: Operation, name: string) => unknown): string[] =>
    operations.filter(([name, operation]) => !what(operation, name)).map(([name]) => name);

  it('in docs/openapi.json is that of the code: `npm run openapi` writes it anew', () => {
    const written = readFileSync(resolve(import.meta.dirname, '../../docs/openapi.json'), 'utf8');
    expect(JSON.parse(written)).toEqual(document);
  });

  it('says of every operation what it does, once, and what it answers', () => {
    expect(operations.length).toBeGreaterThan(35);
    expect(without(({ summary }) => summary && summary.length > 5)).toEqual([]);
    expect(new Set(operations.map(([, { operationId }]) => operationId)).size).toBe(operations.length);
    const success = ({ responses }: Operation) =>
      Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
    expect(
      without((operation) => Object.values(success(operation)?.content ?? {}).some(({ schema }) => schema)),
    ).toEqual([]);
  });

  it('says of every operation of the API how it refuses', () => {
    const refusals = ({ responses }: Operation) => Object.keys(responses).filter((status) => /^[45]/.test(status));
    expect(without((operation, name) => !name.includes('/api/') || refusals(operation).length > 0)).toEqual([]);
  });

  it('says of every body what is in it', () => {
    const hasSchema = ({ requestBody }: Operation) =>
      requestBody === undefined || Object.values(requestBody.content).every(({ schema }) => schema !== undefined);
    expect(without(hasSchema)).toEqual([]);
  });

  /** What is of the API and not a door of its own: streams, files and the shops' deliveries are not in the envelope. */
  const api = (): [string, Operation][] =>
    operations.filter(([name]) => name.includes('/api/') && !/\/webhooks\/|\/events$|\/(?:export|content)$/.test(name));

  it('shows of every answer the envelope, and an example of it', () => {
    const names = ['success', 'data', 'message', 'timestamp', 'request_id'];
    const bare = api().flatMap(([operation, { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => status.startsWith('2'))
        .filter(([, { content }]) => {
          const schema = content?.['application/json']?.schema;
          return names.some((name) => schema?.properties?.[name] === undefined || schema.example?.[name] === undefined);
        })
        .map(([status]) => `${operation} ${status}`),
    );
    expect(bare).toEqual([]);
  });

  it('shows of every write to a shop what is answered while the shop is not heard', () => {
    const writes = [
      'post /api/v1/stores/{store_id}/products',
      'put /api/v1/stores/{store_id}/products/{product_id}',
      'delete /api/v1/stores/{store_id}/products/{product_id}',
      'post /api/v1/stores/{store_id}/inventory',
      'put /api/v1/orders/{order_id}',
      'put /api/v1/orders/{order_id}/status',
      'post /api/v1/orders/{order_id}/cancel',
      'post /api/v1/orders/{order_id}/fulfill',
      'post /api/v1/orders/{order_id}/ship',
    ];
    const told = operations.filter(([, { responses }]) => {
      const example = responses['202']?.content?.['application/json']?.schema?.example?.data;
      return (example as { job?: { type: string } } | undefined)?.job?.type === 'stores.settle_change';
    });
    expect(told.map(([name]) => name).sort()).toEqual(writes.sort());
  });

  it('shows of every refusal an example, in words', () => {
    const wordless = api().flatMap(([name, { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => /^[45]/.test(status))
        .filter(([, { content }]) => {
          const examples = Object.entries(content?.['application/json']?.examples ?? {});
          return (
            examples.length === 0 ||
            examples.some(([code, { value }]) => !/^[A-Z].* /.test(value.error.message) || value.error.code !== code)
          );
        })
        .map(([status]) => `${name} ${status}`),
    );
    expect(wordless).toEqual([]);
  });

  it('wants a token for every operation that is not marked public, and for no other', async () => {
    const open = operations.filter(([, { security }]) => (security ?? []).length === 0).map(([name]) => name);
    for (const [name] of operations) {
      const [method = '', path = ''] = name.split(' ');
      const { status } = await app.http.request(
        method.toUpperCase(),
        path.replace(/\{\w+\}/g, '019aa5c0-11d2-7c3e-9b7a-3f6d2a1c9e55'),
        { body: method === 'get' ? undefined : {} },
      );
      expect(`${name}: ${status === 401}`).toBe(`${name}: ${!open.includes(name)}`);
    }
  });

  it('offers an Idempotency-Key with every POST', () => {
    const without = api().filter(
      ([name, { parameters }]) =>
        name.startsWith('post ') && !parameters?.some((one) => one.in === 'header' && one.name === 'Idempotency-Key'),
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });

  it('fills no filter in for who tries a list out', () => {
    const filled = operations.flatMap(([name, { parameters }]) =>
      (parameters ?? [])
        .filter((one) => one.in === 'query' && !one.required && (one.example ?? one.schema?.example) !== undefined)
        .map((one) => `${name} ${one.name}`),
    );
    expect(filled).toEqual([]);
  });

  it('puts every operation under one described tag', () => {
    const described = document.tags.filter(({ description }) => description).map(({ name }) => name);
    expect(without(({ tags }) => tags?.length === 1 && described.includes(tags[0]!))).toEqual([]);
  });
});
