import { buildSchema } from 'graphql';

import type { Json } from '../../src/common/json.js';
import { answerFaults as magentoAnswerFaults, type Spec } from './checkers/magento.js';
import { shapeOf, strangers } from './checkers/shape.js';
import { answerFaults, graphqlFaults, uploadedLines, variableFaults } from './checkers/shopify.js';

/** What the checks of recorded calls are worth: each finds the fault that is put before it. */
describe('the checks of calls to Shopify', () => {
  const schema = buildSchema(`
    type Query { shop: Shop!  node(id: ID!): Node  old: Int @deprecated(reason: "x") }
    type Mutation { bulkOperationRunMutation(mutation: String!, stagedUploadPath: String!): Shop  setPrice(price: Price!): Shop }
    interface Node { id: ID! }
    type Shop implements Node { id: ID! plan: Plan! orders: [String!] }
    enum Plan { BASIC PLUS }
    input Price { amount: Float! }`);

  it.each([
    ['{ shop { name } }', {}, 'Cannot query field "name" on type "Shop".'],
    ['{ old }', {}, 'The field Query.old is deprecated. x'],
    ['query ($id: ID!) { node(id: $id) { id } }', {}, 'Variable "$id" of required type "ID!" was not provided.'],
    [
      'mutation ($m: String!) { bulkOperationRunMutation(mutation: $m, stagedUploadPath: "x") { id } }',
      { m: 'x', mutation: 'mutation { setPrice(price: { amount: "1" }) { id } }' },
      'Float cannot represent non numeric value: "1"',
    ],
  ])('find the fault of %s', (query, variables, fault) => {
    expect(graphqlFaults(schema, { query, variables })).toEqual([fault]);
  });

  it('find the line of a bulk mutation that does not fit', () => {
    const text = 'mutation ($price: Price!) { setPrice(price: $price) { id } }';
    expect(variableFaults(schema, text, { price: { amount: 1.5 } })).toEqual([]);
    expect(variableFaults(schema, text, { price: { amount: '1.5' } })).toHaveLength(1);
    expect(variableFaults(schema, text, { price: { amount: 1, cents: 2 } })).toHaveLength(1);
  });

  it('read the lines of an upload', () => {
    const part = (name: string, more: string, value: string): string =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const file = part('file', '; filename="lines.jsonl"\r\nContent-Type: text/jsonl', '{"a":1}\n{"a":2}');
    expect(uploadedLines(`${part('key', '', 'tmp/1')}${part('acl', '', 'private')}${file}--b--\r\n`)).toEqual({
      path: 'tmp/1',
      lines: [{ a: 1 }, { a: 2 }],
    });
  });

  it.each<[string, Json]>([
    ['nothing at all', {}],
    ['a null that cannot be', { data: { shop: null } }],
    ['a value that is none of the enum’s', { data: { shop: { id: '1', plan: 'TRIAL', orders: [] } } }],
    ['one where a list must be', { data: { shop: { id: '1', plan: 'BASIC', orders: 'a' } } }],
  ])('find %s in an answer', async (_name, answer) => {
    const call = { query: '{ shop { id plan orders } }' };
    expect(await answerFaults(schema, call, answer as { data?: Json })).toHaveLength(1);
    const good = { data: { shop: { id: '1', plan: 'BASIC', orders: ['a'] } } };
    expect(await answerFaults(schema, call, good)).toEqual([]);
  });

  it('know by its id what a node is', async () => {
    const call = { query: '{ node(id: 1) { id ... on Shop { plan } } }' };
    const node = (plan: string): { data: Json } => ({ data: { node: { id: 'gid://shopify/Shop/1', plan } } });
    expect(await answerFaults(schema, call, node('PLUS'))).toEqual([]);
    expect(await answerFaults(schema, call, node('TRIAL'))).toHaveLength(1);
  });
});

describe('the checks of answers of Magento and WooCommerce', () => {
  const spec: Spec = {
    paths: { '/V1/orders/{id}': { get: { responses: { '200': { schema: { $ref: '#/definitions/order' } } } } } },
    definitions: {
      order: {
        type: 'object',
        required: ['id', 'items'],
        properties: { id: { type: 'integer' }, items: { type: 'array', items: { $ref: '#/definitions/order' } } },
      },
    },
  };
  const faults = (answer: Json, query: [string, string][] = []): string[] =>
    magentoAnswerFaults(spec, { method: 'GET', path: 'V1/orders/7', query, body: null }, answer);

  it('find what is missing, unknown or of another type, at any depth', () => {
    expect(faults({ id: 1, items: [{ id: 2, items: [] }] })).toEqual([]);
    expect(faults({ id: '1', items: [] })).toEqual(['GET V1/orders/7: .id is not of type integer']);
    expect(faults({ id: 1, items: [{ id: 2 }] })).toEqual(['GET V1/orders/7: .items[0].items is missing']);
    expect(faults({ id: 1, items: [], colour: 'red' })).toEqual(['GET V1/orders/7: .colour is no member']);
    expect(faults({ id: 1 }, [['fields', 'id']])).toEqual([]);
  });

  it('find what the recorded server never said', () => {
    const theirs = shapeOf([{ id: 1, image: null }]);
    expect(strangers(shapeOf([{ id: 2, image: null }]), theirs)).toEqual([]);
    expect(strangers(shapeOf([{ id: '2', image: null }]), theirs)).toEqual(['$.id: string, recorded integer']);
    expect(strangers(shapeOf([{ id: 2 }]), theirs)).toEqual(['$: members id']);
  });
});
