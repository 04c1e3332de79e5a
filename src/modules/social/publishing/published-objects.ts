import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { PlannedObject } from '../networks/campaign.records.js';
import { CampaignObjects, type ObjectRow, type ObjectRun } from './campaign-objects.js';

const IS_IT = 'campaign_id = $1 AND kind = $2 AND key = $3';

/** What is made at the networks, written down before it is asked for. Writes go into the open transaction. */
@Injectable()
export class PublishObjects {
  constructor(private readonly database: Database) {}

  async of(campaignId: string): Promise<CampaignObjects> {
    const rows = await this.database.query<ObjectRow>(
      `SELECT kind, key, position, state, platform_id, drawn_hash, run_state,
              coalesce(extract(epoch FROM now() - sent_at) * 1000, 1e12)::float8 AS sent_ms_ago
       FROM ad_campaign_objects WHERE campaign_id = $1`,
      [campaignId],
    );
    return new CampaignObjects(rows);
  }

  /** From now on it may be there. `hash`: of what is asked for. */
  async sending(campaignId: string, object: PlannedObject, position: number, hash: string): Promise<void> {
    await this.database.execute(
      `INSERT INTO ad_campaign_objects (campaign_id, kind, key, position, state, drawn_hash, sent_at)
       VALUES ($1, $2, $3, $4, 'sending', $5, now())
       ON CONFLICT (campaign_id, kind, key) DO UPDATE SET position = excluded.position, state = 'sending', platform_id = NULL,
         drawn_hash = excluded.drawn_hash, run_state = 'paused', sent_at = now(), updated_at = now()`,
      [campaignId, object.kind, object.key, position, hash],
    );
  }

  /** It certainly is not there. */
  async refused(campaignId: string, { kind, key }: PlannedObject): Promise<void> {
    await this.database.execute(`DELETE FROM ad_campaign_objects WHERE ${IS_IT} AND state = 'sending'`, [
      campaignId,
      kind,
      key,
    ]);
  }

  /** It is there, as it was asked for. */
  async made(campaignId: string, object: PlannedObject, platformId: string): Promise<void> {
    await this.set(campaignId, object, "state = 'made', platform_id = $4", [platformId]);
  }

  /** Until `changed` it is not known what of it the network has. */
  async changing(campaignId: string, object: PlannedObject): Promise<void> {
    await this.set(campaignId, object, 'drawn_hash = NULL', []);
  }

  async changed(campaignId: string, object: PlannedObject, platformId: string, hash: string): Promise<void> {
    await this.set(campaignId, object, 'platform_id = $4, drawn_hash = $5', [platformId, hash]);
  }

  async running(campaignId: string, object: PlannedObject, run: ObjectRun): Promise<void> {
    await this.set(campaignId, object, 'run_state = $4', [run]);
  }

  async removed(campaignId: string, object: PlannedObject): Promise<void> {
    await this.set(campaignId, object, "state = 'removed', run_state = 'paused'", []);
  }

  /** The campaign is gone, and all that was in it. */
  async allRemoved(campaignId: string): Promise<void> {
    await this.database.execute(
      `UPDATE ad_campaign_objects SET state = 'removed', run_state = 'paused', updated_at = now()
       WHERE campaign_id = $1 AND state = 'made'`,
      [campaignId],
    );
    await this.database.execute("DELETE FROM ad_campaign_objects WHERE campaign_id = $1 AND state = 'sending'", [
      campaignId,
    ]);
  }

  private async set(campaignId: string, object: PlannedObject, assignments: string, values: unknown[]): Promise<void> {
    const { kind, key } = object;
    await this.database.execute(`UPDATE ad_campaign_objects SET ${assignments}, updated_at = now() WHERE ${IS_IT}`, [
      campaignId,
      kind,
      key,
      ...values,
    ]);
  }
}
