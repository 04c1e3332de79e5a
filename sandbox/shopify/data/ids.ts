/**
 * Shopify ids that tell which record they are: record `n` of a kind, and within it part `k`, so that a record
 * can be made from its id alone.
 */
const BASES = {
  Product: 8_100_000_000_001,
  ProductVariant: 44_100_000_000_001,
  InventoryItem: 46_100_000_000_001,
  ProductOption: 10_100_000_000_001,
  ProductOptionValue: 3_100_000_000_001,
  MediaImage: 33_100_000_000_001,
  ProductImage: 39_100_000_000_001,
  Location: 71_000_000_001,
  Order: 5_500_000_000_001,
  LineItem: 14_100_000_000_001,
  ShippingLine: 4_600_000_000_001,
  Fulfillment: 5_100_000_000_001,
  FulfillmentLineItem: 12_100_000_000_001,
  FulfillmentOrder: 6_900_000_000_001,
  FulfillmentOrderLineItem: 15_200_000_000_001,
  FulfillmentEvent: 25_100_000_000_001,
  Refund: 900_000_000_001,
  RefundLineItem: 620_000_000_001,
  OrderTransaction: 6_700_000_000_001,
  Customer: 7_300_000_000_001,
  MailingAddress: 8_900_000_000_001,
  BulkOperation: 4_200_000_000_001,
  WebhookSubscription: 1_300_000_000_001,
} as const;
export type IdKind = keyof typeof BASES;

const PARTS = 2048;

export function numberOf(kind: IdKind, n: number, k = 0): number {
  return BASES[kind] + n * PARTS + k;
}

export function gid(kind: IdKind, n: number, k = 0): string {
  return `gid://shopify/${kind}/${numberOf(kind, n, k)}`;
}

/** The record that a number names, or null when it cannot be one of this kind. */
export function partsOf(kind: IdKind, number: number): { n: number; k: number } | null {
  const offset = number - BASES[kind];
  if (!Number.isSafeInteger(offset) || offset < 0) return null;
  return { n: Math.floor(offset / PARTS), k: offset % PARTS };
}

/** `gid://shopify/Order/5500000000001?x=y` taken apart; null when it is no gid. */
export function parseGid(id: string): { type: string; number: number; query: URLSearchParams } | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d{1,15})(?:\?(.*))?$/.exec(id);
  if (match === null) return null;
  return { type: match[1] ?? '', number: Number(match[2]), query: new URLSearchParams(match[3] ?? '') };
}

/** The record of a gid of this kind, or null. */
export function recordOf(kind: IdKind, id: string): { n: number; k: number } | null {
  const parsed = parseGid(id);
  return parsed?.type === kind ? partsOf(kind, parsed.number) : null;
}
