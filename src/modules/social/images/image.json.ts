import { iso } from '../../../common/database/sql.js';

/** SQL of a picture as the wire shows it; the row's alias is `r`. */
export const IMAGE_JSON = `
  json_build_object(
    'id', r.id, 'name', r.name, 'content_type', r.content_type, 'width', r.width, 'height', r.height, 'size', r.size,
    'sha256', r.sha256, 'source_url', r.source_url, 'content_url', '/api/v1/social/images/' || r.id || '/content',
    'created_at', ${iso('r.created_at')})`;
