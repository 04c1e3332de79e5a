import type { JsonObject } from '../../../../../common/json.js';
import type { PlatformCustomer } from '../../platform.records.js';
import { mapAddress } from './address.js';
import { listAt, requiredId, shortText } from '../../platform.values.js';
import { utcAt } from './values.js';

/** An account; guests exist only in their orders. Throws UnmappableRecord when it has no id. */
export function mapCustomer(customer: JsonObject): PlatformCustomer {
  const addresses = listAt(customer.addresses);
  const main = addresses.find((address) => address.default_billing === true) ?? addresses[0] ?? {};
  return {
    platform_customer_id: requiredId(customer.id, 'id'),
    email: shortText(customer.email, 255),
    first_name: shortText(customer.firstname, 255),
    last_name: shortText(customer.lastname, 255),
    phone: shortText(main.telephone, 50),
    tags: [],
    address: mapAddress(main),
    // The API has no counts; the orders themselves tell.
    orders_count: null,
    total_spent: null,
    currency: null,
    platform_created_at: utcAt(customer.created_at),
    platform_updated_at: utcAt(customer.updated_at),
  };
}
