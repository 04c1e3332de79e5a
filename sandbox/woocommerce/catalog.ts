import { createSpecs, type ProductSpec, type VariationSpec } from './catalog-specs.js';
import type { Units } from './money.js';

/** What an order's line takes over from the catalogue when it is placed; later price changes leave it alone. */
export interface LineSource {
  name: string;
  product_id: number;
  variation_id: number;
  sku: string;
  unit: Units;
  /** Picture number, 0 for none. */
  picture: number;
  parent_name: string | null;
  options: VariationSpec['options'];
  tax_class: string;
  taxed: boolean;
  global_unique_id: string;
  shipped: boolean;
}

export interface VariationOf {
  parent: ProductSpec;
  variation: VariationSpec;
}

/** Room for products and variations that events make, between the generated ones and the orders. */
const RESERVED_IDS = 10_000;
/** Product ids whose products bear pictures, and how many pictures the site has. */
export const PICTURES = 6;
export const GTIN = '4006381333931';

/** The shop's products, alive: events change the specs in place. */
export class Catalog {
  readonly specs: ProductSpec[];
  /** Raised by every change: what caches of lists go by. */
  version = 0;
  /** Where order ids begin. */
  readonly end_of_ids: number;
  private readonly byId = new Map<number, ProductSpec>();
  private readonly variationsById = new Map<number, VariationOf>();
  private readonly sources: LineSource[][] = [];
  private nextId: number;

  constructor(seed: number, count: number, epoch: number) {
    this.specs = createSpecs(seed, count, epoch);
    for (const spec of this.specs) {
      this.index(spec);
      const sources = lineSources(spec);
      if (sources.length > 0) this.sources.push(sources);
    }
    const last = this.specs[this.specs.length - 1];
    this.nextId = last === undefined ? 16 : last.id + last.variations.length + 1;
    this.end_of_ids = Math.ceil((this.nextId + RESERVED_IDS) / 1000) * 1000;
  }

  product(id: number): ProductSpec | undefined {
    return this.byId.get(id);
  }

  variation(id: number): VariationOf | undefined {
    return this.variationsById.get(id);
  }

  allVariations(): VariationOf[] {
    return this.specs.flatMap((parent) => parent.variations.map((variation) => ({ parent, variation })));
  }

  /** Products that a list with `status=any` shows. */
  countLive(): number {
    return this.specs.reduce((sum, spec) => (spec.status === 'trash' ? sum : sum + 1), 0);
  }

  /** What the n-th product in the dice's eyes offers to an order; undefined in a shop that sells nothing. */
  lineSource(pick: (list: readonly unknown[]) => number): LineSource | undefined {
    const sources = this.sources[pick(this.sources)];
    return sources?.[pick(sources)];
  }

  add(make: (id: number) => ProductSpec): ProductSpec {
    if (this.nextId >= this.end_of_ids) throw new RangeError('the sandbox shop has no product ids left');
    const spec = make(this.nextId);
    this.nextId += 1 + spec.variations.length;
    this.specs.push(spec);
    this.index(spec);
    this.version += 1;
    return spec;
  }

  addVariation(parent: ProductSpec, make: (id: number) => VariationSpec): VariationOf {
    if (this.nextId >= this.end_of_ids) throw new RangeError('the sandbox shop has no product ids left');
    const of = { parent, variation: make(this.nextId) };
    this.nextId += 1;
    parent.variations.push(of.variation);
    this.variationsById.set(of.variation.id, of);
    this.version += 1;
    return of;
  }

  /** Gone for good. */
  removeVariation({ parent, variation }: VariationOf): void {
    parent.variations.splice(parent.variations.indexOf(variation), 1);
    this.variationsById.delete(variation.id);
    this.version += 1;
  }

  /** Who bears this SKU; what lies in the trash does not count. */
  bearerOf(sku: string): number | null {
    for (const spec of this.specs) {
      if (spec.status === 'trash') continue;
      if (spec.sku === sku) return spec.id;
      const variation = spec.variations.find((one) => one.sku === sku);
      if (variation !== undefined) return variation.id;
    }
    return null;
  }

  /** Gone for good, as a forced deletion: orders that bear it then show product 0. */
  remove(spec: ProductSpec): void {
    this.specs.splice(this.specs.indexOf(spec), 1);
    this.byId.delete(spec.id);
    for (const variation of spec.variations) this.variationsById.delete(variation.id);
    this.version += 1;
  }

  private index(spec: ProductSpec): void {
    this.byId.set(spec.id, spec);
    for (const variation of spec.variations) this.variationsById.set(variation.id, { parent: spec, variation });
  }
}

/** Which pictures a product has: the first few products of the shop have some. */
export function picturesOf(spec: ProductSpec): number[] {
  if (spec.type !== 'simple' || spec.index % 60 >= PICTURES + 1 || spec.index % 60 === 3) return [];
  return spec.quirk === 'images' ? [1, 2, 3] : [Math.min(PICTURES, (spec.index % 60) + 1)];
}

function lineSources(spec: ProductSpec): LineSource[] {
  if (spec.status !== 'publish') return [];
  const common = {
    product_id: spec.id,
    tax_class: spec.tax_class,
    taxed: spec.tax_status === 'taxable' && spec.tax_class === '',
    global_unique_id: spec.quirk === 'four_decimals' ? GTIN : '',
    shipped: !spec.virtual,
  };
  if (spec.type === 'variable') {
    return spec.variations.map((variation) => ({
      ...common,
      name: [spec.name, variation.options.map((option) => option.value).join(', ')].filter(Boolean).join(' - '),
      variation_id: variation.id,
      sku: variation.sku === '' ? spec.sku : variation.sku,
      unit: variation.sale ?? variation.regular,
      picture: 0,
      parent_name: spec.name,
      options: variation.options,
    }));
  }
  if (spec.type !== 'simple' || spec.regular === null) return [];
  return [
    {
      ...common,
      name: spec.name,
      variation_id: 0,
      sku: spec.sku,
      unit: spec.sale !== null && spec.sale_from === null ? spec.sale : spec.regular,
      picture: picturesOf(spec)[0] ?? 0,
      parent_name: null,
      options: [],
    },
  ];
}
