import { AdClock } from '../core/ads/clock.js';
import type { JsonObject } from '../core/json.js';
import type { SandboxContext } from '../core/provider.js';
import { type Advertiser, fixedAdvertisers } from './advertisers.js';
import { noPermission } from './refusal.js';
import { Throttle } from './throttle.js';
import { Store } from './store.js';
import { type TiktokToken, Tokens } from './tokens.js';

const USUAL_QPS = 10;

/** All that the stand-in for TikTok knows. */
export class World {
  readonly clock = new AdClock();
  readonly advertisers: ReadonlyMap<string, Advertiser>;
  readonly tokens: Tokens;
  readonly throttle: Throttle;
  readonly store: Store;
  /** What was written, by kind. */
  readonly writes: Record<string, number> = {};

  constructor(readonly context: SandboxContext) {
    this.advertisers = new Map(fixedAdvertisers().map((one) => [one.advertiser_id, one]));
    this.tokens = new Tokens(this.clock, [...this.advertisers.keys()]);
    this.store = new Store(context.seed, () => this.clock.now(), this.advertisers);
    this.throttle = new Throttle(Number(context.setting('SANDBOX_TIKTOK_QPS') ?? USUAL_QPS));
  }

  /** The advertiser, when the token is of somebody who may see it. Throws TiktokRefusal. */
  advertiser(token: TiktokToken, id: string): Advertiser {
    const advertiser = token.advertiser_ids.includes(id) ? this.advertisers.get(id) : undefined;
    if (advertiser === undefined) throw noPermission(`No permission to operate advertiser ${id}.`);
    return advertiser;
  }

  /** Hours pass at the network. */
  pass(payload: JsonObject): JsonObject {
    this.store.settle();
    const now = this.clock.pass(payload);
    this.store.settle();
    return now;
  }

  wrote(kind: string): void {
    this.writes[kind] = (this.writes[kind] ?? 0) + 1;
  }
}
