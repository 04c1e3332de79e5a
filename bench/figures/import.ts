import type { Ground } from '../ground.js';
import { median } from '../load.js';
import type { Options } from '../options.js';
import { ApiClient, logFile, newSecrets, startProduct } from '../product.js';
import { Program } from '../program.js';
import { RawUpsert } from '../raw-upsert.js';
import type { Part, Row } from '../report.js';
import { sandboxCpuDuring, type Job, type Shop, SHOPIFY, startSandbox, succeeded, WOOCOMMERCE } from '../shops.js';

const LEAST_RATIO = 0.5;
const SHOPS: Shop[] = [SHOPIFY, WOOCOMMERCE];

interface Import {
  store_id: string;
  /** Of the job, by its own times. */
  seconds: number;
}

/** First imports of both shops: from the sandbox, and from a recording of what the sandbox said. */
export async function measureImport(ground: Ground, options: Options): Promise<Part> {
  const databaseUrl = await ground.createDatabase('import');
  const sandbox = await startSandbox(ground, 'sandbox', {
    SANDBOX_ORDERS: String(options.import_orders),
    SANDBOX_PRODUCTS: String(options.import_products),
  });
  const recording = await Program.start({
    entry: './recording.js',
    log: logFile(ground.directory, 'recording'),
    ready: /recording on (\S+)/,
    env: { KSAP_BENCH_SANDBOX: sandbox.url },
  });
  const product = await startProduct({
    secrets: newSecrets(),
    data_dir: ground.directoryFor('import'),
    log: logFile(ground.directory, 'import'),
    database_url: databaseUrl,
    sandbox_url: recording.url,
  });
  const run = { sandbox, recording, product, databaseUrl, options };
  const recorded: Recorded[] = [];
  for (const shop of SHOPS) recorded.push(await record(run, shop));
  await (await fetch(`${recording.url}/_recording/replay`, { method: 'POST' })).text();
  const part: Part = { rows: [], bounds: [] };
  for (const first of recorded) await compare(run, first, part);
  const { missed } = (await (await fetch(`${recording.url}/_recording`)).json()) as { missed: number };
  if (missed > 0) throw new Error(`${missed} calls of the import were not in the recording`);
  for (const program of [product, recording, sandbox]) await program.stop();
  return part;
}

interface Run {
  sandbox: Program;
  recording: Program;
  product: Program;
  databaseUrl: string;
  options: Options;
}

interface Recorded {
  shop: Shop;
  seconds: number;
  /** The sandbox's CPU time meanwhile. */
  sandbox_seconds: number;
}

/** The first import of all, with the sandbox itself behind the recording. */
async function record(run: Run, shop: Shop): Promise<Recorded> {
  const [{ seconds }, sandboxSeconds] = await sandboxCpuDuring(run.sandbox.url, () => importInto(run, shop));
  return { shop, seconds, sandbox_seconds: sandboxSeconds };
}

async function compare(run: Run, { shop, seconds, sandbox_seconds }: Recorded, part: Part): Promise<void> {
  // The first ones warm up; from this import's rows and batches the raw upsert takes its own.
  const raw = await RawUpsert.ofStore(run.databaseUrl, (await importInto(run, shop)).store_id);
  const orders = raw.count('orders');
  const products = raw.count('products');
  if (orders < run.options.import_orders) throw new Error(`Only ${orders} orders of ${shop.label} came in`);
  await upsertRaw(run, shop, raw);
  const ours: number[] = [];
  const limit: number[] = [];
  for (let round = 0; round < run.options.rounds; round += 1) {
    limit.push(await upsertRaw(run, shop, raw));
    ours.push((await importInto(run, shop)).seconds);
  }
  await raw.close();
  const ratio = median(ours.map((own, round) => (limit[round] ?? NaN) / own));
  const [own, bare] = [median(ours), median(limit)];
  const label = `first import, ${shop.label}`;
  const share = Math.round((100 * sandbox_seconds) / seconds);
  const row = (figure: string, unit: string, rate: number, limitRate: number | null, note: string): Row => {
    return { figure, unit, ours: rate, bare: limitRate, ratio: limitRate === null ? null : ratio, note };
  };
  const whole = `${orders} orders, ${products} products in ${seconds.toFixed(1)} s, ${share} % the sandbox's CPU`;
  const apart = `${own.toFixed(2)} s against ${bare.toFixed(2)} s, ${raw.batch} orders a batch`;
  part.rows.push(
    row(`${label}, from the sandbox`, 'orders/s', orders / seconds, null, whole),
    row(`${label}, sandbox taken out`, 'orders/s', orders / own, orders / bare, apart),
    row(`${label}, sandbox taken out`, 'products/s', products / own, products / bare, 'of the same imports'),
  );
  part.bounds.push({
    what: `${label} ≥ ${LEAST_RATIO} of the raw upsert of its rows`,
    measured: ratio.toFixed(2),
    holds: ratio >= LEAST_RATIO,
  });
}

/** The same shop as a new user's store, so that every round is a first import. */
async function importInto(run: Run, shop: Shop): Promise<Import> {
  const api = new ApiClient(run.product.url);
  await api.register();
  const id = await api.createStore(`${shop.label} of the benchmark`, shop.platform);
  const credentials = shop.credentials(run.recording.url);
  const { job } = await api.call<{ job: Job }>('POST', `/stores/${id}/connect`, { credentials });
  const { started_at, finished_at } = await succeeded(api, job.id);
  return { store_id: id, seconds: (Date.parse(finished_at) - Date.parse(started_at)) / 1000 };
}

async function upsertRaw(run: Run, shop: Shop, raw: RawUpsert): Promise<number> {
  const api = new ApiClient(run.product.url);
  await api.register();
  const seconds = await raw.run(await api.createStore('Raw rows', shop.platform), api.user_id);
  return seconds.products + seconds.customers + seconds.orders;
}
