import { Delivery, type Holder } from '../core/ads/delivery.js';
import { dayIn } from '../core/ads/zone-time.js';
import type { Advertiser } from './advertisers.js';
import type { Ad, AdGroup, Campaign, Identity, Image, Made } from './records.js';

const FIRST_ID = 1_790_000_000_000_000_000n;
/** Cents in one of the currency. */
export const UNITS = 100;

/** What callers have made, and how it runs. */
export class Store {
  readonly campaigns = new Map<string, Campaign>();
  readonly adgroups = new Map<string, AdGroup>();
  readonly ads = new Map<string, Ad>();
  readonly images = new Map<string, Image>();
  readonly identities: Identity[] = [
    {
      identity_id: '7000000000000000501',
      identity_type: 'CUSTOMIZED_USER',
      display_name: 'KSAP Demo',
      advertiser_id: null,
    },
    {
      identity_id: 'ksap-sandbox-tt-user-0001',
      identity_type: 'TT_USER',
      display_name: 'ksap.demo',
      advertiser_id: null,
    },
  ];
  /** Campaigns and ad groups by the request that made them. */
  readonly requests = new Map<string, string>();
  readonly delivery: Delivery;
  private made = 0n;

  constructor(
    seed: number,
    private readonly now: () => number,
    private readonly advertisers: ReadonlyMap<string, Advertiser>,
  ) {
    this.delivery = new Delivery(seed, now());
  }

  newId(): string {
    return String(FIRST_ID + ++this.made * 16n + 1n);
  }

  /** Time that has gone by is lived through. */
  settle(): void {
    this.delivery.settle(this.now(), (at) => this.running(at));
  }

  adsOf(owner: 'campaign_id' | 'adgroup_id', id: string): Ad[] {
    return [...this.ads.values()].filter((ad) => ad[owner] === id);
  }

  adgroupsOf(campaign_id: string): AdGroup[] {
    return [...this.adgroups.values()].filter((one) => one.campaign_id === campaign_id);
  }

  /** Cents. */
  spentIn(advertiser_id: string): number {
    let sum = 0;
    for (const ad of this.ads.values()) if (ad.advertiser_id === advertiser_id) sum += this.delivery.spentBy(ad.id);
    return sum;
  }

  private running(at: number): Holder[] {
    const holders: Holder[] = [];
    for (const campaign of this.campaigns.values()) {
      const advertiser = this.advertisers.get(campaign.advertiser_id);
      if (advertiser?.status !== 'STATUS_ENABLE' || !isOn(campaign)) continue;
      const groups = this.adgroupsOf(campaign.id).filter(
        (one) => isOn(one) && one.start <= at && (one.end ?? Infinity) > at,
      );
      if (campaign.has_shared_budget) {
        const ids = groups.flatMap((group) => this.idsOf(group));
        holders.push(holderOf(campaign, advertiser, spanOf(this.adgroupsOf(campaign.id)), ids, null));
      } else {
        const left = this.left(campaign, advertiser, at);
        for (const group of groups) holders.push(holderOf(group, advertiser, group, this.idsOf(group), left));
      }
    }
    return holders;
  }

  private idsOf(group: AdGroup): string[] {
    return this.adsOf('adgroup_id', group.id)
      .filter((ad) => isOn(ad) && ad.review === 'approved')
      .map((ad) => ad.id);
  }

  /** What the campaign's own budget leaves its ad groups; null: it has none. */
  private left(campaign: Campaign, advertiser: Advertiser, at: number): number | null {
    if (campaign.budget_mode === 'BUDGET_MODE_INFINITE') return null;
    const ads = this.adsOf('campaign_id', campaign.id);
    const today = dayIn(advertiser.timezone, at);
    let spent = 0;
    for (const { id } of ads) {
      if (campaign.budget_mode === 'BUDGET_MODE_TOTAL') spent += this.delivery.spentBy(id);
      else spent += this.delivery.daysOf(id).get(today)?.spend ?? 0;
    }
    return Math.max(0, campaign.budget * UNITS - spent);
  }
}

function isOn(made: Made): boolean {
  return made.operation_status === 'ENABLE' && !made.is_deleted;
}

function spanOf(groups: AdGroup[]): { start: number; end: number | null } {
  const end = Math.max(...groups.map((one) => one.end ?? Infinity));
  return { start: Math.min(...groups.map((one) => one.start)), end: Number.isFinite(end) ? end : null };
}

function holderOf(
  { id, budget_mode, budget }: { id: string; budget_mode: string; budget: number },
  { timezone }: Advertiser,
  { start, end }: { start: number; end: number | null },
  ad_ids: string[],
  most: number | null,
): Holder {
  const isTotal = budget_mode === 'BUDGET_MODE_TOTAL';
  const units = budget * UNITS;
  return {
    id,
    zone: timezone,
    daily: isTotal ? null : units,
    lifetime: isTotal ? units : null,
    start,
    end,
    ad_ids,
    most,
  };
}
