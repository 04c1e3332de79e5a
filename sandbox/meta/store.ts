import { Delivery, type Holder } from '../core/ads/delivery.js';
import type { AdAccount } from './accounts.js';
import type { Ad, AdSet, Budget, Campaign, Creative, Image } from './records.js';

const KINDS = { campaign: '120210', adset: '120220', ad: '120230', creative: '120240', report: '120250' };

/** What callers have made, and how it runs. */
export class Store {
  readonly campaigns = new Map<string, Campaign>();
  readonly adsets = new Map<string, AdSet>();
  readonly ads = new Map<string, Ad>();
  readonly creatives = new Map<string, Creative>();
  /** By account and hash. */
  readonly images = new Map<string, Image>();
  readonly delivery: Delivery;
  private made = 0;

  constructor(
    seed: number,
    private readonly now: () => number,
    private readonly accounts: ReadonlyMap<string, AdAccount>,
  ) {
    this.delivery = new Delivery(seed, now());
  }

  newId(kind: keyof typeof KINDS): string {
    return `${KINDS[kind]}${String(++this.made).padStart(12, '0')}`;
  }

  /** Time that has gone by is lived through. */
  settle(): void {
    this.delivery.settle(this.now(), (at) => this.running(at));
  }

  /** Smallest units. */
  spentIn(account_id: string): number {
    return this.spentBy([...this.ads.values()].filter((ad) => ad.account_id === account_id));
  }

  spentBy(ads: Iterable<Ad>): number {
    let sum = 0;
    for (const ad of ads) sum += this.delivery.spentBy(ad.id);
    return sum;
  }

  adsOf(owner: 'campaign_id' | 'adset_id', id: string): Ad[] {
    return [...this.ads.values()].filter((ad) => ad[owner] === id);
  }

  adsetsOf(campaign_id: string): AdSet[] {
    return [...this.adsets.values()].filter((adset) => adset.campaign_id === campaign_id);
  }

  private running(at: number): Holder[] {
    const holders: Holder[] = [];
    for (const campaign of this.campaigns.values()) {
      const account = this.accounts.get(`act_${campaign.account_id}`);
      if (account === undefined || !isLive(campaign, account, at)) continue;
      const left = this.left(campaign, account);
      if (left !== null && left <= 0) continue;
      const adsets = this.adsetsOf(campaign.id).filter((adset) => runs(adset, at));
      const adIds = (adset: AdSet): string[] =>
        this.adsOf('adset_id', adset.id)
          .filter((ad) => ad.status === 'ACTIVE' && ad.review === 'approved')
          .map((ad) => ad.id);
      if (hasBudget(campaign)) {
        const ends = adsets.map((adset) => adset.end_time ?? Infinity);
        const starts = this.adsetsOf(campaign.id).map((adset) => adset.start_time);
        const latest = campaign.stop_time ?? Math.max(...ends);
        const times = { start: Math.min(...starts), end: Number.isFinite(latest) ? latest : null };
        holders.push(holderOf(campaign, account, times, adsets.flatMap(adIds), left));
      } else {
        for (const adset of adsets) {
          const times = { start: adset.start_time, end: adset.end_time };
          holders.push(holderOf(adset, account, times, adIds(adset), left));
        }
      }
    }
    return holders;
  }

  private left(campaign: Campaign, account: AdAccount): number | null {
    const limits: number[] = [];
    if (campaign.spend_cap !== null)
      limits.push(campaign.spend_cap - this.spentBy(this.adsOf('campaign_id', campaign.id)));
    if (account.spend_cap > 0) limits.push(account.spend_cap - this.spentIn(account.account_id));
    return limits.length === 0 ? null : Math.min(...limits);
  }
}

export function hasBudget({ daily_budget, lifetime_budget }: Budget): boolean {
  return daily_budget !== null || lifetime_budget !== null;
}

function holderOf(
  { id, daily_budget, lifetime_budget }: Budget & { id: string },
  { timezone_name }: AdAccount,
  { start, end }: { start: number; end: number | null },
  ad_ids: string[],
  most: number | null,
): Holder {
  return { id, zone: timezone_name, daily: daily_budget, lifetime: lifetime_budget, start, end, ad_ids, most };
}

function isLive(campaign: Campaign, account: AdAccount, at: number): boolean {
  if (campaign.status !== 'ACTIVE' || account.account_status !== 1) return false;
  return (campaign.start_time ?? 0) <= at && (campaign.stop_time ?? Infinity) > at;
}

function runs(adset: AdSet, at: number): boolean {
  return adset.status === 'ACTIVE' && adset.start_time <= at && (adset.end_time ?? Infinity) > at;
}
