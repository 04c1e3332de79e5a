import { ProxyAgent, request, Socks5ProxyAgent, type Dispatcher } from 'undici';
import type { Ground } from '../ground.js';
import type { Options } from '../options.js';
import { ApiClient, logFile, newSecrets, startProduct } from '../product.js';
import type { Part } from '../report.js';
import { startSandbox } from '../shops.js';

const MOST_SECONDS = 60;
const MOST_SOCKETS = 100;
/** What a proxy far away takes: without it, no test would wait for another. */
const DELAY_MS = 250;
const POLL_MS = 50;

interface Door {
  id: string;
  host: string;
  port: number;
}

interface Counts {
  connections: number;
  most_at_once: number;
  echoed_directly: number;
}

/** Proxies tested by the sweep, each behind a delay; beside it the same calls by undici's agents alone, as many at once. */
export async function measureProxies(ground: Ground, options: Options): Promise<Part> {
  const databaseUrl = await ground.createDatabase('proxies');
  const sandbox = await startSandbox(ground, 'proxies-sandbox', { SANDBOX_ORDERS: '1', SANDBOX_PRODUCTS: '1' });
  const product = await startProduct({
    secrets: newSecrets(),
    data_dir: ground.directoryFor('proxies'),
    log: logFile(ground.directory, 'proxies'),
    database_url: databaseUrl,
    sandbox_url: sandbox.url,
  });
  const api = new ApiClient(product.url);
  await api.register();
  const { proxies } = (await (await fetch(`${sandbox.url}/_sandbox/proxies`)).json()) as { proxies: Door[] };
  const doors = ['http_open', 'socks5_open'].map((id) => {
    const door = proxies.find((one) => one.id === id);
    if (!door) throw new Error(`The sandbox has no proxy ${id}`);
    return { ...door, scheme: id.startsWith('socks5') ? 'socks5' : 'http' };
  });
  await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'proxy', kind: 'slow', delay_ms: DELAY_MS }),
  });
  const urls = Array.from({ length: options.proxies }, (_none, at) => {
    const { scheme, host, port } = doors[at % doors.length] ?? { scheme: 'http', host: '', port: 0 };
    return `${scheme}://user-${at}:secret@${host}:${port}`;
  });
  const seconds = await testAll(api, urls);
  const counts = await countsOf(sandbox.url);
  const bare = await bareSeconds(urls, `${sandbox.url}/echo`);
  for (const program of [product, sandbox]) await program.stop();
  const rates = { ours: urls.length / seconds, bare: urls.length / bare };
  return {
    rows: [
      {
        figure: `proxies tested, each ${DELAY_MS} ms away`,
        unit: 'tests/s',
        ...rates,
        ratio: rates.ours / rates.bare,
        note: `${urls.length} in ${seconds.toFixed(1)} s from their import, at most ${counts.most_at_once} sockets at once; the limit: ${bare.toFixed(1)} s`,
      },
    ],
    bounds: [
      {
        what: `${urls.length} proxies tested in < ${MOST_SECONDS} s`,
        measured: `${seconds.toFixed(1)} s`,
        holds: seconds < MOST_SECONDS,
      },
      {
        what: `sockets to proxies at once ≤ ${MOST_SOCKETS}`,
        measured: `${counts.most_at_once} of ${counts.connections}`,
        holds: counts.most_at_once <= MOST_SOCKETS,
      },
      {
        what: 'calls of the echo that went round the proxies = 0',
        measured: String(counts.echoed_directly),
        holds: counts.echoed_directly === 0,
      },
    ],
  };
}

/** From the import of the list until each was found well. */
async function testAll(api: ApiClient, urls: string[]): Promise<number> {
  const started = performance.now();
  const { created } = await api.call<{ created: number }>('POST', '/proxies/import', { text: urls.join('\n') });
  if (created !== urls.length) throw new Error(`Only ${created} of ${urls.length} proxies were added`);
  for (;;) {
    const { page } = await api.call<{ page: { total: number } }>(
      'GET',
      '/proxies?limit=1&include_total=true&test_result=success',
    );
    const seconds = (performance.now() - started) / 1000;
    if (page.total === urls.length) return seconds;
    if (seconds > 4 * MOST_SECONDS) throw new Error(`Only ${page.total} of ${urls.length} proxies were found well`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function countsOf(sandbox: string): Promise<Counts> {
  return ((await (await fetch(`${sandbox}/_sandbox/state`)).json()) as { proxy: Counts }).proxy;
}

/** CONNECT and GET, as many at once, nothing written down. */
async function bareSeconds(urls: string[], echo: string): Promise<number> {
  const started = performance.now();
  const left = [...urls];
  const work = async (): Promise<void> => {
    for (let url = left.pop(); url !== undefined; url = left.pop()) {
      const dispatcher: Dispatcher = url.startsWith('socks5:') ? new Socks5ProxyAgent(url) : new ProxyAgent(url);
      const { body } = await request(echo, { dispatcher });
      await body.json();
      await dispatcher.destroy();
    }
  };
  await Promise.all(Array.from({ length: MOST_SOCKETS }, work));
  return (performance.now() - started) / 1000;
}
