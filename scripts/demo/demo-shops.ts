import type { DemoClient } from './demo-client.js';
import type { Demo } from './demo-file.js';
import { finished, type List } from './demo-jobs.js';
import { describePayments } from './demo-payments.js';

interface Store {
  id: string;
  name: string;
  platform: string;
  connection: { state: string };
}

interface Job {
  id: string;
}

interface Order {
  order_number: string;
  created_at: string;
  customer_name: string | null;
  total_amount: string;
  currency: string;
  status: string;
  store: { name: string };
}

/** The demo's shops, with the credentials that the sandbox accepts. */
const shopsOf = (sandbox: string): { name: string; platform: string; credentials: Record<string, string> }[] => [
  {
    name: 'Demo on Shopify',
    platform: 'shopify',
    credentials: {
      shop_domain: 'demo.myshopify.com',
      client_id: 'sandbox-client-id',
      client_secret: 'sandbox-client-secret',
    },
  },
  {
    name: 'Demo on WooCommerce',
    platform: 'woocommerce',
    credentials: {
      url: `${sandbox}/woocommerce/demo`,
      consumer_key: 'ck_sandbox_demo',
      consumer_secret: 'cs_sandbox_demo',
    },
  },
  {
    name: 'Demo on Magento',
    platform: 'magento',
    credentials: { url: `${sandbox}/magento/demo`, access_token: 'magento-sandbox-access-token' },
  },
];

/** Creates and connects the shops that are missing and waits until each has been read. */
export async function connectShops(client: DemoClient, sandbox: string): Promise<void> {
  const { items: known } = await client.call<List<Store>>('GET', '/stores?limit=250');
  const jobs: { id: string; name: string }[] = [];
  for (const shop of shopsOf(sandbox)) {
    const store =
      known.find((candidate) => candidate.name === shop.name) ??
      (await client.call<Store>('POST', '/stores', { name: shop.name, platform: shop.platform }));
    if (store.connection.state === 'connected') {
      const { job } = await client.call<{ job: Job }>('POST', `/stores/${store.id}/sync`, {});
      jobs.push({ id: job.id, name: shop.name });
      continue;
    }
    const { credentials } = shop;
    const { job } = await client.call<{ job: Job }>('POST', `/stores/${store.id}/connect`, { credentials });
    jobs.push({ id: job.id, name: shop.name });
    process.stdout.write(`Connected "${shop.name}"; reading it …\n`);
  }
  for (const { id, name } of jobs) await finished(client, id, name);
}

/** Shows what there is: counts per shop and payment service, `more`, the newest orders of all shops, and how to sign in. */
export async function showShops(client: DemoClient, demo: Demo, more: string[]): Promise<void> {
  const { items: stores } = await client.call<List<Store>>('GET', '/stores?limit=250&sort=name');
  const lines = [''];
  for (const store of stores) {
    const products = await client.call<List<unknown>>('GET', `/stores/${store.id}/products?limit=1&include_total=true`);
    const orders = await client.call<List<unknown>>('GET', `/stores/${store.id}/orders?limit=1&include_total=true`);
    lines.push(`${store.name}: ${products.page.total ?? 0} products, ${orders.page.total ?? 0} orders`);
  }
  lines.push(...(await describePayments(client)), ...more);
  const { items, page } = await client.call<List<Order>>('GET', '/orders?limit=5&include_total=true');
  lines.push('', `The newest of all ${page.total ?? 0} orders:`);
  for (const order of items) {
    const customer = (order.customer_name ?? 'guest').slice(0, 24).padEnd(24);
    lines.push(
      `  ${order.created_at}  ${order.order_number.padEnd(8)} ${customer} ${order.total_amount.padStart(10)} ${order.currency}  ${order.status.padEnd(9)} ${order.store.name}`,
    );
  }
  lines.push(
    '',
    `Sign in at ${demo.url}/docs as ${demo.email} with the password in demo.json (${demo.password})`,
    `Sandbox: ${demo.sandbox}/_sandbox/state`,
    '',
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}
