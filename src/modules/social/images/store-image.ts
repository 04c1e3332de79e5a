import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../../common/audit/audit-log.js';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { uuidv7 } from '../../../common/ids/ids.js';
import { type ImageFacts, readImage } from './image-content.js';
import { ImageLimits } from './image-limits.js';

/** What is known of a picture besides itself. */
export interface ImageOrigin {
  name: string | null;
  /** Null: it was uploaded. */
  source_url: string | null;
}

/** Keeps pictures; the same one is kept once. */
@Injectable()
export class StoreImage {
  constructor(
    private readonly database: Database,
    private readonly limits: ImageLimits,
    private readonly audit: AuditLog,
  ) {}

  /** Throws ImageRefused, and CONFLICT when the person keeps as much as they may. */
  async run(userId: string, bytes: Buffer, origin: ImageOrigin): Promise<{ id: string; is_new: boolean }> {
    const facts = readImage(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return this.database.transaction(async () => {
      await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`ad_images:${userId}`]);
      const same = await this.database.queryOne<{ id: string }>(
        'SELECT id FROM ad_images WHERE user_id = $1 AND sha256 = $2',
        [userId, sha256],
      );
      if (same) return { id: same.id, is_new: false };
      await this.wantRoom(userId, bytes.length);
      const id = uuidv7();
      await this.insert(id, userId, bytes, sha256, facts, origin);
      await this.audit.record({
        user_id: userId,
        action: 'ad_image.stored',
        subject_type: 'ad_image',
        subject_id: id,
        details: { ...facts, size: bytes.length, sha256 },
      });
      return { id, is_new: true };
    });
  }

  private async insert(
    id: string,
    userId: string,
    bytes: Buffer,
    sha256: string,
    { content_type, width, height }: ImageFacts,
    { name, source_url }: ImageOrigin,
  ): Promise<void> {
    await this.database.execute(
      `INSERT INTO ad_images (id, user_id, sha256, content_type, width, height, size, name, source_url, content)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, userId, sha256, content_type, width, height, bytes.length, name, source_url, bytes],
    );
  }

  private async wantRoom(userId: string, size: number): Promise<void> {
    const kept = await this.database.queryOne<{ images: number; bytes: string }>(
      'SELECT count(*)::int AS images, coalesce(sum(size), 0) AS bytes FROM ad_images WHERE user_id = $1',
      [userId],
    );
    const { most_bytes: mostBytes, most_images: mostImages } = this.limits;
    const used = Number(kept?.bytes ?? 0);
    if (used + size <= mostBytes && (kept?.images ?? 0) < mostImages) return;
    throw AppError.conflict('You keep as many pictures as you may: delete some that no campaign uses', {
      used_bytes: used,
      limit_bytes: mostBytes,
      images: kept?.images ?? 0,
      limit_images: mostImages,
    });
  }
}
