import type { JsonObject } from '../core/json.js';
import { createRandom, seedOf } from '../core/random.js';
import { timeText } from './site-time.js';
import { FIRST_NAMES, LAST_NAMES, PLACES, type Place } from './words.js';

export interface Buyer {
  firstname: string;
  lastname: string;
  company: string | null;
  street: string[];
  telephone: string;
  email: string;
  place: Place;
}

const DAY = 86_400;

/** The shop's accounts: made from the seed one by one, never stored. Ids count from 1. */
export class Customers {
  readonly count: number;

  constructor(
    private readonly seed: number,
    orders: number,
    private readonly epoch: number,
  ) {
    this.count = Math.max(20, Math.min(5000, Math.floor(orders / 6)));
  }

  /** By number from 1: of the accounts, or of the guests, who are other people. */
  buyer(kind: 'customer' | 'guest', n: number): Buyer {
    const random = createRandom(seedOf(this.seed, `magento-${kind}`, n));
    return {
      firstname: random.pick(FIRST_NAMES),
      lastname: random.pick(LAST_NAMES),
      company: random.chance(0.2) ? 'Contoso & Co. "KG"' : null,
      street: random.chance(0.25) ? [`${n} High Street`, 'Floor 2'] : [`${n} High Street`],
      telephone: kind === 'guest' && n % 9 === 0 ? '' : `+1 555 01${String(n % 100).padStart(2, '0')}`,
      email: `${kind}${n}@example.test`,
      place: random.pick(PLACES),
    };
  }

  has(id: number): boolean {
    return Number.isInteger(id) && id >= 1 && id <= this.count;
  }

  *ids(): Generator<number> {
    for (let id = 1; id <= this.count; id++) yield id;
  }

  times(id: number): { created: number; updated: number } {
    const created = this.epoch - 380 * DAY + id * 97;
    return { created, updated: created + (id % 4 === 0 ? 0 : (id % 90) * 3600) };
  }

  value(id: number, field: string): string | number | null | undefined {
    const { created, updated } = this.times(id);
    if (field === 'entity_id') return id;
    if (field === 'created_at') return timeText(created);
    if (field === 'updated_at') return timeText(updated);
    if (field === 'email') return this.buyer('customer', id).email;
    return undefined;
  }

  view(id: number): JsonObject {
    const buyer = this.buyer('customer', id);
    const { created, updated } = this.times(id);
    const { place } = buyer;
    // Whoever never bought has no address.
    const addresses: JsonObject[] =
      id % 8 === 0
        ? []
        : [
            {
              id: id * 10,
              customer_id: id,
              region: { region_code: place.region_code, region: place.region, region_id: place.region_id ?? 0 },
              region_id: place.region_id ?? 0,
              country_id: place.country_id,
              street: buyer.street,
              ...(buyer.company === null ? {} : { company: buyer.company }),
              telephone: buyer.telephone,
              postcode: place.postcode,
              city: place.city,
              firstname: buyer.firstname,
              lastname: buyer.lastname,
              default_shipping: true,
              default_billing: true,
            },
          ];
    return {
      id,
      group_id: 1,
      ...(addresses.length === 0 ? {} : { default_billing: String(id * 10), default_shipping: String(id * 10) }),
      created_at: timeText(created),
      updated_at: timeText(updated),
      created_in: 'Default Store View',
      email: buyer.email,
      firstname: buyer.firstname,
      lastname: buyer.lastname,
      store_id: 1,
      website_id: 1,
      addresses,
      disable_auto_group_change: 0,
      extension_attributes: { is_subscribed: false },
    };
  }
}
