import type { DemoClient } from './demo-client.js';
import type { List } from './demo-jobs.js';

interface Account {
  id: string;
  account_name: string;
  currency: string;
  connection: { state: string };
}

interface DemoAccount {
  account_name: string;
  platform: string;
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
const ACCOUNTS: readonly DemoAccount[] = [
  {
    account_name: 'Demo on Facebook',
    platform: 'facebook',
    account_id: 'act_1000000001',
    access_token: 'sandbox-meta-long-token',
  },
  {
    account_name: 'Demo on Instagram',
    platform: 'instagram',
    account_id: '17840000000000001',
    ad_account_id: 'act_1000000002',
    access_token: 'sandbox-meta-long-token',
  },
  {
    account_name: 'Demo on TikTok',
    platform: 'tiktok',
    account_id: '7000000000000000001',
    access_token: 'sandbox-tiktok-token',
  },
];
/** The first account's calls leave through it. */
const PROXY = 'Demo proxy, HTTP';

/** Adds the accounts that are missing, one of them bound to a proxy; gives all by their names. */
export async function addAccounts(client: DemoClient): Promise<Map<string, Account>> {
  const { items: known } = await client.call<List<Account>>('GET', '/social/accounts?limit=250');
  const { items: proxies } = await client.call<List<{ id: string; name: string }>>('GET', '/proxies?limit=250');
  const proxy = proxies.find(({ name }) => name === PROXY);
  const accounts = new Map(known.map((account) => [account.account_name, account]));
  for (const [index, fields] of ACCOUNTS.entries()) {
    const there = accounts.get(fields.account_name);
    if (there?.connection.state === 'failed') {
      await client.call('PUT', `/social/accounts/${there.id}`, { access_token: fields.access_token });
    }
    if (there) continue;
    const bound = index === 0 && proxy !== undefined ? { proxy_id: proxy.id } : {};
    const added = await client.call<Account>('POST', '/social/accounts', { ...fields, ...bound });
    accounts.set(added.account_name, added);
    const through = 'proxy_id' in bound ? `, through "${PROXY}"` : '';
    process.stdout.write(`Added "${added.account_name}" (${added.currency})${through}\n`);
  }
  return accounts;
}
