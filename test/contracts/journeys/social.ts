import { randomUUID } from 'node:crypto';
import { pngOf } from '../../../sandbox/core/ads/pictures.js';
import { until } from '../../support/until.js';
import { jobSucceeded } from '../../stores/shops.js';
import type { TestSandbox } from '../../support/sandbox.js';
import type { RouteWalk } from './walk.js';

interface Account {
  id: string;
  platform: string;
}
interface Campaign {
  id: string;
  status: string;
  platform_campaign_id: string | null;
  social_account_id: string;
  creatives: Record<string, unknown>[];
}
interface Started {
  job: { id: string };
}

/** What an account is added with, and what its campaigns can name. */
export interface Place {
  network: string;
  account: Record<string, string>;
  /** What it can be asked for; TikTok's contract tells no custom audiences. */
  choices: readonly string[];
  interest: string;
  least_budget: string;
}

export const PLACES: readonly Place[] = [
  {
    network: 'meta',
    account: { platform: 'facebook', account_id: 'act_1000000001', access_token: 'sandbox-meta-long-token' },
    choices: ['interests', 'custom_audiences', 'pixels'],
    interest: 'yoga',
    least_budget: '20',
  },
  {
    network: 'meta',
    account: {
      platform: 'instagram',
      account_id: '17840000000000001',
      ad_account_id: 'act_1000000002',
      access_token: 'sandbox-meta-long-token',
    },
    choices: ['interests', 'custom_audiences', 'pixels'],
    interest: 'yoga',
    least_budget: '20',
  },
  {
    network: 'tiktok',
    account: { platform: 'tiktok', account_id: '7000000000000000001', access_token: 'sandbox-tiktok-token' },
    choices: ['interests', 'pixels'],
    interest: 'Beauty',
    least_budget: '60',
  },
];

/** Everything that can be done with an account and its campaigns, once. */
export async function walkSocial(walk: RouteWalk, sandbox: TestSandbox, place: Place): Promise<void> {
  const account = await walkAccount(walk, place);
  const images = await walkImages(walk);
  const campaign = await walkApproval(walk, sandbox, account, place, images);
  await walkRun(walk, sandbox, place, campaign);
  await walk.take('DELETE social/accounts/{account_id}', 200, { ids: { account_id: account.id } });
}

async function walkAccount(walk: RouteWalk, place: Place): Promise<Account> {
  const settings = { warmup: { enabled: false } };
  const body = { ...place.account, settings };
  const account = await walk.data<Account>('POST social/accounts', 201, { body });
  const ids = { account_id: account.id };
  await walk.items('GET social/accounts');
  await walk.take('GET social/accounts/{account_id}', 200, { ids });
  await walk.take('PUT social/accounts/{account_id}', 200, { ids, body: { account_name: 'Walked' } });
  await walk.take('POST social/accounts/{account_id}/verify', 200, { ids, query: { wait: 'true' } });
  await walk.take('GET social/accounts/{account_id}/health', 200, { ids });
  for (const kind of place.choices) {
    const query = { kind, q: place.interest };
    await walk.take('GET social/accounts/{account_id}/choices', 200, { ids, query });
  }
  return account;
}

/** Gives the ids of pictures that every network takes. */
async function walkImages(walk: RouteWalk): Promise<string[]> {
  const made: string[] = [];
  for (const name of ['one', 'two', 'spare']) {
    const raw = new Uint8Array(pngOf(1200, 628, `${name} ${randomUUID()}`));
    const headers = { 'content-type': 'image/png' };
    const { id } = await walk.data<{ id: string }>('POST social/images', 201, { raw, headers });
    made.push(id);
  }
  const ids = { image_id: made.at(-1)! };
  await walk.items('GET social/images');
  await walk.take('GET social/images/{image_id}', 200, { ids });
  await walk.take('GET social/images/{image_id}/content', 200, { ids });
  await walk.take('DELETE social/images/{image_id}', 200, { ids });
  return made.slice(0, -1);
}

