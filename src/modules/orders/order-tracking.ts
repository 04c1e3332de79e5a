import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.js';
import { iso } from '../../common/database/sql.js';
import { AppError } from '../../common/errors/app-error.js';
import { findCarrier, trackingUrl } from './carriers/carriers.js';
import type { ShipmentDto, TrackingEventDto } from './order-story.dto.js';

interface ShipmentRow {
  fulfillment_id: string;
  status: string;
  shipment_status: string | null;
  carrier: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  shipped_at: string | null;
  delivered_at: string | null;
  source: string;
  steps: TrackingEventDto[];
}

/** What happened to each parcel is what the platform said of it, step by step as it came in. */
const SHIPMENTS = `
  SELECT f.id AS fulfillment_id, f.status, f.shipment_status, f.carrier, f.tracking_number, f.tracking_url,
         ${iso('f.shipped_at')} AS shipped_at, ${iso('f.delivered_at')} AS delivered_at, store.platform AS source,
         (SELECT coalesce(json_agg(json_build_object('status', t.details->'shipment_status'->>'to', 'message', t.message,
                   'source', t.source, 'occurred_at', ${iso('t.occurred_at')}) ORDER BY t.occurred_at, t.id), '[]')
          FROM order_timeline t
          WHERE t.order_id = r.id AND t.kind = 'shipment' AND t.details->>'fulfillment_id' = f.id::text) AS steps
  FROM fulfillments f JOIN orders r ON r.id = f.order_id JOIN stores store ON store.id = r.store_id
  WHERE r.user_id = $1 AND r.id = $2
  ORDER BY f.shipped_at NULLS LAST, f.created_at, f.id`;

/** Where an order's parcels are. */
@Injectable()
export class OrderTracking {
  constructor(private readonly database: Database) {}

  /** Throws NOT_FOUND. */
  async of(userId: string, orderId: string): Promise<ShipmentDto[]> {
    const found = await this.database.queryOne(
      'SELECT 1 FROM orders WHERE user_id = $1 AND id = $2 AND deleted_at IS NULL',
      [userId, orderId],
    );
    if (!found) throw AppError.notFound('Order');
    const rows = await this.database.query<ShipmentRow>(SHIPMENTS, [userId, orderId]);
    return rows.map(shipmentOf);
  }
}

function shipmentOf(row: ShipmentRow): ShipmentDto {
  const { fulfillment_id, carrier, tracking_number, shipped_at, delivered_at } = row;
  const known = carrier === null ? undefined : findCarrier(carrier);
  const made = known && tracking_number !== null ? trackingUrl(known, tracking_number) : null;
  return {
    fulfillment_id,
    carrier,
    tracking_number,
    tracking_url: row.tracking_url ?? made,
    status: delivered_at === null ? (row.shipment_status ?? row.status) : 'delivered',
    shipped_at,
    delivered_at,
    events: eventsOf(row),
  };
}

function eventsOf({ steps, shipped_at, delivered_at, source }: ShipmentRow): TrackingEventDto[] {
  const events: TrackingEventDto[] = [];
  if (shipped_at !== null) events.push({ status: 'shipped', message: 'Shipped', source, occurred_at: shipped_at });
  events.push(...steps);
  if (delivered_at !== null && !steps.some(({ status }) => status === 'delivered')) {
    events.push({ status: 'delivered', message: 'Delivered', source, occurred_at: delivered_at });
  }
  return events.sort((one, other) => one.occurred_at.localeCompare(other.occurred_at));
}
