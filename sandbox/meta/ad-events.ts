import { unitsOf } from '../core/ads/currencies.js';
import type { Conversion } from '../core/ads/delivery.js';
import { dayIn } from '../core/ads/zone-time.js';
import { SandboxInputError } from '../core/provider.js';
import type { JsonObject } from '../core/json.js';
import { type Happening, numberIn, textIn } from './events.js';
import type { Ad } from './records.js';
import type { World } from './world.js';

/** What can happen to what callers have made. */
export const ADVERTISING_EVENTS: Record<string, Happening> = {
  ad_rejected: (world, payload) => {
    const ad = adIn(world, payload);
    const reason = payload.reason === undefined ? 'This ad violates our policies.' : textIn(payload, 'reason');
    Object.assign(ad, { review: 'rejected', feedback: { 'Unacceptable Business Practices': reason } });
    return { ad_id: ad.id, reason };
  },
  ad_in_review: (world, payload) => {
    const ad = adIn(world, payload);
    ad.review = 'pending';
    return { ad_id: ad.id };
  },
  ad_approved: (world, payload) => {
    const ad = adIn(world, payload);
    Object.assign(ad, { review: 'approved', feedback: {} });
    return { ad_id: ad.id };
  },
  /** Somebody changes a campaign by hand, at Meta. */
  campaign_changed: (world, payload) => {
    const campaign = world.store.campaigns.get(textIn(payload, 'campaign_id'));
    const status = textIn(payload, 'status');
    if (campaign === undefined) throw new SandboxInputError('no such campaign', 404);
    if (status !== 'ACTIVE' && status !== 'PAUSED' && status !== 'DELETED') {
      throw new SandboxInputError('status must be ACTIVE, PAUSED or DELETED');
    }
    Object.assign(campaign, { status, updated_at: world.clock.now() });
    return { campaign_id: campaign.id, status };
  },
  /** So much is spent at once, whatever the budget says. `amount` and `revenue` are in the currency, `day` is the account's. */
  spent: (world, payload) => {
    const ad = adIn(world, payload);
    const account = world.accounts.get(`act_${ad.account_id}`);
    const now = world.clock.now();
    const day = payload.day === undefined ? dayIn(account?.timezone_name ?? 'UTC', now) : textIn(payload, 'day');
    const per = unitsOf(account?.currency ?? 'EUR');
    const spend = numberIn(payload, 'amount', 0, 1e9) * per;
    const count = payload.conversions === undefined ? 0 : numberIn(payload, 'conversions', 0, 10_000);
    const revenue = payload.revenue === undefined ? 0 : numberIn(payload, 'revenue', 0, 1e9) * per;
    const sale = {
      day,
      clicked_at: now,
      known_at: now,
      after_click: true,
      value: Math.round(revenue / Math.max(1, count)),
    };
    const sales = Array.from({ length: count }, (): Conversion => ({ ...sale }));
    world.store.delivery.put(
      ad.id,
      day,
      { spend, impressions: Math.ceil(spend / 0.5), clicks: Math.ceil(spend / 50) },
      sales,
    );
    return { ad_id: ad.id, campaign_id: ad.campaign_id, day };
  },
  report_fails: (world) => {
    world.failing_reports++;
    return { failing_reports: world.failing_reports };
  },
};

/** The ad that is named, or the first of the campaign that is named. */
function adIn(world: World, payload: JsonObject): Ad {
  const ad =
    payload.ad_id === undefined
      ? world.store.adsOf('campaign_id', textIn(payload, 'campaign_id'))[0]
      : world.store.ads.get(textIn(payload, 'ad_id'));
  if (ad === undefined) throw new SandboxInputError('no such ad', 404);
  return ad;
}
