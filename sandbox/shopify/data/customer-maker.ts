import { createRandom, seedOf, type Random } from '../../core/random.js';
import { SHOP_CURRENCY, type Currency } from './money.js';
import { seconds } from './product-maker.js';
import type { AddressRow, CustomerRow } from './rows.js';
import { COMPANIES, FIRST_NAMES, LAST_NAMES, PLACES, TAGS } from './words.js';

const YEAR = 365 * 86_400_000;

export function makeAddress(random: Random, currency: Currency, id: number): AddressRow {
  const place = random.pick(PLACES[currency]);
  return {
    id,
    model: 'Address',
    first_name: random.chance(0.97) ? random.pick(FIRST_NAMES) : null,
    last_name: random.chance(0.95) ? random.pick(LAST_NAMES) : null,
    company: random.chance(0.15) ? random.pick(COMPANIES) : null,
    address1: random.pick(place.streets),
    address2: random.chance(0.2) ? 'Apt #4½' : null,
    city: place.city,
    province: place.province,
    province_code: place.province_code,
    country: place.country,
    country_code: place.country_code,
    zip: place.zip,
    phone: random.chance(0.5) ? place.phone : null,
  };
}

export function customerTimes(
  seed: number,
  epoch: number,
  count: number,
  n: number,
): { created: number; updated: number } {
  const random = createRandom(seedOf(seed, 'customer-times', n));
  const created = seconds(epoch - YEAR - YEAR / 2 + ((n + 0.5) / Math.max(count, 1)) * (YEAR / 2));
  return { created, updated: seconds(created + random.next() * (epoch - created)) };
}

export function makeCustomer(seed: number, epoch: number, count: number, n: number): CustomerRow {
  const random = createRandom(seedOf(seed, 'customer', n));
  const { created, updated } = customerTimes(seed, epoch, count, n);
  const phoneOnly = random.chance(0.03);
  return {
    n,
    first_name: random.chance(0.96) ? random.pick(FIRST_NAMES) : null,
    last_name: random.chance(0.94) ? random.pick(LAST_NAMES) : null,
    email: phoneOnly ? null : `buyer${n}@example.com`,
    phone: phoneOnly || random.chance(0.3) ? `+1503555${String(n % 10_000).padStart(4, '0')}` : null,
    tags: random.chance(0.15) ? [random.pick(TAGS)] : [],
    note: random.chance(0.05) ? 'VIP — call before shipping' : null,
    address: random.chance(0.9) ? { ...makeAddress(random, SHOP_CURRENCY, n), model: 'CustomerAddress' } : null,
    created,
    updated,
  };
}
