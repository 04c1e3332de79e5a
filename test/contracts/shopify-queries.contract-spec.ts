import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  Kind,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

import * as mutations from '../../src/modules/stores/platforms/shopify/shopify.mutations.js';
import * as queries from '../../src/modules/stores/platforms/shopify/shopify.queries.js';
import { SUBSCRIBED_TOPICS } from '../../src/modules/stores/platforms/shopify/shopify.webhook.js';

const SCHEMA_FILE = resolve('../shared/specs/shopify-admin-2026-10.graphql');
const IDEMPOTENT_FILE = resolve('../shared/specs/shopify-admin-2026-10.idempotent.json');
const present = existsSync(SCHEMA_FILE);
if (!present) process.stdout.write(`Shopify's schema is not at ${SCHEMA_FILE}: its documents are not checked\n`);

/** Those that are made for the occasion are made with some word. */
const documents = Object.entries({ ...queries, ...mutations }).map(([name, document]): [string, string] => [
  name,
  typeof document === 'function' ? document('KsapSomeMark') : document,
]);
const bulkDocuments = documents.filter(([name]) => name.startsWith('BULK_') && !/_(RUN|STATUS)_/.test(name));

interface ConnectionFacts {
  count: number;
  /** Connections within connections: 0 for the root connection alone. */
  nesting: number;
  /** Names of connections that stand inside a list, where a bulk operation refuses them. */
  insideLists: string[];
  arguments: string[];
}

function connectionsOf(schema: GraphQLSchema, text: string): ConnectionFacts {
  const facts: ConnectionFacts = { count: 0, nesting: 0, insideLists: [], arguments: [] };
  const open: ('connection' | 'list' | null)[] = [];
  const types = new TypeInfo(schema);
  visit(
    parse(text),
    visitWithTypeInfo(types, {
      [Kind.FIELD]: {
        enter(field) {
          const type = types.getType();
          const bare = isNonNullType(type) ? type.ofType : type;
          const name = field.name.value;
          if (!isListType(bare) && String(bare).endsWith('Connection')) {
            if (open.includes('list')) facts.insideLists.push(name);
            facts.count += 1;
            open.push('connection');
            facts.nesting = Math.max(facts.nesting, open.filter((kind) => kind === 'connection').length - 1);
            facts.arguments.push(...(field.arguments ?? []).map((argument) => `${name}.${argument.name.value}`));
          } else {
            open.push(isListType(bare) && name !== 'edges' && name !== 'nodes' ? 'list' : null);
          }
        },
        leave() {
          open.pop();
        },
      },
    }),
  );
  return facts;
}

(present ? describe : describe.skip)("Shopify's documents against the official schema of 2026-10", () => {
  const schema = present ? buildSchema(readFileSync(SCHEMA_FILE, 'utf8'), { assumeValidSDL: true }) : null;

  it.each(documents)('%s is valid and uses nothing deprecated', (_name, text) => {
    if (schema === null) throw new Error('no schema');
    const faults = validate(schema, parse(text), [...specifiedRules, NoDeprecatedCustomRule]);
    expect(faults.map((fault) => fault.message)).toEqual([]);
  });

  it('every mutation that Shopify refuses without @idempotent has it', () => {
    const file = readFileSync(IDEMPOTENT_FILE, 'utf8');
    const { requires_idempotent_directive: required } = JSON.parse(file) as { requires_idempotent_directive: string[] };
    const lacking = documents.filter(([, text]) => {
      const mutation = required.find((name) => new RegExp(`\\b${name}\\(`).test(text));
      return mutation !== undefined && !new RegExp(`\\b${mutation}\\([^)]*\\) @idempotent\\(key:`).test(text);
    });
    expect(lacking.map(([name]) => name)).toEqual([]);
    expect(documents.some(([, text]) => required.some((name) => text.includes(name)))).toBe(true);
  });

  it.each(bulkDocuments)('%s keeps to the limits of a bulk operation', (_name, text) => {
    if (schema === null) throw new Error('no schema');
    const facts = connectionsOf(schema, text);
    expect(facts.count).toBeGreaterThan(0);
    expect(facts.count).toBeLessThanOrEqual(5);
    expect(facts.nesting).toBeLessThanOrEqual(2);
    expect(facts.insideLists).toEqual([]);
    expect(facts.arguments).toEqual([]);
  });

  it('sees a connection inside a list and a nesting that is too deep', () => {
    if (schema === null) throw new Error('no schema');
    const inList = '{ orders { edges { node { id refunds { id refundLineItems { nodes { quantity } } } } } } }';
    expect(connectionsOf(schema, inList).insideLists).toEqual(['refundLineItems']);
    const deep = `{ products { nodes { id variants { nodes { id media { nodes { id
      ... on MediaImage { metafields { nodes { id } } } } } } } } } }`;
    expect(connectionsOf(schema, deep).nesting).toBe(3);
  });

  it.each([
    ['WebhookSubscriptionTopic', SUBSCRIBED_TOPICS],
    ['BulkOperationStatus', ['CANCELED', 'CANCELING', 'COMPLETED', 'EXPIRED', 'FAILED']],
    ['OrderTransactionKind', ['AUTHORIZATION', 'CAPTURE', 'EMV_AUTHORIZATION', 'SALE']],
    ['MediaContentType', ['IMAGE']],
  ])('%s has the words that the code goes by', (name, words) => {
    expect(valuesOf(name)).toEqual(expect.arrayContaining(words));
  });

  it.each([
    ['OrderDisplayFinancialStatus', 8],
    ['OrderDisplayFulfillmentStatus', 11],
    ['FulfillmentDisplayStatus', 18],
    ['FulfillmentStatus', 6],
    ['ProductStatus', 4],
    ['WeightUnit', 4],
  ])('%s still has the %i words that the mapper was written for', (name, count) => {
    expect(valuesOf(name)).toHaveLength(count);
  });

  function valuesOf(name: string): string[] {
    const type = schema?.getType(name);
    if (!isEnumType(type)) throw new Error(`${name} is no enum`);
    return type.getValues().map((value) => value.name);
  }
});
