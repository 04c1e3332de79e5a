import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import { AppError } from '../../../common/errors/app-error.js';
import { KeysetLists } from '../../../common/http/keyset-list.js';
import { containing, ListFilters } from '../../../common/http/list-filters.js';
import type { RawJson } from '../../../common/http/reply.js';
import type { Json } from '../../../common/json.js';
import { IMAGE_JSON } from './image.json.js';
import type { ImageListQueryDto } from './images.dto.js';

const SORTS = { created_at: { expression: 'r.created_at', type: 'timestamptz' } };

export interface ImageFile {
  content: Buffer;
  content_type: string;
  sha256: string;
}

@Injectable()
export class ImageQueries {
  constructor(
    private readonly lists: KeysetLists,
    private readonly database: Database,
  ) {}

  list(userId: string, query: ImageListQueryDto): Promise<RawJson> {
    const filters = new ListFilters()
      .owner(userId)
      .search('(r.name ILIKE $? OR r.source_url ILIKE $?)', query.q === undefined ? undefined : containing(query.q));
    return this.lists.read({
      scope: `social-images:${userId}`,
      table: 'ad_images',
      item: IMAGE_JSON,
      conditions: filters.conditions,
      parameters: filters.parameters,
      is_search: filters.is_search,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** Throws NOT_FOUND. */
  async get(userId: string, id: string): Promise<Json> {
    const row = await this.database.queryOne<{ view: Json }>(
      `SELECT ${IMAGE_JSON} AS view FROM ad_images r WHERE r.user_id = $1 AND r.id = $2`,
      [userId, id],
    );
    if (!row) throw AppError.notFound('Picture');
    return row.view;
  }

  /** Throws NOT_FOUND. */
  async file(userId: string, id: string): Promise<ImageFile> {
    const row = await this.database.queryOne<ImageFile>(
      'SELECT content, content_type, sha256 FROM ad_images WHERE user_id = $1 AND id = $2',
      [userId, id],
    );
    if (!row) throw AppError.notFound('Picture');
    return row;
  }
}
