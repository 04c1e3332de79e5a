import type { JsonObject } from '../core/json.js';
import {
  type CreateProvider,
  type SandboxAnswer,
  type SandboxContext,
  SandboxInputError,
  type SandboxProvider,
  type SandboxRequest,
  type SandboxShopDetail,
} from '../core/provider.js';
import { FOREIGN_ADVERTISER } from './advertisers.js';
import { mustAllow, type Route } from './call.js';
import { ACCOUNT_EVENTS } from './events.js';
import { Input } from './input.js';
import { ACCOUNT_ROUTES, OPEN_ROUTES, portal } from './oauth-routes.js';
import { answer, refused, revokedToken, TiktokRefusal, tooMany } from './refusal.js';
import { APP_ID, APP_SECRET, EXPIRED_TOKEN, EXPIRING_TOKEN, READING_TOKEN, REFRESH_TOKEN, TOKEN } from './tokens.js';
import { World } from './world.js';

const PREFIX = '/open_api/v1.3';
const OTHERS: JsonObject[] = [
  { access_token: READING_TOKEN },
  { access_token: EXPIRED_TOKEN },
  { access_token: EXPIRING_TOKEN, refresh_token: REFRESH_TOKEN },
];
const ROUTES: Record<string, Route> = { ...ACCOUNT_ROUTES };

/** TikTok's API for Business v1.3: what the product calls of it. */
export const createTiktok: CreateProvider = (context) => new TiktokSandbox(context).provider();

class TiktokSandbox {
  private readonly world: World;

  constructor(context: SandboxContext) {
    this.world = new World(context);
  }

  provider(): SandboxProvider {
    const { world } = this;
    return {
      key: 'tiktok',
      handle: (request) => Promise.resolve(this.handle(request)),
      state: () => this.state(),
      detail: () => this.detail(),
      event: (type, payload) => Promise.resolve().then(() => this.event(type, payload)),
      throttled: () => refused(tooMany()),
      revoked: () => refused(revokedToken()),
      broken: () => refused(new TiktokRefusal(50000, 'System error, please try again later.')),
      shops: () => [
        {
          shop: 'demo',
          credentials: { app_id: APP_ID, secret: APP_SECRET, access_token: TOKEN },
          other_credentials: OTHERS,
          advertiser_ids: [...world.advertisers.keys()],
          foreign_advertiser_id: FOREIGN_ADVERTISER,
          notes: 'reading only, expired, and one that ends in a day with what renews it',
        },
      ],
    };
  }

  private handle(request: SandboxRequest): SandboxAnswer {
    if (request.path === '/portal/auth' && request.method === 'GET') return portal(this.world, request);
    try {
      if (!request.path.startsWith(`${PREFIX}/`)) throw new TiktokRefusal(40006, 'The API version is not supported.');
      return answer(this.carryOut(request, request.path.slice(PREFIX.length)));
    } catch (error) {
      if (error instanceof TiktokRefusal) return refused(error);
      throw error;
    }
  }

  private carryOut(request: SandboxRequest, path: string): JsonObject {
    const name = `${request.method} ${path}`;
    this.world.throttle.count();
    const open = OPEN_ROUTES[name];
    if (open !== undefined) return open(this.world, Input.of(request)) as JsonObject;
    const route = ROUTES[name];
    if (route === undefined) throw new TiktokRefusal(40006, `The path ${request.method} ${path} does not exist.`);
    const token = this.world.tokens.live(request.headers['access-token']);
    mustAllow(token, route.scope, path);
    const input = Input.of(request);
    const data = route.run({ world: this.world, input, token });
    return data as JsonObject;
  }

  private event(type: string, payload: JsonObject): JsonObject {
    const happen = ACCOUNT_EVENTS[type];
    if (happen === undefined) {
      throw new SandboxInputError(`unknown event ${type}; known: ${Object.keys(ACCOUNT_EVENTS).join(', ')}`);
    }
    return happen(this.world, payload);
  }

  private state(): Record<string, number> {
    return { campaigns: 0, ad_groups: 0, ads: 0, images: 0 };
  }

  private detail(): SandboxShopDetail[] {
    return [...this.world.advertisers.keys()].map((shop) => ({
      shop,
      orders: 0,
      products: 0,
      order_ids: [],
      product_ids: [],
      totals: {},
      writes: { ...this.world.writes },
    }));
  }
}
