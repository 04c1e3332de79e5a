import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoClient } from './demo-client.js';
import { finished, type List, POLL_MS } from './demo-jobs.js';

interface Reconciliation {
  is_current: boolean;
  exceptions: { count: number; by_state: { state: string; count: number }[] };
}

interface Processor {
  id: string;
  name: string;
  connection: { state: string };
}

/** The demo's payment services, with the credentials that the sandbox accepts. */
const PROCESSORS: readonly { name: string; provider: string; credentials: Record<string, string> }[] = [
  { name: 'Demo on Stripe', provider: 'stripe', credentials: { secret_key: 'sk_test_sandbox_demo' } },
  {
    name: 'Demo on PayPal',
    provider: 'paypal',
    credentials: {
      client_id: 'sandbox-paypal-client',
      client_secret: 'sandbox-paypal-secret',
      environment: 'sandbox',
    },
  },
  {
    name: 'Demo on Square',
    provider: 'square',
    credentials: { access_token: 'sandbox-square-token', environment: 'sandbox' },
  },
];

/** Connects the payment services that are missing and waits until each has been read. */
export async function connectProcessors(client: DemoClient): Promise<void> {
  const { items: known } = await client.call<List<Processor>>('GET', '/payment-processors?limit=250');
  const jobs: { id: string; name: string }[] = [];
  for (const { name, provider, credentials } of PROCESSORS) {
    const processor = known.find((candidate) => candidate.name === name);
    if (processor === undefined) {
      const input = { name, provider, credentials };
      const { sync_job_id: id } = await client.call<{ sync_job_id: string }>('POST', '/payment-processors', input);
      jobs.push({ id, name });
      process.stdout.write(`Connected "${name}"; reading it …\n`);
      continue;
    }
    const address = `/payment-processors/${processor.id}`;
    if (processor.connection.state === 'failed') await client.call('PUT', address, { credentials });
    const { job } = await client.call<{ job: { id: string } }>('POST', `${address}/sync`, {});
    jobs.push({ id: job.id, name });
  }
  for (const { id, name } of jobs) await finished(client, id, name);
}

/** Lines on what the payment services have told, and on what does not add up. */
export async function describePayments(client: DemoClient): Promise<string[]> {
  const { items } = await client.call<List<Processor>>('GET', '/payment-processors?limit=250&sort=name');
  const lines: string[] = [];
  for (const { id, name } of items) {
    const [transactions, payouts] = await Promise.all(
      ['transactions', 'payouts'].map((what) =>
        client.call<List<unknown>>('GET', `/payment-processors/${id}/${what}?limit=1&include_total=true`),
      ),
    );
    lines.push(`${name}: ${transactions?.page.total ?? 0} transactions, ${payouts?.page.total ?? 0} payouts`);
  }
  const { exceptions } = await reconciled(client);
  const counts = exceptions.by_state.map(({ count, state }) => `${count} ${state}`);
  lines.push(`Reconciled, with ${exceptions.count} exceptions: ${counts.join(', ') || 'none'}`);
  return lines;
}

/** How the money stands, once a pass has seen all of it. */
async function reconciled(client: DemoClient): Promise<Reconciliation> {
  for (;;) {
    const state = await client.call<Reconciliation>('GET', '/reconciliation');
    if (state.is_current) return state;
    await sleep(POLL_MS);
  }
}
