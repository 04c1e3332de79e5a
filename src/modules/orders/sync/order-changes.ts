import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { WrittenRow } from '../../../common/database/versioned-table.js';
import { compare } from '../../../common/money/money.js';
import type { PlatformOrder, StoreKey } from '../../stores/stores.api.js';

const FIELDS = ['status', 'payment_status', 'fulfillment_status', 'total_amount'] as const;
export type Watched = Record<(typeof FIELDS)[number], string>;

/** What changed at the platform, for the order's timeline: who did it there we are not told, that it was there we know. */
@Injectable()
export class OrderChanges {
  constructor(private readonly database: Database) {}

  /** The watched fields of known orders before they are written, by the platform's id. */
  async before(store: StoreKey, platformIds: string[]): Promise<Map<string, Watched>> {
    if (platformIds.length === 0) return new Map();
    const rows = await this.database.query<Watched & { platform_order_id: string }>(
      `SELECT platform_order_id, ${FIELDS.join(', ')} FROM orders WHERE store_id = $1 AND platform_order_id = ANY($2)`,
      [store.id, platformIds],
    );
    return new Map(rows.map((row) => [row.platform_order_id, row]));
  }

  async note(before: Map<string, Watched>, orders: WrittenRow<PlatformOrder>[]): Promise<void> {
    const entries = orders.flatMap(({ id, record: order }) => {
      const old = before.get(order.platform_order_id);
      const changes = old ? differences(old, order) : {};
      if (Object.keys(changes).length === 0) return [];
      return [
        {
          order_id: id,
          message: `Changed in the shop: ${wordsOf(changes)}`,
          details: changes,
          occurred_at: order.platform_updated_at,
        },
      ];
    });
    if (entries.length === 0) return;
    await this.database.execute(
      `INSERT INTO order_timeline (order_id, kind, message, source, details, occurred_at)
       SELECT order_id, 'changed', message, 'platform', details, coalesce(occurred_at, now())
       FROM json_to_recordset($1::json) AS entry (order_id uuid, message text, details jsonb, occurred_at timestamptz)`,
      [JSON.stringify(entries)],
    );
  }
}

type Changes = Record<string, { from: string; to: string }>;

function differences(old: Watched, order: PlatformOrder): Changes {
  const changes: Changes = {};
  for (const field of FIELDS) {
    const same = field === 'total_amount' ? compare(old[field], order[field]) === 0 : old[field] === order[field];
    if (!same) changes[field] = { from: old[field], to: order[field] };
  }
  return changes;
}

function wordsOf(changes: Changes): string {
  return Object.entries(changes)
    .map(([field, { from, to }]) => `${field.replaceAll('_', ' ')} from ${from} to ${to}`)
    .join(', ');
}
