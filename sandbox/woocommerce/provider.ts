import type { JsonObject } from '../core/json.js';
import type {
  SandboxAnswer,
  SandboxContext,
  SandboxProvider,
  SandboxRequest,
  SandboxShopDetail,
} from '../core/provider.js';
import type { SandboxSale } from '../core/sales.js';
import { firewallAnswer, htmlAnswer, noRoute, revokedAnswer, WooError } from './answers.js';
import { happen } from './events.js';
import { OauthVerifier, type ApiKey } from './oauth.js';
import { orderRoutes } from './order-routes.js';
import { orderWriteRoutes } from './order-writes.js';
import { parseQuery, type PhpArray, type PhpValue } from './php.js';
import { productRoutes } from './product-routes.js';
import { productWriteRoutes } from './product-writes.js';
import { callOf, cannot, lacksPermission, type Route } from './routes.js';
import { salesOf } from './sales.js';
import { shopRoutes } from './shop-routes.js';
import { API_KEYS, DEMO_SHOP, Site } from './site.js';
import { frontPage, namespaceIndex, siteIndex, siteRoutes } from './site-routes.js';
import { variationWriteRoutes } from './variation-writes.js';
import { webhookRoutes } from './webhook-routes.js';

const NAMESPACE = '/wp-json/wc/v3';

/** A WooCommerce 11 shop on plain http, as one was recorded. */
export function createWooCommerceProvider(context: SandboxContext): SandboxProvider {
  return new WooCommerceSandbox(context);
}

class WooCommerceSandbox implements SandboxProvider {
  readonly key = 'woocommerce';
  private readonly site: Site;
  private readonly verifier = new OauthVerifier(API_KEYS, () => Date.now() / 1000);
  private readonly routes: Route[] = [
    ...orderRoutes(),
    ...orderWriteRoutes(),
    ...productRoutes(),
    ...productWriteRoutes(),
    ...variationWriteRoutes(),
    ...shopRoutes(),
    ...webhookRoutes(),
    ...siteRoutes(),
  ];

  constructor(context: SandboxContext) {
    this.site = new Site(context, DEMO_SHOP);
  }

  async handle(request: SandboxRequest): Promise<SandboxAnswer> {
    const [, shop = ''] = request.path.split('/', 2);
    if (shop !== DEMO_SHOP) return Promise.resolve(htmlAnswer(404, 'Site not found'));
    try {
      return await Promise.resolve(this.answer(request, request.path.slice(shop.length + 1)));
    } catch (error) {
      if (error instanceof WooError) return error.answer();
      throw error;
    }
  }

  state(): Record<string, number> {
    return { orders: this.site.orders.countVisible(), products: this.site.catalog.countLive() };
  }

  detail(): SandboxShopDetail[] {
    const { ids, totals } = this.site.orders.sums();
    const live = this.site.catalog.specs.filter((spec) => spec.status !== 'trash');
    return [
      {
        shop: DEMO_SHOP,
        orders: ids.length,
        products: live.length,
        totals,
        order_ids: ids,
        product_ids: live.map((spec) => String(spec.id)),
        writes: { ...this.site.writes },
      },
    ];
  }

  sales(): Iterable<SandboxSale> {
    return salesOf(this.site);
  }

  event(type: string, payload: JsonObject): Promise<JsonObject> {
    // The promise carries what `happen` throws.
    return Promise.resolve().then(() => happen(this.site, type, payload));
  }

  throttled(): SandboxAnswer {
    return firewallAnswer();
  }

  revoked(): SandboxAnswer {
    return revokedAnswer();
  }

  shops(): JsonObject[] {
    const [writer, reader] = API_KEYS;
    return [
      {
        platform: 'woocommerce',
        shop: DEMO_SHOP,
        name: this.site.name,
        url: this.site.links.home,
        currency: 'USD',
        credentials: {
          url: this.site.links.home,
          consumer_key: writer?.consumer_key ?? '',
          consumer_secret: writer?.consumer_secret ?? '',
        },
        read_only_credentials: {
          url: this.site.links.home,
          consumer_key: reader?.consumer_key ?? '',
          consumer_secret: reader?.consumer_secret ?? '',
        },
      },
    ];
  }

  private answer(request: SandboxRequest, path: string): SandboxAnswer {
    const query = parseQuery(request.url.search.slice(1));
    if (path === '' || path === '/') {
      // The signature is checked against the pretty address only: valid keys do not help here.
      if (query.has('rest_route')) throw cannot('list');
      return frontPage(this.site);
    }
    if (path === '/wp-json' || path === '/wp-json/') return siteIndex(this.site, query);
    if (path === NAMESPACE || path === `${NAMESPACE}/`) return namespaceIndex(this.site);
    if (!path.startsWith('/wp-json/')) return htmlAnswer(404, 'Page not found');
    if (!path.startsWith(`${NAMESPACE}/`)) throw noRoute();
    const key = this.authenticate(request, path, query);
    const under = path.slice(NAMESPACE.length + 1).replace(/\/$/, '');
    const found = this.find(request.method, under);
    const call = callOf(this.site, request, query, found, under);
    if (key === null) throw cannot(found.route.permission);
    if (found.route.method !== 'GET' && key.permissions === 'read') throw lacksPermission();
    return found.route.handle(call);
  }

  /** Over plain http only OAuth is looked at; anything else is as if nothing had been sent. */
  private authenticate(request: SandboxRequest, path: string, query: PhpArray): ApiKey | null {
    const form = /^application\/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '')
      ? parseQuery(request.body.toString('utf8'))
      : new Map<string, PhpValue>();
    return this.verifier.verify({
      method: request.method,
      address: this.site.links.home + path,
      parameters: new Map([...query, ...form]),
      authorization: request.headers.authorization ?? '',
    });
  }

  private find(method: string, under: string): { route: Route; path: string[] } {
    const asked = method === 'HEAD' ? 'GET' : method === 'PATCH' ? 'PUT' : method;
    for (const route of this.routes) {
      const match = route.method === asked ? route.pattern.exec(under) : null;
      if (match !== null) return { route, path: match.slice(1) };
    }
    if (/^(orders|products|customers)(\/|$)/.test(under) && ['POST', 'PUT', 'DELETE'].includes(asked)) {
      throw new WooError(501, 'sandbox_not_built', 'The sandbox does not take this write yet; the real shop would.');
    }
    throw noRoute();
  }
}
