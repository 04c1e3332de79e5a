import type { Json } from '../../src/common/json.js';
import { answerFaults, callFaults, formOf, type OpenApi, openApiCall } from './checkers/openapi.js';

/** What the check of calls by OpenAPI documents is worth: it finds the fault that is put before it. */
const spec: OpenApi = {
  paths: {
    '/v1/things': {
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/NewThing' } } },
        },
        responses: { '201': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
      },
    },
    '/v1/things/{id}': {
      parameters: [{ name: 'expand', in: 'query', schema: { type: 'array', items: { type: 'string' } } }],
      get: { parameters: [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 100 } }] },
    },
    '/v1/things/search': { get: { parameters: [] } },
  },
  components: {
    schemas: {
      NewThing: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', minLength: 2, maxLength: 5, pattern: '^[a-z]+$' },
          size: { enum: ['S', 'L'] },
          tags: { type: 'array', maxItems: 2, items: { type: 'string' } },
          price: { anyOf: [{ type: 'integer' }, { $ref: '#/components/schemas/Money' }] },
          note: { type: 'string', nullable: true },
        },
      },
      Thing: {
        allOf: [
          { $ref: '#/components/schemas/NewThing' },
          { required: ['id'], properties: { id: { type: 'string' } } },
        ],
      },
      Money: { type: 'object', properties: { units: { type: 'integer', minimum: 0 } }, additionalProperties: false },
    },
  },
};

describe('the check of calls by OpenAPI documents', () => {
  const post = (body: Json): string[] =>
    callFaults(spec, { method: 'POST', path: '/v1/things', query: [], body, is_form: false });

  it.each<[Json, string | null]>([
    [{ name: 'abc', size: 'S', tags: ['x'], price: 3, note: null }, null],
    [{ name: 'abc', price: { units: 1 } }, null],
    [{}, '.name is missing'],
    [{ name: 'a' }, '.name is shorter than 2'],
    [{ name: 'abcdef' }, '.name is longer than 5'],
    [{ name: 'ABC' }, '.name does not look like ^[a-z]+$'],
    [{ name: 7 }, '.name is not of type string'],
    [{ name: null }, '.name is null'],
    [{ name: 'abc', size: 'M' }, '.size may not be "M"'],
    [{ name: 'abc', tags: ['x', 'y', 'z'] }, '.tags has too many items'],
    [{ name: 'abc', tags: [1] }, '.tags[0] is not of type string'],
    [{ name: 'abc', price: 1.5 }, '.price is not of type integer'],
    [{ name: 'abc', price: { units: -1 } }, '.price is not of type integer'],
    [{ name: 'abc', price: { cents: 1 } }, '.price is not of type integer'],
    [{ name: 'abc', colour: 'red' }, '.colour is no member'],
    [null, 'a body is missing'],
  ])('finds of %j: %s', (body, fault) => {
    const found = post(body);
    if (fault === null) expect(found).toEqual([]);
    else expect(found).toContain(`POST /v1/things: ${fault}`);
  });

  it('finds what is wrong with paths, queries and answers', () => {
    const get = (path: string, ...query: [string, string][]): string[] =>
      callFaults(spec, { method: 'GET', path, query, body: null, is_form: false });
    expect(get('/v1/things/1', ['limit', '5'], ['expand[]', 'a'], ['expand[]', 'b'])).toEqual([]);
    expect(get('/v1/things/1')).toEqual(['GET /v1/things/1: limit is missing']);
    expect(get('/v1/things/1', ['limit', '101'])).toEqual(['GET /v1/things/1: limit is more than 100']);
    expect(get('/v1/things/search')).toEqual([]);
    expect(get('/v1/nothing')).toEqual(['GET /v1/nothing is no call']);
    const call = { method: 'POST', path: '/v1/things', query: [], body: null, is_form: false };
    expect(answerFaults(spec, call, 201, { id: '1', name: 'abc' })).toEqual([]);
    expect(answerFaults(spec, call, 201, { name: 'abc' })).toEqual(['POST /v1/things: .id is missing']);
    expect(answerFaults(spec, call, 200, {})).toEqual(['POST /v1/things: 200 is no answer of it']);
  });

  it('reads forms as they are meant', () => {
    const form = new URLSearchParams('a=1&b[c]=2&b[d][e]=3&list[0]=x&list[1]=y&more[]=z');
    expect(formOf(form)).toEqual({ a: '1', b: { c: '2', d: { e: '3' } }, list: ['x', 'y'], more: ['z'] });
    const recorded = { seq: 1, provider: 'x', method: 'POST', url: '/x/v1/things?q=1', status: 200 };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(openApiCall({ ...recorded, headers, body: 'a[b]=1' }, '/x')).toEqual({
      method: 'POST',
      path: '/v1/things',
      query: [['q', '1']],
      body: { a: { b: '1' } },
      is_form: true,
    });
    expect(openApiCall({ ...recorded, headers: {}, body: '{"a":1}' }, '/x')).toMatchObject({
      body: { a: 1 },
      is_form: false,
    });
  });
});
