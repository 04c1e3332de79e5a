import { Logger } from '@nestjs/common';
import { pngHead } from '../../sandbox/core/ads/pictures.js';
import { SystemClock } from '../../src/common/clock/clock.js';
import { OutboundClient } from '../../src/common/outbound/outbound-client.js';
import { OutboundOptions } from '../../src/common/outbound/outbound-options.js';
import { LeakyBudget } from '../../src/common/outbound/rate-budget.js';
import type { CampaignPlan, InsightRow, PlannedCreative } from '../../src/modules/social/networks/campaign.records.js';
import { MetaCampaigns } from '../../src/modules/social/networks/meta/meta.campaigns.js';
import { appSecretProof, MetaClient } from '../../src/modules/social/networks/meta/meta.client.js';
import {
  aCreative as creativeOf,
  aPlan as planned,
  Made,
} from '../../src/modules/social/networks/meta/testing/meta-plan.js';
import type { NetworkConnection } from '../../src/modules/social/networks/network.connection.js';
import { startSandbox, type TestSandbox } from '../support/sandbox.js';

export const AD_ACCOUNT = 'act_1000000001';
Logger.overrideLogger(false);

/** The plan of the unit tests, from now on, with a picture that can be uploaded. */
export function aPlan(fields: Partial<CampaignPlan> = {}): CampaignPlan {
  return planned({ creatives: [aCreative()], ...fields }, Date.now());
}

export function aCreative(fields: Partial<PlannedCreative> = {}, picture = pngHead(1080, 1080)): PlannedCreative {
  const creative = creativeOf(fields);
  return { ...creative, image: { ...creative.image, size: picture.length, read: () => Promise.resolve(picture) } };
}

/** Meta's campaigns beside a stand-in for Meta, and nothing else of the product. */
export class MetaStage {
  readonly network: MetaCampaigns;
  readonly connection: NetworkConnection;
  /** Every wait that the network asked for, in ms. */
  readonly pauses: number[] = [];

  private constructor(
    readonly sandbox: TestSandbox,
    private readonly http: OutboundClient,
  ) {
    const app = { id: 'sandbox-meta-app', secret: 'sandbox-meta-app-secret' };
    this.network = new MetaCampaigns(new MetaClient(`${sandbox.url}/meta`, app));
    const { signal } = new AbortController();
    this.connection = {
      signal,
      clock: new SystemClock(),
      budget: new LeakyBudget({ capacity: 1000, restore_per_second: 1000 }),
      tokens: { access_token: 'sandbox-meta-long-token', refresh_token: null },
      call: (request) => http.request({ ...request, provider: 'meta', signal }),
      pause: (ms) => {
        this.pauses.push(ms);
        return Promise.resolve();
      },
    };
  }

  static async start(settings: Record<string, string> = {}): Promise<MetaStage> {
    const sandbox = await startSandbox({ orders: 5, products: 3, keep_answers: true, settings });
    const options = new OutboundOptions({ sandbox_origin: sandbox.url, user_agent: 'KSAP/test', retry_base_ms: 10 });
    return new MetaStage(sandbox, new OutboundClient(options));
  }

  async stop(): Promise<void> {
    await this.http.close();
    await this.sandbox.close();
  }

  with(tokens: { access_token: string }): NetworkConnection {
    return { ...this.connection, tokens: { ...tokens, refresh_token: null } };
  }

  /** Everything of the plan, paused. */
  async publish(plan: CampaignPlan, made = new Made()): Promise<Made> {
    for (const object of this.network.objectsOf(plan)) {
      made.put(object, await this.network.create(this.connection, plan, object, made));
    }
    return made;
  }

  async switchOn(plan: CampaignPlan, made: Made): Promise<void> {
    for (const { kind, key } of this.network.objectsOf(plan).reverse()) {
      if (kind === 'image' || kind === 'creative') continue;
      await this.network.switch(this.connection, plan, { kind, key }, made.idOf(kind, key), 'active');
    }
  }

  async insights(since: string, until: string): Promise<InsightRow[]> {
    const rows: InsightRow[] = [];
    for await (const page of this.network.insights(this.connection, { ad_account_id: AD_ACCOUNT, since, until })) {
      rows.push(...page);
    }
    return rows;
  }

  /** What is written at the network, as it shows it to whoever asks. */
  async at(path: string, fields: string): Promise<Record<string, unknown>> {
    const token = 'sandbox-meta-long-token';
    const proof = appSecretProof('sandbox-meta-app-secret', token);
    const query = new URLSearchParams({ fields, access_token: token, appsecret_proof: proof });
    const answer = await this.sandbox.http.request('GET', `/meta/v26.0/${path}?${query.toString()}`);
    return answer.body as Record<string, unknown>;
  }

  /** How often what was written at the network. */
  async written(): Promise<Record<string, number>> {
    const { body } = await this.sandbox.http.get('/_sandbox/state?detail=true');
    const { meta } = body as unknown as { meta: { shops: { writes: Record<string, number> }[] } };
    return meta.shops[0]?.writes ?? {};
  }
}