async function walkApproval(
  walk: RouteWalk,
  sandbox: TestSandbox,
  account: Account,
  place: Place,
  [first, second]: string[],
): Promise<Campaign> {
  const creative = {
    primary_text: 'New mats for old floors',
    headline: 'Yoga mats',
    call_to_action: 'shop_now',
    link_url: 'https://shop.example/mats',
    display_name: 'Walked',
  };
  const body = {
    name: `Autumn ${account.platform}`,
    social_account_id: account.id,
    objective: 'traffic',
    budget_type: 'daily',
    budget_amount: place.least_budget,
    target_audience: { countries: ['DE'], age_min: 18, genders: ['female'] },
    advertiser: { beneficiary: 'Walked GmbH', payor: 'Walked GmbH' },
    url_parameters: 'utm_source=walk',
    creatives: [
      { ...creative, image_id: first },
      { ...creative, headline: 'Mats', image_url: `${sandbox.url}/pictures/summer-1200x628.png` },
    ],
  };
  const campaign = await walk.data<Campaign>('POST social/campaigns', 201, { body });
  const ids = { campaign_id: campaign.id };
  await walk.items('GET social/campaigns');
  await walk.take('GET social/campaigns/{campaign_id}', 200, { ids });
  const submit = (): Promise<unknown> =>
    walk.take('POST social/campaigns/{campaign_id}/submit', 200, { ids, body: {} });
  await submit();
  const reason = 'another picture, please';
  await walk.take('POST social/campaigns/{campaign_id}/reject', 200, { ids, body: { reason } });
  const creatives = [
    { ...creative, image_id: first },
    { ...creative, headline: 'Mats', image_id: second },
  ];
  await walk.take('PUT social/campaigns/{campaign_id}', 200, { ids, body: { creatives } });
  await submit();
  await walk.take('POST social/campaigns/{campaign_id}/approve', 200, { ids, body: {} });
  await walk.take('POST social/campaigns/{campaign_id}/publish', 200, { ids, body: { dry_run: true } });
  return campaign;
}

async function walkRun(walk: RouteWalk, sandbox: TestSandbox, place: Place, { id }: Campaign): Promise<void> {
  const ids = { campaign_id: id };
  const done = async (step: string): Promise<void> => {
    const { job } = await walk.data<Started>(`POST social/campaigns/{campaign_id}/${step}`, 202, { ids, body: {} });
    await jobSucceeded(walk.http, job.id);
  };
  const now = (): Promise<Campaign> => walk.data<Campaign>('GET social/campaigns/{campaign_id}', 200, { ids });
  await done('publish');
  const { status, platform_campaign_id: theirs } = await now();
  if (status !== 'active' || theirs === null) throw new Error(`It is ${status} after publishing`);
  await sandbox.event(place.network, 'spent', { campaign_id: theirs, amount: 12.5, conversions: 2, revenue: 80 });
  const { social_account_id: accountId } = await now();
  const imported = { ids: { account_id: accountId }, body: {} };
  const { job } = await walk.data<Started>('POST social/accounts/{account_id}/insights/import', 202, imported);
  await jobSucceeded(walk.http, job.id);
  await walk.take('GET social/campaigns/{campaign_id}/insights', 200, { ids });
  await done('pause');
  await done('resume');
  await done('pause');
  const { creatives } = await now();
  const [kept] = creatives.map(({ image: _image, ...fields }) => fields);
  const body = { name: 'Autumn, again', creatives: [{ ...kept, headline: 'Other words' }] };
  await walk.take('PUT social/campaigns/{campaign_id}', 200, { ids, body });
  await walk.take('POST social/campaigns/{campaign_id}/submit', 200, { ids, body: {} });
  await walk.take('POST social/campaigns/{campaign_id}/approve', 200, { ids, body: {} });
  await walk.take('POST social/campaigns/{campaign_id}/publish', 200, { ids, body: { dry_run: true } });
  await done('publish');
  await walkGuard(walk, accountId, id);
  await walk.take('GET social/campaigns/{campaign_id}/history', 200, { ids });
  await done('pause');
  await walk.take('DELETE social/campaigns/{campaign_id}', 200, { ids });
}

/** More was spent than the account may a day from now on; then it may again. */
async function walkGuard(walk: RouteWalk, accountId: string, campaignId: string): Promise<void> {
  const ids = { account_id: accountId, campaign_id: campaignId };
  const cap = (daily_cap: string | null): Promise<unknown> =>
    walk.take('PUT social/accounts/{account_id}', 200, { ids, body: { settings: { daily_cap } } });
  await cap('5');
  const { job } = await walk.data<Started>('POST social/accounts/{account_id}/insights/import', 202, { ids, body: {} });
  await jobSucceeded(walk.http, job.id);
  const [action] = await until(
    'the guard has paused the campaign',
    () => walk.items<{ id: string; state: string }>('GET social/campaigns/{campaign_id}/guard-actions', { ids }),
    ([latest]) => latest?.state === 'paused',
  );
  await cap(null);
  const undo = { ids: { ...ids, action_id: action!.id }, body: {} };
  const undoing = await walk.data<Started>(
    'POST social/campaigns/{campaign_id}/guard-actions/{action_id}/undo',
    202,
    undo,
  );
  await jobSucceeded(walk.http, undoing.job.id);
}
