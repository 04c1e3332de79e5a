import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { asFastAsTaken, atRate, signedBodies, type LoadResult } from '../deliveries.js';
import type { Ground } from '../ground.js';
import { median } from '../load.js';
import type { Options } from '../options.js';
import { ApiClient, logFile, newSecrets, startProduct } from '../product.js';
import { Program } from '../program.js';
import type { Part } from '../report.js';

const PER_SECOND = 500;
const MOST_P95_MS = 50;
const MOST_VISIBLE_MS = 2_000;
const APP_SECRET = 'sandbox-client-secret';
const ORDERS = 400;
const PRODUCTS = 40;
const POLL_MS = 250;
/** How often it is looked whether an order is in the list. */
const LOOK_MS = 10;

/** Deliveries stored and acknowledged, and how soon what happens at a shop is in the list. */
export async function measureWebhooks(ground: Ground, options: Options): Promise<Part> {
  const databaseUrl = await ground.createDatabase('webhooks');
  const sandbox = await Program.start({
    entry: '../sandbox/main.js',
    log: logFile(ground.directory, 'webhooks-sandbox'),
    ready: /sandbox listening on (\S+)/,
    env: {
      SANDBOX_PORT: '0',
      SANDBOX_ORDERS: String(ORDERS),
      SANDBOX_PRODUCTS: String(PRODUCTS),
      // A shop on a large plan: what it lets through must not be what is measured.
      SANDBOX_SHOPIFY_RESTORE: '1000',
      SANDBOX_SHOPIFY_BULK_DELAY_MS: '0',
    },
  });
  const port = await freePort();
  const product = await startProduct({
    secrets: newSecrets(),
    data_dir: ground.directoryFor('webhooks'),
    log: logFile(ground.directory, 'webhooks'),
    database_url: databaseUrl,
    sandbox_url: sandbox.url,
    port,
    public_url: `http://127.0.0.1:${port}`,
  });
  const bare = await Program.start({
    entry: './bare-inbox.js',
    log: logFile(ground.directory, 'bare-inbox'),
    ready: /bare inbox on (\S+)/,
    env: { NODE_ENV: 'production', KSAP_BENCH_DATABASE: databaseUrl },
  });
  const api = new ApiClient(product.url);
  await api.register();
  const storeId = await connectShop(api);
  const visible = await visibleAfter(api, sandbox.url, options.rounds * 4);
  const taken = await load(
    { bare: bare.url, ours: `${product.url}/api/v1/webhooks/shopify/${storeId}` },
    sandbox.url,
    options,
  );
  for (const program of [product, bare, sandbox]) await program.stop();
  return partOf(taken, visible);
}

interface Taken {
  /** As fast as they are taken, round by round. */
  most: { ours: LoadResult[]; bare: LoadResult[] };
  /** At {@link PER_SECOND}. */
  sustained: { ours: LoadResult; bare: LoadResult };
  seconds: number;
}

async function load(urls: { ours: string; bare: string }, sandbox: string, options: Options): Promise<Taken> {
  const state = (await (await fetch(`${sandbox}/_sandbox/state?detail=true`)).json()) as {
    shopify: { shops: { order_ids: (string | number)[] }[] };
  };
  const ids = (state.shopify.shops[0]?.order_ids ?? []).map(String);
  const bodies = signedBodies(ids, APP_SECRET);
  const ours = { url: urls.ours };
  const bare = { url: urls.bare };
  await asFastAsTaken(bare, bodies, 1);
  await asFastAsTaken(ours, bodies, 1);
  const seconds = options.round_seconds * 5;
  const sustained = {
    bare: await atRate(bare, bodies, PER_SECOND, seconds / 2),
    ours: await atRate(ours, bodies, PER_SECOND, seconds),
  };
  const most: Taken['most'] = { ours: [], bare: [] };
  for (let round = 0; round < options.rounds; round += 1) {
    most.bare.push(await asFastAsTaken(bare, bodies, options.round_seconds));
    most.ours.push(await asFastAsTaken(ours, bodies, options.round_seconds));
  }
  return { most, sustained, seconds };
}

