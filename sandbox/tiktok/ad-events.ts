import type { Conversion } from '../core/ads/delivery.js';
import { dayIn } from '../core/ads/zone-time.js';
import type { Json, JsonObject } from '../core/json.js';
import { SandboxInputError } from '../core/provider.js';
import type { Ad } from './records.js';
import { UNITS } from './store.js';
import type { World } from './world.js';

type Happening = (world: World, payload: JsonObject) => JsonObject;

/** What can happen to what callers have made. */
export const ADVERTISING_EVENTS: Record<string, Happening> = {
  ad_rejected: (world, payload) => {
    const ad = adIn(world, payload);
    const reason = typeof payload.reason === 'string' ? payload.reason : 'The ad violates TikTok advertising policies.';
    Object.assign(ad, { review: 'rejected', reject_reason: reason });
    return { ad_id: ad.id, reason };
  },
  ad_in_review: (world, payload) => {
    const ad = adIn(world, payload);
    ad.review = 'pending';
    return { ad_id: ad.id };
  },
  ad_approved: (world, payload) => {
    const ad = adIn(world, payload);
    Object.assign(ad, { review: 'approved', reject_reason: '' });
    return { ad_id: ad.id };
  },
  /** Somebody changes a campaign by hand, at TikTok. */
  campaign_changed: (world, { campaign_id: id, status }) => {
    const campaign = typeof id === 'string' ? world.store.campaigns.get(id) : undefined;
    if (campaign === undefined) throw new SandboxInputError('no such campaign', 404);
    if (status !== 'ENABLE' && status !== 'DISABLE' && status !== 'DELETE') {
      throw new SandboxInputError('status must be ENABLE, DISABLE or DELETE');
    }
    if (status === 'DELETE') campaign.is_deleted = true;
    else campaign.operation_status = status;
    return { campaign_id: campaign.id, status };
  },
  /** So much is spent at once, whatever the budget says. `amount` and `revenue` are in the currency, `day` is the account's. */
  spent: (world, payload) => {
    const ad = adIn(world, payload);
    const now = world.clock.now();
    const zone = world.advertisers.get(ad.advertiser_id)?.timezone ?? 'UTC';
    const day = typeof payload.day === 'string' ? payload.day : dayIn(zone, now);
    const spend = numberIn(payload.amount, 'amount') * UNITS;
    const count = numberIn(payload.conversions ?? 0, 'conversions');
    const value = Math.round((numberIn(payload.revenue ?? 0, 'revenue') * UNITS) / Math.max(1, count));
    const sale = { day, clicked_at: now, known_at: now, after_click: true, value };
    const sales = Array.from({ length: count }, (): Conversion => ({ ...sale }));
    const more = { spend, impressions: Math.ceil(spend / 0.5), clicks: Math.ceil(spend / 50) };
    world.store.delivery.put(ad.id, day, more, sales);
    return { ad_id: ad.id, campaign_id: ad.campaign_id, day };
  },
};

/** The ad that is named, or the first of the campaign that is named. */
function adIn({ store }: World, { ad_id: id, campaign_id: campaign }: JsonObject): Ad {
  const ad =
    typeof id === 'string'
      ? store.ads.get(id)
      : typeof campaign === 'string'
        ? store.adsOf('campaign_id', campaign)[0]
        : undefined;
  if (ad === undefined) throw new SandboxInputError('no such ad: say ad_id or campaign_id', 404);
  return ad;
}

function numberIn(value: Json | undefined, name: string): number {
  if (typeof value === 'number' && value >= 0 && value < 1e9) return value;
  throw new SandboxInputError(`${name} must be a number from 0 to 1e9`);
}
