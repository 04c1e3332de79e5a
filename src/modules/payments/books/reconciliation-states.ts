/** Where a payment or an order stands between shop and processor. */
export const RECONCILIATION_STATES = [
  'expected',
  'matched_auto',
  'matched_manual',
  'matched_with_tolerance',
  'under_amount',
  'over_amount',
  'missing',
  'duplicate',
  'currency_mismatch',
  'orphan',
  'void',
] as const;
export type ReconciliationState = (typeof RECONCILIATION_STATES)[number];
