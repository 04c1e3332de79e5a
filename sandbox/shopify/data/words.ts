/** Lists that the data are made of: everyday ones, and some that break careless code. */
export const FIRST_NAMES = [
  'Emma', 'Liam', 'Olivia', 'Noah', 'Zoë', 'Łukasz', 'José', 'Ingrid', 'Søren', '美咲', '大輔', 'محمد', 'Đặng', 'Siobhán',
  'Renée "Rae"', 'Ana María', "D'Angelo", 'Müjde', 'Иван', 'Αλέξανδρος', 'Maximilian-Ferdinand', 'Bo',
] as const; // prettier-ignore
export const LAST_NAMES = [
  'Smith', "O'Brien", 'García-López', 'Müller', 'Øvergård', '山田', '佐藤', 'الصباح', 'Nguyễn', 'van der Berg', 'Šimková',
  'Petrov', 'Παπαδόπουλος', 'de la Cruz', 'Null', 'Test <b>Bold</b>', 'Ng', 'Wolfeschlegelsteinhausenbergerdorff',
] as const; // prettier-ignore
export const COMPANIES = ['Acme & Sons', 'Müller GmbH & Co. KG', '株式会社サンプル', 'A/B Testing, Inc.'] as const;

export interface Place {
  city: string;
  province: string | null;
  province_code: string | null;
  country: string;
  country_code: string;
  zip: string;
  phone: string;
  streets: readonly string[];
}
export const PLACES: Record<'USD' | 'EUR' | 'GBP' | 'CAD' | 'JPY' | 'KWD', readonly Place[]> = {
  USD: [
    { city: 'Portland', province: 'Oregon', province_code: 'OR', country: 'United States', country_code: 'US', zip: '97205', phone: '+15035550142', streets: ['12 NW Main St', '900 SE Hawthorne Blvd'] },
    { city: 'New York', province: 'New York', province_code: 'NY', country: 'United States', country_code: 'US', zip: '10001', phone: '+12125550187', streets: ['350 5th Ave', '1 Wall St'] },
    { city: 'San Juan', province: 'Puerto Rico', province_code: 'PR', country: 'United States', country_code: 'US', zip: '00901', phone: '+17875550110', streets: ['Calle San Sebastián 100'] },
  ],
  EUR: [
    { city: 'München', province: null, province_code: null, country: 'Germany', country_code: 'DE', zip: '80331', phone: '+498955501', streets: ['Türkenstraße 7', 'Große Bergstr. 12a'] },
    { city: 'Paris', province: null, province_code: null, country: 'France', country_code: 'FR', zip: '75004', phone: '+33155501234', streets: ['12 bis, rue de l’Hôtel-de-Ville'] },
  ],
  GBP: [
    { city: 'London', province: 'England', province_code: 'ENG', country: 'United Kingdom', country_code: 'GB', zip: 'SW1A 1AA', phone: '+442079460123', streets: ['Flat 3, 221b Baker Street', '10 Downing St'] },
  ],
  CAD: [
    { city: 'Montréal', province: 'Quebec', province_code: 'QC', country: 'Canada', country_code: 'CA', zip: 'H2Y 1C6', phone: '+15145550123', streets: ['275 rue Notre-Dame Est'] },
  ],
  JPY: [
    { city: '渋谷区', province: 'Tōkyō', province_code: 'JP-13', country: 'Japan', country_code: 'JP', zip: '150-0002', phone: '+81312345678', streets: ['渋谷2丁目21-1'] },
  ],
  KWD: [
    { city: 'الكويت', province: 'Al Asimah', province_code: 'KW-KU', country: 'Kuwait', country_code: 'KW', zip: '13001', phone: '+96522345678', streets: ['شارع فهد السالم'] },
  ],
}; // prettier-ignore

export const ADJECTIVES = ['Classic', 'Organic', 'Slim', 'Vintage', 'Heavy-Duty', 'Öko', 'Petite', 'Recycled', 'Deluxe', '夏の'] as const; // prettier-ignore
export const NOUNS = [
  'T-Shirt', 'Mug', 'Backpack', 'Ceramic Vase', 'Wool Socks', 'Desk Lamp', 'Notebook', 'Café Press', 'Jeans', 'Candle',
  'Water Bottle', 'Poster 50×70', 'Hoodie', 'Yoga Mat', 'Sneaker',
] as const; // prettier-ignore
export const TYPES = ['Apparel', 'Home & Living', 'Accessories', 'Drinkware', ''] as const;
export const VENDORS = ['Northwind', 'Ateliér Žluť', 'Smith & Daughters', 'KSAP Basics', '東京クラフト'] as const;
export const TAGS = ['new', 'sale', 'summer', 'eco', 'gift', 'best seller', 'größe-xl', 'B2B', '限定'] as const;
export const COLOURS = ['Black', 'White', 'Navy', 'Forest', 'Sand', 'Crimson', 'Sky', 'Grau', 'Olive', 'Plum', 'Mint', 'Rust'] as const; // prettier-ignore
export const SIZES = ['XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL', '3XL', '4XL', '5XL'] as const;
export const MATERIALS = ['Cotton', 'Wool', 'Linen'] as const;
export const NOTES = [
  'Please leave at the door', 'Gift wrap 🎁, and no invoice in the box', 'Allergic to "lavender"; see line 2',
  "Robert'); DROP TABLE orders;--", 'הזמנה דחופה', 'Line one\nline two\ttabbed', '<script>alert(1)</script>',
] as const; // prettier-ignore
export const GATEWAYS = ['shopify_payments', 'paypal', 'manual', 'Cash on Delivery (COD)', 'bogus'] as const;
export const CARRIERS = [
  { company: 'UPS', prefix: '1Z999AA1', url: 'https://www.ups.com/track?tracknum=' },
  { company: 'DHL Express', prefix: 'JD01', url: 'https://www.dhl.com/track?awb=' },
  { company: 'USPS', prefix: '9400', url: 'https://tools.usps.com/go/TrackConfirmAction?tLabels=' },
  { company: 'Sagawa (JA)', prefix: '5040', url: 'https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo=' },
] as const; // prettier-ignore
