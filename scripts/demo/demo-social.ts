import type { DemoClient } from './demo-client.js';
import type { List } from './demo-jobs.js';

interface Account {
  id: string;
  account_name: string;
  connection: { state: string };
}

/** An account of the demo, as its campaigns need it. */
export interface DemoAccount {
  id: string;
  account_name: string;
  platform: string;
  network: string;
  /** Under the ceiling of an account that warms up, above the network's least. */
  daily_budget: string;
}

interface Wanted extends Omit<DemoAccount, 'id'> {
  account_id: string;
  access_token: string;
  ad_account_id?: string;
}

/** Whose apps the sandbox's networks know. */
export const SANDBOX_APPS = {
  META_APP_ID: 'sandbox-meta-app',
  META_APP_SECRET: 'sandbox-meta-app-secret',
  TIKTOK_APP_ID: 'sandbox-tiktok-app',
  TIKTOK_APP_SECRET: 'sandbox-tiktok-app-secret',
} as const;

/** The demo's accounts, with the tokens that the sandbox accepts. */
const ACCOUNTS: readonly Wanted[] = [
  {
    account_name: 'Demo on Facebook',
    platform: 'facebook',
    network: 'meta',
    daily_budget: '15',
    account_id: 'act_1000000001',
    access_token: 'sandbox-meta-long-token',
  },
  {
    account_name: 'Demo on Instagram',
    platform: 'instagram',
    network: 'meta',
    daily_budget: '18',
    account_id: '17840000000000001',
    ad_account_id: 'act_1000000002',
    access_token: 'sandbox-meta-long-token',
  },
  {
    account_name: 'Demo on TikTok',
    platform: 'tiktok',
    network: 'tiktok',
    daily_budget: '20',
    account_id: '7000000000000000001',
    access_token: 'sandbox-tiktok-token',
  },
];
/** The first account's calls leave through it. */
const PROXY = 'Demo proxy, HTTP';

/** Adds the accounts that are missing, one of them bound to a proxy. */
export async function addAccounts(client: DemoClient): Promise<DemoAccount[]> {
  const { items: known } = await client.call<List<Account>>('GET', '/social/accounts?limit=250');
  const { items: proxies } = await client.call<List<{ id: string; name: string }>>('GET', '/proxies?limit=250');
  const proxy = proxies.find(({ name }) => name === PROXY);
  const accounts: DemoAccount[] = [];
  for (const [index, { network, daily_budget, ...fields }] of ACCOUNTS.entries()) {
    const there = known.find(({ account_name: name }) => name === fields.account_name);
    const { account_name, platform, access_token } = fields;
    if (there?.connection.state === 'failed') {
      await client.call('PUT', `/social/accounts/${there.id}`, { access_token });
    }
    const bound = index === 0 && proxy !== undefined ? { proxy_id: proxy.id } : {};
    const { id } = there ?? (await client.call<Account>('POST', '/social/accounts', { ...fields, ...bound }));
    accounts.push({ id, account_name, platform, network, daily_budget });
    if (there) continue;
    const through = 'proxy_id' in bound ? `, through "${PROXY}"` : '';
    process.stdout.write(`Added "${account_name}"${through}\n`);
  }
  return accounts;
}
