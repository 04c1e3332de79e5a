import { Logger } from '@nestjs/common';
import { createSandbox, type Sandbox } from '../../../../../sandbox/core/server.js';
import { OutboundClient } from '../../../../common/outbound/outbound-client.js';
import { OutboundOptions } from '../../../../common/outbound/outbound-options.js';
import { LeakyBudget } from '../../../../common/outbound/rate-budget.js';
import type { CampaignPlan } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { TikTokCampaigns } from './tiktok.campaigns.js';
import { TikTokClient } from './tiktok.client.js';
import { Made } from './tiktok.plan.contract.js';

interface Received {
  seq: number;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
  status: number;
  answer?: string;
}

/** The adapter beside a sandbox of its own. */
export class TikTokRig {
  readonly campaigns: TikTokCampaigns;
  private readonly http = new OutboundClient(
    new OutboundOptions({ allow_private_targets: ['127.0.0.0/8'], user_agent: 'KSAP/test', retry_base_ms: 10 }),
  );

  private constructor(private readonly sandbox: Sandbox) {
    this.campaigns = new TikTokCampaigns(new TikTokClient(`${sandbox.url}/tiktok`));
  }

  static async start(): Promise<TikTokRig> {
    Logger.overrideLogger(false);
    const settings = { SANDBOX_TIKTOK_QPS: '1000' };
    return new TikTokRig(await createSandbox({ orders: 5, products: 3, keep_answers: true, settings }));
  }

  async close(): Promise<void> {
    await Promise.all([this.http.close(), this.sandbox.close()]);
  }

  connection(token = 'sandbox-tiktok-token'): NetworkConnection {
    const { signal } = new AbortController();
    return {
      signal,
      tokens: { access_token: token, refresh_token: null },
      clock: { ms: () => Date.now() },
      budget: new LeakyBudget({ capacity: 1000, restore_per_second: 1000 }),
      call: (request) => this.http.request({ ...request, provider: 'tiktok', signal }),
      pause: () => Promise.resolve(),
    };
  }

  /** Makes all of a plan, as a publisher does. */
  async publish(plan: CampaignPlan, made = new Made()): Promise<Made> {
    const connection = this.connection();
    for (const object of this.campaigns.objectsOf(plan)) {
      made.set(object.kind, object.key, await this.campaigns.create(connection, plan, object, made));
    }
    return made;
  }

  /** From the ads up to the campaign. */
  async switchOn(plan: CampaignPlan, made: Made): Promise<void> {
    for (const object of [...this.campaigns.objectsOf(plan)].reverse()) {
      await this.campaigns.switch(this.connection(), plan, object, made.idOf(object.kind, object.key), 'active');
    }
  }

  fault(fault: Record<string, unknown>): Promise<unknown> {
    return this.control('POST', 'faults', { provider: 'tiktok', ...fault });
  }

  event(type: string, payload: Record<string, unknown> = {}): Promise<unknown> {
    return this.control('POST', 'events', { provider: 'tiktok', type, ...payload });
  }

  async state(): Promise<Record<string, number>> {
    return ((await this.control('GET', 'state')) as { tiktok: Record<string, number> }).tiktok;
  }

  async received(): Promise<Received[]> {
    return (await this.control('GET', 'requests?provider=tiktok')) as Received[];
  }

  async control(method: string, path: string, body?: Record<string, unknown>): Promise<unknown> {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${this.sandbox.url}/_sandbox/${path}`, init);
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return answer.json();
  }
}
