import { decimalOf } from '../core/ads/currencies.js';
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
import { FOREIGN_ACCOUNT } from './accounts.js';
import { checkProof, STRICT_APP } from './apps.js';
import { type Call, Listing, Result } from './call.js';
import { ADVERTISING_EVENTS } from './ad-events.js';
import { ACCOUNT_EVENTS, type Happening } from './events.js';
import { project } from './fields.js';
import { Params } from './input.js';
import { accessToken, debugToken, dialog } from './oauth-routes.js';
import { pageOf } from './paging.js';
import { INSTAGRAM_ID, PAGE_ID, PIXEL_ID } from './people.js';
import { answer, GraphRefusal, noObject, refused, revokedSession } from './refusal.js';
import { searched } from './search.js';
import { targetOf } from './targets.js';
import {
  EXPIRED_TOKEN,
  LONG_TOKEN,
  type MetaToken,
  READING_TOKEN,
  SHORT_TOKEN,
  STRICT_TOKEN,
  SYSTEM_TOKEN,
} from './tokens.js';
import { World } from './world.js';

const EVENTS: Record<string, Happening> = { ...ACCOUNT_EVENTS, ...ADVERTISING_EVENTS };
const VERSION = /^v(\d+)\.0$/;
const OLDEST = 25;
const NEWEST = 26;

/** Meta's Graph and Marketing API: what the product calls of it. */
export const createMeta: CreateProvider = (context) => new MetaSandbox(context).provider();

class MetaSandbox {
  private readonly world: World;

  constructor(context: SandboxContext) {
    this.world = new World(context);
  }

  provider(): SandboxProvider {
    const { world } = this;
    return {
      key: 'meta',
      handle: (request) => Promise.resolve(this.handle(request)),
      state: () => this.state(),
      detail: () => this.detail(),
      event: (type, payload) => Promise.resolve().then(() => this.event(type, payload)),
      throttled: (request) => this.throttled(request),
      revoked: () => refused(revokedSession()),
      broken: () =>
        refused(
          new GraphRefusal(2, '(#2) Service temporarily unavailable', {
            status: 500,
            is_transient: true,
            title: 'Service temporarily unavailable',
            words: 'Please retry your request later.',
          }),
        ),
      shops: () => [
        {
          shop: 'demo',
          credentials: { app_id: 'sandbox-meta-app', app_secret: 'sandbox-meta-app-secret', access_token: LONG_TOKEN },
          other_credentials: [SHORT_TOKEN, SYSTEM_TOKEN, READING_TOKEN, EXPIRED_TOKEN]
            .map((access_token): JsonObject => ({ access_token }))
            .concat({ app_id: STRICT_APP, app_secret: 'sandbox-meta-strict-app-secret', access_token: STRICT_TOKEN }),
          ad_accounts: [...world.accounts.keys()],
          foreign_ad_account: FOREIGN_ACCOUNT,
          page_id: PAGE_ID,
          instagram_account_id: INSTAGRAM_ID,
          pixel_id: PIXEL_ID,
          notes: 'short-lived, never ending, reading only, expired; the strict app demands appsecret_proof',
        },
      ],
    };
  }

  private handle(request: SandboxRequest): SandboxAnswer {
    let headers: Record<string, string> = {};
    try {
      const params = Params.of(request);
      const path = pathOf(request);
      const open = this.openRoute(path, params, request);
      if (open !== null) return open;
      const token = this.signedIn(request, params);
      const [id = '', edge, ...more] = path;
      if (more.length > 0) throw unknownPath(more);
      const url = new URL(request.url);
      url.searchParams.set('access_token', token.value);
      const call: Call = { world: this.world, method: request.method, params, token, url };
      this.world.store.settle();
      if (id === 'search' && edge === undefined) return answer(pageOf(searched(params), params, url));
      const target = targetOf(call, id);
      const { account } = target;
      if (account !== null) {
        const use = edge === 'insights' ? 'ads_insights' : 'ads_management';
        headers = this.world.usage.headers(account.account_id, use);
        this.world.usage.count(account.account_id, use, request.method !== 'GET');
        headers = this.world.usage.headers(account.account_id, use);
      }
      return answer(this.carryOut(call, target, id, edge), headers);
    } catch (error) {
      if (error instanceof GraphRefusal) return refused(error, headers);
      throw error;
    }
  }

  private carryOut(call: Call, target: ReturnType<typeof targetOf>, id: string, edge: string | undefined): JsonObject {
    const { method, params } = call;
    if (edge !== undefined) {
      const run = target.edges[`${method} ${edge}`];
      if (run === undefined) throw method === 'GET' ? nonexistingEdge(edge, target.node().type) : noObject(id, method);
      const result = run(call);
      if (result instanceof Result) return this.told(call, result);
      const page =
        result instanceof Listing
          ? pageOf(result.nodes, params, call.url, result.fields)
          : pageOf(result, params, call.url);
      params.onlyThese();
      return page;
    }
    if (method === 'GET') {
      target.looked?.();
      const shown = project(target.node(), params.text('fields'));
      params.onlyThese(target.params);
      return shown;
    }
    const act = method === 'POST' ? target.update : method === 'DELETE' ? target.remove : undefined;
    if (act === undefined) throw noObject(id, method);
    return this.told(call, act(call));
  }

