import type { JsonObject } from '../../../../../common/json.js';
import type { PlatformAddress } from '../../platform.records.js';
import { objectAt, shortText, textAt } from '../../platform.values.js';

/** An order's or a customer's address (their regions differ). Null where every field is blank. */
export function mapAddress(address: JsonObject): PlatformAddress | null {
  const street = Array.isArray(address.street) ? address.street.flatMap((line) => textAt(line) ?? []) : [];
  const region = objectAt(address.region);
  const country = shortText(address.country_id, 255);
  const mapped: PlatformAddress = {
    first_name: shortText(address.firstname, 255),
    last_name: shortText(address.lastname, 255),
    company: shortText(address.company, 255),
    address1: shortText(street[0], 255),
    // Shops may be set to four lines.
    address2: shortText(street.slice(1).join(', '), 255),
    city: shortText(address.city, 255),
    province: shortText(address.region, 255) ?? shortText(region.region, 255),
    province_code: shortText(address.region_code, 255) ?? shortText(region.region_code, 255),
    postal_code: shortText(address.postcode, 255),
    country_code: country !== null && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : null,
    phone: shortText(address.telephone, 50),
    email: shortText(address.email, 255),
  };
  return Object.values(mapped).every((value) => value === null) ? null : mapped;
}
