export const API_VERSION = '2026-10';
/** What the sandbox's app may do; without `read_all_orders` only orders of the last 60 days are shown. */
export const ALL_SCOPES = [
  'read_all_orders',
  'read_customers',
  'read_fulfillments',
  'read_inventory',
  'read_locations',
  'read_orders',
  'read_products',
  'write_fulfillments',
  'write_inventory',
  'write_merchant_managed_fulfillment_orders',
  'write_orders',
  'write_products',
] as const;

/** Versions that are answered under their own name; any other falls forward to {@link API_VERSION}. */
export const SUPPORTED_VERSIONS = ['2026-01', '2026-04', '2026-07', '2026-10'];
