import type { DemoClient } from './demo-client.js';
import { finished, type List } from './demo-jobs.js';
import type { DemoAccount } from './demo-social.js';

interface Campaign {
  id: string;
  name: string;
  status: string;
  platform_campaign_id: string | null;
}

interface Insights {
  totals: { spend: string; impressions: number; clicks: number; conversions: string; revenue: string | null };
  currency: string;
}

const DAY_MS = 86_400_000;
/** Days before today on which the sandbox pretends that the campaign ran already. */
const PAST_DAYS = 3;
const RUNNING = ['active', 'paused', 'publishing', 'pending_approval', 'approved'];

/** Sees to one approved and published campaign for each account, with some days behind it; gives a line on each. */
export async function runCampaigns(client: DemoClient, sandbox: string, accounts: DemoAccount[]): Promise<string[]> {
  const { items: known } = await client.call<List<Campaign>>('GET', '/social/campaigns?limit=250');
  const lines: string[] = [];
  for (const account of accounts) {
    const name = `Yoga mats, ${account.platform}`;
    // The sandbox forgets what was made in it when it ends: such a campaign is over, and another takes its place.
    const there = known.find((campaign) => campaign.name === name && RUNNING.includes(campaign.status));
    const { id } = there ?? (await publish(client, sandbox, account, name));
    await finished(client, await importing(client, account.id), account.account_name);
    const { totals, currency } = await client.call<Insights>('GET', `/social/campaigns/${id}/insights`);
    const { status } = await client.call<Campaign>('GET', `/social/campaigns/${id}`);
    const brought = totals.revenue === null ? '' : `, brought ${totals.revenue} ${currency}`;
    lines.push(`Campaign "${name}": ${status}, spent ${totals.spend} ${currency}${brought}, ${totals.clicks} clicks`);
  }
  return lines;
}

async function publish(client: DemoClient, sandbox: string, account: DemoAccount, name: string): Promise<Campaign> {
  const campaign = await client.call<Campaign>('POST', '/social/campaigns', draftOf(sandbox, account, name));
  const address = `/social/campaigns/${campaign.id}`;
  await client.call('POST', `${address}/submit`, {});
  await client.call('POST', `${address}/approve`, {});
  const { job } = await client.call<{ job: { id: string } }>('POST', `${address}/publish`, {});
  await finished(client, job.id, name);
  const published = await client.call<Campaign>('GET', address);
  await pretendPast(sandbox, account, published);
  process.stdout.write(`Published "${name}", as it was approved\n`);
  return published;
}

function draftOf(sandbox: string, account: DemoAccount, name: string): object {
  return {
    name,
    social_account_id: account.id,
    objective: 'traffic',
    budget_type: 'daily',
    budget_amount: account.daily_budget,
    target_audience: { countries: ['DE', 'AT'], age_min: 25, genders: ['female', 'male'] },
    advertiser: { beneficiary: 'KSAP Demo GmbH', payor: 'KSAP Demo GmbH' },
    url_parameters: `utm_source=${account.platform}&utm_medium=paid&utm_campaign=yoga-mats`,
    caps: { total: '500', daily: account.daily_budget },
    creatives: [
      {
        primary_text: 'A mat that stays where you put it.',
        headline: 'Yoga mats',
        call_to_action: 'shop_now',
        link_url: 'https://shop.example/yoga-mats',
        display_name: 'KSAP Demo',
        image_url: `${sandbox}/pictures/yoga-mats-1200x628.png`,
      },
    ],
  };
}

/** Tells the sandbox of days on which the campaign spent. */
async function pretendPast(sandbox: string, { network }: DemoAccount, campaign: Campaign): Promise<void> {
  for (let ago = PAST_DAYS; ago > 0; ago -= 1) {
    const day = new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
    const spent = {
      campaign_id: campaign.platform_campaign_id,
      day,
      amount: 9 + ago,
      conversions: ago,
      revenue: 31 * ago,
    };
    const response = await fetch(`${sandbox}/_sandbox/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider: network, type: 'spent', ...spent }),
    });
    if (!response.ok) throw new Error(`The sandbox did not take an event: ${await response.text()}`);
  }
}

async function importing(client: DemoClient, accountId: string): Promise<string> {
  const { job } = await client.call<{ job: { id: string } }>(
    'POST',
    `/social/accounts/${accountId}/insights/import`,
    {},
  );
  return job.id;
}