function partOf({ most, sustained, seconds }: Taken, visible: number[]): Part {
  const [ours, bare] = [median(most.ours.map(({ rate }) => rate)), median(most.bare.map(({ rate }) => rate))];
  const ratio = median(most.ours.map((own, round) => own.rate / (most.bare[round]?.rate ?? NaN)));
  const times = (shot: LoadResult): string =>
    `p50 ${shot.p50.toFixed(0)} ms, p95 ${shot.p95.toFixed(0)} ms, p99 ${shot.p99.toFixed(0)} ms`;
  const [last] = most.ours.slice(-1);
  const seen = median(visible);
  return {
    rows: [
      {
        figure: 'webhooks, as fast as taken',
        unit: 'deliveries/s',
        ours,
        bare,
        ratio,
        note: `${last ? times(last) : ''}, worked off meanwhile`,
      },
      {
        figure: `webhooks, ${PER_SECOND} a second`,
        unit: 'deliveries/s',
        ours: sustained.ours.rate,
        bare: sustained.bare.rate,
        ratio: sustained.ours.rate / sustained.bare.rate,
        note: `${times(sustained.ours)}, for ${seconds} s; the limit: ${times(sustained.bare)}`,
      },
      {
        figure: 'event at the shop → in GET orders',
        unit: 's',
        ours: seen / 1000,
        bare: null,
        ratio: null,
        note: `median of ${visible.length}, slowest ${(Math.max(...visible) / 1000).toFixed(2)} s`,
      },
    ],
    bounds: [
      {
        what: `webhooks stored and acknowledged ≥ ${PER_SECOND} a second`,
        measured: `${Math.round(ours)}`,
        holds: ours >= PER_SECOND,
      },
      {
        what: `webhooks at ${PER_SECOND} a second: p95 < ${MOST_P95_MS} ms`,
        measured: `${sustained.ours.p95.toFixed(1)} ms`,
        holds: sustained.ours.p95 < MOST_P95_MS,
      },
      {
        what: `event at the shop → in GET orders: median < ${MOST_VISIBLE_MS / 1000} s`,
        measured: `${(seen / 1000).toFixed(2)} s`,
        holds: seen < MOST_VISIBLE_MS,
      },
    ],
  };
}

/** Connects the sandbox's shop, imports it, and waits until it tells us of itself. */
async function connectShop(api: ApiClient): Promise<string> {
  const id = await api.createStore('Shop of the benchmark', 'shopify');
  const credentials = {
    shop_domain: 'demo.myshopify.com',
    client_id: 'sandbox-client-id',
    client_secret: APP_SECRET,
  };
  const { job } = await api.call<{ job: { id: string } }>('POST', `/stores/${id}/connect`, { credentials });
  for (;;) {
    const { status } = await api.call<{ status: string }>('GET', `/jobs/${job.id}`);
    const { webhooks } = await api.call<{ webhooks: { state: string } }>('GET', `/stores/${id}/sync`);
    if (status === 'succeeded' && webhooks.state === 'registered') return id;
    if (status === 'failed' || status === 'cancelled') throw new Error(`The import ${status}`);
    await pause(POLL_MS);
  }
}

/** Orders are placed at the shop one by one; milliseconds until each is in the list. */
async function visibleAfter(api: ApiClient, sandbox: string, times: number): Promise<number[]> {
  const waited: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const started = performance.now();
    const placed = (await (
      await fetch(`${sandbox}/_sandbox/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ provider: 'shopify', type: 'order_placed' }),
      })
    ).json()) as { order_id: string };
    for (;;) {
      const { items } = await api.call<{ items: { platform_order_id: string }[] }>('GET', '/orders?limit=20');
      if (items.some((order) => order.platform_order_id === placed.order_id)) break;
      await pause(LOOK_MS);
    }
    waited.push(performance.now() - started);
  }
  return waited;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The shop must know the address before the server listens. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
