import { randomUUID } from 'node:crypto';

import type { JsonObject } from '../../../common/json.js';
import type { PlatformProduct } from './platform.records.js';
import { ContractRig, type WritesUnderTest } from './platform.rig.contract.js';
import type { BulkProductChange, PlatformCatalogue, PlatformStock, ProductDraft } from './platform.writes.js';

/** What every platform does that lets its products and their stock be changed. */
export function catalogueContract(setUp: () => Promise<WritesUnderTest>): void {
  let rig: ContractRig;
  let catalogue: PlatformCatalogue | undefined;
  let stock: PlatformStock | undefined;

  beforeAll(async () => {
    rig = await ContractRig.over(setUp);
    ({ catalogue, stock } = rig.platform);
  });
  afterAll(() => rig.close());
  afterEach(() => rig.under.clearFaults());

  /** Without what the platform has no place for: whoever asks for that is refused before the platform hears of it. */
  const fitting = <T extends object>(values: T): T =>
    Object.fromEntries(
      Object.entries(values).filter(([name]) => !catalogue!.unsupported_fields.some((field) => field === name)),
    ) as T;
  const tagsOf = (tags: string[]): string[] => (catalogue!.unsupported_fields.includes('tags') ? [] : tags);
  const made = (draft: Partial<ProductDraft> = {}): Promise<PlatformProduct> =>
    catalogue!.create(rig.connect(), shirt(fitting(draft)), randomUUID());

  it('creates a product with its variants, and has it so', async () => {
    if (!catalogue) return;
    const product = await made({ tags: ['new', 'cotton'], description: '<p>Soft</p>', status: 'draft' });
    expect(product).toMatchObject({ status: 'draft', description: '<p>Soft</p>' });
    expect([...product.tags].sort()).toEqual(tagsOf(['cotton', 'new']));
    expect(product.variants.map(({ options, sku }) => [options, sku])).toEqual([
      [{ Size: 'S' }, product.variants[0]?.sku],
      [{ Size: 'M' }, product.variants[1]?.sku],
    ]);
    expect(product.variants.map((variant) => Number(variant.price))).toEqual([19.9, 21.5]);
    expect(await rig.product(product.platform_product_id)).toEqual(product);
  });

  it('creates a simple product, which has one variant', async () => {
    if (!catalogue) return;
    const product = await made({ variants: [{ price: '7.50', sku: aSku() }] });
    expect(product.variants).toHaveLength(1);
    expect(Number(product.variants[0]?.price)).toBe(7.5);
  });

  it('finds by its key what it has created, and nothing by another', async () => {
    if (!catalogue) return;
    const key = randomUUID();
    const draft = shirt();
    const product = await catalogue.create(rig.connect(), draft, key);
    const found = await catalogue.findCreated(rig.connect(), draft, key);
    expect(found?.platform_product_id).toBe(product.platform_product_id);
    expect(await catalogue.findCreated(rig.connect(), shirt(), randomUUID())).toBeNull();
  });

  it.each(['reset', 'error_500'])('creates a product once though answers are lost (%s)', async (kind) => {
    if (!catalogue) return;
    const { create, findCreated } = catalogue;
    const titles: string[] = [];
    await rig.under.fault(kind, 0.3);
    for (let count = 0; count < 5; count += 1) {
      const [draft, key] = [shirt(), randomUUID()];
      titles.push(draft.title);
      await rig.onceWhatever(
        () => create.call(catalogue, rig.connect(), draft, key),
        () => findCreated.call(catalogue, rig.connect(), draft, key),
      );
    }
    await rig.under.clearFaults();
    const all = (await rig.all('products')).map((product) => product.title);
    expect(titles.map((title) => all.filter((one) => one === title).length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('changes what is named and nothing else; twice is once', async () => {
    if (!catalogue) return;
    const before = await made({ vendor: null, tags: ['old'] });
    const [small] = before.variants;
    const change = fitting({
      title: `${before.title} II`,
      tags: ['sale'],
      variants: [{ platform_variant_id: small!.platform_variant_id, price: '9.95' }],
    });
    await catalogue.update(rig.connect(), before.platform_product_id, change);
    const after = await catalogue.update(rig.connect(), before.platform_product_id, change);
    expect(after).toMatchObject({ title: change.title, tags: tagsOf(['sale']), description: before.description });
    expect(after.variants.map((variant) => Number(variant.price))).toEqual([9.95, 21.5]);
    expect(after.variants.map((variant) => variant.sku)).toEqual(before.variants.map((variant) => variant.sku));
    expect(await rig.product(before.platform_product_id)).toEqual(after);
  });

  it('adds a variant and removes one', async () => {
    if (!catalogue) return;
    const before = await made();
    const removed = before.variants[0]!.platform_variant_id;
    const after = await catalogue.update(rig.connect(), before.platform_product_id, {
      variants: [{ platform_variant_id: null, options: { Size: 'L' }, price: '23.00', sku: aSku() }],
      remove_variants: [removed],
    });
    expect(after.variants.map((variant) => variant.options.Size).sort()).toEqual(['L', 'M']);
    expect(after.variants.map((variant) => variant.platform_variant_id)).not.toContain(removed);
  });

  it('refuses to change a product that is not there', async () => {
    if (!catalogue) return;
    const change = catalogue.update(rig.connect(), '999999999', { title: 'Ghost' });
    await expect(change).rejects.toMatchObject({ fault: 'rejected' });
  });

  it('removes a product; one that is gone is fine', async () => {
    if (!catalogue) return;
    const { platform_product_id: id } = await made();
    await catalogue.remove(rig.connect(), id);
    expect(await rig.platform.readOne(rig.connect(), 'products', id)).toBeNull();
    await catalogue.remove(rig.connect(), id);
  });

  it('changes many at once: each has its own outcome, and one that fails fails alone', async () => {
    if (!catalogue) return;
    const products = [await made(), await made(), await made()];
    const changes = [
      ...products.map((product) => cheaper(product)),
      { platform_product_id: '999999999', change: { title: 'Ghost' } },
    ];
    const outcomes = await catalogue.applyAll(rig.connect(), changes, aWork());
    const byId = new Map(outcomes.map((outcome) => [outcome.platform_product_id, outcome]));
    expect([...byId.keys()].sort()).toEqual(changes.map((change) => change.platform_product_id).sort());
    expect(byId.get('999999999')?.error?.message).toEqual(expect.any(String));
    for (const { platform_product_id: id } of products) {
      expect(byId.get(id)?.error).toBeNull();
      expect((await rig.product(id)).variants.map((variant) => Number(variant.price))).toEqual([1.5, 1.5]);
    }
  });

  it.each(['reset', 'error_500'])('changes many though answers are lost (%s)', async (kind) => {
    if (!catalogue) return;
    const { applyAll } = catalogue;
    const products = [await made(), await made(), await made()];
    const changes = products.map((product) => cheaper(product));
    const key = randomUUID();
    let handle: JsonObject | null = null;
    const keep = (kept: JsonObject): Promise<void> => {
      handle = kept;
      return Promise.resolve();
    };
    await rig.under.fault(kind, 0.2);
    const outcomes = await rig.patiently(() => applyAll.call(catalogue, rig.connect(), changes, { key, handle, keep }));
    await rig.under.clearFaults();
    expect(outcomes.map(({ platform_product_id: id, error }) => [id, error]).sort()).toEqual(
      products.map((product) => [product.platform_product_id, null]).sort(),
    );
    for (const { platform_product_id: id } of products) {
      expect((await rig.product(id)).variants.map((variant) => Number(variant.price))).toEqual([1.5, 1.5]);
    }
  });

  it('goes on waiting for what it was sent before, and does not send it again', async () => {
    if (!catalogue) return;
    const product = await made();
    const id = product.platform_product_id;
    const handles: JsonObject[] = [];
    const keep = (kept: JsonObject): Promise<void> => {
      handles.push(kept);
      return Promise.resolve();
    };
    await catalogue.applyAll(rig.connect(), [cheaper(product)], { ...aWork(), keep });
    const handle = handles.at(-1);
    if (!handle) return;
    await catalogue.update(rig.connect(), id, priced(product, '3.00'));
    const [outcome] = await catalogue.applyAll(rig.connect(), [cheaper(product)], { ...aWork(), handle });
    expect(outcome).toMatchObject({ platform_product_id: id, error: null });
    expect((await rig.product(id)).variants.map((variant) => Number(variant.price))).toEqual([3, 3]);
  });

  it('says auth when the credentials are revoked', async () => {
    if (!catalogue) return;
    await rig.under.fault('auth_revoked', 1);
    await expect(made()).rejects.toMatchObject({ fault: 'auth' });
  });

  it('sets a quantity that is what was expected, and leaves one that is not', async () => {
    if (!stock) return;
    expect((await stock.locations(rig.connect())).length).toBeGreaterThan(0);
    const { product, variant } = await tracked();
    const before = variant.inventory_quantity!;
    const change = {
      platform_product_id: product.platform_product_id,
      platform_variant_id: variant.platform_variant_id,
      platform_inventory_item_id: variant.platform_inventory_item_id,
      platform_location_id: variant.inventory_levels[0]?.platform_location_id ?? null,
    };
    const quantity = async (): Promise<number | null | undefined> =>
      (await rig.product(product.platform_product_id)).variants.find(
        (one) => one.platform_variant_id === variant.platform_variant_id,
      )?.inventory_quantity;

    const set = { ...change, set: before + 7, expected: before };
    expect(await stock.setQuantities(rig.connect(), [set], randomUUID())).toMatchObject([{ result: 'set' }]);
    expect(await quantity()).toBe(before + 7);
    const stale = { ...change, set: 1, expected: before };
    expect(await stock.setQuantities(rig.connect(), [stale], randomUUID())).toMatchObject([
      { platform_variant_id: variant.platform_variant_id, result: 'stale' },
    ]);
    expect(await quantity()).toBe(before + 7);
    const whatever = { ...change, set: 3, expected: null };
    expect(await stock.setQuantities(rig.connect(), [whatever], randomUUID())).toMatchObject([{ result: 'set' }]);
    expect(await quantity()).toBe(3);
  });

  /** A variant with stock at one location at most, so that the location's quantity is the variant's. */
  async function tracked(): Promise<{ product: PlatformProduct; variant: PlatformProduct['variants'][number] }> {
    for (const product of await rig.all('products')) {
      const variant = product.variants.find(
        (one) => one.track_inventory && one.inventory_quantity !== null && one.inventory_levels.length <= 1,
      );
      if (variant) return { product, variant };
    }
    throw new Error('The shop tracks no stock');
  }
}

const aSku = (): string => `C-${randomUUID().slice(0, 8)}`;

function shirt(values: Partial<ProductDraft> = {}): ProductDraft {
  return {
    title: `Shirt ${randomUUID().slice(0, 8)}`,
    status: 'active',
    variants: [
      { options: { Size: 'S' }, price: '19.90', sku: aSku() },
      { options: { Size: 'M' }, price: '21.50', sku: aSku() },
    ],
    ...values,
  };
}

function priced(product: PlatformProduct, price: string): BulkProductChange['change'] {
  return { variants: product.variants.map(({ platform_variant_id }) => ({ platform_variant_id, price })) };
}

function cheaper(product: PlatformProduct): BulkProductChange {
  return { platform_product_id: product.platform_product_id, change: priced(product, '1.50') };
}

function aWork(): { key: string; handle: null; keep: () => Promise<void> } {
  return { key: randomUUID(), handle: null, keep: () => Promise.resolve() };
}
