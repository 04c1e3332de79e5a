import type { Json, JsonObject } from '../core/json.js';
import type {
  SandboxAnswer,
  SandboxContext,
  SandboxProvider,
  SandboxRequest,
  SandboxShopDetail,
} from '../core/provider.js';
import type { SandboxSale } from '../core/sales.js';
import { htmlAnswer, jsonAnswer, MagentoError, notAuthorized, throttledAnswer } from './answers.js';
import { happen } from './events.js';
import { onlyFields } from './fields.js';
import { bodyOf, isObject, plainText } from './input.js';
import { Gate, INTEGRATIONS } from './oauth.js';
import { orderRoutes } from './order-routes.js';
import { refundRoutes } from './refund-routes.js';
import { productRoutes } from './product-routes.js';
import { sourceRoutes } from './source-routes.js';
import type { Call, Route } from './routes.js';
import { shopRoutes } from './shop-routes.js';
import { DEMO_SHOP, saleOf } from './payment.js';
import { Site } from './site.js';

const STORES = new Set(['all', 'default', 'V1']);

/** A Magento Open Source 2.4.9 shop: no webhooks, no limit of calls of its own. */
export function createMagentoProvider(context: SandboxContext): SandboxProvider {
  return new MagentoSandbox(context);
}

class MagentoSandbox implements SandboxProvider {
  readonly key = 'magento';
  private readonly site: Site;
  private readonly gate = new Gate(() => Date.now() / 1000);
  // Later ones are more general: `products/attributes` before `products/:sku`.
  private readonly routes: Route[];
  private readonly writes = new Map<string, number>();

  constructor(context: SandboxContext) {
    this.site = new Site(context);
    const sources = this.site.has_sources ? sourceRoutes() : [];
    this.routes = [...productRoutes(), ...sources, ...orderRoutes(), ...refundRoutes(), ...shopRoutes()];
  }

  async handle(request: SandboxRequest): Promise<SandboxAnswer> {
    const [, shop = ''] = request.path.split('/', 2);
    if (shop !== DEMO_SHOP) return Promise.resolve(htmlAnswer(404, 'Shop not found'));
    try {
      return await Promise.resolve(this.answer(request, request.path.slice(shop.length + 1)));
    } catch (error) {
      if (error instanceof MagentoError) return error.answer();
      throw error;
    }
  }

  state(): Record<string, number> {
    return { orders: this.site.orders.count, products: [...this.site.catalog.roots()].length };
  }

  detail(): SandboxShopDetail[] {
    const products = [...this.site.catalog.roots()].map(({ id }) => String(id));
    const orders = [...this.site.orders.ids()].map(String);
    const sums = this.site.orders.sums();
    const totals = [...sums.totals].map(([currency, cents]) => [currency, (cents / 100).toFixed(2)]);
    return [
      {
        shop: DEMO_SHOP,
        orders: orders.length,
        products: products.length,
        totals: Object.fromEntries(totals) as Record<string, string>,
        order_ids: orders,
        product_ids: products,
        writes: Object.fromEntries(this.writes),
        fulfillments: sums.shipments,
      },
    ];
  }

  *sales(): Generator<SandboxSale> {
    const { orders, context } = this.site;
    for (const id of orders.ids()) {
      const order = orders.get(id);
      const sale = order === undefined ? null : saleOf(order, context.seed);
      if (sale !== null) yield sale;
    }
  }

  event(type: string, payload: JsonObject): Promise<JsonObject> {
    // The promise carries what `happen` throws.
    return Promise.resolve().then(() => happen(this.site, type, payload));
  }

  throttled(): SandboxAnswer {
    return throttledAnswer();
  }

  revoked(): SandboxAnswer {
    return notAuthorized('Magento_Sales::actions_view').answer();
  }

