import type { JsonObject } from '../core/json.js';
import type {
  SandboxAnswer,
  SandboxContext,
  SandboxProvider,
  SandboxRequest,
  SandboxShopDetail,
} from '../core/provider.js';
import type { SandboxSale } from '../core/sales.js';
import { BulkOperations } from './bulk/operations.js';
import { numberOf } from './data/ids.js';
import { moneyText, SHOP_CURRENCY, type Currency } from './data/money.js';
import { saleOf, salesOf } from './data/sales.js';
import { ShopStore } from './data/store.js';
import { ShopEvents } from './events.js';
import { answerGraphql, throttledBody, type GraphqlRequest } from './graphql/service.js';
import { CostBucket } from './graphql/throttle.js';
import { createResolvers } from './resolvers/root.js';
import { schema } from './schema/sdl.js';
import type { ShopContext } from './shop.js';
import { Tokens, SANDBOX_APP } from './tokens.js';
import { WebhookSubscriptions } from './webhooks.js';
import { Jobs } from './writes/jobs.js';
import { Idempotent } from './writes/idempotent.js';
import { StagedUploads } from './writes/uploads.js';
import { ALL_SCOPES, API_VERSION, SUPPORTED_VERSIONS } from './versions.js';

const SHOP = 'demo';
const DOMAIN = 'demo.myshopify.com';
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const UNAUTHORISED = '[API] Invalid API key or access token (unrecognized login or wrong password)';
/** A full bucket holds twenty seconds of restoring, as on the standard plan (2,000 at 100/s). */
const BUCKET_SECONDS = 20;

const connectionTypes = Object.keys(schema.getTypeMap()).filter((name) => name.endsWith('Connection'));
const resolvers = createResolvers(connectionTypes);

/** Shopify's Admin API with one shop, `demo`: GraphQL, token grant, bulk results, webhooks. */
export function createShopify(context: SandboxContext): SandboxProvider {
  return new ShopifySandbox(context);
}

class ShopifySandbox implements SandboxProvider {
  readonly key = 'shopify';
  private readonly store: ShopStore;
  private readonly shop: ShopContext;
  private readonly bulk: BulkOperations<ShopContext>;
  private readonly events: ShopEvents;
  private readonly bucket: CostBucket;
  private readonly tokens: Tokens;
  /** Mutations carried out, by name. */
  private readonly writes: Record<string, number> = {};

  constructor(context: SandboxContext) {
    const restore = numberFrom(context.setting('SANDBOX_SHOPIFY_RESTORE'), 100);
    this.bucket = new CostBucket(restore * BUCKET_SECONDS, restore);
    this.tokens = new Tokens(numberFrom(context.setting('SANDBOX_SHOPIFY_TOKEN_SECONDS'), 86_400));
    this.store = new ShopStore(context.seed, context.orders, context.products);
    this.bulk = new BulkOperations(resolvers, {
      delay_ms: numberFrom(context.setting('SANDBOX_SHOPIFY_BULK_DELAY_MS'), 200),
      spent: (ms) => context.spent('shopify', ms),
    });
    this.shop = {
      name: SHOP,
      domain: DOMAIN,
      origin: () => context.url(),
      client_id: SANDBOX_APP.client_id,
      scopes: ALL_SCOPES,
      store: this.store,
      webhooks: new WebhookSubscriptions(context, {
        name: SHOP,
        domain: DOMAIN,
        client_secret: SANDBOX_APP.client_secret,
      }),
      bulk: this.bulk,
      jobs: new Jobs(numberFrom(context.setting('SANDBOX_SHOPIFY_JOB_MS'), 50)),
      idempotent: new Idempotent(),
      uploads: new StagedUploads(() => `${context.url()}/shopify/${SHOP}/staged-uploads`),
      counted: (mutation) => {
        this.writes[mutation] = (this.writes[mutation] ?? 0) + 1;
      },
    };
    this.store.orders.onWrite = (order): void => context.sold(() => saleOf(order, context.seed, SHOP));
    this.events = new ShopEvents(this.shop);
  }

  async handle(request: SandboxRequest): Promise<SandboxAnswer> {
    const [, shop = '', ...rest] = request.path.split('/');
    const path = rest.join('/');
    if (shop !== SHOP) return json(404, { errors: 'Not Found' });
    const bulk = /^bulk\/(\d+)\.jsonl$/.exec(path);
    if (bulk !== null && request.method === 'GET') return this.bulk.download(request, Number(bulk[1]));
    if (path === 'staged-uploads' && request.method === 'POST') return this.shop.uploads.take(request);
    if (path === 'admin/oauth/access_token') {
      return request.method === 'POST' ? this.tokens.grant(request) : json(404, { errors: 'Not Found' });
    }
    const graphql = /^admin\/api\/([^/]+)\/graphql\.json$/.exec(path);
    if (graphql === null) return json(404, { errors: 'Not Found' });
    return this.graphql(request, graphql[1] ?? '');
  }

  state(): Record<string, number> {
    const { orders, products, customers } = this.store;
    return { orders: orders.size, products: products.size, customers: customers.size };
  }

