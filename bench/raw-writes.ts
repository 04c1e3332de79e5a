import { randomBytes } from 'node:crypto';
import { encodeQuery } from '../src/common/security/oauth1.js';
import { signQuery } from '../src/modules/stores/platforms/woocommerce/woocommerce.oauth.js';

/** A product's new prices, as the shop is told of them. */
export interface RawProduct {
  id: string;
  platform_product_id: string;
  variants: RawVariant[];
}

interface RawVariant {
  id: string;
  platform_variant_id: string;
  sku: string | null;
  price: string;
  /** The regular price of one that is on sale. */
  compare_at_price: string | null;
}

/** The platform's own batch calls and nothing else: no reading before, none after, nothing kept. Throws on a refusal. */
export type RawWrite = (sandbox: string, products: RawProduct[]) => Promise<void>;

/** As many as the product hands in at once. */
const SHOPIFY_LINES = 2_500;
const WOO_BATCH = 100;
const WOO_CALLS_AT_ONCE = 4;
const MAGENTO_PRODUCTS = 200;
const LOOK_MS = 50;

/** The sandbox's fixed credentials. */
const SHOPIFY_TOKEN = 'shpat_sandbox_demo_token';
const WOO_KEY = { consumer_key: 'ck_sandbox_demo', consumer_secret: 'cs_sandbox_demo' };
const MAGENTO_TOKEN = 'magento-sandbox-access-token';

interface Staged {
  stagedUploadsCreate: { stagedTargets: { url: string; parameters: { name: string; value: string }[] }[] };
}

/** Bulk mutations, one after the other: the lines are uploaded, the operation is begun, looked at, and its result read. */
export const writeShopify: RawWrite = async (sandbox, products) => {
  const graphql = async <T>(query: string, variables: object): Promise<T> => {
    const { data } = await answered<{ data: T }>(`${sandbox}/shopify/demo/admin/api/2026-10/graphql.json`, 'POST', {
      body: { query, variables },
      headers: { 'x-shopify-access-token': SHOPIFY_TOKEN },
    });
    return data;
  };
  for (const chunk of chunksOf(products, SHOPIFY_LINES)) {
    const lines = chunk.map(({ platform_product_id: id, variants }) => ({
      productId: `gid://shopify/Product/${id}`,
      variants: variants.map((variant) => ({
        id: `gid://shopify/ProductVariant/${variant.platform_variant_id}`,
        price: variant.price,
      })),
    }));
    const staged = await graphql<Staged>(
      'mutation($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) { stagedTargets { url parameters { name value } } } }',
      {
        input: [
          {
            resource: 'BULK_MUTATION_VARIABLES',
            filename: 'lines.jsonl',
            mimeType: 'text/jsonl',
            httpMethod: 'POST',
          },
        ],
      },
    );
    const [target] = staged.stagedUploadsCreate.stagedTargets;
    const form = new FormData();
    for (const { name, value } of target?.parameters ?? []) form.append(name, value);
    form.append('file', new Blob([lines.map((line) => JSON.stringify(line)).join('\n')]), 'lines.jsonl');
    const upload = await fetch(target?.url ?? '', { method: 'POST', body: form });
    if (!upload.ok) throw new Error(`The upload was answered ${upload.status}`);
    await upload.text();
    const path = target?.parameters.find(({ name }) => name === 'key')?.value;
    const mutation =
      'mutation($productId: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkUpdate(productId: $productId, variants: $variants) { product { id } userErrors { message } } }';
    const begun = await graphql<{ bulkOperationRunMutation: { bulkOperation: { id: string } | null } }>(
      'mutation($mutation: String!, $path: String!) { bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) { bulkOperation { id } userErrors { message } } }',
      { mutation, path },
    );
    const result = await finished(graphql, begun.bulkOperationRunMutation.bulkOperation?.id ?? '');
    const told = (await (await fetch(result)).text()).match(/"userErrors":\s*\[\]/g) ?? [];
    if (told.length !== lines.length) throw new Error(`${told.length} of ${lines.length} lines were carried out`);
  }
};

