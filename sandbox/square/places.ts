import type { JsonObject } from '../core/json.js';
import { MERCHANT_ID } from './tokens.js';

/** A location sells in one currency: the sandbox's merchant has one for each that the shops sell in. */

interface Place {
  country: string;
  timezone: string;
  city: string;
}

const PLACES: Readonly<Record<string, Place>> = {
  USD: { country: 'US', timezone: 'America/New_York', city: 'New York' },
  EUR: { country: 'IE', timezone: 'Europe/Dublin', city: 'Dublin' },
  GBP: { country: 'GB', timezone: 'Europe/London', city: 'London' },
  CAD: { country: 'CA', timezone: 'America/Toronto', city: 'Toronto' },
  JPY: { country: 'JP', timezone: 'Asia/Tokyo', city: 'Tokyo' },
  AUD: { country: 'AU', timezone: 'Australia/Sydney', city: 'Sydney' },
};
const ANYWHERE: Place = { country: 'ZZ', timezone: 'Etc/UTC', city: 'Elsewhere' };

export function locationId(currency: string): string {
  return `L${currency}KSAPDEMO`;
}

/** Null where it is no location of the merchant's. */
export function currencyOfLocation(id: string, currencies: readonly string[]): string | null {
  return currencies.find((currency) => locationId(currency) === id) ?? null;
}

export function locationView(currency: string, opened: number): JsonObject {
  const { country, timezone, city } = PLACES[currency] ?? ANYWHERE;
  return {
    id: locationId(currency),
    name: `KSAP Demo ${city} (${currency})`,
    timezone,
    capabilities: ['CREDIT_CARD_PROCESSING'],
    status: 'ACTIVE',
    created_at: secondsOf(opened),
    merchant_id: MERCHANT_ID,
    country,
    language_code: 'en-US',
    currency,
    business_name: 'KSAP Demo',
    type: 'PHYSICAL',
    mcc: '5734',
  };
}

export function merchantView(currency: string, opened: number): JsonObject {
  return {
    id: MERCHANT_ID,
    business_name: 'KSAP Demo',
    country: 'US',
    language_code: 'en-US',
    currency,
    status: 'ACTIVE',
    main_location_id: locationId(currency),
    created_at: secondsOf(opened),
  };
}

function secondsOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
