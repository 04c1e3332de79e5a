import type { JsonObject } from '../core/json.js';
import {
  type CreateProvider,
  eventNamed,
  type SandboxAnswer,
  type SandboxContext,
  type SandboxProvider,
  type SandboxRequest,
  type SandboxShopDetail,
} from '../core/provider.js';
import { ADVERTISING_EVENTS } from './ad-events.js';
import { ADGROUP_ROUTES } from './adgroups.js';
import { AD_ROUTES } from './ads.js';
import { FOREIGN_ADVERTISER } from './advertisers.js';
import { mustAllow, type Route } from './call.js';
import { CAMPAIGN_ROUTES } from './campaigns.js';
import { ACCOUNT_EVENTS } from './events.js';
import { FILE_ROUTES } from './files.js';
import { Input } from './input.js';
import { ACCOUNT_ROUTES, OPEN_ROUTES, portal } from './oauth-routes.js';
import { REPORT_ROUTES } from './report.js';
import { answer, refused, revokedToken, TiktokRefusal, tooMany } from './refusal.js';
import { APP_ID, APP_SECRET, EXPIRED_TOKEN, EXPIRING_TOKEN, READING_TOKEN, REFRESH_TOKEN, TOKEN } from './tokens.js';
import { UNITS } from './store.js';
import { TOOL_ROUTES } from './tools.js';
import { World } from './world.js';

const PREFIX = '/open_api/v1.3';
const OTHERS: JsonObject[] = [
  { access_token: READING_TOKEN },
  { access_token: EXPIRED_TOKEN },
  { access_token: EXPIRING_TOKEN, refresh_token: REFRESH_TOKEN },
];
const ROUTES: Record<string, Route> = {
  ...ACCOUNT_ROUTES,
  ...CAMPAIGN_ROUTES,
  ...ADGROUP_ROUTES,
  ...AD_ROUTES,
  ...FILE_ROUTES,
  ...TOOL_ROUTES,
  ...REPORT_ROUTES,
};
/** Parameters of reading that change nothing here. */
const COMMON = ['exclude_field_types_in_response', 'promotion_target_type', 'operating_system'];
const EVENTS = { ...ACCOUNT_EVENTS, ...ADVERTISING_EVENTS };

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
    this.world.store.settle();
    const data = route.run({ world: this.world, input, token });
    input.onlyThese(COMMON);
    return data as JsonObject;
  }

  private event(type: string, payload: JsonObject): JsonObject {
    const happen = eventNamed(EVENTS, type);
    this.world.store.settle();
    return happen(this.world, payload);
  }

  private state(): Record<string, number> {
    const { campaigns, adgroups, ads, images } = this.world.store;
    const live = (made: Map<string, { is_deleted: boolean }>): number =>
      [...made.values()].filter((one) => !one.is_deleted).length;
    return { campaigns: live(campaigns), ad_groups: live(adgroups), ads: live(ads), images: images.size };
  }

  private detail(): SandboxShopDetail[] {
    const { store, advertisers, writes } = this.world;
    store.settle();
    return [...advertisers.values()].map(({ advertiser_id, currency }) => {
      const idsOf = (made: Map<string, { advertiser_id: string; is_deleted: boolean }>): string[] =>
        [...made].filter(([, one]) => one.advertiser_id === advertiser_id && !one.is_deleted).map(([id]) => id);
      const images = [...store.images.values()].filter((one) => one.advertiser_id === advertiser_id);
      return {
        shop: advertiser_id,
        orders: 0,
        products: 0,
        order_ids: [],
        product_ids: [],
        totals: {},
        currency,
        spend: (store.spentIn(advertiser_id) / UNITS).toFixed(2),
        campaign_ids: idsOf(store.campaigns),
        ad_set_ids: idsOf(store.adgroups),
        ad_ids: idsOf(store.ads),
        image_ids: images.map((one) => one.image_id),
        writes: { ...writes },
      };
    });
  }
}
