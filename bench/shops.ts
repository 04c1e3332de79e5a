import type { Ground } from './ground.js';
import { type ApiClient, logFile } from './product.js';
import { Program } from './program.js';

/** A shop of the sandbox, and how it is connected. */
export interface Shop {
  platform: string;
  label: string;
  credentials: (sandbox: string) => Record<string, string>;
}

export const SHOPIFY: Shop = {
  platform: 'shopify',
  label: 'Shopify',
  credentials: () => ({
    shop_domain: 'demo.myshopify.com',
    client_id: 'sandbox-client-id',
    client_secret: 'sandbox-client-secret',
  }),
};

export const WOOCOMMERCE: Shop = {
  platform: 'woocommerce',
  label: 'WooCommerce',
  credentials: (sandbox) => ({
    url: `${sandbox}/woocommerce/demo`,
    consumer_key: 'ck_sandbox_demo',
    consumer_secret: 'cs_sandbox_demo',
  }),
};

export const MAGENTO: Shop = {
  platform: 'magento',
  label: 'Magento',
  credentials: (sandbox) => ({ url: `${sandbox}/magento/demo`, access_token: 'magento-sandbox-access-token' }),
};

export interface Job {
  id: string;
  status: string;
  error: { message: string } | null;
  result: Record<string, number> | null;
  started_at: string;
  finished_at: string;
}

/** The times are the job's own; asking often would only be work for the server. */
const POLL_MS = 250;

/** Waits until the job has succeeded. Throws when it fails or is cancelled. */
export async function succeeded(api: ApiClient, jobId: string): Promise<Job> {
  for (;;) {
    const job = await api.call<Job>('GET', `/jobs/${jobId}`);
    if (job.status === 'succeeded') return job;
    if (job.status === 'failed' || job.status === 'cancelled')
      throw new Error(`The job ${job.status}: ${job.error?.message ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export function startSandbox(ground: Ground, log: string, env: Record<string, string>): Promise<Program> {
  return Program.start({
    entry: '../sandbox/main.js',
    log: logFile(ground.directory, log),
    ready: /sandbox listening on (\S+)/,
    env: { SANDBOX_PORT: '0', ...env },
  });
}

/** CPU time of the sandbox while `work` runs, in seconds, beside what `work` gives. */
export async function sandboxCpuDuring<T>(sandbox: string, work: () => Promise<T>): Promise<[result: T, cpu: number]> {
  const timing = `${sandbox}/_sandbox/timing`;
  await (await fetch(timing, { method: 'DELETE' })).text();
  const result = await work();
  const { cpu_ms } = (await (await fetch(timing)).json()) as { cpu_ms: number };
  return [result, cpu_ms / 1000];
}
