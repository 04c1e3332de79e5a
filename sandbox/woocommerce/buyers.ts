import { createHash } from 'node:crypto';
import type { JsonObject } from '../core/json.js';
import { createRandom, seedOf } from '../core/random.js';
import type { Links } from './links.js';
import { gmtText, localText } from './site-time.js';
import { FIRST_NAMES, LAST_NAMES, PLACES, type Place } from './vocabulary.js';

export interface Buyer {
  first_name: string;
  last_name: string;
  company: string;
  address_1: string;
  address_2: string;
  place: Place;
  email: string;
  phone: string;
}

/** Users of the site who are no customers come first. */
export const FIRST_CUSTOMER_ID = 3;

/** The shop's customers: made from the seed one by one, never stored. */
export class Buyers {
  readonly count: number;

  constructor(
    private readonly seed: number,
    orders: number,
    private readonly epoch: number,
  ) {
    this.count = Math.max(20, Math.min(5000, Math.floor(orders / 7)));
  }

  /** By number from 1: of the registered, or of the guests, who are other people. */
  buyer(kind: 'customer' | 'guest', n: number): Buyer {
    const random = createRandom(seedOf(this.seed, `woo-${kind}`, n));
    const mailbox = kind === 'customer' ? 'cust' : 'guest';
    return {
      first_name: random.pick(FIRST_NAMES),
      last_name: random.pick(LAST_NAMES),
      company: random.chance(0.14) ? 'ACME & Co. "Ltd"' : '',
      address_1: `${n} Main St`,
      address_2: random.chance(0.2) ? 'Apt 4' : '',
      place: random.pick(PLACES),
      // People write their address as they like; the platform keeps it as they wrote it.
      email: n % 17 === 0 ? `${mailbox.toUpperCase()}${n}@Example.test` : `${mailbox}${n}@example.test`,
      phone: `555-${String(100 + (n % 900)).padStart(4, '0')}`,
    };
  }

  has(id: number): boolean {
    return id >= FIRST_CUSTOMER_ID && id < FIRST_CUSTOMER_ID + this.count;
  }

  /** As `GET customers/{id}` answers it. */
  view(id: number, links: Links): JsonObject {
    const n = id - FIRST_CUSTOMER_ID + 1;
    const buyer = this.buyer('customer', n);
    const created = this.epoch - 390 * 86_400 + n * 61;
    const modified = created + (n % 5 === 0 ? 0 : (n % 97) * 3600);
    // Whoever never bought has no address.
    const empty = n % 10 === 0;
    const address = addressOf(buyer, empty);
    return {
      id,
      date_created: localText(created),
      date_created_gmt: gmtText(created),
      date_modified: localText(modified),
      date_modified_gmt: gmtText(modified),
      email: buyer.email.toLowerCase(),
      first_name: buyer.first_name,
      last_name: buyer.last_name,
      role: 'customer',
      username: `cust${n}`,
      billing: { ...address, email: empty ? '' : buyer.email, phone: empty ? '' : buyer.phone },
      shipping: { ...address, phone: '' },
      is_paying_customer: !empty,
      avatar_url: `https://secure.gravatar.com/avatar/${createHash('sha256').update(buyer.email.toLowerCase()).digest('hex')}?s=96&d=mm&r=g`,
      meta_data: [],
      _links: links.record('customers', id),
    };
  }
}

/** The order of members differs from an order's addresses, as it does at the platform. */
function addressOf(buyer: Buyer, empty: boolean): JsonObject {
  const text = (value: string): string => (empty ? '' : value);
  return {
    first_name: text(buyer.first_name),
    last_name: text(buyer.last_name),
    company: text(buyer.company),
    address_1: text(buyer.address_1),
    address_2: text(buyer.address_2),
    city: text(buyer.place.city),
    postcode: text(buyer.place.postcode),
    country: text(buyer.place.country),
    state: text(buyer.place.state),
  };
}
