import { createRandom, seedOf, type Random } from '../core/random.js';
import type { Attributes } from './attributes.js';
import type { Product } from './catalog-types.js';
import { ADJECTIVES, COLOURS, NOUNS, SIZES } from './words.js';

const DAY = 86_400;

/** The shop's products. `count` are sold by themselves; children of configurable ones come beside. */
export class Catalog {
  readonly products = new Map<number, Product>();
  private readonly ids = new Map<string, number>();
  private readonly parents = new Map<number, number[]>();
  private nextId = 1;
  private nextMedia = 1;

  constructor(
    private readonly seed: number,
    count: number,
    private readonly epoch: number,
    private readonly attributes: Attributes,
  ) {
    for (let n = 0; n < count; n++) this.generate(n);
  }

  bySku(sku: string): Product | undefined {
    const id = this.ids.get(sku.toLowerCase());
    return id === undefined ? undefined : this.products.get(id);
  }

  /** Configurable products that the product is a child of. */
  parentsOf(id: number): number[] {
    return this.parents.get(id) ?? [];
  }

  /** Those that are sold by themselves: what a shop's product list shows. */
  *roots(): Generator<Product> {
    for (const product of this.products.values()) if (this.parentsOf(product.id).length === 0) yield product;
  }

  add(draft: Omit<Product, 'id' | 'stock'> & { manage_stock: boolean }): Product {
    const id = this.nextId++;
    const { manage_stock, ...rest } = draft;
    const product: Product = { ...rest, id, stock: { item_id: id, manage_stock } };
    this.products.set(id, product);
    this.ids.set(product.sku.toLowerCase(), id);
    for (const child of product.children) this.adopt(product.id, child);
    return product;
  }

  rename(product: Product, sku: string): void {
    this.ids.delete(product.sku.toLowerCase());
    product.sku = sku;
    this.ids.set(sku.toLowerCase(), product.id);
  }

  remove(product: Product): void {
    this.products.delete(product.id);
    this.ids.delete(product.sku.toLowerCase());
    for (const child of product.children) this.disown(product.id, child);
    for (const parent of this.parentsOf(product.id)) this.unlink(this.products.get(parent), product.id);
  }

  link(parent: Product, child: number): void {
    parent.children.push(child);
    this.adopt(parent.id, child);
  }

  unlink(parent: Product | undefined, child: number): void {
    if (parent === undefined) return;
    parent.children = parent.children.filter((id) => id !== child);
    this.disown(parent.id, child);
  }

  mediaId(): number {
    return this.nextMedia++;
  }

  private adopt(parent: number, child: number): void {
    this.parents.set(child, [...this.parentsOf(child), parent]);
  }

  private disown(parent: number, child: number): void {
    const left = this.parentsOf(child).filter((id) => id !== parent);
    if (left.length === 0) this.parents.delete(child);
    else this.parents.set(child, left);
  }

  private generate(n: number): void {
    const random = createRandom(seedOf(this.seed, 'magento-product', n));
    const noun = random.pick(NOUNS);
    const name = n === 3 ? `Étagère “日本” & <b>Söhne</b> 19"` : `${random.pick(ADJECTIVES)} ${noun} ${n + 1}`;
    const created = this.epoch - 300 * DAY + Math.floor((n * 200 * DAY) / (n + 50));
    const base = { n, name, random, created };
    if (n % 4 === 1) this.configurable(base);
    else this.single(base);
  }

  private single({ n, name, random, created }: Base): void {
    // Nasty on purpose: a slash, a comma, a blank and an umlaut, each of which some client gets wrong in an address.
    const sku =
      ['MG-0001', '', 'MG/0003', 'MG,0004 Ö', '', '', 'MG 0007 50%'][n] || `MG-${String(n + 1).padStart(4, '0')}`;
    const virtual = n % 17 === 8;
    const product = this.draft({ n, name, random, created }, sku);
    this.add({
      ...product,
      type: virtual ? 'virtual' : 'simple',
      weight: virtual ? null : product.weight,
      status: n % 13 === 12 ? 2 : 1,
      manage_stock: !virtual,
      sources: virtual ? new Map<string, number>() : stockOf(random, n % 19 === 7),
    });
  }

  private configurable({ n, name, random, created }: Base): void {
    const code = `MGC-${String(n + 1).padStart(4, '0')}`;
    const colours = COLOURS.slice(0, 2 + (n % 3));
    const sizes = n % 8 === 1 ? [] : SIZES.slice(0, 2 + (n % 2));
    const children: number[] = [];
    for (const colour of colours) {
      for (const size of sizes.length === 0 ? [null] : sizes) {
        const label = size === null ? colour : `${colour}-${size}`;
        const child = this.draft(
          { n, name: `${name}-${label}`, random, created },
          `${code}-${label.replace(/\W+/g, '')}`,
        );
        child.attributes.set('color', this.attributes.valueOf('color', colour));
        if (size !== null) child.attributes.set('size', this.attributes.valueOf('size', size));
        const added = this.add({
          ...child,
          visibility: 1,
          media: [],
          manage_stock: true,
          sources: stockOf(random, false),
        });
        children.push(added.id);
      }
    }
    const parent = this.draft({ n, name, random, created }, code);
    const options = sizes.length === 0 ? [93] : [93, 141];
    this.add({ ...parent, type: 'configurable', price: 0, weight: null, options, children, manage_stock: true });
  }

  private draft({ n, name, random, created }: Base, sku: string): Omit<Product, 'id' | 'stock'> {
    const price = 500 + random.int(0, 19_500);
    const attributes = new Map([
      ['description', `<p>${name}: made to last.</p>`],
      [
        'url_key',
        `${name
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .replace(/^-|-$/g, '')}-${sku.toLowerCase().replace(/[^a-z0-9]+/g, '')}`,
      ],
      ['tax_class_id', '2'],
    ]);
    if (n % 3 === 0) attributes.set('cost', (Math.round(price * 0.6) / 100).toFixed(4));
    if (n % 6 === 2) attributes.set('special_price', (Math.round(price * 0.8) / 100).toFixed(4));
    // A reduction that is over, which the price of today must not show.
    if (n % 12 === 8) attributes.set('special_to_date', '2026-01-31 00:00:00');
    if (n % 5 === 0) attributes.set('manufacturer', '20');
    return {
      sku,
      name,
      type: 'simple',
      price,
      status: 1,
      visibility: 4,
      weight: random.int(1, 400) / 10,
      created,
      updated: created + random.int(60, 80 * DAY),
      sources: new Map(),
      media:
        n % 9 === 4
          ? []
          : [
              {
                id: this.nextMedia++,
                label: n % 2 === 0 ? name : null,
                position: 1,
                disabled: false,
                types: ['image', 'small_image', 'thumbnail'],
                file: `/m/g/mg-${n}.jpg`,
              },
            ],
      attributes,
      options: [],
      children: [],
    };
  }
}

interface Base {
  n: number;
  name: string;
  random: Random;
  created: number;
}

function stockOf(random: Random, empty: boolean): Map<string, number> {
  if (empty) return new Map([['default', 0]]);
  const stock = new Map([['default', random.int(3, 120)]]);
  if (random.chance(0.3)) stock.set('east', random.int(1, 60));
  return stock;
}
