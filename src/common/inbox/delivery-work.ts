import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { INBOX_TABLE, type InboxOwner, type InboxTable, WAITING } from './inbox-table.js';

/** Tries before a delivery is dead: with the growing pauses between them, most of a working day. */
const MAX_ATTEMPTS = 15;
/** A worker that has taken deliveries has this long, and asks for longer; then another may take them. */
const LEASE = '30 seconds';

export interface ClaimedDelivery {
  id: string;
  resource: string;
  platform_id: string;
}

/** The inbox as the worker sees it: what is due, who has it, what became of it. */
@Injectable()
export class DeliveryWork {
  constructor(
    @Inject(INBOX_TABLE) private readonly table: InboxTable,
    private readonly database: Database,
  ) {}

  /** Owners with deliveries that are due and that can be asked, the longest waiting first. */
  ownersWithDue(exceptIds: string[], limit: number): Promise<InboxOwner[]> {
    const { name, owner_column: column, owner_table: owners, may_be_asked: mayBeAsked } = this.table;
    // Steps from owner to owner through the index: the cost is the number of owners, not of deliveries.
    return this.database.query<InboxOwner>(
      `WITH RECURSIVE waiting AS (
         (SELECT ${column} AS owner_id FROM ${name} WHERE ${WAITING} ORDER BY ${column} LIMIT 1)
         UNION ALL
         SELECT (SELECT next.${column} FROM ${name} next WHERE next.${WAITING} AND next.${column} > waiting.owner_id
                 ORDER BY next.${column} LIMIT 1)
         FROM waiting WHERE waiting.owner_id IS NOT NULL)
       SELECT owner.id, owner.user_id FROM waiting
       JOIN ${owners} owner ON owner.id = waiting.owner_id
       CROSS JOIN LATERAL (SELECT min(next_attempt_at) AS due FROM ${name} delivery
                           WHERE delivery.${column} = waiting.owner_id AND delivery.${WAITING}) oldest
       WHERE oldest.due <= now() AND ${mayBeAsked} AND owner.id <> ALL($1::uuid[])
       ORDER BY oldest.due LIMIT $2`,
      [exceptIds, limit],
    );
  }

  /** Takes due deliveries of the owner: nobody else is given them before the lease is over. */
  claim(ownerId: string, limit: number): Promise<ClaimedDelivery[]> {
    const { name, owner_column: column } = this.table;
    return this.database.query<ClaimedDelivery>(
      `UPDATE ${name} SET attempts = attempts + 1, next_attempt_at = now() + interval '${LEASE}'
       WHERE id IN (SELECT id FROM ${name} WHERE ${column} = $1 AND ${WAITING} AND next_attempt_at <= now()
                    ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, resource, platform_id`,
      [ownerId, limit],
    );
  }

  async extendLease(ids: string[]): Promise<void> {
    await this.database.execute(
      `UPDATE ${this.table.name} SET next_attempt_at = now() + interval '${LEASE}' WHERE id = ANY($1) AND ${WAITING}`,
      [ids],
    );
  }

  async processed(ids: string[]): Promise<void> {
    await this.database.execute(
      `UPDATE ${this.table.name} SET status = 'processed', processed_at = now(), next_attempt_at = NULL, last_error = NULL
       WHERE id = ANY($1)`,
      [ids],
    );
  }

  /** It was not tried, or not for a reason of its own: the try does not count. */
  async putBack(ids: string[], delayMs: number): Promise<void> {
    await this.database.execute(
      `UPDATE ${this.table.name} SET attempts = greatest(0, attempts - 1), next_attempt_at = now() + make_interval(secs => $2::float8)
       WHERE id = ANY($1) AND ${WAITING}`,
      [ids, delayMs / 1000],
    );
  }

  /**
   * Tried in vain: again after a growing pause, and dead after the last try. Gives how many died of it, and whether the
   * owner had no dead ones before. In a transaction.
   */
  async failed(ownerId: string, ids: string[], reason: string): Promise<{ died: number; are_first: boolean }> {
    const { name, owner_column: column } = this.table;
    // Of two workers at once only one sees the first.
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${name}_dead:${ownerId}`]);
    const before = await this.database.queryOne<{ dead: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM ${name} WHERE ${column} = $1 AND status = 'dead') AS dead`,
      [ownerId],
    );
    const rows = await this.database.query<{ status: string }>(
      `UPDATE ${name} SET last_error = $2, status = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'dead' ELSE 'failed' END,
              next_attempt_at = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN NULL
                                ELSE now() + make_interval(secs => least(3600, 2 ^ attempts)) END
       WHERE id = ANY($1) AND ${WAITING} RETURNING status`,
      [ids, reason.slice(0, 2000)],
    );
    const died = rows.filter(({ status }) => status === 'dead').length;
    return { died, are_first: died > 0 && !before?.dead };
  }
}
