import type { JsonObject } from '../../../../../common/json.js';
import type { PlatformCustomer } from '../../platform.records.js';
import { mapAddress } from './address.js';
import { objectAt, requiredId, shortText } from '../../platform.values.js';
import { utcAt } from './values.js';

/** A registered customer; guests exist only in their orders. Throws UnmappableRecord when it has no id. */
export function mapCustomer(customer: JsonObject): PlatformCustomer {
  const billing = objectAt(customer.billing);
  return {
    platform_customer_id: requiredId(customer.id, 'id'),
    email: shortText(customer.email, 255) ?? shortText(billing.email, 255),
    first_name: shortText(customer.first_name, 255) ?? shortText(billing.first_name, 255),
    last_name: shortText(customer.last_name, 255) ?? shortText(billing.last_name, 255),
    phone: shortText(billing.phone, 50),
    tags: [],
    address: mapAddress(billing) ?? mapAddress(objectAt(customer.shipping)),
    // wc/v3 has no counts; the orders themselves tell.
    orders_count: null,
    total_spent: null,
    currency: null,
    platform_created_at: utcAt(customer.date_created_gmt),
    platform_updated_at: utcAt(customer.date_modified_gmt),
  };
}
