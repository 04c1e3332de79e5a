import pg from 'pg';
import type { Ground } from '../ground.js';
import { median } from '../load.js';
import type { Options } from '../options.js';
import { ApiClient, logFile, newSecrets, startProduct } from '../product.js';
import type { Program } from '../program.js';
import { RawPrices } from '../raw-prices.js';
import { type RawProduct, type RawWrite, writeMagento, writeShopify, writeWooCommerce } from '../raw-writes.js';
import type { Part } from '../report.js';
import {
  type Job,
  MAGENTO,
  sandboxCpuDuring,
  type Shop,
  SHOPIFY,
  startSandbox,
  succeeded,
  WOOCOMMERCE,
} from '../shops.js';

const ORDERS = 20;
/** So many more products than are changed: some have no price. */
const SPARE = 1.3;
/** Each round again: there is always something to change. */
const PERCENT = '-5';
const FACTOR = 0.95;

interface BulkShop extends Shop {
  write: RawWrite;
  /** Which of the sandbox's counts is one product, or one variant. */
  counted: { kinds: string[]; by: 'products' | 'variants' };
}

const SHOPIFY_WRITES: BulkShop = {
  ...SHOPIFY,
  write: writeShopify,
  counted: { kinds: ['productVariantsBulkUpdate'], by: 'products' },
};
const WOOCOMMERCE_WRITES: BulkShop = {
  ...WOOCOMMERCE,
  write: writeWooCommerce,
  counted: { kinds: ['products', 'variations'], by: 'variants' },
};
const MAGENTO_WRITES: BulkShop = {
  ...MAGENTO,
  write: writeMagento,
  counted: { kinds: ['PUT products/:sku'], by: 'variants' },
};

/** What the platforms themselves hold back is measured by doing without it. */
const WITHOUT_LIMITS = { SANDBOX_SHOPIFY_RESTORE: '100000', SANDBOX_SHOPIFY_BULK_DELAY_MS: '0' };

/** New prices for many products, by one call of ours, until every shop has them. */
export async function measureBulk(ground: Ground, options: Options): Promise<Part> {
  const part: Part = { rows: [], bounds: [] };
  const shops = [SHOPIFY_WRITES, WOOCOMMERCE_WRITES, MAGENTO_WRITES];
  await measureShops(ground, options, { label: 'bulk', shops, limits: {} }, part);
  const free = { ...SHOPIFY_WRITES, label: 'Shopify without limits' };
  await measureShops(ground, options, { label: 'bulk_free', shops: [free], limits: WITHOUT_LIMITS }, part);
  return part;
}

interface Setting {
  label: string;
  shops: BulkShop[];
  /** The sandbox's settings. */
  limits: Record<string, string>;
}

interface Run {
  options: Options;
  product: Program;
  sandbox: string;
  /** A second one with the same data, so that what the bare client writes is news to nobody. */
  raw_sandbox: string;
  database_url: string;
  db: pg.Client;
}

async function measureShops(ground: Ground, options: Options, setting: Setting, part: Part): Promise<void> {
  const { label, shops, limits } = setting;
  const env = {
    SANDBOX_ORDERS: String(ORDERS),
    SANDBOX_PRODUCTS: String(Math.ceil(options.bulk_products * SPARE)),
    ...limits,
  };
  const sandbox = await startSandbox(ground, `${label}-sandbox`, env);
  const rawSandbox = await startSandbox(ground, `${label}-sandbox-raw`, env);
  const databaseUrl = await ground.createDatabase(label);
  const product = await startProduct({
    secrets: newSecrets(),
    data_dir: ground.directoryFor(label),
    log: logFile(ground.directory, label),
    database_url: databaseUrl,
    sandbox_url: sandbox.url,
  });
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const run: Run = {
    options,
    product,
    sandbox: sandbox.url,
    raw_sandbox: rawSandbox.url,
    database_url: databaseUrl,
    db,
  };
  for (const shop of shops) await measureShop(run, shop, part);
  await db.end();
  for (const program of [product, sandbox, rawSandbox]) await program.stop();
}

/** Seconds of one update, and how much of it is CPU time of the sandbox. */
interface Round {
  seconds: number;
  sandbox_seconds: number;
}

async function measureShop(run: Run, shop: BulkShop, part: Part): Promise<void> {
  const api = new ApiClient(run.product.url);
  const storeId = await importShop(run, shop, api);
  const first = await productsToChange(run, storeId);
  const variants = first.reduce((sum, product) => sum + product.variants.length, 0);
  const rawPrices = await RawPrices.ofStore(run.database_url, storeId);
  const ours: Round[] = [];
  const bare: Round[] = [];
  let job: Job | null = null;
  const wrong: string[] = [];
  for (let round = 0; round < run.options.bulk_rounds; round += 1) {
    await api.renew();
    bare.push(
      await writeRaw(
        run,
        shop,
        first.map((product) => lowered(product, round + 1)),
        rawPrices,
      ),
    );
    const before = await writesOf(run, shop);
    job = await update(run, api, storeId, first, ours);
    const written = (await writesOf(run, shop)) - before;
    const expected = shop.counted.by === 'products' ? first.length : variants;
    if (job.result?.done !== first.length) wrong.push(`${JSON.stringify(job.result)} of ${first.length}`);
    if (written !== expected) wrong.push(`${written} writes instead of ${expected}`);
  }
  await rawPrices.close();
  const right = await rightAtTheShop(run, shop, job?.id ?? '');
  if (right !== variants) wrong.push(`${right} of ${variants} variants have their new price`);
  addTo(part, shop, { products: first.length, variants, ours, bare, wrong });
}

