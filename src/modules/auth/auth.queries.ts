import { Injectable } from '@nestjs/common';
import { iso } from '../../common/database/sql.js';
import type { Caller } from '../../common/http/http.decorators.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import type { ListQueryDto } from '../../common/http/list.dto.js';
import type { RawJson } from '../../common/http/reply.js';

@Injectable()
export class AuthQueries {
  constructor(private readonly lists: KeysetLists) {}

  /** The caller's open sessions, newest first. */
  sessions({ user_id, session_id }: Caller, query: ListQueryDto): Promise<RawJson> {
    return this.lists.read({
      scope: `sessions:${user_id}`,
      table: 'sessions',
      // An id that was checked as a UUID when the token was read; as a parameter the count would lack it.
      item: `jsonb_build_object('id', r.id, 'is_current', r.id = '${session_id}'::uuid, 'ip', r.ip,
        'user_agent', r.user_agent, 'created_at', ${iso('r.created_at')}, 'last_used_at', ${iso('r.last_used_at')},
        'expires_at', ${iso('r.expires_at')})`,
      conditions: ['r.user_id = $1', 'r.revoked_at IS NULL', 'r.expires_at > now()'],
      parameters: [user_id],
      sorts: { created_at: { expression: 'r.created_at', type: 'timestamptz' } },
      sort: '-created_at',
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
      is_search: true,
    });
  }
}
