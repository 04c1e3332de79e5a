import type { Json, JsonObject } from '../core/json.js';
import { wrong } from './refusal.js';

export interface Advertiser {
  advertiser_id: string;
  name: string;
  currency: string;
  timezone: string;
  country: string;
  status: string;
  rejection_reason: string;
  /** In the currency, whole ones. */
  balance: number;
  /** Least budget a day of a campaign and of an ad group. */
  min_campaign_budget: number;
  min_adgroup_budget: number;
  create_time: number;
}

export function fixedAdvertisers(): Advertiser[] {
  const usual = { status: 'STATUS_ENABLE', rejection_reason: '', balance: 100_000, create_time: 1_738_573_200 };
  const least = { min_campaign_budget: 50, min_adgroup_budget: 20 };
  return [
    {
      ...usual,
      ...least,
      advertiser_id: '7000000000000000001',
      name: 'KSAP Demo EUR',
      currency: 'EUR',
      timezone: 'Europe/Berlin',
      country: 'DE',
    },
    {
      ...usual,
      ...least,
      advertiser_id: '7000000000000000002',
      name: 'KSAP Demo USD',
      currency: 'USD',
      timezone: 'America/New_York',
      country: 'US',
    },
  ];
}

/** There, and not the sandbox's token's. */
export const FOREIGN_ADVERTISER = '7000000000000000009';

/** What GET advertiser/info tells, all of it or only `fields`. Throws TiktokRefusal on a field that there is not. */
export function advertiserView(advertiser: Advertiser, fields: string[] | null): JsonObject {
  const { advertiser_id, name, currency, timezone, country, status, rejection_reason, balance, create_time } =
    advertiser;
  const all: Record<string, Json> = {
    advertiser_id,
    name,
    company: 'KSAP Demo',
    status,
    rejection_reason,
    currency,
    timezone,
    display_timezone: timezone,
    country,
    balance,
    create_time,
    role: 'ROLE_ADVERTISER',
    owner_bc_id: '7000000000000000100',
    industry: '290101',
    language: 'en',
    contacter: 'S*****',
    email: 's*****@shop.example',
    telephone_number: '+49****00',
    cellphone_number: '',
    address: '',
    description: '',
    license_no: '',
    license_url: '',
    promotion_area: '0',
    advertiser_account_type: 'AUCTION',
  };
  if (fields === null || fields.length === 0) return all;
  const shown: JsonObject = {};
  for (const field of fields) {
    const value = all[field];
    if (value === undefined) throw wrong(`fields: Unknown field ${field}.`);
    shown[field] = value;
  }
  return shown;
}