async function importShop(run: Run, shop: BulkShop, api: ApiClient): Promise<string> {
  await api.register();
  const storeId = await api.createStore(`${shop.label} of the benchmark`, shop.platform);
  const credentials = shop.credentials(run.sandbox);
  const { job } = await api.call<{ job: Job }>('POST', `/stores/${storeId}/connect`, { credentials });
  await succeeded(api, job.id);
  return storeId;
}

/** Those with a price that can still be lowered in every round. */
async function productsToChange(run: Run, storeId: string): Promise<RawProduct[]> {
  const { rows } = await run.db.query<RawProduct>(
    `SELECT p.id, p.platform_product_id, json_agg(json_build_object('id', v.id, 'platform_variant_id', v.platform_variant_id,
       'sku', v.sku, 'price', v.price::text, 'compare_at_price', v.compare_at_price::text) ORDER BY v.position, v.id) AS variants
     FROM products p JOIN product_variants v ON v.product_id = p.id
     WHERE p.store_id = $1 AND p.deleted_at IS NULL GROUP BY p.id HAVING bool_and(v.price > 1) ORDER BY p.id LIMIT $2`,
    [storeId, run.options.bulk_products],
  );
  if (rows.length < run.options.bulk_products) throw new Error(`Only ${rows.length} products have prices`);
  return rows;
}

function lowered(product: RawProduct, times: number): RawProduct {
  const variants = product.variants.map((variant) => ({
    ...variant,
    price: (Number(variant.price) * FACTOR ** times).toFixed(2),
    compare_at_price: variant.compare_at_price === null ? null : Number(variant.compare_at_price).toFixed(2),
  }));
  return { ...product, variants };
}

async function writeRaw(run: Run, shop: BulkShop, products: RawProduct[], prices: RawPrices): Promise<Round> {
  const [seconds, sandboxSeconds] = await sandboxCpuDuring(run.raw_sandbox, async () => {
    const started = performance.now();
    await shop.write(run.raw_sandbox, products);
    await prices.write(products);
    return (performance.now() - started) / 1000;
  });
  return { seconds, sandbox_seconds: sandboxSeconds };
}

/** From the call until the job's own word that it is done. */
async function update(
  run: Run,
  api: ApiClient,
  storeId: string,
  products: RawProduct[],
  rounds: Round[],
): Promise<Job> {
  const [[job, seconds], sandboxSeconds] = await sandboxCpuDuring(run.sandbox, async () => {
    const started = Date.now();
    const begun = await api.call<{ job: Job }>('POST', `/stores/${storeId}/products/bulk-update`, {
      selection: { ids: products.map(({ id }) => id) },
      changes: { price: { percent: PERCENT } },
    });
    const done = await succeeded(api, begun.job.id);
    return [done, (Date.parse(done.finished_at) - started) / 1000] as const;
  });
  rounds.push({ seconds, sandbox_seconds: sandboxSeconds });
  return job;
}

async function writesOf(run: Run, shop: BulkShop): Promise<number> {
  const state = (await (await fetch(`${run.sandbox}/_sandbox/state?detail=true`)).json()) as Record<
    string,
    { shops: { writes: Record<string, number> }[] }
  >;
  const writes = state[shop.platform]?.shops[0]?.writes ?? {};
  return shop.counted.kinds.reduce((sum, kind) => sum + (writes[kind] ?? 0), 0);
}

/** How many variants have, at the shop, the price that the job gave them: the shop is read anew, into a store of its own. */
async function rightAtTheShop(run: Run, shop: BulkShop, jobId: string): Promise<number> {
  const storeId = await importShop(run, shop, new ApiClient(run.product.url));
  const { rows } = await run.db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM bulk_changes bulk JOIN bulk_change_items item ON item.bulk_change_id = bulk.id
     CROSS JOIN LATERAL jsonb_array_elements(item.after -> 'variants') AS given
     JOIN products p ON p.store_id = $2 AND p.platform_product_id = item.platform_product_id
     JOIN product_variants v ON v.product_id = p.id AND v.platform_variant_id = given ->> 'platform_variant_id'
     WHERE bulk.job_id = $1 AND item.state = 'done' AND v.price = (given ->> 'price')::numeric`,
    [jobId, storeId],
  );
  return rows[0]?.count ?? 0;
}

interface Measured {
  products: number;
  variants: number;
  ours: Round[];
  bare: Round[];
  wrong: string[];
}

function addTo(part: Part, shop: BulkShop, { products, variants, ours, bare, wrong }: Measured): void {
  const whole = ({ seconds }: Round): number => seconds;
  const apart = ({ seconds, sandbox_seconds }: Round): number => seconds - sandbox_seconds;
  const row = (figure: string, time: (round: Round) => number, note: string): Part['rows'][number] => {
    const [own, limit] = [median(ours.map(time)), median(bare.map(time))];
    const ratio = median(
      ours.map((round, index) => time(bare[index] ?? { seconds: NaN, sandbox_seconds: NaN }) / time(round)),
    );
    const times = `${own.toFixed(1)} s against ${limit.toFixed(1)} s${note}`;
    return { figure, unit: 'products/s', ours: products / own, bare: products / limit, ratio, note: times };
  };
  const share = Math.round(100 * median(ours.map(({ seconds, sandbox_seconds }) => sandbox_seconds / seconds)));
  const label = `bulk update, ${shop.label}`;
  part.rows.push(
    row(label, whole, `, ${products} products with ${variants} variants, ${share} % the sandbox's CPU`),
    row(`${label}, sandbox taken out`, apart, ''),
  );
  part.bounds.push({
    what: `${label}: every product has its new price at the shop, written once`,
    measured: wrong.length === 0 ? `${products} of ${products}, ${ours.length} times` : wrong.join('; '),
    holds: wrong.length === 0,
  });
}