  shops(): JsonObject[] {
    const url = this.site.home;
    const [whole, limited] = INTEGRATIONS;
    return [
      {
        platform: 'magento',
        shop: DEMO_SHOP,
        name: this.site.name,
        url,
        currency: 'USD',
        credentials: { url, access_token: whole?.access_token ?? '' },
        oauth_credentials: { url, ...secretsOf(whole) },
        limited_credentials: { url, access_token: limited?.access_token ?? '' },
      },
    ];
  }

  private answer(request: SandboxRequest, path: string): SandboxAnswer {
    const [, rest = '', ...parts] = path.split('/');
    if (rest !== 'rest') return htmlAnswer(path === '' || path === '/' ? 200 : 404, this.site.name);
    const { store, isBulk, under } = addressOf(parts);
    const caller = this.gate.whoIs(request.method, request.url, request.headers.authorization ?? '');
    const { route, found } = this.find(request.method, under, isBulk);
    if (caller === null || (caller.resources !== null && !caller.resources.includes(route.resource))) {
      throw notAuthorized(route.resource);
    }
    const call: Call = {
      site: this.site,
      query: request.url.searchParams,
      path: found,
      body: this.bodyIn(request),
      store,
    };
    if (isBulk) return jsonAnswer(202, this.accept(route, call));
    return jsonAnswer(200, onlyFields(this.run(route, call), call.query.get('fields')));
  }

  /** Counts what was done by kind: `POST order/:id/ship`. */
  private run(route: Route, call: Call): Json {
    const result = route.handle(call);
    const kind = `${route.method} ${route.name}`;
    if (route.method !== 'GET' && result !== false) this.writes.set(kind, (this.writes.get(kind) ?? 0) + 1);
    return result;
  }

  private bodyIn(request: SandboxRequest): Json {
    if (request.method === 'GET' || request.method === 'DELETE' || request.body.length === 0) return {};
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/json/i.test(type)) {
      throw new MagentoError(400, 'Server cannot understand Content-Type HTTP header media type %1', [type]);
    }
    return bodyOf(request.body);
  }

  /** A list of bodies; the parts of the path come out of each. */
  private accept(route: Route, call: Call): Json {
    const { body } = call;
    if (!Array.isArray(body) || !body.every(isObject)) throw new MagentoError(400, 'The request body must be a list.');
    const calls = body.map((one) => () => {
      const { sku } = one;
      const product = isObject(one.product) ? one.product : {};
      this.run(route, { ...call, path: [typeof sku === 'string' ? sku : plainText(product.sku)], body: one });
    });
    return this.site.bulk.accept(calls, this.site.tick());
  }

  private find(method: string, under: string, isBulk: boolean): { route: Route; found: string[] } {
    // In bulk addresses the path's variables have names: `products/bySku`.
    const asked = isBulk ? under.replace(/\/by[A-Z]\w*/g, '/-') : under;
    for (const route of this.routes) {
      const match = route.method === method ? route.pattern.exec(asked) : null;
      if (match !== null) return { route, found: match.slice(1).map(decoded) };
    }
    throw noRoute();
  }
}

/** `{store}/V1/…`, `V1/…` or `{store}/async/bulk/V1/…`. */
function addressOf(parts: string[]): { store: string; isBulk: boolean; under: string } {
  const [store = ''] = parts;
  if (!STORES.has(store)) throw noRoute();
  const after = store === 'V1' ? parts : parts.slice(1);
  const isBulk = after[0] === 'async' && after[1] === 'bulk';
  const [version, ...under] = isBulk ? after.slice(2) : after;
  if (version !== 'V1') throw noRoute();
  return { store, isBulk, under: under.join('/') };
}

/** Once by the server, and once more by the platform: a SKU with a slash survives only when it is escaped twice. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(part).replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return part;
  }
}

function secretsOf(integration: (typeof INTEGRATIONS)[number] | undefined): JsonObject {
  if (integration === undefined) return {};
  const { consumer_key, consumer_secret, access_token, access_token_secret } = integration;
  return { consumer_key, consumer_secret, access_token, access_token_secret };
}

function noRoute(): MagentoError {
  return new MagentoError(404, 'Request does not match any route.');
}
