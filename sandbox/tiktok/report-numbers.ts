import type { Json, JsonObject } from '../core/json.js';
import type { Advertiser } from './advertisers.js';
import type { Ad } from './records.js';
import { UNITS } from './store.js';
import { nameOf } from './views.js';
import type { World } from './world.js';

type Tell = (tally: Tally) => Json;

const NUMBERS: Record<string, Tell> = {
  spend: (tally) => money(tally.spend),
  impressions: (tally) => String(tally.impressions),
  clicks: (tally) => String(tally.clicks),
  reach: (tally) => String(Math.floor(tally.impressions * 0.8)),
  frequency: (tally) => ratio(tally.impressions, Math.floor(tally.impressions * 0.8)),
  ctr: (tally) => ratio(tally.clicks * 100, tally.impressions),
  cpc: (tally) => ratio(tally.spend / UNITS, tally.clicks),
  cpm: (tally) => ratio((tally.spend / UNITS) * 1000, tally.impressions),
  conversion: (tally) => String(tally.sales),
  cost_per_conversion: (tally) => ratio(tally.spend / UNITS, tally.sales),
  conversion_rate: (tally) => ratio(tally.sales * 100, tally.clicks),
  complete_payment: (tally) => String(tally.sales),
  // TikTok's name for the value, not for a rate.
  total_complete_payment_rate: (tally) => money(tally.value),
  value_per_complete_payment: (tally) => ratio(tally.value / UNITS, tally.sales),
  complete_payment_roas: (tally) => ratio(tally.value, tally.spend),
};

/** What ads came to together. */
export class Tally {
  static readonly METRICS: readonly string[] = [
    ...Object.keys(NUMBERS),
    'currency',
    'campaign_id',
    'campaign_name',
    'adgroup_id',
    'adgroup_name',
    'ad_name',
  ];
  /** Cents. */
  spend = 0;
  value = 0;
  impressions = 0;
  clicks = 0;
  sales = 0;

  constructor(
    private readonly world: World,
    private readonly advertiser: Advertiser,
    private readonly first: Ad | null,
    private readonly id: string,
  ) {}

  add(ad: Ad, date: string): void {
    const { store, clock } = this.world;
    const day = store.delivery.daysOf(ad.id).get(date);
    if (day === undefined) return;
    this.spend += Math.round(day.spend);
    this.impressions += Math.floor(day.impressions);
    this.clicks += Math.floor(day.clicks);
    for (const sale of store.delivery.conversionsOf(ad.id, clock.now())) {
      if (sale.day !== date) continue;
      this.sales++;
      this.value += sale.value;
    }
  }

  told(metrics: readonly string[]): JsonObject {
    return Object.fromEntries(metrics.map((name) => [name, NUMBERS[name]?.(this) ?? this.word(name)]));
  }

  private word(name: string): Json {
    if (name === 'currency') return this.advertiser.currency;
    if (this.first === null) return '-';
    const { campaigns, adgroups } = this.world.store;
    if (name === 'campaign_id' && (this.id === 'adgroup_id' || this.id === 'ad_id')) return this.first.campaign_id;
    if (name === 'adgroup_id' && this.id === 'ad_id') return this.first.adgroup_id;
    if (name === 'campaign_name' && this.id !== 'advertiser_id')
      return nameOf(campaigns.get(this.first.campaign_id), name);
    if (name === 'adgroup_name' && this.id.startsWith('ad') && this.id !== 'advertiser_id')
      return nameOf(adgroups.get(this.first.adgroup_id), name);
    return name === 'ad_name' && this.id === 'ad_id' ? nameOf(this.first, name) : '-';
  }
}

function money(cents: number): string {
  return (cents / UNITS).toFixed(2);
}

function ratio(a: number, b: number): string {
  return b === 0 ? '0' : (a / b).toFixed(2);
}