  detail(): SandboxShopDetail[] {
    const { orders, products } = this.store;
    const cents = new Map<Currency, number>();
    const presentment = new Map<Currency, number>();
    let fulfillments = 0;
    for (const n of orders.ordered('id')) {
      const order = orders.get(n);
      if (order === null) continue;
      const { total } = order.totals;
      fulfillments += order.fulfillments.filter((row) => row.status === 'SUCCESS').length;
      cents.set(SHOP_CURRENCY, (cents.get(SHOP_CURRENCY) ?? 0) + total.s);
      presentment.set(total.c, (presentment.get(total.c) ?? 0) + total.p);
    }
    const texts = (sums: Map<Currency, number>): Record<string, string> =>
      Object.fromEntries([...sums].map(([currency, minor]) => [currency, moneyText(minor, currency)]));
    return [
      {
        shop: SHOP,
        orders: orders.size,
        products: products.size,
        totals: texts(cents),
        presentment_totals: texts(presentment),
        fulfillments,
        writes: { ...this.writes },
        order_ids: orders.ordered('id').map((n) => String(numberOf('Order', n))),
        product_ids: products.ordered('id').map((n) => String(numberOf('Product', n))),
      },
    ];
  }

  sales(): Iterable<SandboxSale> {
    return salesOf(this.store, SHOP);
  }

  event(type: string, payload: JsonObject): Promise<JsonObject> {
    return new Promise((resolve) => resolve(this.events.happen(type, payload)));
  }

  throttled(request: SandboxRequest): SandboxAnswer {
    if (request.path.endsWith('/graphql.json')) {
      return json(200, throttledBody(50, this.bucket, 0), { 'x-shopify-api-version': API_VERSION });
    }
    const errors = 'Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.';
    return json(429, { errors }, { 'retry-after': '2.0' });
  }

  revoked(request: SandboxRequest): SandboxAnswer {
    if (request.path.endsWith('/access_token')) return this.tokens.refusal('invalid_client', 'The client was revoked');
    return json(401, { errors: UNAUTHORISED });
  }

  shops(): JsonObject[] {
    return [
      {
        platform: 'shopify',
        shop: SHOP,
        name: 'Sandbox Démo & Co',
        url: `${this.shop.origin()}/shopify/${SHOP}`,
        currency: SHOP_CURRENCY,
        credentials: { shop_domain: DOMAIN, access_token: SANDBOX_APP.access_token },
        other_credentials: [
          { shop_domain: DOMAIN, client_id: SANDBOX_APP.client_id, client_secret: SANDBOX_APP.client_secret },
        ],
        webhook_secret: SANDBOX_APP.client_secret,
        notes:
          'an access token with few scopes: shpat_sandbox_limited_token; without old orders: shpat_sandbox_recent_token',
      },
    ];
  }

  async close(): Promise<void> {
    this.shop.jobs.close();
    await this.bulk.close();
  }

  private graphql(request: SandboxRequest, version: string): SandboxAnswer {
    const served = servedVersion(version);
    if (served === null) return json(404, { errors: 'Not Found' });
    if (request.method !== 'POST') return json(405, { errors: 'Method Not Allowed' });
    const scopes = this.tokens.scopesOf(request.headers['x-shopify-access-token']);
    if (scopes === null) return json(401, { errors: UNAUTHORISED });
    const headers = { 'x-shopify-api-version': served, 'x-request-id': `sandbox-${Date.now().toString(36)}` };
    const asked = graphqlOf(request);
    if (asked === null) return json(400, { errors: { query: 'Required parameter missing or invalid' } }, headers);
    return json(200, answerGraphql(asked, { ...this.shop, scopes }, this.bucket, resolvers), headers);
  }
}

/** The version that answers: itself, or for a retired one the oldest that is left; null for what never was one. */
function servedVersion(version: string): string | null {
  if (SUPPORTED_VERSIONS.includes(version) || version === 'unstable') return version;
  const oldest = SUPPORTED_VERSIONS[0] ?? API_VERSION;
  return /^20\d\d-(01|04|07|10)$/.test(version) && version < oldest ? oldest : null;
}

function graphqlOf(request: SandboxRequest): GraphqlRequest | null {
  const text = request.body.toString('utf8');
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/graphql')) return { query: text, variables: {}, operation_name: null };
  if (!type.startsWith('application/json')) return null;
  try {
    const body = JSON.parse(text) as { query?: unknown; variables?: unknown; operationName?: unknown } | null;
    if (body === null || typeof body.query !== 'string') return null;
    const variables = typeof body.variables === 'object' && body.variables !== null ? body.variables : {};
    const name = typeof body.operationName === 'string' ? body.operationName : null;
    return { query: body.query, variables: variables as Record<string, unknown>, operation_name: name };
  } catch {
    return null;
  }
}

function json(status: number, body: object, headers: Record<string, string> = {}): SandboxAnswer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

function numberFrom(text: string | undefined, fallback: number): number {
  const value = Number(text ?? '');
  return text === undefined || text === '' || !Number.isFinite(value) || value < 0 ? fallback : value;
}