async function finished(graphql: <T>(query: string, variables: object) => Promise<T>, id: string): Promise<string> {
  for (;;) {
    const { bulkOperation: operation } = await graphql<{ bulkOperation: { status: string; url: string | null } }>(
      'query($id: ID!) { bulkOperation(id: $id) { status url } }',
      { id },
    );
    if (operation.status === 'COMPLETED' && operation.url !== null) return operation.url;
    if (!['CREATED', 'RUNNING'].includes(operation.status)) throw new Error(`The operation is ${operation.status}`);
    await pause(LOOK_MS);
  }
}

/** `products/batch`, and the variations of each product that has any by their own batch. */
export const writeWooCommerce: RawWrite = async (sandbox, products) => {
  const send = async (path: string, update: object[]): Promise<void> => {
    const address = `${sandbox}/woocommerce/demo/wp-json/wc/v3/${path}`;
    const signer = { ...WOO_KEY, timestamp: Math.floor(Date.now() / 1000), nonce: randomBytes(16).toString('hex') };
    const query = encodeQuery(signQuery('POST', address, [], signer));
    const answer = await answered<{ update: { error?: unknown }[] }>(`${address}?${query}`, 'POST', {
      body: { update },
    });
    const refused = answer.update.find(({ error }) => error !== undefined);
    if (refused) throw new Error(`Refused: ${JSON.stringify(refused)}`);
  };
  const priced = (variant: RawVariant): object => ({
    id: Number(variant.platform_variant_id),
    regular_price: variant.compare_at_price ?? variant.price,
    sale_price: variant.compare_at_price === null ? '' : variant.price,
  });
  const isSimple = ({ platform_product_id, variants }: RawProduct): boolean =>
    variants[0]?.platform_variant_id === platform_product_id;
  for (const chunk of chunksOf(products, WOO_BATCH)) {
    const simple = chunk.filter(isSimple).flatMap(({ variants }) => variants.map(priced));
    if (simple.length > 0) await send('products/batch', simple);
    const calls = chunk
      .filter((product) => !isSimple(product))
      .flatMap(({ platform_product_id: id, variants }) =>
        chunksOf(variants.map(priced), WOO_BATCH).map((update) => ({ id, update })),
      );
    const caller = async (): Promise<void> => {
      for (let call = calls.pop(); call; call = calls.pop())
        await send(`products/${call.id}/variations/batch`, call.update);
    };
    await Promise.all(Array.from({ length: WOO_CALLS_AT_ONCE }, caller));
  }
};

/** The asynchronous bulk endpoint, each batch looked at until its queue has worked it off. */
export const writeMagento: RawWrite = async (sandbox, products) => {
  const rest = `${sandbox}/magento/demo/rest/all`;
  const headers = { authorization: `Bearer ${MAGENTO_TOKEN}` };
  for (const chunk of chunksOf(products, MAGENTO_PRODUCTS)) {
    const body = chunk.flatMap(({ variants }) =>
      variants.map(({ sku, price, compare_at_price: regular }) => ({
        sku,
        product: {
          sku,
          price: Number(regular ?? price),
          custom_attributes: [{ attribute_code: 'special_price', value: regular === null ? '' : price }],
        },
      })),
    );
    const { bulk_uuid: uuid } = await answered<{ bulk_uuid: string }>(`${rest}/async/bulk/V1/products/bySku`, 'PUT', {
      body,
      headers,
    });
    for (;;) {
      const status = await answered<{ operations_list: { status: number; result_message: string | null }[] }>(
        `${rest}/V1/bulk/${uuid}/detailed-status`,
        'GET',
        { headers },
      );
      const failed = status.operations_list.find((operation) => operation.status !== 1 && operation.status !== 4);
      if (failed) throw new Error(`Refused: ${failed.result_message ?? ''}`);
      if (status.operations_list.every((operation) => operation.status === 1)) break;
      await pause(LOOK_MS);
    }
  }
};

async function answered<T>(
  url: string,
  method: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> },
): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} was answered ${response.status}: ${text}`);
  const answer = JSON.parse(text) as T & { errors?: unknown };
  if (answer.errors !== undefined && answer.errors !== false) throw new Error(JSON.stringify(answer.errors));
  return answer;
}

export function chunksOf<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
