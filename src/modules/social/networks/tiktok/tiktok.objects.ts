import { createHash } from 'node:crypto';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { JsonObject } from '../../../../common/json.js';
import { markOf } from '../campaign.port.js';
import type { CampaignPlan, MadeObjects, PlannedObject } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { NetworkError } from '../network.error.js';
import type { TikTokClient } from './tiktok.client.js';
import { creativeIn, drawn, imageIn } from './tiktok.draw.js';
import { type NodeKind, nodesOf, textIn } from './tiktok.lists.js';
import { idIn, TikTokMaterial } from './tiktok.material.js';
import { groupAsNow, groupChange } from './tiktok.schedule.js';
import { locatedIn } from './tiktok.regions.js';
import type { TikTokTools } from './tiktok.tools.js';

const PAUSED = { operation_status: 'DISABLE' };

/** Makes, finds and changes what a campaign consists of. */
export class TikTokObjects {
  private readonly material: TikTokMaterial;

  constructor(
    private readonly client: TikTokClient,
    private readonly tools: TikTokTools,
  ) {
    this.material = new TikTokMaterial(client);
  }

  async create(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string> {
    if (object.kind === 'image') {
      return this.material.picture(connection, plan.ad_account_id, imageIn(plan, object.key));
    }
    if (object.kind === 'ad') return this.createAd(connection, plan, object, made);
    try {
      return await this.createOnce(connection, plan, object, made);
    } catch (error) {
      // TikTok takes a request's id and a name once: what it refuses may be there already.
      if (!(error instanceof NetworkError) || error.refusal !== 'invalid') throw error;
      const found = await this.find(connection, plan, object, made);
      if (found === null) throw error;
      return found;
    }
  }

  /**
   * By the mark in the name. Of pictures the published contract has no search: the same one is uploaded once more, which is as
   * good as finding it.
   */
  async find(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string | null> {
    const { ad_account_id: advertiser } = plan;
    const mark = markOf(object.key);
    if (object.kind === 'image') return this.create(connection, plan, object, made);
    if (object.kind === 'campaign')
      return this.marked(connection, advertiser, 'campaign', mark, { campaign_name: mark });
    if (object.kind === 'ad_set') {
      const filtering = { campaign_ids: [made.idOf('campaign', plan.id)] };
      return this.marked(connection, advertiser, 'ad_set', mark, filtering);
    }
    return this.marked(connection, advertiser, 'ad', mark, { adgroup_ids: [made.idOf('ad_set', plan.id)] });
  }

  async update(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    platformId: string,
    made: MadeObjects,
  ): Promise<string> {
    const told = drawn(plan, object, made);
    if (object.kind === 'image') return this.create(connection, plan, object, made);
    if (object.kind === 'campaign') {
      const { advertiser_id, campaign_name, special_industries = [] } = told;
      const body = { advertiser_id, campaign_id: platformId, campaign_name, special_industries };
      await this.client.write(connection, 'campaign/update', body, 'harmless');
    } else if (object.kind === 'ad_set') {
      const filtering = { adgroup_ids: [platformId] };
      const [there] = await nodesOf(this.client, connection, 'ad_set', plan.ad_account_id, filtering);
      const located = await locatedIn(this.tools, connection, plan, told);
      const change = groupChange(located, there ?? null, connection.clock.ms());
      await this.client.write(connection, 'adgroup/update', { ...change, adgroup_id: platformId }, 'harmless');
    } else {
      const body = await this.adBody(connection, plan, object, made, { ad_id: platformId });
      await this.client.write(connection, 'ad/update', body, 'harmless');
    }
    return platformId;
  }

  private async createOnce(
    connection: NetworkConnection,
    plan: CampaignPlan,
    { kind, key }: PlannedObject,
    made: MadeObjects,
  ): Promise<string> {
    const told = { ...drawn(plan, { kind, key }, made), ...PAUSED, request_id: requestIdOf(kind, key) };
    if (kind === 'campaign') {
      return idIn(await this.twice(connection, 'campaign/create', told), 'campaign_id');
    }
    const located = await locatedIn(this.tools, connection, plan, told);
    const group = groupAsNow(located, connection.clock.ms());
    return idIn(await this.twice(connection, 'adgroup/create', group), 'adgroup_id');
  }

  /** One that was not heard of is said once more: by its `request_id` it is the same. */
  private async twice(connection: NetworkConnection, path: string, body: JsonObject): Promise<Record<string, unknown>> {
    try {
      return await this.client.write(connection, path, body, 'once');
    } catch (error) {
      if (!(error instanceof ProviderError) || error.fault !== 'unknown_outcome') throw error;
      return await this.client.write(connection, path, body, 'once').catch(() => {
        throw error;
      });
    }
  }

  private async createAd(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
  ): Promise<string> {
    const body = await this.adBody(connection, plan, object, made, PAUSED);
    const { ad_ids: ids } = await this.client.write(connection, 'ad/create', body, 'once');
    return idIn({ ad_id: Array.isArray(ids) ? (ids[0] as unknown) : undefined }, 'ad_id');
  }

  /** Whole, also where it is changed: TikTok's partial change leaves the address and the button as they were. */
  private async adBody(
    connection: NetworkConnection,
    plan: CampaignPlan,
    object: PlannedObject,
    made: MadeObjects,
    more: JsonObject,
  ): Promise<JsonObject> {
    const { advertiser_id = null, adgroup_id = null, creative } = drawn(plan, object, made);
    const speaker = await this.material.speaker(connection, plan, creativeIn(plan, object.key), made);
    return { advertiser_id, adgroup_id, creatives: [{ ...(creative as JsonObject), ...speaker, ...more }] };
  }

  private async marked(
    connection: NetworkConnection,
    advertiser: string,
    kind: NodeKind,
    mark: string,
    filtering: Record<string, unknown>,
  ): Promise<string | null> {
    const [name, id] = NAMES[kind];
    const rows = await nodesOf(this.client, connection, kind, advertiser, filtering);
    const found = rows.find((row) => textIn(row, name).endsWith(mark));
    return found === undefined ? null : textIn(found, id);
  }
}

const NAMES: Readonly<Record<NodeKind, readonly [name: string, id: string]>> = {
  campaign: ['campaign_name', 'campaign_id'],
  ad_set: ['adgroup_name', 'adgroup_id'],
  ad: ['ad_name', 'ad_id'],
};

/** TikTok wants a 64-bit number as text: the same for the same object. */
export function requestIdOf(kind: string, key: string): string {
  const hash = createHash('sha256').update(`${kind} ${key}`).digest();
  return String(hash.readBigUInt64BE(0) >> 1n);
}
