import type { JsonObject } from '../../../../common/json.js';
import type { PlatformAddress, PlatformCustomer } from '../platform.records.js';
import {
  amountOf,
  idOf,
  integerOrNull,
  objectOf,
  objectOrNull,
  textOf,
  textOrNull,
  textsOf,
  timeOf,
} from './shopify.node.js';

/** A Customer node of CUSTOMERS_QUERY. Throws UnmappableError. */
export function mapCustomer(node: JsonObject): PlatformCustomer {
  const email = objectOrNull(node, 'defaultEmailAddress');
  const phone = objectOrNull(node, 'defaultPhoneNumber');
  const spent = objectOf(node, 'amountSpent');
  const address = objectOrNull(node, 'defaultAddress');
  return {
    platform_customer_id: idOf(node),
    email: email === null ? null : textOrNull(email, 'emailAddress', 255),
    first_name: textOrNull(node, 'firstName', 255),
    last_name: textOrNull(node, 'lastName', 255),
    phone: phone === null ? null : textOrNull(phone, 'phoneNumber', 50),
    tags: textsOf(node, 'tags'),
    address: address === null ? null : mapAddress(address, null),
    orders_count: integerOrNull(node, 'numberOfOrders'),
    total_spent: amountOf(spent, 'amount'),
    currency: textOf(spent, 'currencyCode'),
    platform_created_at: timeOf(node, 'createdAt'),
    platform_updated_at: timeOf(node, 'updatedAt'),
  };
}

/** A MailingAddress node; Shopify's addresses bear no e-mail, so the caller says whose it is. */
export function mapAddress(node: JsonObject, email: string | null): PlatformAddress {
  return {
    first_name: textOrNull(node, 'firstName', 255),
    last_name: textOrNull(node, 'lastName', 255),
    company: textOrNull(node, 'company', 255),
    address1: textOrNull(node, 'address1', 255),
    address2: textOrNull(node, 'address2', 255),
    city: textOrNull(node, 'city', 255),
    province: textOrNull(node, 'province', 255),
    province_code: textOrNull(node, 'provinceCode', 255),
    postal_code: textOrNull(node, 'zip', 255),
    country_code: countryOf(node),
    phone: textOrNull(node, 'phone', 50),
    email,
  };
}

/** "ZZ" is Shopify's word for an unknown country. */
function countryOf(node: JsonObject): string | null {
  const code = textOrNull(node, 'countryCodeV2', 2);
  return code === 'ZZ' ? null : code;
}
