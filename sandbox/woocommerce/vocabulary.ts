/** Words that the sandbox's shop is written with, chosen to be nasty: quotes, entities, several scripts. */
export const FIRST_NAMES = ['Ann', 'Bob', 'Cleo', 'Dmitri', 'Eve', 'François', 'Grażyna', 'Hiro', 'Iñigo', "D'Arcy"];
export const LAST_NAMES = ['Smith', "O'Brien", 'Müller', '山田', 'van der Berg', 'Łukasz', 'Nguyễn', 'Lee'];
export const ADJECTIVES = ['Classic', 'Urban', 'Vintage', 'Soft', 'Bold', 'Nordic'];
export const NOUNS = ['Beanie', 'Mug', 'Tote', 'Poster', 'Candle', 'Notebook', 'Record'];
export const COLOURS = ['Red', 'Green', 'Blue'] as const;
export const SIZES = ['S', 'M', 'L'] as const;

/** Thousandths of a percent, so that taxes are counted in whole numbers. */
export interface TaxRate {
  id: number;
  code: string;
  label: string;
  percent: number;
  thousandths: number;
  compound: boolean;
  /** Whether shipping bears it. */
  shipping: boolean;
}

const rate = (
  id: number,
  code: string,
  label: string,
  percent: number,
  compound = false,
  shipping = true,
): TaxRate => ({
  id,
  code,
  label,
  percent,
  thousandths: Math.round(percent * 1000),
  compound,
  shipping,
});

export interface Place {
  city: string;
  state: string;
  postcode: string;
  country: string;
  rates: TaxRate[];
}

export const PLACES: readonly Place[] = [
  {
    city: 'New York',
    state: 'NY',
    postcode: '10001',
    country: 'US',
    rates: [rate(1, 'US-NY-NY SALES TAX-1', 'NY Sales Tax', 8.875)],
  },
  {
    city: 'Los Angeles',
    state: 'CA',
    postcode: '90001',
    country: 'US',
    rates: [rate(2, 'US-CA-CA SALES TAX-1', 'CA Sales Tax', 7.25, false, false)],
  },
  { city: 'Portland', state: 'OR', postcode: '97201', country: 'US', rates: [] },
  { city: 'Berlin', state: '', postcode: '10115', country: 'DE', rates: [rate(3, 'DE-MWST.-1', 'MwSt.', 19)] },
  { city: 'London', state: '', postcode: 'SW1A 1AA', country: 'GB', rates: [rate(5, 'GB-VAT-1', 'VAT', 20)] },
  {
    city: 'Montréal',
    state: 'QC',
    postcode: 'H2Y 1C6',
    country: 'CA',
    rates: [rate(6, 'CA-QC-GST-1', 'GST', 5), rate(7, 'CA-QC-QST-2', 'QST', 9.975, true)],
  },
  { city: 'Tokyo', state: 'JP13', postcode: '100-0001', country: 'JP', rates: [] },
];

export const CURRENCIES: readonly { code: string; symbol: string; weight: number }[] = [
  { code: 'USD', symbol: '$', weight: 40 },
  { code: 'EUR', symbol: '€', weight: 15 },
  { code: 'GBP', symbol: '£', weight: 13 },
  { code: 'CAD', symbol: '$', weight: 12 },
  { code: 'KWD', symbol: 'د.ك', weight: 11 },
  { code: 'JPY', symbol: '¥', weight: 9 },
];

export const PAYMENT_METHODS: readonly [string, string][] = [
  ['stripe', 'Credit card (Stripe)'],
  ['stripe', 'Credit card (Stripe)'],
  ['ppcp-gateway', 'PayPal'],
  // The plug-in from before: the same service.
  ['paypal', 'PayPal Standard'],
  ['square_credit_card', 'Credit card (Square)'],
  ['square_credit_card', 'Credit card (Square)'],
  ['bacs', 'Direct bank transfer'],
  ['cod', 'Cash on delivery'],
];

/** Registered order statuses; the last two are a plug-in's own. `trash` is none of them. */
export const ORDER_STATUSES: readonly [slug: string, name: string][] = [
  ['pending', 'Pending payment'],
  ['processing', 'Processing'],
  ['on-hold', 'On hold'],
  ['completed', 'Completed'],
  ['cancelled', 'Cancelled'],
  ['refunded', 'Refunded'],
  ['failed', 'Failed'],
  ['checkout-draft', 'Draft'],
  ['awaiting-pickup', 'Awaiting pickup'],
  ['delivered', 'Delivered'],
];

export const COUPONS = [
  { id: 258, code: 'save10', type: 'percent', info: 'percent', amount: 10 },
  { id: 259, code: 'five-off', type: 'fixed_cart', info: null, amount: 5 },
  { id: 260, code: 'item2', type: 'fixed_product', info: 'fixed_product', amount: 2 },
  { id: 261, code: 'ünïcode', type: 'percent', info: 'percent', amount: 15 },
] as const;

export interface Term {
  id: number;
  name: string;
  slug: string;
  parent: number;
}

export const CATEGORIES: readonly Term[] = [
  { id: 15, name: 'Uncategorized', slug: 'uncategorized', parent: 0 },
  { id: 16, name: 'Clothing', slug: 'clothing', parent: 0 },
  { id: 17, name: 'T-Shirts', slug: 't-shirts', parent: 16 },
  { id: 18, name: 'Hoodies', slug: 'hoodies', parent: 16 },
  { id: 19, name: 'Socks & Hats', slug: 'socks-hats', parent: 16 },
  { id: 20, name: 'Home', slug: 'home', parent: 0 },
  { id: 21, name: 'Kitchen', slug: 'kitchen', parent: 20 },
  { id: 22, name: 'Décor', slug: 'decor', parent: 20 },
  { id: 23, name: 'Music', slug: 'music', parent: 0 },
  { id: 24, name: 'Vinyl', slug: 'vinyl', parent: 23 },
];

export const TAGS: readonly Term[] = [
  { id: 25, name: 'sale', slug: 'sale', parent: 0 },
  { id: 26, name: 'new', slug: 'new', parent: 0 },
  { id: 27, name: 'eco', slug: 'eco', parent: 0 },
  { id: 28, name: 'limited', slug: 'limited', parent: 0 },
  { id: 29, name: 'gift', slug: 'gift', parent: 0 },
];

/** Names of the shop's own attributes; their ids count from 1. */
export const GLOBAL_ATTRIBUTES: readonly string[] = ['Color', 'Size'];

export const BRANDS: readonly Term[] = [
  { id: 38, name: 'Acme', slug: 'acme', parent: 0 },
  { id: 39, name: 'Globex', slug: 'globex', parent: 0 },
  { id: 40, name: 'Müller & Söhne', slug: 'muller-sohne', parent: 0 },
];
