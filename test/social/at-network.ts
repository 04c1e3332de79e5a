import type { TestSandbox } from '../support/sandbox.js';
import { AD_ACCOUNT, ADVERTISER, LONG_TOKEN } from './social-rig.js';

/** A network as these tests need it: whose account, and what is there. */
export interface NetworkUnderTest {
  key: 'meta' | 'tiktok';
  platform: string;
  /** As an account of it is added. */
  account: { platform: string; access_token: string; account_id: string };
  /** What a campaign needs there beyond the usual. */
  columns: Record<string, unknown>;
  /** Parts of the addresses of calls that make things, in their order. */
  making: Record<string, string>;
  /** And of those that switch things on. */
  switching: Record<string, string>;
}

export const TIKTOK: NetworkUnderTest = {
  key: 'tiktok',
  platform: 'tiktok',
  account: { platform: 'tiktok', access_token: 'sandbox-tiktok-token', account_id: ADVERTISER },
  columns: { budget_amount: '25' },
  making: {
    image: '/file/image/ad/upload',
    campaign: '/campaign/create',
    ad_set: '/adgroup/create',
    ad: '/ad/create',
  },
  switching: { ad: '/ad/status/update', ad_set: '/adgroup/status/update', campaign: '/campaign/status/update' },
};

export const META: NetworkUnderTest = {
  key: 'meta',
  platform: 'facebook',
  account: { platform: 'facebook', access_token: LONG_TOKEN, account_id: AD_ACCOUNT },
  columns: { budget_amount: '10' },
  making: {
    image: '/adimages',
    campaign: '/campaigns?',
    ad_set: '/adsets?',
    creative: '/adcreatives',
    ad: '/ads?',
  },
  switching: {},
};

interface ShopDetail {
  shop: string;
  campaign_ids: string[];
  ad_set_ids: string[];
  ad_ids: string[];
  writes: Record<string, number>;
  /** In all, in the account's currency. */
  spend: string;
}

/** What of one run of tests is at the network. */
export class AtNetwork {
  private known = new Set<string>();

  constructor(
    private readonly sandbox: TestSandbox,
    private readonly network: NetworkUnderTest,
  ) {}

  /** From now on only what comes after counts. */
  async forget(): Promise<void> {
    const { campaign_ids, ad_set_ids, ad_ids } = await this.detail();
    this.known = new Set([...campaign_ids, ...ad_set_ids, ...ad_ids]);
  }

  async made(): Promise<{ campaigns: string[]; ad_sets: string[]; ads: string[] }> {
    const { campaign_ids, ad_set_ids, ad_ids } = await this.detail();
    const fresh = (ids: string[]): string[] => ids.filter((id) => !this.known.has(id));
    return { campaigns: fresh(campaign_ids), ad_sets: fresh(ad_set_ids), ads: fresh(ad_ids) };
  }

  /** How much was ever written there. */
  async writes(): Promise<number> {
    return Object.values((await this.detail()).writes).reduce((sum, count) => sum + count, 0);
  }

  /** What was ever spent in the account, by whatever. */
  async spend(): Promise<string> {
    return (await this.detail()).spend;
  }

  /** How many of each there are, and whether the campaigns, ad sets and ads run. */
  async stands(): Promise<string[]> {
    const { campaigns, ad_sets, ads } = await this.made();
    const all: string[] = [];
    for (const [kind, ids] of Object.entries({ campaign: campaigns, ad_set: ad_sets, ad: ads })) {
      for (const id of ids) all.push(`${kind} ${await this.statusOf(kind, id)}`);
    }
    return all;
  }

  async statusOf(kind: string, id: string): Promise<string> {
    if (this.network.key === 'meta') {
      const path = `/meta/v26.0/${id}?fields=status&access_token=${LONG_TOKEN}`;
      const { body } = await this.sandbox.http.get(path);
      return (body as unknown as { status: string }).status === 'ACTIVE' ? 'on' : 'off';
    }
    const node = { campaign: 'campaign', ad_set: 'adgroup', ad: 'ad' }[kind] ?? kind;
    const filtering = encodeURIComponent(JSON.stringify({ [`${node}_ids`]: [id] }));
    const path = `/tiktok/open_api/v1.3/${node}/get/?advertiser_id=${ADVERTISER}&filtering=${filtering}`;
    const { body } = await this.sandbox.http.get(path, {
      headers: { 'access-token': this.network.account.access_token },
    });
    const { list } = (body as unknown as { data: { list: { operation_status: string }[] } }).data;
    return list[0]?.operation_status === 'ENABLE' ? 'on' : 'off';
  }

  private async detail(): Promise<ShopDetail> {
    const { body } = await this.sandbox.http.get('/_sandbox/state?detail=true');
    const state = body as unknown as Record<string, { shops: ShopDetail[] }>;
    const found = state[this.network.key]?.shops.find(({ shop }) => shop === this.network.account.account_id);
    if (!found) throw new Error('The sandbox has no such account');
    return found;
  }
}
