import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';

/** Deletes a picture that no campaign shows. */
@Injectable()
export class DeleteImage {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** Throws NOT_FOUND, and CONFLICT while a campaign uses it: `details.campaigns` says which. */
  async run(userId: string, id: string): Promise<void> {
    await this.database.transaction(async () => {
      // Campaigns that are changed meanwhile hold the picture: they are through, or find it gone.
      const image = await this.database.queryOne<{ sha256: string }>(
        'SELECT sha256 FROM ad_images WHERE user_id = $1 AND id = $2 FOR UPDATE',
        [userId, id],
      );
      if (!image) throw AppError.notFound('Picture');
      const campaigns = await this.database.query<{ id: string; name: string }>(
        `SELECT id, name FROM ad_campaigns
         WHERE user_id = $1 AND deleted_at IS NULL AND creatives @> jsonb_build_array(jsonb_build_object('image_id', $2::text))
         ORDER BY created_at, id LIMIT 20`,
        [userId, id],
      );
      if (campaigns.length > 0) throw AppError.conflict('A campaign uses this picture', { campaigns });
      await this.database.execute('DELETE FROM ad_images WHERE user_id = $1 AND id = $2', [userId, id]);
      await this.audit.record({
        user_id: userId,
        action: 'ad_image.deleted',
        subject_type: 'ad_image',
        subject_id: id,
        details: { sha256: image.sha256 },
      });
    });
  }
}
