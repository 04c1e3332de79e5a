import { expectRefusal } from '../http/envelope.js';
import { page } from '../http/pages.js';
import { connectShop, expectStatus, jobSucceeded, SHOP_PLATFORMS, type ShopPlatform } from '../stores/shops.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { as } from '../support/as.js';
import { aUser, type UserRow } from '../support/factories.js';
import type { HttpClient } from '../support/http.js';
import { mailsTo, mailTo } from '../support/mailbox.js';

interface Stock {
  variant_id: string;
  product_id: string;
  product_title: string;
  sku: string | null;
  platform_variant_id: string;
  track_inventory: boolean;
  /** Null where it is not tracked; sorted as 0. */
  inventory_quantity: number;
  low: boolean;
  inventory_levels: { platform_location_id: string; available: number }[];
}

describe.each<ShopPlatform>(SHOP_PLATFORMS)('the stock of %s', (platform) => {
  let app: TestApp;
  let user: UserRow;
  let http: HttpClient;
  let stranger: HttpClient;
  let store: string;
  let inventory: string;

  beforeAll(async () => {
    app = await startTestApp({ sandbox: true });
    user = await aUser(app.db);
    http = await as(app.http, user);
    stranger = await as(app.http, await aUser(app.db));
    const shop = await connectShop(http, app.sandbox, platform);
    await jobSucceeded(http, shop.job_id);
    store = `/api/v1/stores/${shop.store_id}`;
    inventory = `${store}/inventory`;
  });
  afterAll(() => app.close());

  const all = async (query = ''): Promise<Stock[]> =>
    (await page(http, `${inventory}?limit=250&${query}`)).items as unknown as Stock[];
  const one = async (variantId: string): Promise<Stock> =>
    (await all()).find((stock) => stock.variant_id === variantId)!;
  const tracked = async (): Promise<Stock[]> =>
    (await all()).filter(
      (stock) => stock.track_inventory && stock.inventory_levels.length <= 1 && stock.inventory_quantity > 3,
    );
  const sold = (stock: Stock, available: number): Promise<unknown> =>
    http.post(inventory, { changes: [{ variant_id: stock.variant_id, set: available, expected: null }] });

  it('is listed by variant and location, page by page, and found', async () => {
    const stocks = await all('include_total=true');
    expect(stocks).toHaveLength(await app.db.count('product_variants'));
    const [some] = await tracked();
    const [level] = some!.inventory_levels;
    if (level) expect(some!.inventory_quantity).toBe(level.available);
    const location = level?.platform_location_id ?? 'nowhere';
    const there = await all(`location_id=${location}`);
    expect(there.length > 0).toBe(level !== undefined);
    expect(
      there.every((stock) => stock.inventory_levels.some((level) => level.platform_location_id === location)),
    ).toBe(true);
    if (some!.sku !== null)
      expect((await all(`sku=${encodeURIComponent(some!.sku)}`)).map(({ sku }) => sku)).toContain(some!.sku);
    const found = await all(`q=${encodeURIComponent(some!.product_title.toUpperCase())}`);
    expect(found.map(({ variant_id }) => variant_id)).toContain(some!.variant_id);
    expect(await all('q=no-such-thing')).toEqual([]);
    const sorted = (await all('sort=inventory_quantity')).map(({ inventory_quantity: quantity }) => quantity);
    expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
    expectRefusal(await stranger.get(inventory), 404, 'NOT_FOUND');
    expectRefusal(await http.get(`${inventory}?sort=sku`), 400, 'VALIDATION_ERROR');
  });

  it('lies in locations that the shop names', async () => {
    const { items } = expectStatus(await http.get(`${store}/locations`), 200).body.data;
    expect(items.length).toBeGreaterThan(0);
    expect(items[0]).toEqual({
      platform_location_id: expect.any(String),
      name: expect.any(String),
      is_active: true,
    });
    expectRefusal(await stranger.get(`${store}/locations`), 404, 'NOT_FOUND');
  });

  it('is set and adjusted at the shop, then here', async () => {
    const [a, b] = await tracked();
    const { results } = expectStatus(
      await http.post(inventory, {
        changes: [
          { variant_id: a!.variant_id, set: 41 },
          { variant_id: b!.variant_id, adjust: -2, location_id: b!.inventory_levels[0]?.platform_location_id },
        ],
      }),
      200,
    ).body.data;
    expect(results).toEqual([
      expect.objectContaining({ variant_id: a!.variant_id, result: 'set', message: null }),
      expect.objectContaining({ variant_id: b!.variant_id, result: 'set', message: null }),
    ]);
    expect((await one(a!.variant_id)).inventory_quantity).toBe(41);
    expect((await one(b!.variant_id)).inventory_quantity).toBe(b!.inventory_quantity - 2);
    const product = await http.get(`${store}/products/${a!.product_id}`);
    expect(product.body.data.variants.find((v: { id: string }) => v.id === a!.variant_id).inventory_quantity).toBe(41);
    expect(await app.db.count('audit_log', "action = 'inventory.set'")).toBe(1);
  });

  it('is not set where the shop has another one than is known here: 409 with what it has, then stored', async () => {
    const [a, b] = await tracked();
    for (const sql of [
      'UPDATE inventory_levels SET available = available + 5 WHERE variant_id = $1',
      'UPDATE product_variants SET inventory_quantity = inventory_quantity + 5 WHERE id = $1',
    ])
      await app.db.query(sql, [a!.variant_id]);
    const stale = await http.post(inventory, { changes: [{ variant_id: a!.variant_id, set: 1 }] });
    expectRefusal(stale, 409, 'CONFLICT');
    expect(stale.body.error.details.results).toEqual([
      expect.objectContaining({ variant_id: a!.variant_id, result: 'stale', available: a!.inventory_quantity }),
    ]);
    const mixed = await http.post(inventory, {
      changes: [
        { variant_id: a!.variant_id, set: 1, expected: a!.inventory_quantity + 1 },
        { variant_id: b!.variant_id, set: 2 },
      ],
    });
    expect(expectStatus(mixed, 200).body.data.results.map(({ result }: { result: string }) => result)).toEqual([
      'stale',
      'set',
    ]);
    const forced = await http.post(inventory, { changes: [{ variant_id: a!.variant_id, set: 1, expected: null }] });
    expect(expectStatus(forced, 200).body.data.results[0].result).toBe('set');
    expect((await one(a!.variant_id)).inventory_quantity).toBe(1);
  });

  it('is not made negative, and nothing wrong is sent', async () => {
    const [a] = await tracked();
    const untracked = (await all()).find((stock) => !stock.track_inventory);
    const sent = (await app.sandbox.requests(platform)).length;
    const { variant_id: id } = a!;
    const refused = async (changes: unknown, field: string): Promise<void> => {
      const answer = await http.post(inventory, { changes });
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(answer.body.error.details.field).toBe(field);
    };
    await refused([{ variant_id: id, adjust: -a!.inventory_quantity - 1 }], 'changes.0.adjust');
    await refused([{ variant_id: id, set: -1 }], 'changes.0.set');
    await refused([{ variant_id: id }], 'changes.0');
    await refused([{ variant_id: id, set: 1, adjust: 1 }], 'changes.0');
    await refused(
      [
        { variant_id: id, set: 1 },
        { variant_id: id, set: 2 },
      ],
      'changes.1',
    );
    await refused([{ variant_id: a!.product_id, set: 1 }], 'changes.0.variant_id');
    await refused([], 'changes');
    await refused(
      Array.from({ length: 101 }, () => ({ variant_id: id, set: 1 })),
      'changes',
    );
    if (untracked) await refused([{ variant_id: untracked.variant_id, set: 1 }], 'changes.0.variant_id');
    expectRefusal(await stranger.post(inventory, { changes: [{ variant_id: id, set: 1 }] }), 404, 'NOT_FOUND');
    expect((await app.sandbox.requests(platform)).length).toBe(sent);
  });

  it('tells once when it falls to the threshold, mails the owner once for what comes together, and not again too soon', async () => {
    expectStatus(await http.put(store, { settings: { low_stock_threshold: 5 } }), 200);
    const [a, b] = await tracked();
    const events = async (): Promise<string[]> =>
      (
        await app.db.query<{ id: string }>(
          `SELECT variant->>'variant_id' AS id FROM outbox, jsonb_array_elements(payload->'variants') AS variant
         WHERE type = 'inventory.low' ORDER BY outbox.id`,
        )
      ).map(({ id }) => id);
    await sold(a!, 20);
    await sold(b!, 20);
    expect(await events()).toEqual([]);
    expect((await one(a!.variant_id)).low).toBe(false);

    await sold(a!, 5);
    expect(await events()).toEqual([a!.variant_id]);
    expect((await one(a!.variant_id)).low).toBe(true);
    expect((await all('low=true')).map(({ variant_id }) => variant_id)).toContain(a!.variant_id);
    expect((await all('low=false')).map(({ variant_id }) => variant_id)).not.toContain(a!.variant_id);
    const mail = await mailTo(app, user.email, 'Low stock');
    expect(mail.text).toContain(a!.product_title.slice(0, 20));

    await sold(a!, 3);
    expect(await events()).toEqual([a!.variant_id]);
    await sold(a!, 6);
    expect((await one(a!.variant_id)).low).toBe(false);
    await sold(a!, 4);
    await sold(b!, 0);
    expect(await events()).toEqual([a!.variant_id, a!.variant_id, b!.variant_id]);
    expect((await mailsTo(app, user.email)).filter(({ subject }) => subject.includes('Low stock'))).toHaveLength(1);
    expect(await app.db.count('low_stock_alerts')).toBe(2);

    // A quarter of an hour later.
    await app.db.query(`UPDATE low_stock_mails SET mailed_at = mailed_at - interval '16 minutes'`);
    await app.db.query(`SELECT pg_notify('ksap_low_stock', '')`);
    const second = await mailTo(app, user.email, 'Low stock', 2);
    expect(second.subject).toContain('2 variants');
    expect(await app.db.count('low_stock_alerts')).toBe(0);
  });

  it('mails nobody who does not want it, and refuses a threshold that is none', async () => {
    expectStatus(await http.put('/api/v1/users/settings', { notifications: { low_stock: false } }), 200);
    await app.db.query('DELETE FROM low_stock_mails');
    const [a] = await tracked();
    await sold(a!, 20);
    await sold(a!, 1);
    await app.db.query(`SELECT pg_notify('ksap_low_stock', '')`);
    const until = Date.now() + 10_000;
    while ((await app.db.count('low_stock_alerts')) > 0 && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await app.db.count('low_stock_alerts')).toBe(0);
    expect((await mailsTo(app, user.email)).filter(({ subject }) => subject.includes('Low stock'))).toHaveLength(2);
    for (const threshold of [-1, 1.5, '5', 1_000_001])
      expectRefusal(await http.put(store, { settings: { low_stock_threshold: threshold } }), 400, 'VALIDATION_ERROR');
  });
});
