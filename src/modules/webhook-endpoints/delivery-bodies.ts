import { Injectable } from '@nestjs/common';
import { OrdersApi } from '../orders/orders.api.js';
import { ProductsApi } from '../products/products.api.js';
import type { DueDelivery } from './due-deliveries.js';

export const API_VERSION = 'v1';

/** Records that are put beside their id, by the type's first word; what is deleted has none. */
type Record = 'order' | 'product';

/**
 * What deliveries say. The record is read when a delivery is first sent, as it is then: a burst of events costs the one who
 * notes them nothing, and a receiver is never told less than the truth of that moment.
 */
@Injectable()
export class DeliveryBodies {
  constructor(
    private readonly orders: OrdersApi,
    private readonly products: ProductsApi,
  ) {}

  /** Bodies of those that have none yet, by the delivery's id. All of one user. */
  async make(userId: string, deliveries: DueDelivery[]): Promise<Map<string, string>> {
    const fresh = deliveries.filter(({ body }) => body === null);
    const [orders, products] = await Promise.all([
      this.orders.views(userId, subjectsOf(fresh, 'order')),
      this.products.views(userId, subjectsOf(fresh, 'product')),
    ]);
    return new Map(
      fresh.map((delivery) => {
        const kind = recordOf(delivery);
        const views = kind === 'order' ? orders : products;
        return [delivery.id, bodyOf(delivery, kind, views.get(delivery.subject_id ?? '') ?? 'null')];
      }),
    );
  }
}

function recordOf({ type, subject_id: subjectId }: DueDelivery): Record | null {
  const [kind, what] = type.split('.');
  if (subjectId === null || what === 'deleted') return null;
  return kind === 'order' || kind === 'product' ? kind : null;
}

function subjectsOf(deliveries: DueDelivery[], kind: Record): string[] {
  const ids = deliveries.filter((delivery) => recordOf(delivery) === kind).map(({ subject_id: id }) => id);
  return [...new Set(ids.filter((id) => id !== null))];
}

/** Postgres' JSON text goes in as it is. */
function bodyOf(delivery: DueDelivery, kind: Record | null, record: string): string {
  const { webhook_id: id, type, occurred_at: at } = delivery;
  const head = JSON.stringify({ id, type, created_at: at.toISOString(), api_version: API_VERSION }).slice(0, -1);
  const data = JSON.stringify(delivery.data);
  const whole = kind === null ? data : `${data.slice(0, -1)},"${kind}":${record}}`;
  return `${head},"data":${whole}}`;
}
