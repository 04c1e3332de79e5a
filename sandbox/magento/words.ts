/** Words that the sandbox's Magento shop is written with, chosen to be awkward: quotes, several scripts, long names. */
export const FIRST_NAMES = ['Ada', 'Björn', 'Chloé', "D'Arcy", 'Emre', 'Fatima', 'Grażyna', '花子', 'Iñigo', 'Jo'];
export const LAST_NAMES = ['Meyer', "O'Neil", 'Åkesson', '田中', 'de la Cruz', 'Łukasik', 'Nguyễn', 'Wu'];
export const ADJECTIVES = ['Arctic', 'Breezy', 'Coastal', 'Dusky', 'Early', 'Fine'];
export const NOUNS = ['Jacket', 'Lamp', 'Kettle', 'Backpack', 'Blanket', 'Vase', 'Chair'];

export const COLOURS = ['Black', 'Blue', 'Crème & Co', 'Red'] as const;
export const SIZES = ['S', 'M', 'L', 'XL'] as const;

export interface Place {
  city: string;
  postcode: string;
  country_id: string;
  region: string | null;
  region_code: string | null;
  region_id: number | null;
  /** Thousandths of a percent. */
  tax: number;
}

export const PLACES: readonly Place[] = [
  { city: 'Austin', postcode: '78701', country_id: 'US', region: 'Texas', region_code: 'TX', region_id: 57, tax: 8250 },
  { city: 'Portland', postcode: '97201', country_id: 'US', region: 'Oregon', region_code: 'OR', region_id: 49, tax: 0 },
  {
    city: 'Köln',
    postcode: '50667',
    country_id: 'DE',
    region: 'Nordrhein-Westfalen',
    region_code: 'NRW',
    region_id: 88,
    tax: 19_000,
  },
  {
    city: 'Leeds',
    postcode: 'LS1 4AP',
    country_id: 'GB',
    region: null,
    region_code: null,
    region_id: null,
    tax: 20_000,
  },
  { city: 'Kyoto', postcode: '600-8001', country_id: 'JP', region: null, region_code: null, region_id: null, tax: 0 },
];
