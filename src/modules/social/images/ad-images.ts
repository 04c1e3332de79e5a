import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { PlannedImage } from '../networks/campaign.records.js';

interface ImageRow {
  id: string;
  sha256: string;
  content_type: string;
  width: number;
  height: number;
  size: number;
}

const ROW = 'id, sha256, content_type, width, height, size';

/** The pictures for ads. */
@Injectable()
export class AdImages {
  constructor(private readonly database: Database) {}

  /** The user's among these, in any order; the content is read when it is asked for. */
  async find(userId: string, ids: readonly string[]): Promise<PlannedImage[]> {
    const rows = await this.database.query<ImageRow>(
      `SELECT ${ROW} FROM ad_images WHERE user_id = $1 AND id = ANY($2::uuid[])`,
      [userId, ids],
    );
    return rows.map((row) => ({ ...row, read: () => this.read(userId, row.id) }));
  }

  /** Those of the user's among these; none of them is deleted until the open transaction ends. */
  async hold(userId: string, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM ad_images WHERE user_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR KEY SHARE',
      [userId, ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async read(userId: string, id: string): Promise<Buffer> {
    const row = await this.database.queryOne<{ content: Buffer }>(
      'SELECT content FROM ad_images WHERE user_id = $1 AND id = $2',
      [userId, id],
    );
    if (!row) throw new Error(`The picture ${id} is not there any more`);
    return row.content;
  }
}
