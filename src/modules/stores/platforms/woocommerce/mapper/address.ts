import type { JsonObject } from '../../../../../common/json.js';
import type { PlatformAddress } from '../../platform.records.js';
import { shortText } from '../../platform.values.js';

/** Null where every field is blank, which is how WooCommerce says "no address". */
export function mapAddress(address: JsonObject): PlatformAddress | null {
  const state = shortText(address.state, 255);
  const country = shortText(address.country, 255);
  const mapped: PlatformAddress = {
    first_name: shortText(address.first_name, 255),
    last_name: shortText(address.last_name, 255),
    company: shortText(address.company, 255),
    address1: shortText(address.address_1, 255),
    address2: shortText(address.address_2, 255),
    city: shortText(address.city, 255),
    province: state,
    // A code where WooCommerce knows the country's states ("NY", "JP13"), free text elsewhere.
    province_code: state !== null && /^[A-Z0-9-]{1,6}$/.test(state) ? state : null,
    postal_code: shortText(address.postcode, 255),
    country_code: country !== null && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : null,
    phone: shortText(address.phone, 50),
    email: shortText(address.email, 255),
  };
  return Object.values(mapped).every((value) => value === null) ? null : mapped;
}
