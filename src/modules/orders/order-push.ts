import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { requireMatch } from '../../common/http/etag.js';
import { idempotencyContext } from '../../common/http/idempotency-context.js';
import type { JsonObject } from '../../common/json.js';
import type { JobView } from '../jobs/jobs.api.js';
import { type ChangeKind, type ChangeOf, StoreChanges } from '../stores/stores.api.js';
import { OrderRepository } from './order.repository.js';
import { type OrderVersion, shownVersion } from './order.version.js';

/** Who wants something of which order. */
export interface Wish {
  user_id: string;
  order_id: string;
  if_match: string | undefined;
}

/** What was decided about an order: nothing to do (`same`), or work on the version that the platform has now. */
export type Decision<T> = { same: true; order: OrderVersion } | { same: false; order: OrderVersion; work: T };

/** `done`: the platform did it. `pending`: no answer was heard, the job goes on until it is known. */
export type Pushed =
  /** The fulfilment that it made or changed, by the platform's id. */
  { state: 'done'; platform_fulfillment_id: string | null } | { state: 'pending'; job: JobView };

/** Looks at the order as it is known and throws a refusal; null when what is wished is so already. */
export type Judge<T> = (order: OrderVersion) => T | null;

/** The way of a write to an order's platform: nothing is sent on stale data. */
@Injectable()
export class OrderPush {
  constructor(
    private readonly orders: OrderRepository,
    private readonly changes: StoreChanges,
  ) {}

  /**
   * Judges the order as it is here, reads it anew at its platform, and judges that. Throws NOT_FOUND; PRECONDITION_FAILED for an
   * old `If-Match`; the judge's refusal; CONFLICT with both versions when it was possible here and is not at the platform any more,
   * or when the caller named a version and the platform has another one. What the platform has is stored in any case.
   */
  async decide<T>(wish: Wish, judge: Judge<T>): Promise<Decision<T>> {
    const known = await this.orders.version(wish.user_id, wish.order_id);
    if (!known) throw AppError.notFound('Order');
    requireMatch(wish.if_match, known.etag);
    const first = attempt(judge, known);
    if (!first.refusal && first.work === null) return { same: true, order: known };
    const now = await this.readNow(known).catch((error: unknown) => {
      throw first.refusal ?? error;
    });
    if (!now) throw conflict(known, null, 'The order is gone at the shop');
    if (wish.if_match !== undefined && wish.if_match.trim() !== '*' && now.etag !== known.etag) {
      throw conflict(known, now, 'The order has changed at the shop since you read it');
    }
    const second = attempt(judge, now);
    if (second.refusal) {
      if (first.refusal || !(second.refusal instanceof AppError)) throw second.refusal;
      throw conflict(known, now, `The order has changed at the shop: ${second.refusal.message}`, second.refusal);
    }
    return second.work === null ? { same: true, order: now } : { same: false, order: now, work: second.work };
  }

  /** Sends it; see `StoreChanges.run`. What observers need to tell of it goes into `context`. */
  async send<K extends ChangeKind>(
    order: OrderVersion,
    kind: K,
    payload: ChangeOf[K],
    context: JsonObject = {},
  ): Promise<Pushed> {
    const { user_id, store_id, id } = order;
    const result = await this.changes.run({
      kind,
      user_id,
      store_id,
      subject_id: id,
      payload,
      context: {
        ...context,
        asked_at: order.read_at,
        known: order.shipments.flatMap(({ platform_fulfillment_id: known }) => known ?? []),
      },
    });
    if (result.state === 'pending') return { state: 'pending', job: result.job };
    const made = result.outcome.platform_fulfillment_id;
    return { state: 'done', platform_fulfillment_id: typeof made === 'string' ? made : null };
  }

  /** The reading is no effect of the request: a refusal after it leaves its idempotency key free. */
  private async readNow(known: OrderVersion): Promise<OrderVersion | undefined> {
    const platformId = platformIdOf(known);
    const store = { id: known.store_id, user_id: known.user_id };
    const record = await idempotencyContext.exit(() => this.changes.current(store, 'orders', platformId));
    return record === null ? undefined : this.orders.version(known.user_id, known.id);
  }
}

/** Throws CONFLICT for an order that no platform knows. */
export function platformIdOf(order: OrderVersion): string {
  if (order.platform_order_id === null) {
    throw AppError.conflict('The order is known here only: there is no shop to change it at', { reason: 'local_only' });
  }
  return order.platform_order_id;
}

function attempt<T>(judge: Judge<T>, order: OrderVersion): { work: T | null; refusal?: Error } {
  try {
    return { work: judge(order) };
  } catch (error) {
    return { work: null, refusal: error instanceof Error ? error : new Error(String(error)) };
  }
}

function conflict(yours: OrderVersion, platform: OrderVersion | null, message: string, refusal?: AppError): AppError {
  return AppError.conflict(message, {
    ...(refusal && { ...refusal.details, refused: refusal.code }),
    yours: shownVersion(yours),
    platform: platform && shownVersion(platform),
  });
}
