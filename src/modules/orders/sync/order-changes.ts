import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database.js';
import type { WrittenRow } from '../../../common/database/versioned-table.js';
import { Outbox } from '../../../common/events/outbox.js';
import type { PlatformOrder, StoreKey } from '../../stores/stores.api.js';
import { orderEvents } from '../orders.events.js';
import {
  differences,
  type Differences,
  shipmentNews,
  type ShipmentNews,
  type Watched,
  withoutEchoes,
  wordsOf,
} from './order-differences.js';

/** An answer to our own change may tell only a part of it; the rest comes with a webhook or a sync soon after. */
const ECHO_WINDOW = '2 minutes';

interface Entry {
  order_id: string;
  kind: 'changed' | 'shipment';
  message: string;
  platform_fulfillment_id: string | null;
  details: object;
  dedupe_key: string | null;
  occurred_at: string | null;
}

interface Change {
  id: string;
  order: PlatformOrder;
  changes: Differences;
  news: ShipmentNews;
}

/** What changed in known orders: for their timelines (that it was at the platform we know, who did it there not), and as events. */
@Injectable()
export class OrderChanges {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** What is watched of known orders before they are written, by the platform's id. */
  async before(store: StoreKey, platformIds: string[]): Promise<Map<string, Watched>> {
    if (platformIds.length === 0) return new Map();
    const rows = await this.database.query<Watched & { platform_order_id: string }>(
      `SELECT platform_order_id, status, payment_status, fulfillment_status, total_amount,
              (SELECT coalesce(json_agg(json_build_object('platform_fulfillment_id', f.platform_fulfillment_id,
                        'tracking_number', f.tracking_number, 'shipment_status', f.shipment_status)), '[]')
               FROM fulfillments f WHERE f.order_id = orders.id) AS fulfillments
       FROM orders WHERE store_id = $1 AND platform_order_id = ANY($2)`,
      [store.id, platformIds],
    );
    return new Map(rows.map((row) => [row.platform_order_id, row]));
  }

  /** Once the orders and their parts are written. */
  async note(store: StoreKey, before: Map<string, Watched>, orders: WrittenRow<PlatformOrder>[]): Promise<void> {
    const changed = orders.flatMap(({ id, record: order }): Change[] => {
      const old = before.get(order.platform_order_id);
      return old ? [{ id, order, changes: differences(old, order), news: shipmentNews(old, order) }] : [];
    });
    await this.tell(changed);
    await this.addEvents(store, changed);
  }

  private async tell(changed: Change[]): Promise<void> {
    const told = changed.filter(({ changes, news }) => Object.keys(changes).length > 0 || news.steps.length > 0);
    if (told.length === 0) return;
    const own = await this.ownChanges(told.map(({ id }) => id));
    const entries = told.flatMap((change) => entriesOf(change, own.get(change.id) ?? []));
    if (entries.length === 0) return;
    await this.database.execute(
      `INSERT INTO order_timeline (order_id, kind, message, source, details, dedupe_key, occurred_at)
       SELECT entry.order_id, entry.kind, entry.message, store.platform,
              entry.details || CASE WHEN f.id IS NULL THEN '{}' ELSE jsonb_build_object('fulfillment_id', f.id) END,
              entry.dedupe_key, coalesce(entry.occurred_at, now())
       FROM json_to_recordset($1::json) AS entry (order_id uuid, kind text, message text, platform_fulfillment_id text,
              details jsonb, dedupe_key text, occurred_at timestamptz)
       JOIN orders ON orders.id = entry.order_id
       JOIN stores store ON store.id = orders.store_id
       LEFT JOIN fulfillments f ON f.order_id = entry.order_id AND f.platform_fulfillment_id = entry.platform_fulfillment_id
       ON CONFLICT ON CONSTRAINT order_timeline_order_id_dedupe_key_key DO NOTHING`,
      [JSON.stringify(entries)],
    );
  }

  /** Kinds of the changes that were made to these orders from here just now. */
  private async ownChanges(orderIds: string[]): Promise<Map<string, string[]>> {
    const rows = await this.database.query<{ order_id: string; kinds: string[] }>(
      `SELECT order_id, array_agg(kind::text) AS kinds FROM order_timeline
       WHERE order_id = ANY($1) AND source = 'ksap' AND dedupe_key LIKE 'change:%' AND created_at > now() - interval '${ECHO_WINDOW}'
       GROUP BY order_id`,
      [orderIds],
    );
    return new Map(rows.map(({ order_id: id, kinds }) => [id, kinds]));
  }

  private async addEvents(store: StoreKey, changed: Change[]): Promise<void> {
    const events = changed.flatMap(({ id, changes, news }) =>
      orderEvents(store, {
        order_id: id,
        status: changes.status,
        fulfilled: news.fulfilled,
        tracked: news.tracked,
      }),
    );
    await this.outbox.add(...events);
  }
}

function entriesOf({ id, order, changes, news }: Change, ownKinds: string[]): Entry[] {
  const entry = { order_id: id, occurred_at: order.platform_updated_at };
  const rest = withoutEchoes(changes, ownKinds);
  const steps = news.steps.map(({ platform_fulfillment_id, carrier, tracking_number, from, to }): Entry => ({
    ...entry,
    kind: 'shipment',
    message: `${[carrier, tracking_number].filter((part) => part !== null).join(' ') || 'Shipment'}: ${to.replaceAll('_', ' ')}`,
    platform_fulfillment_id,
    details: { tracking_number, shipment_status: { from, to } },
    // The same step told by two ways in is one; the parcel may come to the same place again later.
    dedupe_key: `shipment:${platform_fulfillment_id}:${to}:${order.platform_updated_at ?? ''}`.slice(0, 255),
  }));
  if (Object.keys(rest).length === 0) return steps;
  return [
    {
      ...entry,
      kind: 'changed',
      message: wordsOf(rest),
      platform_fulfillment_id: null,
      details: rest,
      dedupe_key: null,
    },
    ...steps,
  ];
}
