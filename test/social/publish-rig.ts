import { createHash, randomUUID } from 'node:crypto';
import { pngHead } from '../../sandbox/core/ads/pictures.js';
import { contentHash } from '../../src/modules/social/campaigns/campaign-plan.js';
import type { CampaignRow } from '../../src/modules/social/campaigns/campaign.repository.js';
import type { TestDatabase } from '../support/database.js';
import { insert } from '../support/factories.js';

export const CAMPAIGNS = '/api/v1/social/campaigns';

interface Owner {
  id: string;
}

/** Where campaigns come from, and what becomes of them. */
export class PublishRig {
  constructor(private readonly db: TestDatabase) {}

  /** A picture that every network takes. */
  async image(user: Owner, side = 1080): Promise<string> {
    const content = pngHead(side, side);
    const id = randomUUID();
    const sha256 = createHash('sha256').update(content).digest('hex');
    const [known] = await this.db.query<{ id: string }>('SELECT id FROM ad_images WHERE user_id = $1 AND sha256 = $2', [
      user.id,
      sha256,
    ]);
    if (known) return known.id;
    await this.db.query(
      `INSERT INTO ad_images (id, user_id, sha256, content_type, width, height, size, content)
       VALUES ($1, $2, $3, 'image/png', $4, $4, $5, $6)`,
      [id, user.id, sha256, side, content.length, content],
    );
    return id;
  }

  creative(imageId: string, fields: object = {}): Record<string, unknown> & { id: string } {
    return {
      id: randomUUID(),
      name: null,
      primary_text: 'Warm and light.',
      headline: 'Autumn jackets',
      description: null,
      call_to_action: 'shop_now',
      link_url: 'https://shop.example/jackets',
      display_name: null,
      image_url: null,
      image_id: imageId,
      ...fields,
    };
  }

  /** One that is approved as it stands. */
  async approved(user: Owner, accountId: string, columns: Record<string, unknown> = {}): Promise<string> {
    const creatives = columns.creatives ?? [this.creative(await this.image(user))];
    const row = await insert(this.db, 'ad_campaigns', {
      name: 'Autumn',
      objective: 'traffic',
      budget_type: 'daily',
      budget_amount: '10',
      currency: 'EUR',
      target_audience: JSON.stringify({ countries: ['DE'] }),
      advertiser: JSON.stringify({ beneficiary: 'Northwind', payor: 'Northwind' }),
      ...columns,
      creatives: JSON.stringify(creatives),
      user_id: user.id,
      social_account_id: accountId,
      status: 'draft',
    });
    await this.approve(user, row.id);
    return row.id;
  }

  /** As if it had gone through draft, submission and approval as it is now. */
  async approve(user: Owner, id: string): Promise<void> {
    const campaign = await this.db.one(
      'SELECT *, trim_scale(budget_amount)::text AS budget_amount FROM ad_campaigns WHERE user_id = $1 AND id = $2',
      [user.id, id],
    );
    await this.set(
      id,
      `status = 'approved', approved_at = now(), approved_by = user_id, approved_hash = '${contentHash(campaign as unknown as CampaignRow)}'`,
    );
  }

  set(id: string, assignments: string): Promise<unknown> {
    return this.db.query(`UPDATE ad_campaigns SET ${assignments} WHERE id = $1`, [id]);
  }

  row(id: string): Promise<Record<string, unknown>> {
    return this.db.one('SELECT * FROM ad_campaigns WHERE id = $1', [id]);
  }

  /** What is written down of it at the network: `campaign made active`. */
  async objects(id: string): Promise<string[]> {
    const rows = await this.db.query<{ kind: string; state: string; run_state: string }>(
      'SELECT kind, state, run_state FROM ad_campaign_objects WHERE campaign_id = $1 ORDER BY position, kind',
      [id],
    );
    return rows.map(({ kind, state, run_state }) => `${kind} ${state} ${run_state}`);
  }
}
