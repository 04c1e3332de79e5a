import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createOpenApiDocument } from '../../src/openapi.js';
import { startTestApp, type TestApp } from '../support/app.js';

interface Operation {
  operationId?: string;
  summary?: string;
  security?: object[];
  responses: Record<string, { content?: Record<string, { schema?: object }>; description?: string }>;
  requestBody?: { content: Record<string, { schema?: object }> };
}
interface Document {
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
});
