import { createRandom, seedOf, type Random } from '../../core/random.js';
import type { ImageRow, LevelRow, ProductRow, VariantRow } from './rows.js';
import { ADJECTIVES, COLOURS, MATERIALS, NOUNS, SIZES, TAGS, TYPES, VENDORS } from './words.js';

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** Created is non-decreasing over `n`; a tenth of all were last touched in one and the same second. */
export function productTimes(
  seed: number,
  epoch: number,
  count: number,
  n: number,
): { created: number; updated: number } {
  const random = createRandom(seedOf(seed, 'product-times', n));
  const created = seconds(epoch - 2 * YEAR + Math.min(0.98, (n + 0.5) / Math.max(count, 1)) * (YEAR + 300 * DAY));
  if (random.chance(0.1)) return { created, updated: seconds(epoch - 2 * DAY) };
  return { created, updated: seconds(created + random.next() * (epoch - created)) };
}

export function seconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** Product `n` as the seed has it; any number past the shop's count makes a product too. */
export function makeProduct(seed: number, epoch: number, count: number, n: number): ProductRow {
  const random = createRandom(seedOf(seed, 'product', n));
  const { created, updated } = productTimes(seed, epoch, count, n);
  const options = optionsOf(random, n);
  const title = n === 4 ? 'Crème brûlée torch 🔥 “Pro” – 5″' : `${random.pick(ADJECTIVES)} ${random.pick(NOUNS)}`;
  const images = imagesOf(random, n);
  const product: ProductRow = {
    n,
    title,
    description_html: `<p>${title}: made to last &amp; <em>kind to the planet</em>.</p><ul><li>No. ${n}</li></ul>`,
    handle: `${title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')}-${n}`,
    vendor: random.pick(VENDORS),
    product_type: random.pick(TYPES),
    tags: TAGS.filter(() => random.chance(0.2)),
    status:
      n === 1
        ? 'ARCHIVED'
        : n === 2
          ? 'DRAFT'
          : random.chance(0.9)
            ? 'ACTIVE'
            : random.chance(0.5)
              ? 'ARCHIVED'
              : 'DRAFT',
    category: random.chance(0.6) ? 'Apparel & Accessories > Clothing' : null,
    gift_card: n === 7,
    images,
    metafields: {},
    options,
    variants: [],
    created,
    updated,
  };
  product.variants = variantsOf(random, product);
  return product;
}

function optionsOf(random: Random, n: number): ProductRow['options'] {
  if (n === 0 || n % 150 === 149)
    return [
      { name: 'Size', values: [...SIZES] },
      { name: 'Color', values: [...COLOURS] },
    ];
  if (n === 9) {
    return [
      { name: 'Size', values: SIZES.slice(2, 5) },
      { name: 'Farbe', values: COLOURS.slice(0, 2) },
      { name: 'Material', values: [...MATERIALS] },
    ];
  }
  if (random.chance(0.6)) return [{ name: 'Title', values: ['Default Title'] }];
  const sizes = { name: 'Size', values: SIZES.slice(2, 2 + random.int(2, 4)) };
  return random.chance(0.5) ? [sizes] : [sizes, { name: 'Color', values: COLOURS.slice(0, random.int(2, 3)) }];
}

function imagesOf(random: Random, n: number): ImageRow[] {
  const count = n === 3 ? 0 : random.int(1, 4);
  return Array.from({ length: count }, (_, k) => ({
    k,
    url: `https://cdn.shopify.com/s/files/1/0700/0000/0001/files/p${n}-${k}.jpg?v=17${n}`,
    alt: random.chance(0.5) ? `View ${k + 1} & detail` : null,
    video: n === 10 && k === count - 1,
  }));
}

function variantsOf(random: Random, product: ProductRow): VariantRow[] {
  const { n } = product;
  let combinations: VariantRow['options'][] = [[]];
  for (const { name, values } of product.options) {
    combinations = combinations.flatMap((so_far) =>
      values.map((value, value_index) => [...so_far, { name, value, value_index }]),
    );
  }
  const basePrice = random.chance(0.02) ? 0 : random.int(4, 240) * 100 + random.pick([0, 50, 95, 99]);
  const tracked = n !== 6 && random.chance(0.92);
  return combinations.map((options, k) => {
    const price = basePrice + k * random.pick([0, 0, 100]);
    return {
      product: n,
      k,
      position: k + 1,
      options,
      title: options.map((option) => option.value).join(' / '),
      sku: n === 8 ? null : random.chance(0.03) ? '' : `SKU-${n}-${k + 1}`,
      barcode: random.chance(0.5) && n !== 8 ? String(4_000_000_000_000 + n * 2048 + k) : null,
      price,
      compare_at_price: random.chance(0.25) ? price + random.int(2, 40) * 100 : null,
      cost: random.chance(0.7) ? Math.round(price * 0.45) : null,
      tracked,
      policy: random.chance(0.1) ? 'CONTINUE' : 'DENY',
      weight: random.chance(0.9) ? random.int(1, 3000) / random.pick([1, 10, 100]) : null,
      weight_unit: random.pick(['GRAMS', 'KILOGRAMS', 'POUNDS', 'OUNCES'] as const),
      requires_shipping: n !== 7 && n % 29 !== 28,
      image: product.images.length > 0 && random.chance(0.4) ? random.int(0, product.images.length - 1) : null,
      levels: levelsOf(random, n, product.updated),
      created: product.created,
      updated: product.updated,
    };
  });
}

function levelsOf(random: Random, n: number, updated: number): LevelRow[] {
  const levels: LevelRow[] = [];
  for (const location of [0, 1, 2]) {
    if (location > 0 && !random.chance(0.5)) continue;
    const negative = n === 5 || random.chance(0.02);
    const available = negative ? -random.int(1, 12) : random.chance(0.1) ? 0 : random.int(1, 250);
    levels.push({ location, available, committed: random.int(0, 5), updated });
  }
  return levels;
}

/** Sum over the locations that are in use; an inactive one keeps its level but does not count. */
export function stockOf(variant: VariantRow): number {
  return variant.levels.reduce((total, level) => (level.location === 2 ? total : total + level.available), 0);
}
