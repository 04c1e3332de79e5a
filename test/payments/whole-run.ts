import type { PlantedTrouble } from '../../sandbox/core/ledger.types.js';
import { connectShop, expectStatus, jobSucceeded, SHOP_PLATFORMS } from '../stores/shops.js';
import type { HttpClient } from '../support/http.js';
import type { TestSandbox } from '../support/sandbox.js';
import { until } from '../support/until.js';
import { CREDENTIALS } from './webhook-rig.js';

export const SERVICES = ['stripe', 'paypal', 'square'] as const;
export type Service = (typeof SERVICES)[number];

export interface WholeRun {
  /** Ids of stores and processors, by platform and provider. */
  stores: Map<string, string>;
  processors: Map<string, string>;
}

/** All shops and all payment services of the sandbox, connected as a person does it, and read to their end. */
export async function connectAll(http: HttpClient, sandbox: TestSandbox): Promise<WholeRun> {
  const run: WholeRun = { stores: new Map(), processors: new Map() };
  const jobs: string[] = [];
  for (const platform of SHOP_PLATFORMS) {
    const shop = await connectShop(http, sandbox, platform);
    run.stores.set(platform, shop.store_id);
    jobs.push(shop.job_id);
  }
  for (const provider of SERVICES) {
    const body = { name: `My ${provider}`, provider, credentials: CREDENTIALS[provider] };
    const { data } = expectStatus(await http.post('/api/v1/payment-processors', body), 201).body;
    run.processors.set(provider, data.id as string);
    jobs.push(data.sync_job_id as string);
  }
  for (const id of jobs) await jobSucceeded(http, id, 90_000);
  await reconciled(http);
  return run;
}

/** Waits until a pass has seen all that there is. */
export async function reconciled(http: HttpClient): Promise<void> {
  await until(
    'everything is reconciled',
    async () => expectStatus(await http.get('/api/v1/reconciliation'), 200).body.data as { is_current: boolean },
    ({ is_current: isCurrent }) => isCurrent,
    { timeout_ms: 40_000 },
  );
}

/** What the sandbox put into the books on purpose. */
export async function plantedIn(sandbox: TestSandbox): Promise<PlantedTrouble[]> {
  const { body } = await sandbox.http.get('/_sandbox/state?detail=true');
  const state = body as unknown as Record<string, { planted?: PlantedTrouble[] }>;
  return SERVICES.flatMap((service) => state[service]?.planted ?? []);
}

/** All items of a list, page by page. */
export async function everything<T>(http: HttpClient, path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { data } = expectStatus(await http.get(`${path}?limit=250${more}`), 200).body;
    items.push(...(data.items as T[]));
    cursor = data.page.next_cursor as string | null;
  } while (cursor !== null);
  return items;
}
