import { CapturedReads, type Statement } from '../captured-reads.js';
import { fill, type Filled } from '../fill.js';
import type { Ground } from '../ground.js';
import { fireInTurn, median, type Shot, type Target } from '../load.js';
import type { Options } from '../options.js';
import { ApiClient, logFile, newSecrets, startBare, startProduct, type RunSecrets } from '../product.js';
import type { Program } from '../program.js';
import type { Bound, Part, Row } from '../report.js';

const LEAST_RATIO = 0.6;
const DEEPEST_COST = 1.3;
const IDLE_MEGABYTES = 250;
const STORES: [name: string, platform: string][] = [
  ['Northwind Outdoor', 'shopify'],
  ['Lakeside Books', 'woocommerce'],
  ['Alpine Coffee', 'shopify'],
  ['Studio Ceramics', 'woocommerce'],
];

/** One request of the product, with the statement that answers it. */
interface Read {
  label: string;
  path: string;
  statement: Statement;
}

/** Reading from the big table, and the memory of the process that does it. */
export async function measureReads(ground: Ground, options: Options): Promise<Part> {
  const databaseUrl = await ground.createDatabase('reads');
  const secrets = newSecrets();
  const product = await startProduct({
    secrets,
    data_dir: ground.directoryFor('reads'),
    log: logFile(ground.directory, 'reads'),
    database_url: databaseUrl,
  });
  const idleFrom = performance.now();
  const api = new ApiClient(product.url);
  await api.register();
  const stores: string[] = [];
  for (const [name, platform] of STORES) stores.push(await api.createStore(name, platform));
  const started = performance.now();
  const depth = Math.min(100_000, options.orders >> 1);
  const filled = await fill(databaseUrl, api.user_id, stores, options.orders, depth);
  console.log(`${options.orders} orders filled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const reads = await chooseReads(options, api.user_id, secrets, filled);
  const bare = await startBare({
    database_url: databaseUrl,
    statements: Object.fromEntries(Object.values(reads).map(({ path, statement }) => [path, statement])),
    log: logFile(ground.directory, 'bare'),
  });
  const idle = await memoryWhenIdle(product, bare, idleFrom, options);
  const part = await compare(reads, product, bare, api.token, options);
  if (options.figures.has('memory')) addMemory(part, idle, await memoryOf(product, bare));
  await product.stop();
  await bare.stop();
  return part;
}

type ReadName = 'list' | 'order' | 'email' | 'part' | 'depth';

async function chooseReads(
  options: Options,
  userId: string,
  secrets: RunSecrets,
  filled: Filled,
): Promise<Partial<Record<ReadName, Read>>> {
  const captured = new CapturedReads(userId, secrets.jwt_secret);
  const { figures } = options;
  const { email, deep } = filled;
  const part = email.replace(/[\d@].*$/, '').slice(0, -1);
  const cursor = captured.cursorAfter(deep.created_at, deep.id);
  const query = (parameters: Record<string, string>): string => `/orders?${new URLSearchParams(parameters).toString()}`;
  return {
    ...((figures.has('list') || figures.has('depth') || figures.has('memory')) && {
      list: { label: `50 of ${options.orders} orders`, path: '/orders', statement: await captured.list({}) },
    }),
    ...(figures.has('order') && {
      order: {
        label: 'one order with its lines',
        path: `/orders/${filled.order_id}`,
        statement: await captured.order(filled.order_id),
      },
    }),
    ...(figures.has('search') && {
      email: { label: '50 orders by e-mail', path: query({ q: email }), statement: await captured.list({ q: email }) },
      part: {
        label: `50 orders by part (${part})`,
        path: query({ q: part }),
        statement: await captured.list({ q: part }),
      },
    }),
    ...(figures.has('depth') && {
      depth: {
        label: `the page after ${deep.position}`,
        path: query({ cursor }),
        statement: await captured.list({ cursor }),
      },
    }),
  };
}

async function compare(
  reads: Partial<Record<ReadName, Read>>,
  product: Program,
  bare: Program,
  token: string,
  options: Options,
): Promise<Part> {
  const targets: Record<string, Target> = {};
  for (const [name, { path }] of Object.entries(reads)) {
    const limit = { url: `${bare.url}${path}`, headers: {} };
    const ours = { url: `${product.url}/api/v1${path}`, headers: { authorization: `Bearer ${token}` } };
    await refuseDifference(limit, ours, name);
    Object.assign(targets, { [`bare ${name}`]: limit, [`ours ${name}`]: ours });
  }
  const shots = await fireInTurn(targets, options.rounds, options.round_seconds, options.connections);
  const rows: Row[] = [];
  const bounds: Bound[] = [];
  for (const [name, { label }] of Object.entries(reads)) {
    const [ours, limit] = [shots[`ours ${name}`] ?? [], shots[`bare ${name}`] ?? []];
    const ratio = ratioOf(ours, limit);
    rows.push({ figure: label, unit: 'answers/s', ours: rate(ours), bare: rate(limit), ratio, note: latencies(ours) });
    // What is promised is promised of lists.
    if (name === 'order') continue;
    bounds.push({
      what: `${label} ≥ ${LEAST_RATIO} of the bare limit`,
      measured: ratio.toFixed(2),
      holds: ratio >= LEAST_RATIO,
    });
  }
  if (reads.depth) {
    const cost = 1 / ratioOf(shots['ours depth'] ?? [], shots['ours list'] ?? []);
    bounds.push({
      what: `${reads.depth.label} ≤ ${DEEPEST_COST}× the first page`,
      measured: `${cost.toFixed(2)}×`,
      holds: cost <= DEEPEST_COST,
    });
  }
  return { rows, bounds };
}

/** The two must give the same, or the comparison says nothing. */
async function refuseDifference(bare: Target, ours: Target, name: string): Promise<void> {
  const [limit, answer] = await Promise.all(
    [bare, ours].map(async ({ url, headers }) => (await fetch(url, { headers })).text()),
  );
  const items = (limit?.match(/"platform_order_id"/g) ?? []).length;
  if (!limit || !answer?.includes(limit)) throw new Error(`The product's answer is not the bare server's: ${name}`);
  if (items !== (name === 'order' ? 1 : 50)) throw new Error(`${items} orders in the answer: ${name}`);
}

const rate = (shots: Shot[]): number => median(shots.map((shot) => shot.rate));

/** Median of the ratios of the rounds: each compares two shots that followed each other. */
const ratioOf = (shots: Shot[], limit: Shot[]): number =>
  median(shots.map((shot, round) => shot.rate / (limit[round]?.rate ?? NaN)));

const latencies = (shots: Shot[]): string =>
  `p50 ${median(shots.map((shot) => shot.p50)).toFixed(0)} ms, p99 ${median(shots.map((shot) => shot.p99)).toFixed(0)} ms`;

interface Memory {
  ours: number;
  bare: number;
}

async function memoryOf(product: Program, bare: Program): Promise<Memory> {
  return { ours: await product.memory(), bare: await bare.memory() };
}

async function memoryWhenIdle(product: Program, bare: Program, from: number, options: Options): Promise<Memory> {
  if (options.figures.has('memory')) {
    const rest = options.idle_seconds * 1000 - (performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
  }
  return memoryOf(product, bare);
}

function addMemory(part: Part, idle: Memory, loaded: Memory): void {
  const row = (figure: string, { ours, bare }: Memory): Row => ({
    figure,
    unit: 'MB',
    ours,
    bare,
    ratio: null,
    note: '',
  });
  part.rows.push(row('memory, idle', idle), row('memory after load', loaded));
  part.bounds.push({
    what: `idle memory < ${IDLE_MEGABYTES} MB`,
    measured: `${idle.ours.toFixed(0)} MB`,
    holds: idle.ours < IDLE_MEGABYTES,
  });
}
