import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { AppError } from '../../common/errors/app-error.js';
import { KeysetLists } from '../../common/http/keyset-list.js';
import { RawJson } from '../../common/http/reply.js';
import type { Json } from '../../common/json.js';
import type { HistoryQueryDto } from './history.dto.js';
import type { ProxyListQueryDto } from './proxies.dto.js';
import { PROXY_JSON, PROXY_TEST_JSON } from './proxy.json.js';
import { ProxyRepository, type StoredProxy } from './proxy.repository.js';

const SORTS = {
  created_at: { expression: 'r.created_at', type: 'timestamptz' },
  name: { expression: "coalesce(r.name, '')", type: 'text' },
};
const TEST_SORTS = { tested_at: { expression: 'r.tested_at', type: 'timestamptz' } };

@Injectable()
export class ProxyQueries {
  constructor(
    private readonly database: Database,
    private readonly lists: KeysetLists,
    private readonly proxies: ProxyRepository,
  ) {}

  list(userId: string, query: ProxyListQueryDto): Promise<RawJson> {
    const conditions = ['r.user_id = $1'];
    const parameters: unknown[] = [userId];
    const add = (condition: string, value: unknown): void => {
      if (value === undefined) return;
      parameters.push(value);
      conditions.push(condition.replaceAll('$?', `$${parameters.length}`));
    };
    add('r.protocol = $?', query.protocol);
    add('(r.country = $? OR r.exit_country = $?)', query.country);
    add('coalesce(r.is_active, true) = $?', query.is_active);
    add('r.test_result = $?', query.test_result);
    add(
      `(strpos(lower(coalesce(r.name, '')), lower($?)) > 0 OR strpos(r.host, lower($?)) > 0
        OR strpos(lower(coalesce(r.username, '')), lower($?)) > 0)`,
      query.q,
    );
    return this.lists.read({
      scope: `proxies:${userId}`,
      table: 'proxies',
      item: PROXY_JSON,
      conditions,
      parameters,
      sorts: SORTS,
      sort: query.sort,
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
  }

  /** Throws NOT_FOUND. */
  async get(userId: string, id: string): Promise<StoredProxy> {
    const stored = await this.proxies.view(userId, id);
    if (!stored) throw AppError.notFound('Proxy');
    return stored;
  }

  /** The test that a job has made, as the wire shows it; undefined: it has not (yet). */
  async testOf(userId: string, jobId: string): Promise<Json | undefined> {
    const row = await this.database.queryOne<{ view: Json }>(
      `SELECT ${PROXY_TEST_JSON} AS view FROM proxy_tests r
       WHERE r.user_id = $1 AND r.job_id = $2 ORDER BY r.tested_at DESC LIMIT 1`,
      [userId, jobId],
    );
    return row?.view;
  }

  /** The tests of a period, newest first, and what they come to. Throws NOT_FOUND. */
  async history(userId: string, id: string, query: HistoryQueryDto): Promise<RawJson> {
    await this.get(userId, id);
    const summary = await this.summary(userId, id, query);
    const conditions = ['r.user_id = $1', 'r.proxy_id = $2', 'r.tested_at >= $3::timestamptz'];
    const parameters: unknown[] = [userId, id, query.from ?? summary.from];
    if (query.to !== undefined) {
      parameters.push(query.to);
      conditions.push(`r.tested_at < $${parameters.length}::timestamptz`);
    }
    if (query.test_result !== undefined) {
      parameters.push(query.test_result);
      conditions.push(`r.test_result = $${parameters.length}`);
    }
    const page = await this.lists.read({
      scope: `proxy-tests:${userId}:${id}`,
      table: 'proxy_tests',
      item: PROXY_TEST_JSON,
      conditions,
      parameters,
      sorts: TEST_SORTS,
      sort: '-tested_at',
      limit: query.limit,
      cursor: query.cursor,
      include_total: query.include_total,
    });
    return new RawJson(`{"summary":${JSON.stringify(summary)},${page.text.slice(1)}`);
  }

  private async summary(userId: string, id: string, query: HistoryQueryDto): Promise<{ from: string }> {
    const percentile = (share: number): string =>
      `round((percentile_cont(${share}) WITHIN GROUP (ORDER BY first_byte_ms) FILTER (WHERE test_result = 'success'))::numeric)::int`;
    const row = await this.database.queryOne<{ summary: { from: string } }>(
      `WITH period AS (
         SELECT coalesce($4::timestamptz, now()) AS until,
                coalesce($3::timestamptz, coalesce($4::timestamptz, now()) - interval '7 days') AS since)
       SELECT json_build_object('from', ${iso('period.since')}, 'to', ${iso('period.until')}, 'tests', count(t.id)::int,
         'succeeded', count(t.id) FILTER (WHERE test_result = 'success')::int,
         'uptime_percent', CASE WHEN count(t.id) > 0
           THEN round(100.0 * count(t.id) FILTER (WHERE test_result = 'success') / count(t.id), 2)::text END,
         'first_byte_ms', json_build_object('p50', ${percentile(0.5)}, 'p95', ${percentile(0.95)}, 'p99', ${percentile(0.99)})
       ) AS summary
       FROM period LEFT JOIN proxy_tests t
         ON t.user_id = $1 AND t.proxy_id = $2 AND t.tested_at >= period.since AND t.tested_at < period.until
       GROUP BY period.since, period.until`,
      [userId, id, query.from ?? null, query.to ?? null],
    );
    if (!row) throw new Error('A period has no summary');
    return row.summary;
  }
}
