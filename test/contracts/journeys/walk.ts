import type { ShopPlatform } from '../../stores/shops.js';
import type { Answer, HttpClient } from '../../support/http.js';

export interface Call {
  /** Values of the route's parameters besides the store's. */
  ids?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** Sent as it is, as CSV. */
  file?: string;
  /** Sent as it is; `headers` say what it is. */
  raw?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

/** One person's way through the API; remembers which routes have worked. */
export class RouteWalk {
  /** Routes that answered 2xx, as the document names them: `GET stores/{store_id}/products`. */
  readonly worked = new Set<string>();

  constructor(
    readonly http: HttpClient,
    /** With what it is walked: stands in what goes wrong. */
    private readonly label: string,
    /** Values of the routes' parameters, unless a call gives its own. */
    private readonly ids: Record<string, string>,
  ) {}

  /** Takes the route and wants this status; anything else is an error that shows the answer. */
  async take(route: string, status: number, call: Call = {}): Promise<Answer> {
    const [method = '', template = ''] = route.split(' ');
    const ids: Record<string, string> = { ...this.ids, ...call.ids };
    const path = template.replace(/\{(\w+)\}/g, (_all, name: string) => {
      const id = ids[name];
      if (id === undefined) throw new Error(`${route}: which ${name}?`);
      return encodeURIComponent(id);
    });
    const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
    const answer = await this.http.request(method, `/api/v1/${path}${query}`, {
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.file === undefined ? {} : { raw: call.file }),
      ...(call.raw === undefined ? {} : { raw: call.raw }),
      headers: { ...(call.file === undefined ? {} : { 'content-type': 'text/csv' }), ...call.headers },
    });
    if (answer.status !== status) {
      const asked = JSON.stringify(call.body ?? call.file ?? null);
      throw new Error(
        `${this.label}: ${route}${query} ${asked}: wanted ${status}, got ${answer.status} ${answer.text}`,
      );
    }
    if (status < 300) this.worked.add(route);
    return answer;
  }

  /** What the route answers in `data`. */
  async data<T>(route: string, status: number, call: Call = {}): Promise<T> {
    return (await this.take(route, status, call)).body.data as T;
  }

  /** The items of a list's first page. */
  async items<T>(route: string, call: Call = {}): Promise<T[]> {
    return (await this.data<{ items: T[] }>(route, 200, call)).items;
  }
}

/** With the store of one platform. */
export class Walk extends RouteWalk {
  constructor(
    http: HttpClient,
    readonly platform: ShopPlatform,
    readonly store_id: string,
  ) {
    super(http, platform, { store_id });
  }

  /** Leaves out what the platform has no place for. */
  fitting(values: Record<string, unknown>): Record<string, unknown> {
    const missing = NO_PLACE[this.platform];
    return Object.fromEntries(Object.entries(values).filter(([name]) => !missing.includes(name)));
  }
}

/** Fields of products that the platform has no place for, as our document says. */
export const NO_PLACE: Record<ShopPlatform, string[]> = {
  shopify: [],
  woocommerce: ['vendor', 'product_type'],
  magento: ['vendor', 'product_type', 'tags', 'barcode', 'image_url'],
};