  private told({ params }: Call, result: Result): JsonObject {
    const fields = params.text('fields');
    if (fields === null || fields === '' || result.node === null) return result.body;
    return { ...project(result.node(), fields), ...result.body };
  }

  /** What needs no token, or another kind of one. */
  private openRoute(path: string[], params: Params, request: SandboxRequest): SandboxAnswer | null {
    const desk = { apps: this.world.apps, tokens: this.world.tokens };
    const name = path.join('/');
    if (name === 'dialog/oauth') return dialog(desk, params);
    if (name === 'oauth/access_token') return accessToken(desk, params);
    if (name === 'debug_token') {
      const asker = bearer(request) ?? params.text('access_token');
      if (asker === null)
        throw new GraphRefusal(100, '(#100) You must provide an app access token, or a user access token');
      return debugToken(desk, params, asker);
    }
    return null;
  }

  private signedIn(request: SandboxRequest, params: Params): MetaToken {
    const value = bearer(request) ?? params.text('access_token');
    if (value === null || value === '') {
      throw new GraphRefusal(2500, 'An active access token must be used to query information about the current user.');
    }
    const token = this.world.tokens.live(value);
    const app = this.world.apps.get(token.app_id);
    if (app !== undefined) checkProof(app, value, params.text('appsecret_proof'));
    return token;
  }

  private throttled(request: SandboxRequest): SandboxAnswer {
    const id = /act_(\d+)/.exec(request.path)?.[1] ?? '1000000001';
    const use = request.path.endsWith('/insights') ? 'ads_insights' : 'ads_management';
    const headers = {
      'x-business-use-case-usage': JSON.stringify({
        [id]: [
          {
            type: use,
            call_count: 100,
            total_cputime: 25,
            total_time: 25,
            estimated_time_to_regain_access: 1,
            ads_api_access_tier: 'limited_access',
          },
        ],
      }),
    };
    return refused(this.world.usage.refusal(id, use), headers);
  }

  private event(type: string, payload: JsonObject): JsonObject {
    const happen = eventNamed(EVENTS, type);
    this.world.store.settle();
    return happen(this.world, payload);
  }

  private state(): Record<string, number> {
    const { campaigns, adsets, ads, images } = this.world.store;
    const live = (made: Map<string, { status: string }>): number =>
      [...made.values()].filter((one) => one.status !== 'DELETED').length;
    return { campaigns: live(campaigns), ad_sets: live(adsets), ads: live(ads), images: images.size };
  }

  private detail(): SandboxShopDetail[] {
    const { store, accounts, writes } = this.world;
    store.settle();
    return [...accounts.values()].map((account) => {
      const idsOf = (made: Map<string, { account_id: string; status: string }>): string[] =>
        [...made]
          .filter(([, one]) => one.account_id === account.account_id && one.status !== 'DELETED')
          .map(([id]) => id);
      const images = [...store.images.values()].filter((one) => one.account_id === account.account_id);
      return {
        shop: `act_${account.account_id}`,
        orders: 0,
        products: 0,
        order_ids: [],
        product_ids: [],
        totals: {},
        currency: account.currency,
        spend: decimalOf(store.spentIn(account.account_id), account.currency),
        campaign_ids: idsOf(store.campaigns),
        ad_set_ids: idsOf(store.adsets),
        ad_ids: idsOf(store.ads),
        image_ids: images.map((one) => one.hash),
        writes: { ...writes },
      };
    });
  }
}

/** The path's parts without the version. Throws GraphRefusal for one that has ended. */
function pathOf(request: SandboxRequest): string[] {
  const parts = request.path.split('/').filter((part) => part !== '');
  const major = VERSION.exec(parts[0] ?? '')?.[1];
  if (major === undefined) return parts;
  if (Number(major) > NEWEST) throw unknownPath(parts);
  if (Number(major) < OLDEST) {
    const words = `(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: v${NEWEST}.0.`;
    throw new GraphRefusal(2635, words, { type: 'FacebookApiException' });
  }
  return parts.slice(1);
}

function bearer(request: SandboxRequest): string | null {
  return /^(?:Bearer|OAuth) (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function unknownPath(parts: string[]): GraphRefusal {
  return new GraphRefusal(2500, `Unknown path components: /${parts.join('/')}`);
}

function nonexistingEdge(edge: string, type: string): GraphRefusal {
  return new GraphRefusal(100, `(#100) Tried accessing nonexisting field (${edge}) on node type (${type})`);
}
