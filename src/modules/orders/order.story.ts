import { moneyText } from '../../common/database/money-sql.js';

/** SQL: whether an entry of ours tells the same as what the platform's own times tell. */
const toldByUs = (kind: string, more = ''): string =>
  `EXISTS (SELECT 1 FROM order_timeline own WHERE own.order_id = r.id AND own.source = 'ksap' AND own.kind = '${kind}'${more})`;

/** A stable id for what has no row of its own. */
const madeId = (id: string, what: string): string => `md5(${id}::text || ':${what}')::uuid`;

/**
 * An order's story as SQL rows `id, kind, message, source, actor_user_id, details, occurred_at, rank`: what the platform's
 * own times tell, and what was noted here. Stands where `r` (the order) and `store` (its store) are in scope. What
 * somebody did from here is told by our entry alone, with who it was.
 */
export const STORY = `
  SELECT r.id, 'placed' AS kind, 'Order placed' AS message, store.platform AS source, NULL::uuid AS actor_user_id,
         '{}'::jsonb AS details, r.created_at AS occurred_at, 0 AS rank
  UNION ALL SELECT ${madeId('r.id', 'paid')}, 'paid', 'Payment received', store.platform, NULL, '{}', r.paid_at, 1
       WHERE r.paid_at IS NOT NULL AND NOT ${toldByUs('paid')}
  UNION ALL SELECT f.id, 'fulfilled', 'Fulfilled' || coalesce(' with ' || f.carrier, ''), store.platform, NULL,
         jsonb_build_object('fulfillment_id', f.id, 'tracking_number', f.tracking_number), f.shipped_at, 2
       FROM fulfillments f WHERE f.order_id = r.id AND f.shipped_at IS NOT NULL
        AND NOT ${toldByUs('fulfilled', ` AND own.details->'fulfillment_ids' ? f.id::text`)}
  UNION ALL SELECT ${madeId('f.id', 'delivered')}, 'delivered', 'Delivered', store.platform, NULL,
         jsonb_build_object('fulfillment_id', f.id), f.delivered_at, 3
       FROM fulfillments f WHERE f.order_id = r.id AND f.delivered_at IS NOT NULL AND NOT ${toldByUs('delivered')}
  UNION ALL SELECT f.id, 'refunded', 'Refunded ' || ${moneyText('f.amount', 'f.currency')} || ' ' || f.currency, store.platform, NULL,
         jsonb_build_object('refund_id', f.id), f.refunded_at, 4
       FROM refunds f WHERE f.order_id = r.id AND f.refunded_at IS NOT NULL AND f.transaction_id IS NULL
  UNION ALL SELECT ${madeId('r.id', 'cancelled')}, 'cancelled', 'Order cancelled', store.platform, NULL,
         jsonb_build_object('reason', r.cancel_reason), r.cancelled_at, 5
       WHERE r.cancelled_at IS NOT NULL AND NOT ${toldByUs('cancelled')}
  UNION ALL SELECT n.id, n.kind, n.message, n.source, n.actor_user_id, n.details, n.occurred_at, 6
       FROM order_timeline n WHERE n.order_id = r.id AND NOT n.details ? 'is_echo'`;
